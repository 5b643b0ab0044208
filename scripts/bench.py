#!/usr/bin/env python3
"""Measures speed and memory, always beside a floor that does the same work bare, in the same run; asserts nothing.

scripts/bench.py --json bench.json                  everything, at 20,000 and 1,000,000 orders: a quarter of an hour
scripts/bench.py --quick --only queries             a first impression in seconds
scripts/bench.py --orders 10000000 --data var/bench keeps the sample data for the next time
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

import duckdb
import psutil

from core.errors import QuartermasterError
from core.terminal import interruptible, until_read
from scripts.benches.bulk import generate, growth, load, terminal
from scripts.benches.desk import Desk
from scripts.benches.house import api, ask, pages
from scripts.benches.language import language
from scripts.benches.models import models
from scripts.benches.parts import parts, worker
from scripts.benches.queries import queries
from scripts.benches.routes import routes
from scripts.benches.rows import Row, as_table
from scripts.benches.stock import stock
from scripts.sample_data.business import LEAST_ORDERS

BENCHES: dict[str, Callable[[Desk], Iterator[Row]]] = {
    "queries": queries,
    "steps": parts,
    "worker": worker,
    "language": language,
    "models": models,
    "stock": stock,
    "terminal": terminal,
    "generate": generate,
    "load": load,
    "growth": growth,
    "pages": pages,
    "ask": ask,
    "api": api,
    "routes": routes,
}


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here, with facts of the machine")
    parser.add_argument(
        "--orders", type=sizes, default=(20_000, 1_000_000), metavar="N,N", help="sizes of the data (20000,1000000)"
    )
    parser.add_argument("--only", action="append", choices=BENCHES, help="this part only; may be said again")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the sample data here, and use what is there")
    parser.add_argument("--quick", action="store_true", help="the first size only, and few rounds")
    return parser


def sizes(text: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be numbers of orders such as 20000,1000000") from None
    if found[0] < LEAST_ORDERS:
        raise argparse.ArgumentTypeError(f"{found[0]} orders are too few; {LEAST_ORDERS} or more make a business")
    return found


def main() -> int:
    asked = arguments().parse_args()
    signal.signal(signal.SIGTERM, stop)
    rows: list[Row] = []
    try:
        with interruptible():
            measure(asked, rows)
        if asked.json:
            write(asked.json, asked, rows)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; measured so far:", file=sys.stderr)
        print(as_table(rows))
        return 130
    print(as_table(rows))
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def measure(asked: argparse.Namespace, rows: list[Row]) -> None:
    """Adds row after row, so that an interruption loses only what is under way."""
    scratch = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        data = (asked.data or scratch).absolute()
        data.mkdir(parents=True, exist_ok=True)
        orders = asked.orders[:1] if asked.quick else asked.orders
        desk = Desk(orders, scratch, data, asked.quick)
        for name in asked.only or BENCHES:
            rows.extend(BENCHES[name](desk))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def write(file: Path, asked: argparse.Namespace, rows: list[Row]) -> None:
    """Whole or not at all."""
    said = {"machine": machine(), "quick": asked.quick, "orders": asked.orders, "rows": [asdict(row) for row in rows]}
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(json.dumps(said, indent=1), encoding="utf-8")
    os.replace(beside, file)


def machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "usable_cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": os.getloadavg()[0],  # of others as well: the ratios hold, the milliseconds suffer
        "system": platform.platform(),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }


if __name__ == "__main__":
    sys.exit(until_read(main))
