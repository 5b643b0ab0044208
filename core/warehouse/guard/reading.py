"""Whether SQL only reads: for warehouses whose session cannot be told to allow nothing else."""

from sqlglot import exp

from core.warehouse.guard.refusal import Denied
from core.warehouse.guard.tree import parse_one

_WRITES = (exp.DML, exp.DDL, exp.Into, exp.Command)


def require_reading(sql: str, dialect: str) -> None:
    """One statement, a query, and nothing in it that makes or changes a table."""
    tree = parse_one(sql, dialect)
    if not isinstance(tree, exp.Query) or any(
        isinstance(n, _WRITES) and not isinstance(n, exp.Query) for n in tree.walk()
    ):
        raise Denied("Only reading is done here; the statement would have written.")
