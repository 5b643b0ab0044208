"""The whole development set, by the function that the page Ask asks with: answered as in the terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from agents.answer import Answer
from agents.ask import Asking
from core.access import terminal
from core.context import Context
from core.language.reader import Turn
from pages import _ask_talk, opened
from tests.questions import run_eval
from tests.sample_data.fixture import sample_db

HERE = Path(__file__).parent
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


def on_the_page(ctx: Context, dialogue: Dialogue) -> list[tuple[object, ...]]:
    talk, answers = "", []
    for persona, question in dialogue:
        running = _ask_talk.begin(ctx.for_asker(terminal(persona)), question, talk)
        talk = running.conversation
        answers.append(running.result(60))
    return [same(answer) for answer in answers]


@pytest.fixture
def ctx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """As the pages open it."""
    st.cache_resource.clear()
    given = {"HOME": str(tmp_path), "APP_TODAY": DAY, "WAREHOUSE_FILE": str(sample_db()), "RATES_ASK": "100000"}
    for name, value in given.items():
        monkeypatch.setenv(f"QM_{name}", value)
    yield opened.context()
    opened.answering().close()
    opened.context().close()
    st.cache_resource.clear()


def test_the_development_set_is_answered_alike(ctx: Context) -> None:
    engines: dict[str, Asking] = {}
    asked = dialogues()
    for dialogue in asked:
        assert on_the_page(ctx, dialogue) == in_the_terminal(ctx, engines, dialogue), dialogue
    assert sum(map(len, asked)) == 150
