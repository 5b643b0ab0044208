"""Copies the tables of the configured warehouse into a new generation of the DuckDB mirror under the home.

    scripts/mirror.py                what changed since the last time
    scripts/mirror.py --full         everything anew, also what looks unchanged
    scripts/mirror.py --table sales  only these tables (may be given several times)

Interrupted, it goes on where it was when it is run again. Exit code 0: published; 1: not, with the reason.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.config import load_config
from core.errors import Invalid, QuartermasterError, Unknown
from core.semantic.compile.copying import batch_after, checks_of
from core.semantic.model import Table
from core.semantic.read import load_model
from core.warehouse.backends import open_warehouse
from core.warehouse.base import Checked, Value
from core.warehouse.mirror import BATCH, Mirror


@dataclass(frozen=True)
class OfModel:
    """A table of the vocabulary, as the mirror wants it."""

    table: Table
    today: date

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def key(self) -> Sequence[str]:
        return self.table.key

    @property
    def columns(self) -> Sequence[tuple[str, str]]:
        return [(name, column.type) for name, column in self.table.columns.items()]

    @property
    def keyed(self) -> bool:
        return not any(self.table.columns[name].null for name in self.table.key)

    def batch(self, key: Sequence[Value] | None, most: int, dialect: str) -> Checked:
        return batch_after(self.table, key, most, dialect, self.today)

    def checks(self, dialect: str) -> Checked:
        return checks_of(self.table, dialect, self.today)


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
        raise Invalid("The configured warehouse is DuckDB itself (warehouse.backend); there is nothing to mirror.")
    tables = load_model(config.semantic.folder).tables
    if unknown := [name for name in asked.table if name not in tables]:
        raise Unknown("table", unknown[0], tables)
    source = open_warehouse(config.warehouse, config.app.home, config.app.timezone)
    try:
        mirror = Mirror(source, config.warehouse_home, print, asked.batch)
        wanted = [
            OfModel(table, config.clock.today) for name, table in tables.items() if name in (asked.table or tables)
        ]
        done = mirror.make(wanted, full=asked.full)
    finally:
        source.close()
    print(f"Generation {done.generation}: {len(done.tables)} tables, {sum(rows for *_, rows in done.tables):,} rows.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
