"""How well question sets are answered: over time, by set, persona, level and tag, and what was not right."""

from collections.abc import Sequence

import streamlit as st

from agents.present import Chart
from core.quality import Evaluation, Quality, Share, details_of
from core.table import TableColumn
from pages import _charts, _quality_table, _show, _ui

AT = TableColumn("at", "When (UTC)", "timestamp")
SET = TableColumn("set", "Question set", "text", role="title")
ACCURACY = TableColumn("accuracy", "Accuracy", "number", "ratio", "Right answers of all questions")
QUESTIONS = TableColumn("questions", "Questions", "integer", "count")
RIGHT = TableColumn("right", "Right", "integer", "count")
WRONG = TableColumn("wrong", "Wrong", "integer", "count", "Answered wrongly; the rest was asked back or refused")
RUNS = (
    AT, SET, TableColumn("engine", "Engine", "text"), QUESTIONS, RIGHT, WRONG, ACCURACY,
    TableColumn("median", "Median (ms)", "number"), TableColumn("late", "95 of 100 within (ms)", "number"),
    TableColumn("cost", "Cost", "decimal", "money"),
)  # fmt: skip
MISSED = (
    TableColumn("question", "Question", "text"), TableColumn("persona", "Persona", "text"),
    TableColumn("expect", "Should have been", "text"), TableColumn("status", "Was", "text"),
    TableColumn("told", "What was said", "text"),
)  # fmt: skip
KINDS = {"persona": "By persona", "level": "By level", "tag": "By tag"}
HOW = "scripts/evaluate.py tests/questions/questions_dev.yaml --db FILE --today DATE --record"


def show(here: _ui.Here, found: Quality) -> None:
    if not found.evaluations:
        st.info("No evaluation has been recorded. This asks a question set and keeps how it went:",
                icon=":material/science:")  # fmt: skip
        st.code(HOW, language="bash")
        return
    _over_time(here, found.evaluations)
    chosen = st.selectbox("Run", found.evaluations, format_func=_name, key="quality-run")
    details = details_of(here.context, chosen)
    if not details.shares:
        st.info("Only the sums of this run were kept.", icon=":material/info:")
        return
    _shares(here, details.shares)
    st.subheader(f"Not right ({len(details.missed)})")
    if details.missed:
        rows = [(one.question, one.persona, one.expect, one.status, one.told) for one in details.missed]
        _quality_table.shown(here, _quality_table.made(MISSED, rows), "not-right")
    else:
        st.success("Every question was answered as it should be.", icon=":material/task_alt:")


def _over_time(here: _ui.Here, runs: Sequence[Evaluation]) -> None:
    currency = here.context.config.app.currency
    at = [one.at.replace(tzinfo=None) for one in runs]
    if len(runs) > 1:
        drawn = [(when, one.name, _share(one.right, one.questions)) for when, one in zip(at, runs, strict=True)]
        picture = _quality_table.made((AT, SET, ACCURACY), drawn)
        _charts.draw(picture, Chart("line", "at", ("accuracy",)), currency, "accuracy-chart")
    rows = [
        (when, one.name, one.engine, one.questions, one.right, one.wrong, _share(one.right, one.questions),
         round(one.median_seconds * 1000, 1), round(one.late_seconds * 1000, 1), one.cost)
        for when, one in zip(at, runs, strict=True)
    ]  # fmt: skip
    _quality_table.shown(here, _quality_table.made(RUNS, rows), "evaluations", 220)


def _shares(here: _ui.Here, shares: Sequence[Share]) -> None:
    for place, (kind, title) in zip(st.columns(len(KINDS)), KINDS.items(), strict=True):
        with place:
            rows = sorted(
                (one.name, _share(one.right, one.questions), one.questions) for one in shares if one.kind == kind
            )
            rows.sort(key=lambda row: row[1])
            columns = (TableColumn(kind, kind, "text"), ACCURACY, QUESTIONS)
            st.markdown(f"**{title}**, the weakest first")
            _show.table(_quality_table.made(columns, rows), here.context.config.app.currency, f"by-{kind}", 300)


def _name(one: Evaluation) -> str:
    return f"{one.name} · {one.at:%Y-%m-%d %H:%M} UTC · {one.right} of {one.questions} right"


def _share(right: int, questions: int) -> float:
    return right / questions if questions else 0.0
