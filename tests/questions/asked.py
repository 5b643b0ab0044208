"""A question set asked as people would: every conversation as one dialogue, judged by the set's own runner."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from agents.answer import Answer
from agents.ask import Asking
from core.access import terminal
from core.config import load_config
from core.context import open_context
from core.language.reader import Turn
from tests.questions import run_eval

ROOT = Path(__file__).resolve().parent.parent.parent


def verdicts(questions: Path, db: Path, day: str, home: Path, vocabulary: Path | None = None) -> dict[str, Any]:
    """id → the runner's verdict, with the question and what was answered."""
    entries = run_eval.load(questions)
    with duckdb.connect(str(db), read_only=True) as con:
        broken = run_eval.prepare(entries, con, day)
    assert not broken
    answers = _answers(entries, db, day, home, vocabulary)
    judged = run_eval.score(entries, answers, run_eval.Tol())
    return {e["id"]: {**judged[e["id"]], "question": e["text"], "status": answers[e["id"]]["status"]} for e in entries}


def _answers(
    entries: list[dict[str, Any]], db: Path, day: str, home: Path, vocabulary: Path | None
) -> dict[str, dict[str, Any]]:
    given = {"app.today": day, "warehouse.file": str(db), "app.home": str(home)}
    given |= {"semantic.folder": str(vocabulary)} if vocabulary else {}
    ctx = open_context(load_config(ROOT, given), terminal(""))
    asking: dict[str, Asking] = {}
    dialogues: dict[str, list[Turn]] = {}
    found = {}
    try:
        for entry in entries:
            persona = entry["persona"] if not vocabulary else next(iter(ctx.model.personas))
            if persona not in asking:
                asking[persona] = Asking.open(ctx.for_asker(terminal(persona)))
            earlier = dialogues.setdefault(entry["conversation"], [])
            answer = asking[persona].ask(entry["text"], earlier[-10:])
            earlier.append(Turn(entry["text"], answer.query if answer.status == "answered" else None))
            found[entry["id"]] = _row(entry["id"], answer)
    finally:
        ctx.close()
    return found


def _row(name: str, answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "status": answer.status, "columns": [], "rows": []}
    if answer.answered:
        table = answer.answered.table
        row["columns"] = [column.name for column in table.columns]
        row["rows"] = [[float(v) if isinstance(v, Decimal) else v for v in cells] for cells in table.rows]
    return row
