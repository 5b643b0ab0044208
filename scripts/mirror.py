"""Copies the tables of the configured warehouse into a new generation of the DuckDB mirror under the home.

    scripts/mirror.py                what changed since the last time
    scripts/mirror.py --full         everything anew, also what looks unchanged
    scripts/mirror.py --table sales  only these tables (may be given several times)

Interrupted, it goes on where it was when it is run again. Exit code 0: published; 1: not, with the reason.
The running program does the same every day at `warehouse.remote.mirror_at`.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.config import load_config
from core.errors import Invalid, QuartermasterError, Unknown
from core.semantic.compile.copying import copies
from core.semantic.read import load_model
from core.terminal import until_read
from core.warehouse.backends import open_warehouse
from core.warehouse.mirror import BATCH, NOTHING, Mirror


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="copy also what looks unchanged")
    parser.add_argument("--table", action="append", default=[], help="only this table (may be given several times)")
    parser.add_argument("--batch", type=int, default=BATCH, help="rows in memory at once")
    parser.add_argument("--home", type=Path, help="the folder of data and state, when not the configured one")
    try:
        return _run(parser.parse_args(words))
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted; it goes on from here when it is run again.", file=sys.stderr)
    return 1


def _run(asked: argparse.Namespace) -> int:
    config = load_config(ROOT, {"app.home": str(asked.home)} if asked.home else {})
    if config.warehouse.backend == "duckdb":
        raise Invalid(NOTHING)
    tables = load_model(config.semantic.folder).tables
    if unknown := [name for name in asked.table if name not in tables]:
        raise Unknown("table", unknown[0], tables)
    source = open_warehouse(config.warehouse, config.app.home, config.app.timezone)
    try:
        mirror = Mirror(source, config.warehouse_home, print, asked.batch)
        wanted = [table for name, table in tables.items() if name in (asked.table or tables)]
        done = mirror.make(copies(wanted, config.clock.today), full=asked.full)
    finally:
        source.close()
    print(f"Generation {done.generation}: {done.in_words}")
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
