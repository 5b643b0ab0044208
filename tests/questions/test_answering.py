"""What a page asks, through conversations in the store, is answered as it is in the terminal."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from agents.answer import Answer
from agents.answering import Answering
from agents.ask import Asking
from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.language.reader import Turn
from tests.questions import run_eval
from tests.sample_data.fixture import sample_db

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAY = "2026-06-30"
Dialogue = Sequence[tuple[str, str]]  # persona and question


def dialogues() -> list[Dialogue]:
    """Conversations as one dialogue each, in the order of the set."""
    found: dict[str, list[tuple[str, str]]] = {}
    entries = run_eval.load(HERE / "questions_dev.yaml")
    with duckdb.connect(str(sample_db()), read_only=True) as con:
        assert not run_eval.prepare(entries, con, DAY)  # fills in names and numbers
    for entry in entries:
        found.setdefault(entry["conversation"], []).append((entry["persona"], entry["text"]))
    return list(found.values())


def same(answer: Answer) -> tuple[object, ...]:
    """All that is not of one asking: no ids, no times."""
    tables = [(table.columns, table.rows, table.total_rows, table.sql) for table in answer.tables]
    return (
        answer.status, answer.interpretation, answer.query, answer.reason, answer.choices, answer.text, answer.chart,
        answer.suggestions, answer.marked, tables,
    )  # fmt: skip


def in_the_terminal(ctx: Context, engines: dict[str, Asking], dialogue: Dialogue) -> list[tuple[object, ...]]:
    earlier: list[Turn] = []
    answers = []
    for persona, question in dialogue:
        if persona not in engines:
            engines[persona] = Asking.open(ctx.for_asker(terminal(persona)))
        answers.append(engines[persona].ask(question, earlier[-10:]))
        earlier.append(answers[-1].turn())
    return [same(answer) for answer in answers]


def on_a_page(answering: Answering, ctx: Context, dialogue: Dialogue) -> list[tuple[object, ...]]:
    talk, answers = None, []
    for persona, question in dialogue:
        running = answering.begin(ctx.for_asker(terminal(persona)), question, talk)
        talk = running.conversation
        answers.append(running.result(60))
    return [same(answer) for answer in answers]


@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.long)])
def test_the_development_set_is_answered_alike(half: int, tmp_path: Path) -> None:
    given = {"app.today": DAY, "warehouse.file": str(sample_db()), "app.home": str(tmp_path)}
    ctx = open_context(load_config(ROOT, {**given, "rates.ask": "100000"}), terminal(""))
    answering, engines = Answering(ctx), dict[str, Asking]()
    asked = dialogues()[half::2]
    try:
        for dialogue in asked:
            assert on_a_page(answering, ctx, dialogue) == in_the_terminal(ctx, engines, dialogue), dialogue
    finally:
        answering.close()
        ctx.close()
    assert len(asked) > 50
