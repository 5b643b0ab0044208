#!/usr/bin/env python3
"""Measures how far off forecasts are over a whole sample, beside the naive ones, and writes docs/forecasts.md.

scripts/document_forecasts.py                    on sample data of 20,000 orders, made for it: some minutes
scripts/document_forecasts.py --db FILE --today 2026-06-30
"""

import argparse
import signal
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import QuartermasterError
from core.table import shown
from core.terminal import until_read
from scripts.sample_data.business import generate
from tools.found import Found
from tools.registry import use

PAGE = ROOT / "docs" / "forecasts.md"
AS_OF, ORDERS, SEED = date(2026, 6, 30), 20_000, 7
HORIZONS = (14, 28, 91)
INTRODUCTION = """# How good the forecasts are

Made by `scripts/document_forecasts.py`; the same table for your own data is the tool `check_forecast_accuracy`.

The last days of every product are held back, forecast from the days before them, and compared with what was ordered.
The error of a day is a multiple of what last week's same day was off by in the history (MASE): less is better, and
what counts is the comparison with the two other columns, which forecast the same days. For intermittent demand the
error of the total matters, since that is what a reorder point uses. Bands come from earlier cuts into the same two
years; the last columns are how many of the held-back days lay inside of them.

Which method forecasts a product is a fixed rule by its kind of demand, never the winner of a trial on the product
itself: dynamic optimised theta where demand comes nearly every day, its mean with exponential smoothing where there
are fewer than three weeks of it, ADIDA where it comes more seldom than every 1.32 days.
"""
HEADS = (
    "Kind of demand", "Series", "Error of a day", "Last week again", "Moving average", "Error of the total",
    "Last week's total", "Moving average's", "Inside 80 %", "Inside 95 %",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", type=Path, metavar="FILE", help="a DuckDB file instead of sample data")
    parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", default=AS_OF, help="the day it ends at")
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = asked.db or _sample(Path(folder))
            given = {"app.today": asked.today.isoformat(), "warehouse.file": str(database), "app.home": folder}
            ctx = open_context(load_config(ROOT, given), terminal("Warehouse Manager"))
            try:
                source = f"{ORDERS:,} orders of sample data, seed {SEED}" if asked.db is None else asked.db.name
                PAGE.write_text(page(ctx, f"{source}, up to {asked.today}"), encoding="utf-8")
            finally:
                ctx.close()
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    return 0


def page(ctx: Context, source: str) -> str:
    parts = [_part(days, use(ctx, "check_forecast_accuracy", {"days": days}).found) for days in HORIZONS]
    return f"{INTRODUCTION}\nMeasured on {source}.\n" + "".join(parts)


def _part(days: int, found: Found) -> str:
    table = found.sheet("Accuracy")
    lines = [
        " | ".join(shown(cell, column, "") for cell, column in zip(row, table.columns, strict=True))
        for row in table.rows
    ]
    rule = "|---|" + "---:|" * (len(HEADS) - 1)
    rows = "\n".join(f"| {line} |" for line in lines)
    return f"\n## {days} days ahead\n\n| {' | '.join(HEADS)} |\n{rule}\n{rows}\n"


def _sample(folder: Path) -> Path:
    path = folder / "sample.duckdb"
    print(f"Making sample data of {ORDERS:,} orders …", file=sys.stderr, flush=True)
    generate(path, ORDERS, AS_OF, SEED, progress=lambda _part, _done: None)
    return path


if __name__ == "__main__":
    sys.exit(until_read(main))
