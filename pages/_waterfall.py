"""The parts of a change as steps that lead to the whole of it."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from core.table import Table, shown
from pages._labels import number

UP, DOWN, WHOLE = "#14938a", "#c2557d", "#6f8089"
ROW = 34  # pixels
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def draw(table: Table, currency: str, key: str) -> None:
    """From nothing, value by value, to the change in the last row."""
    st.plotly_chart(figure(table, currency), key=key, config=CONFIG)


def figure(table: Table, currency: str) -> go.Figure:
    column = next(column for column in table.columns if column.name == "contribution")
    records = table.records()
    said = [shown(row["contribution"], column, currency) for row in records]
    made = go.Figure(go.Waterfall(
        orientation="h",
        y=[escape(str(row["value"])) for row in records],
        x=[number(row["contribution"]) for row in records],
        measure=["relative"] * (len(records) - 1) + ["total"],
        hovertext=[f"{escape(str(row['value']))}: {text}" for row, text in zip(records, said, strict=True)],
        hoverinfo="text",
        increasing={"marker": {"color": UP}},
        decreasing={"marker": {"color": DOWN}},
        totals={"marker": {"color": WHOLE}},
        connector={"line": {"width": 1, "color": WHOLE}},
    ))  # fmt: skip
    unit = f" ({currency})" if column.unit == "money" else ""
    made.update_xaxes(title=column.label + unit, tickformat=".1%" if column.unit == "ratio" else "~s")
    made.update_yaxes(autorange="reversed", automargin=True)
    made.update_layout(height=90 + ROW * len(records), margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=False)
    return made
