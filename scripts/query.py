#!/usr/bin/env python3
"""Runs a Query from a JSON file (or - for standard input) and prints the table, the SQL and how it was understood.

scripts/query.py query.json --persona "Warehouse Manager"
echo '{"measures": ["revenue"], "by": ["warehouse"]}' | scripts/query.py - --persona "Warehouse Manager"
"""

import argparse
import json
import signal
import sys
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.access import Asker, terminal
from core.config import load_config
from core.context import open_context
from core.errors import Invalid, NotAllowed, QuartermasterError
from core.run import Answered, run_query
from core.semantic.expression import laid_out
from core.semantic.query import Query
from core.store.open import Store
from core.store.users import get_user
from core.table import Table, shown
from core.terminal import until_read
from core.warehouse.base import Value


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("query", help="a JSON file, or - for standard input")
    parser.add_argument("--persona", help="whose part of the business; a user's first when --user is given")
    parser.add_argument("--user", metavar="EMAIL", help="with this user's role, workspace and warehouses")
    parser.add_argument("--db", type=Path, metavar="FILE", help="a DuckDB file instead of the configured warehouse")
    parser.add_argument("--today", metavar="DATE", help="the day the question is asked, YYYY-MM-DD")
    parser.add_argument("--rows", type=count, metavar="N", default=40, help="rows printed at most (40)")
    parser.add_argument(
        "--json",
        action="store_true",
        help="print the table as JSON lines and nothing else: decimals and dates as text, so that no digit is lost",
    )
    return parser


def count(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} should be a number from 1 on")
    return int(text)


def main() -> int:
    asked = arguments().parse_args()
    try:
        return _run(asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(asked: argparse.Namespace) -> int:
    overrides = {"app.today": asked.today} if asked.today else {}
    if asked.db:
        overrides["warehouse.file"] = str(asked.db)
    config = load_config(ROOT, overrides)
    query = Query.from_json(text_of(asked.query))
    ctx = open_context(config, terminal(asked.persona or "Warehouse Manager"))
    try:
        ctx = ctx.for_asker(asker_of(ctx.store, asked.user, asked.persona))
        answered = run_query(ctx, query)
        print_json(answered.table) if asked.json else print_answer(
            answered, asked.rows, config.app.currency, ctx.warehouse.dialect
        )
    finally:
        ctx.close()
    return 0


def text_of(name: str) -> str:
    try:
        return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8")
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{name} is not UTF-8 text: save it with that encoding.") from None


def asker_of(store: Store, email: str | None, persona: str | None) -> Asker:
    """A user of the store, or whoever sits at the terminal."""
    if email is None:
        if persona is None:
            raise Invalid("Whose question is it? Give --persona, such as 'Warehouse Manager', or --user.")
        return terminal(persona)
    user = get_user(store, email)
    if user.disabled:
        raise NotAllowed(f"{user.email} is disabled; an Admin can enable the account.")
    if persona is not None and persona not in user.personas:
        raise NotAllowed(f"{user.email} is not {persona}, but {' and '.join(user.personas)}.")
    return Asker(persona or user.personas[0], user.role, user.workspace, user.warehouses, user.email)


def print_json(table: Table) -> None:
    for record in table.records():
        print(json.dumps({name: _plain(value) for name, value in record.items()}, ensure_ascii=False))


def _plain(value: Value) -> str | int | float | bool | None:
    """As the API has it: money is "120945.50", a day "2026-06-30"; counts and ratios are numbers."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    return None if isinstance(value, float) and not isfinite(value) else value


def print_answer(answered: Answered, most: int, currency: str, dialect: str) -> None:
    table = answered.table
    print(f"{answered.interpretation}\n")
    print_rows(table, most, currency)
    print(f"\n{laid_out(table.sql, dialect)}\n")
    steps = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in answered.timings)
    age = f"; data of {table.fresh:%Y-%m-%d %H:%M} UTC" if table.fresh else ""
    print(f"{steps}; cost {answered.cost}{age}; trace {answered.trace_id}")


def print_rows(table: Table, most: int, currency: str) -> None:
    cells = [
        [shown(value, c, currency) for value, c in zip(row, table.columns, strict=True)] for row in table.rows[:most]
    ]
    if not cells:
        print("No rows.")
        return
    heads = [column.label for column in table.columns]
    widths = [max(len(row[i]) for row in [heads, *cells]) for i in range(len(heads))]
    numeric = [column.type in ("integer", "decimal", "number") and column.role != "key" for column in table.columns]
    for row in [heads, ["-" * width for width in widths], *cells]:
        pads = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True))
        print("  ".join(pads).rstrip())
    if len(cells) < table.total_rows:
        print(f"… {len(cells)} of {table.total_rows} rows")


if __name__ == "__main__":
    sys.exit(until_read(main))
