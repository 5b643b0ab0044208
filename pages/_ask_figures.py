"""The figures of an answer: one as a tile, several as a picture that can be switched, and always the table."""

import streamlit as st

from agents.answer import Answer
from agents.present import NO_CHART, Chart
from core.table import Table, shown
from pages import _charts, _kinds, _labels, _show

MOST_TILES = 6
TALLEST = 318  # pixels of a table below a picture


def show(found: Table, answer: Answer, currency: str, key: str) -> None:
    if _alone(found):
        _tiles(found, currency)
        return
    kind = _kinds.choose(found, f"kind-{key}", _usual(answer))
    drawn = picture(answer, key)
    _charts.draw(found, drawn, currency, key=f"chart-{key}", stacked=kind == "stacked")
    _show.table(found, currency, key=f"table-{key}", tallest=TALLEST if drawn.kind != "none" else _show.TALLEST)
    if found.rows and not found.truncated:
        st.caption(f"{found.total_rows:,} row{'s' * (found.total_rows != 1)} in all")


def picture(answer: Answer, key: str) -> Chart:
    """The one that was chosen."""
    kind = str(st.session_state.get(f"kind-{key}-kept", _usual(answer)))
    if answer.answered is None:
        return answer.chart
    if kind == "auto":
        return NO_CHART if _tangled(answer.answered.table, answer.chart) else answer.chart
    return _kinds.picture(answer.answered.table, kind)


def _tangled(table: Table, chart: Chart) -> bool:
    """A line would go to and fro: several rows for a day, which no colours tell apart."""
    if chart.kind != "line":
        return False
    days = [row[chart.across] for row in table.records()]
    across = next(column for column in table.columns if column.name == chart.across)
    coloured = len(chart.up) == 1 and _labels.split_column(table, across) is not None
    groups = sum(column.role == "key" for column in table.columns)
    return len(set(days)) < len(days) and (not coloured or groups > 2)


def _alone(found: Table) -> bool:
    """One row that nothing has to be said about but its figures."""
    plain = all(column.role not in ("key", "title", "attribute", "column") for column in found.columns)
    return len(found.rows) == 1 and plain and len(found.columns) <= MOST_TILES


def _tiles(found: Table, currency: str) -> None:
    with st.container(horizontal=True):
        for value, column in zip(found.rows[0], found.columns, strict=True):
            label = column.label[:1].upper() + column.label[1:]
            about = _show.plain(column.meaning) if column.meaning else None
            st.metric(
                _show.plain(label), shown(value, column, currency) or "no figure", border=True, help=about,
                width="content",
            )  # fmt: skip


def _usual(answer: Answer) -> str:
    """As it was asked for: "as a table", "as a line chart"."""
    if answer.command == "table":
        return "table"
    if answer.command == "chart":
        return (
            "line" if "line" in answer.question.lower() else "bar" if answer.chart.kind in ("bar", "none") else "auto"
        )
    return "auto"
