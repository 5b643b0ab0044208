"""Loads your own data: CSV, Parquet or Excel files for the known tables, all of it or nothing.

    scripts/load.py product.csv sales_order_header.csv sales_order_line.csv --replace
    scripts/load.py export.xlsx --check-only --report bad.csv
    scripts/load.py items.csv --table product --map product_code=SKU --ignore Remarks --append
    scripts/load.py --template product > product.csv
    scripts/load.py --history

Exit code 0: loaded (or, with --check-only, fit to be loaded); 1: refused, the bad rows are named;
2: could not be tried; 130: interrupted. Only in the first case has anything changed.
"""

import argparse
import getpass
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.config import Config, load_config
from core.errors import Invalid, QuartermasterError, Unknown
from core.semantic.model import Model
from core.semantic.read import load_model
from core.store.loads import history
from core.store.open import Store
from core.terminal import interruptible, until_read
from core.warehouse.base import Cancel
from core.warehouse.drafts import Draft
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import new_generation
from core.warehouse.load.recorded import load_and_record
from core.warehouse.load.request import Cancelled, Findings, Outcome, Request
from core.warehouse.load.rules import load_rules
from core.warehouse.load.template import template
from core.warehouse.replacement import replacement


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files, or folders of files")
    parser.add_argument("--table", help="the table, when neither the file's name nor its columns say it")
    parser.add_argument("--sheet", help="this sheet of a workbook only")
    parser.add_argument("--map", action="append", default=[], metavar="OURS=THEIRS", help="a column of another name")
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="COLUMN", help="leave out a column of the file"
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--replace", dest="mode", action="store_const", const="replace", help="in place of what is there")
    mode.add_argument("--append", dest="mode", action="store_const", const="append", help="in addition to it")
    parser.add_argument("--date-order", choices=("dmy", "mdy"), help="what 01/02/2024 means")
    parser.add_argument("--decimal-comma", action="store_true", help="numbers are written 12,50")
    parser.add_argument("--check-only", action="store_true", help="say what is wrong and change nothing")
    parser.add_argument("--report", type=Path, metavar="CSV", help="write every bad row and its reason here")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--home", type=Path, help="the folder of data and state, when not the configured one")
    place.add_argument("--db", type=Path, metavar="FILE", help="a single DuckDB file instead of the home's")
    parser.add_argument("--by", default=getpass.getuser(), metavar="EMAIL", help="who loads, for the history")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--history", action="store_true", help="show the latest loads")
    other.add_argument("--freshness", action="store_true", help="show how fresh each table is")
    other.add_argument("--template", metavar="TABLE", help="print a CSV header and an example row")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        with interruptible():
            return _run(asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; nothing has changed.", file=sys.stderr)
        return 130


def _run(asked: argparse.Namespace) -> int:
    config = load_config(ROOT, {"app.home": str(asked.home)} if asked.home else {})
    if asked.template:
        return _print_template(load_model(config.semantic.folder), asked.template)
    if asked.freshness:
        return _show_freshness(config, asked.db)
    store = Store.open(config.store_url)
    try:
        if asked.history:
            return _show_history(store)
        return _load(asked, config, store)
    finally:
        store.close()


def _load(asked: argparse.Namespace, config: Config, store: Store) -> int:
    if not asked.files:
        raise Invalid("Name the files to load, or a folder of them; --help says more.")
    model = load_model(config.semantic.folder)
    rules, request, target = load_rules(config.semantic.folder, model), _request(asked), _target(config, asked.db)
    outcome = _interruptible(
        lambda: load_and_record(request, model, rules, target, _say, store=store, by=asked.by), request.cancel
    )
    _tell(outcome, asked)
    return 1 if outcome.bad.any else 0


def _interruptible(work: Callable[[], Outcome], cancel: Cancel) -> Outcome:
    """In a thread, since DuckDB may compute for long without looking at signals. Done is done, Ctrl-C or not."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        try:
            return running.result()
        except KeyboardInterrupt:
            cancel.now()
            if isinstance(running.exception(), Cancelled):
                raise
            return running.result()


def _say(step: str) -> None:
    print(step + " …", file=sys.stderr, flush=True)


def _request(asked: argparse.Namespace) -> Request:
    renames = dict(_pair(text) for text in asked.map)
    return Request(
        paths=tuple(asked.files),
        table=asked.table,
        sheet=asked.sheet,
        renames=renames,
        ignored=tuple(asked.ignore),
        mode=asked.mode,
        date_order=asked.date_order,
        decimal_comma=asked.decimal_comma,
        check_only=asked.check_only,
        report=asked.report,
    )


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not (ours and equals and theirs):
        raise Invalid(f"--map {text!r} should say OURS=THEIRS, such as product_code=SKU.")
    return ours.strip(), theirs.strip()


def _target(config: Config, db: Path | None) -> AbstractContextManager[Draft]:
    return replacement(db) if db else new_generation(config.warehouse_home)


def _tell(outcome: Outcome, asked: argparse.Namespace) -> None:
    if outcome.bad.any:
        print(f"Refused, nothing has been loaded: {outcome.bad.in_words}.")
        _tell_findings(outcome.bad)
        if asked.report:
            print(f"All of them are in {asked.report}.")
        elif sum(count.rows for count in outcome.bad.counts) > len(outcome.bad.first):
            print("Say --report bad.csv to have all of them in a file.")
    else:
        print("Fit to be loaded." if asked.check_only else "Loaded.")
        for one in outcome.tables:
            print(f"  {one.table}: {one.rows:,} rows from {', '.join(one.files)} ({one.mode})")
    if outcome.warnings.any:
        print(f"Warnings about {outcome.warnings.rows:,} rows:")
        _tell_findings(outcome.warnings, examples=5)


def _tell_findings(found: Findings, examples: int = 20) -> None:
    for count in found.counts:
        column = f".{count.column}" if count.column else ""
        print(f"  {count.rows:>9,} × {count.table}{column}: {count.rule}")
    for one in found.first[:examples]:
        row = f", row {one.row}" if one.row is not None else ""
        value = f" {_short(one.value)}" if one.value else ""
        column = f", {one.column}" if one.column else ""
        print(f"  {one.file}{row}{column}:{value} {one.reason}")


def _short(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "…")


def _print_template(model: Model, table: str) -> int:
    if table not in model.tables:
        raise Unknown("table", table, model.tables)
    print(template(model.tables[table]), end="")
    return 0


def _show_history(store: Store) -> int:
    for one in history(store):
        when = f"{one.finished:%Y-%m-%d %H:%M:%S} UTC"
        reason = f" ({one.reason})" if one.reason else ""
        print(f"{when}  {one.outcome:<11} {one.table:<24} {one.rows:>11,} rows  {one.file_name}  by {one.by}{reason}")
    return 0


def _show_freshness(config: Config, db: Path | None) -> int:
    place = db or config.warehouse.file
    warehouse = DuckDBWarehouse.open(file=place) if place else DuckDBWarehouse.open(home=config.warehouse_home)
    try:
        for table, at in sorted(warehouse.freshness().items()):
            print(f"{table:<24} {at:%Y-%m-%d %H:%M:%S} UTC")
    finally:
        warehouse.close()
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
