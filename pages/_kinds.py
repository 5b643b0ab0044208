"""Which picture of a table: the one that fits, or the one that was chosen; and the totals under it."""

from dataclasses import replace

import streamlit as st

from agents.present import NO_CHART, Chart, chart
from core.context import Context
from core.run import run_query
from core.saved.queries import CHARTS
from core.semantic.query import Query
from core.table import Table, shown

NUMBERS = ("integer", "decimal", "number")
ICONS = {
    "auto": ":material/auto_awesome:", "line": ":material/show_chart:", "bar": ":material/bar_chart:",
    "stacked": ":material/stacked_bar_chart:", "table": ":material/table_rows:",
}  # fmt: skip


def choose(table: Table, key: str, usual: str = "auto") -> str:
    """Asked only where there is something to draw."""
    kept = f"{key}-kept"
    if chart(table, "bar").kind == "none":
        return str(st.session_state.get(kept, usual))
    st.session_state.setdefault(key, st.session_state.get(kept, usual))
    chosen = st.segmented_control(
        "Chart", list(CHARTS), format_func=lambda kind: f"{ICONS[kind]} {CHARTS[kind]}", key=key, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    st.session_state[kept] = chosen or usual
    return chosen or usual


def guessed(table: Table) -> Table:
    """Of hand-written SQL nobody says which columns are figures: the numbers, unless there is nothing else."""
    columns = [replace(c, role="figure" if c.type in NUMBERS else "key") for c in table.columns if c.role == "column"]
    mixed = len({column.role for column in columns}) == 2
    return replace(table, columns=tuple(columns)) if mixed and len(columns) == len(table.columns) else table


def picture(table: Table, kind: str) -> Chart:
    if kind == "auto":
        return chart(table)
    fitting = chart(table, "bar")
    if kind == "table" or fitting.kind == "none":
        return NO_CHART
    if not fitting.up:  # places of which no figure is known
        return fitting
    across = fitting.across
    return Chart("line" if kind == "line" else "bar", across, fitting.up)


def totals(ctx: Context, query: Query, currency: str) -> str:
    """The same figures over everything, not the sum of the rows: a rate has no sum. Empty where there is none."""
    if not query.measures or not query.by or query.having is not None or query.rows:
        return ""
    plain = tuple(term for term in query.measures if not term.running and term.share is None and not term.per)
    if not plain:
        return ""
    alone = {"measures": plain, "by": (), "order": (), "limit": None, "per": (), "compare": None}
    found = run_query(ctx, query.model_copy(update=alone)).table
    said = [
        f"{column.label} {shown(value, column, currency) or 'no figure'}"
        for column, value in zip(found.columns, found.rows[0], strict=True)
        if column.role == "figure"
    ]
    return " · ".join((*said, "also of the rows that are left out") if query.limit else said)
