#!/usr/bin/env python3
"""Asks in plain English: how it was understood, the table, the SQL, the time. Without a model, unless one is wanted.

scripts/ask.py "revenue by warehouse last month" --persona "Warehouse Manager"
scripts/ask.py --batch requests.jsonl --answers answers.jsonl --db FILE --today 2026-06-30
"""

import argparse
import json
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ValidationError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from agents.answer import Answer, Model
from agents.ask import Asking
from agents.model.answer import answer as by_model
from core.access import terminal
from core.change.result import Change
from core.change.tables import inside_of, table_of
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, QuartermasterError
from core.language.reader import Turn
from core.terminal import until_read
from core.warehouse.base import Value
from scripts.query import asker_of, count, print_answer, print_rows

MODELS: dict[str, Model | None] = {"language": None, "auto": by_model}


class Request(BaseModel):
    """One line of a batch; lines of one conversation are one dialogue."""

    id: str
    question: str
    persona: str | None = None
    conversation: str | None = None


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", nargs="?", help="what you would ask a colleague")
    parser.add_argument("--persona", help="whose part of the business; a user's first when --user is given")
    parser.add_argument("--user", metavar="EMAIL", help="with this user's role, workspace and warehouses")
    parser.add_argument("--db", type=Path, metavar="FILE", help="a DuckDB file instead of the configured warehouse")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another vocabulary's folder")
    parser.add_argument("--today", metavar="DATE", help="the day the question is asked, YYYY-MM-DD")
    parser.add_argument("--batch", type=Path, metavar="JSONL", help="requests, one a line")
    parser.add_argument("--answers", type=Path, metavar="JSONL", help="with --batch: where the answers go")
    parser.add_argument("--rows", type=count, metavar="N", default=40, help="rows printed at most (40)")
    parser.add_argument(
        "--engine", choices=MODELS, default="language", help="auto: a model answers what the language engine cannot"
    )
    return parser


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
    given = {"app.today": asked.today, "warehouse.file": asked.db, "semantic.folder": asked.model}
    config = load_config(ROOT, {name: str(value) for name, value in given.items() if value})
    ctx = open_context(config, terminal(asked.persona or ""))
    try:
        if asked.batch:
            return _batch(ctx, asked)
        if not asked.question:
            raise Invalid("Ask something, or give --batch.")
        persona = asked.persona or (next(iter(ctx.model.personas)) if asked.model else None)
        ctx = ctx.for_asker(asker_of(ctx.store, asked.user, persona))
        answer = Asking.open(ctx, MODELS[asked.engine]).ask(asked.question)
        if asked.engine != "language":
            _print_engine(answer)
        _print(answer, asked.rows, ctx)
    finally:
        ctx.close()
    return 0


def _print(answer: Answer, rows: int, ctx: Context) -> None:
    if answer.answered:
        print(f"{answer.text}\n")
        print_answer(answer.answered, rows, ctx.config.app.currency, ctx.warehouse.dialect)
        if answer.why:
            _print_change(answer.why, rows, ctx.config.app.currency)
        if answer.suggestions:
            print(f"next: {' | '.join(answer.suggestions)}")
        return
    print(f"{answer.status}: {answer.reason}")
    for choice in answer.choices:
        print(f"  - {choice.label}")


def _print_engine(answer: Answer) -> None:
    """Who answered and what it cost, or why no model did; and what of its text the tables do not bear out."""
    who = f"{answer.model}, {answer.cost}" if answer.model else f"the {answer.engine}. {answer.why_no_model}"
    print(f"Answered by {who}")
    if answer.unchecked:
        print(f"In none of the tables: {', '.join(answer.unchecked)}")
    print()


def _print_change(change: Change, rows: int, currency: str) -> None:
    for split in change.splits:
        print(f"\nBy {split.label} ({split.values:,} values, score {split.score:.2f}):")
        print_rows(table_of(change, split), rows, currency)
    if change.inside:
        print(f"\nWithin {change.inside.label} {change.inside.value}, by {change.inside.split.label}:")
        print_rows(inside_of(change, change.inside), rows, currency)
    print(f"\n{change.method}")
    for limit in change.limits:
        print(f"- {limit}")


def _batch(ctx: Context, asked: argparse.Namespace) -> int:
    """Each conversation as one dialogue, each persona with its own engine."""
    if asked.answers is None:
        raise Invalid("--batch needs --answers: where the answers go.")
    requests = _requests(asked.batch)
    engines: dict[str, Asking] = {}
    dialogues: dict[str, list[Turn]] = {}
    with asked.answers.open("w", encoding="utf-8") as out:
        for number, request in enumerate(requests, 1):
            persona = request.persona or next(iter(ctx.model.personas))
            if persona not in engines:
                engines[persona] = Asking.open(
                    ctx.for_asker(asker_of(ctx.store, asked.user, persona)), MODELS[asked.engine]
                )
            earlier = dialogues.setdefault(request.conversation or request.id, [])
            began = time.perf_counter()
            answer = engines[persona].ask(request.question, earlier[-10:])
            seconds = time.perf_counter() - began
            earlier.append(Turn(request.question, answer.query if answer.status == "answered" else None))
            out.write(json.dumps(_line(request.id, answer, seconds), ensure_ascii=False) + "\n")
            print(f"\r{number} of {len(requests)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return 0


def _requests(file: Path) -> list[Request]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None
    return [_request(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _request(line: str, place: str) -> Request:
    try:
        return Request.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(f"{place}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}.") from None


def _line(name: str, answer: Answer, seconds: float) -> dict[str, object]:
    line: dict[str, object] = {"id": name, "status": answer.status, "seconds": round(seconds, 4), "why": answer.reason}
    if answer.answered:
        table = answer.answered.table
        line |= {
            "columns": [column.name for column in table.columns],
            "rows": [[_plain(value) for value in row] for row in table.rows],
            "sql": table.sql,
            "interpretation": answer.interpretation,
        }
    return line


def _plain(value: Value) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, str | int | float | bool) or value is None else value.isoformat()


if __name__ == "__main__":
    sys.exit(until_read(main))
