#!/usr/bin/env python3
"""Asks whole question sets and says how well they were answered: by persona, level and tag, the wrong ones, the time.

scripts/evaluate.py tests/questions/questions_dev.yaml --db var/demo.duckdb --today 2026-06-30
"""

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import duckdb

from agents.ask import Answer, Asking
from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, QuartermasterError
from core.language.reader import Turn
from tests.questions import run_eval


@dataclass
class Asked:
    """One set's answers in the runner's shape, and how long each took to be understood."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    parsing: list[float] = field(default_factory=list)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, help="question sets (tests/questions/FORMAT.md)")
    parser.add_argument("--db", type=Path, required=True, metavar="FILE", help="the data that is asked about")
    parser.add_argument("--today", required=True, metavar="DATE", help="the day the questions are asked, YYYY-MM-DD")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another vocabulary's folder")
    parser.add_argument("--wrong", action="store_true", help="show each wrong one with both SQLs")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        for questions in asked.sets:
            _evaluate(questions, asked)
    except run_eval.Broken as error:
        print(error, file=sys.stderr)
        return 2
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _evaluate(questions: Path, asked: argparse.Namespace) -> None:
    if not questions.exists() or not asked.db.exists():
        raise Invalid(f"There is no file {questions if not questions.exists() else asked.db}.")
    entries = run_eval.load(questions)
    with duckdb.connect(str(asked.db), read_only=True) as connection:
        broken = run_eval.prepare(entries, connection, asked.today)
    entries = [entry for entry in entries if entry["id"] not in broken]
    given = {"app.today": asked.today, "warehouse.file": str(asked.db)}
    given |= {"semantic.folder": str(asked.model)} if asked.model else {}
    ctx = open_context(load_config(ROOT, given), terminal(""))
    try:
        found = ask_all(ctx, entries, own_personas=not asked.model)
    finally:
        ctx.close()
    result = run_eval.score(entries, found.answers, run_eval.Tol())
    print(f"\n{questions}")
    run_eval.report(entries, found.answers, result)
    _told(entries, found, result, show=asked.wrong)


def ask_all(ctx: Context, entries: list[dict[str, Any]], *, own_personas: bool) -> Asked:
    """Every conversation as one dialogue, each persona with an engine of its own."""
    engines: dict[str, Asking] = {}
    dialogues: dict[str, list[Turn]] = {}
    found = Asked()
    for entry in entries:
        persona = entry["persona"] if own_personas else next(iter(ctx.model.personas))
        if persona not in engines:
            engines[persona] = Asking.open(ctx.for_asker(terminal(persona)))
        earlier = dialogues.setdefault(entry["conversation"], [])
        began = time.perf_counter()
        engines[persona].engine.understand(entry["text"], earlier[-10:])
        found.parsing.append(time.perf_counter() - began)
        answer = engines[persona].ask(entry["text"], earlier[-10:])
        earlier.append(Turn(entry["text"], answer.query if answer.status == "answered" else None))
        found.answers[entry["id"]] = _row(entry["id"], answer)
    return found


def _row(name: str, answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "status": answer.status, "columns": [], "rows": [], "why": answer.reason}
    if answer.answered:
        table = answer.answered.table
        row["columns"] = [column.name for column in table.columns]
        row["rows"] = [[float(v) if isinstance(v, Decimal) else v for v in cells] for cells in table.rows]
        row |= {"sql": table.sql, "why": answer.interpretation}
    return row


def _told(entries: list[dict[str, Any]], found: Asked, result: dict[str, Any], *, show: bool) -> None:
    bad = [entry for entry in entries if not result[entry["id"]]["ok"]]
    wrong = [entry for entry in bad if found.answers[entry["id"]]["status"] == "answered"]
    times = sorted(found.parsing)
    print(f"\nanswered wrongly (not asked back): {len(wrong)} of {len(entries)}")
    late = times[int(0.95 * (len(times) - 1))]
    print(f"understood in {statistics.median(times) * 1000:.1f} ms (median), {late * 1000:.1f} ms (95 of 100)")
    for entry in bad if show else []:
        answer = found.answers[entry["id"]]
        print(f"\n{entry['id']} [{entry['expect']}]: {entry['text']}\n  {answer['status']}: {answer['why']}")
        print(
            f"  gold: {' '.join(entry['gold'].split()) if entry.get('gold') else '-'}\n  ours: {answer.get('sql', '-')}"
        )


if __name__ == "__main__":
    sys.exit(main())
