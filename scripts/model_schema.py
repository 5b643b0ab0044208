#!/usr/bin/env python3
"""Drafts a vocabulary from a DuckDB file: keys and joins from names and values, measures and dimensions from types.

scripts/model_schema.py --db clinic.duckdb --out semantic-clinic
scripts/ask.py "appointments by doctor last month" --db clinic.duckdb --model semantic-clinic
"""

import argparse
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.errors import Invalid, QuartermasterError
from core.semantic.draft import draft_of
from core.semantic.read import load_model
from core.terminal import until_read
from core.warehouse.duckdb import DuckDBWarehouse
from core.yaml_file import written


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", type=Path, required=True, metavar="FILE", help="the data")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the vocabulary goes")
    parser.add_argument("--force", action="store_true", help="write over a draft that is there")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        target = draft(asked.db, asked.out, force=asked.force)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    model = load_model(asked.out)
    print(f"{target}: {len(model.tables)} tables, {len(model.joins)} joins, {len(model.measures)} measures")
    return 0


def draft(db: Path, folder: Path, *, force: bool = False) -> Path:
    """Writes the draft and returns its file."""
    target = folder / "draft.yaml"
    if target.exists() and not force:
        raise Invalid(f"{target} is there already; --force writes over it.")
    warehouse = DuckDBWarehouse.open(file=db)
    try:
        if not warehouse.catalog():
            raise Invalid(f"{db} holds no tables: there is nothing to draft from.")
        text = written(draft_of(warehouse))
    finally:
        warehouse.close()
    head = "# A draft from names, types and values: correct the labels, add synonyms, delete what nobody asks for.\n\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(head + text, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"{target} cannot be written: {error.strerror}.") from None
    return target


if __name__ == "__main__":
    sys.exit(until_read(main))
