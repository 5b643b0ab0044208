"""The functions on AWS Lambda: the same tools from the same registry, over the warehouse of the QM_ variables.

function.inventory_optimizer, function.logistics_optimizer, function.supplier_analyzer
"""

import os
from functools import cache
from pathlib import Path

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from tools.invoked import answered

ROOT = Path(os.environ.get("LAMBDA_TASK_ROOT", Path(__file__).resolve().parents[2]))


@cache
def _context() -> Context:
    """Opened by the first call of a container, and kept for the next ones; only its own folder can be written."""
    home = {} if "QM_HOME" in os.environ else {"app.home": "/tmp/quartermaster"}
    return open_context(load_config(ROOT, {"agents.execution": "local", **home}), terminal("Warehouse Manager"))


def inventory_optimizer(event: object, _context_of_aws: object = None) -> dict[str, object]:
    return answered(_context(), "inventory", event)


def logistics_optimizer(event: object, _context_of_aws: object = None) -> dict[str, object]:
    return answered(_context(), "logistics", event)


def supplier_analyzer(event: object, _context_of_aws: object = None) -> dict[str, object]:
    return answered(_context(), "suppliers", event)
