#!/usr/bin/env python3
"""Uses one of the workbench's tools: its figures, tables, method and what had to be assumed.

scripts/tool.py --list
scripts/tool.py identify_low_stock --json '{"warehouse": "WH001"}' --persona "Warehouse Manager"
"""

import argparse
import json
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from pydantic import TypeAdapter

from agents.execution import run
from core.access import terminal
from core.config import load_config
from core.context import open_context
from core.errors import Invalid, QuartermasterError
from core.terminal import until_read
from scripts.query import asker_of, count, print_rows
from tools.found import Found
from tools.registry import TOOLS, Confirmed, Used
from tools.worked import Worked


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", help="the tool")
    parser.add_argument("--list", action="store_true", help="every tool, with what it takes")
    parser.add_argument("--json", default="{}", metavar="ARGUMENTS", help="its arguments as JSON")
    parser.add_argument("--persona", help="whose part of the business; a user's first when --user is given")
    parser.add_argument("--user", metavar="EMAIL", help="with this user's role, workspace and warehouses")
    parser.add_argument("--db", type=Path, metavar="FILE", help="a DuckDB file instead of the configured warehouse")
    parser.add_argument("--today", metavar="DATE", help="the day it is used on, YYYY-MM-DD")
    parser.add_argument("--rows", type=count, metavar="N", default=20, help="rows printed at most of each table (20)")
    parser.add_argument("--confirm", metavar="KEY", help="of a tool that writes: do it, once under this key")
    parser.add_argument("--raw", action="store_true", help="the whole result as JSON and nothing else")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        return _list() if asked.list else _run(asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _list() -> int:
    for tool in TOOLS.values():
        print(f"{tool.name}  ({tool.group}; {', '.join(tool.personas)})\n  {tool.says}")
        for name, one in tool.arguments.model_fields.items():
            default = "needed" if one.is_required() else f"{one.default!r} by default"
            print(f"    {name}: {one.description or name.replace('_', ' ')} ({default})")
    return 0


def _run(asked: argparse.Namespace) -> int:
    if not asked.name:
        raise Invalid("Which tool? scripts/tool.py --list shows them all.")
    overrides = {"app.today": asked.today} if asked.today else {}
    if asked.db:
        overrides["warehouse.file"] = str(asked.db)
    config = load_config(ROOT, overrides)
    ctx = open_context(config, terminal(asked.persona or "Warehouse Manager"))
    try:
        ctx = ctx.for_asker(asker_of(ctx.store, asked.user, asked.persona))
        confirmed = Confirmed(asked.confirm) if asked.confirm else None
        used = run(ctx, asked.name, given(asked.json), _tell, confirmed=confirmed)
        print(TypeAdapter(Found).dump_json(used.found).decode()) if asked.raw else _print(
            used, asked.rows, config.app.currency
        )
    finally:
        ctx.close()
    return 0


def given(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid(f"--json is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise Invalid('--json takes an object with the tool\'s arguments, such as \'{"warehouse": "WH001"}\'.')
    return found


def _tell(share: float, says: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{share:4.0%} {says}\033[K", end="" if share < 1 else "\n", file=sys.stderr, flush=True)


def _print(used: Used, most: int, currency: str) -> None:
    print(f"{used.tool.says}\n")
    for figure in used.found.figures:
        value = figure_shown(figure, currency)
        inputs = ", ".join(f"{name} {one:g}" for name, one in figure.inputs.items())
        print(f"{figure.name}: {value}\n    {figure.formula} ({figure.source}){'; ' + inputs if inputs else ''}")
        if figure.note:
            print(f"    {figure.note}")
    for sheet in used.found.sheets:
        print(f"\n{sheet.name}")
        print_rows(sheet.table, most, currency)
    if used.found.method:
        print(f"\nMethod: {used.found.method}")
    for assumed in used.found.assumptions:
        print(f"Assumed: {assumed.name} {assumed.value} ({assumed.because})")
    for sentence in used.found.unknown:
        print(f"Not known: {sentence}")
    print(f"{used.seconds * 1000:.0f} ms; trace {used.trace_id}")


def figure_shown(figure: Worked, currency: str) -> str:
    if figure.value is None:
        return "not known"
    if figure.unit == "money":
        return f"{figure.value:,.2f} {currency}"
    return f"{figure.value:.1%}" if figure.unit == "ratio" else f"{figure.value:,.6g} {figure.unit}"


if __name__ == "__main__":
    sys.exit(until_read(main))
