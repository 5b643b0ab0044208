"""Pictures of tables, all in one look."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
import streamlit as st

from agents.present import Chart
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value
from pages import _part
from pages._gaps import filled, is_dated
from pages._labels import label, label_columns, series, split_column
from pages._places import points

HEIGHT = 320
FITTING, ROW = 15, 17  # lying bars that have room, and pixels for each that comes after them
# Apart for eyes that see fewer colours, and readable on the light and on the dark ground.
PALETTE = ("#14938a", "#e08a1e", "#4a7fc9", "#c2557d", "#7f9a35", "#8b6cc0", "#6f8089", "#43b8a5")
LONG_NAMES = 60  # letters of all names together, beyond which they stand beside lying bars
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def draw(
    table: Table, chart: Chart, currency: str, key: str, *, clickable: bool = False, stacked: bool = False,
    asked: _part.Within | None = None,
) -> int | None:  # fmt: skip
    """The picture; which row was clicked on, when it takes clicks. `asked`: the days, whose ends may cut a step."""
    if chart.kind == "none" or not table.rows:
        return None
    made = figure(table, chart, currency)
    made.update_layout(barmode="stack" if stacked else "group")
    if chart.kind == "line" and (told := _hollow(made, table, chart, asked)):
        st.caption(told)
    if not clickable:
        st.plotly_chart(made, key=key, config=CONFIG)
        return None
    event = st.plotly_chart(made, key=key, config=CONFIG, on_select="rerun", selection_mode="points")
    points = event["selection"]["points"] if event else []
    return _row(points[0]) if points else None


def _hollow(made: go.Figure, table: Table, chart: Chart, asked: _part.Within | None) -> str:
    """Steps that are not whole are marked as such; hands back what that means."""
    across = next(column for column in table.columns if column.name == chart.across)
    for trace in made.data:
        part = [_part.is_part(day, across, asked) for day in trace.x]
        trace.marker.symbol = ["circle-open" if one else "circle" for one in part]
        told = zip(part, trace.hovertext, strict=True)
        trace.hovertext = [f"{text} (a part of it)" if one else text for one, text in told]
    return _part.said([row[across.name] for row in table.records()], across, asked)


def _row(point: dict[str, object]) -> int | None:
    data = point.get("customdata")
    if isinstance(data, dict):
        data = data.get("0", data.get(0))
    if isinstance(data, list | tuple):
        data = data[0]
    row = int(data) if isinstance(data, int | float | str) else -1
    return row if row >= 0 else None  # what was filled in has no row


def figure(table: Table, chart: Chart, currency: str) -> go.Figure:
    columns = {column.name: column for column in table.columns}
    figures = [columns[name] for name in chart.up if columns[name].unit == columns[chart.up[0]].unit]
    if chart.kind == "map":
        made = points(table, chart, figures[0] if figures else None, currency)
    else:
        made = _plain(table, chart, figures, currency)
    made.update_layout(
        height=_height(table, chart),
        colorway=PALETTE,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=len(made.data) > 1,
        legend={"orientation": "h", "y": 1.12, "x": 0},
        hovermode="closest",
        clickmode="event+select",
        bargap=0.25,
    )
    return made


def _plain(table: Table, chart: Chart, figures: Sequence[TableColumn], currency: str) -> go.Figure:
    """Lines along time, or bars: lying ones where the names are long."""
    across = next(column for column in table.columns if column.name == chart.across)
    split = split_column(table, across) if len(figures) == 1 else None
    made = go.Figure()
    for name, rows in series(table, split).items():
        for column in figures:
            made.add_trace(_trace(table, chart, across, split, column, rows, name or column.label, currency))
    if chart.kind == "bar" and _lies(table, across):
        made.update_yaxes(autorange="reversed", automargin=True)
        made.update_xaxes(**_axis(figures[0], currency))
    else:
        made.update_yaxes(**_axis(figures[0], currency), rangemode="tozero" if figures[0].additive else "normal")
    return made


def _trace(
    table: Table, chart: Chart, across: TableColumn, split: TableColumn | None, column: TableColumn,
    rows: Sequence[int], name: str, currency: str,
) -> go.Bar | go.Scatter:  # fmt: skip
    records = table.records()
    labels = label_columns(table, across, split)
    points = filled(table, across, column, rows)
    names = [point.day if is_dated(across) else escape(label(records[point.row], labels)) for point in points]
    values = [point.value for point in points]
    said = [_said(point.label or label(records[point.row], labels), point.shown, column, currency) for point in points]
    numbers = [[point.row] for point in points]
    told = {"name": escape(name), "customdata": numbers, "hovertext": said, "hoverinfo": "text"}
    if chart.kind == "line":
        return go.Scatter(x=names, y=values, mode="lines+markers", connectgaps=False, **told)
    if _lies(table, across):
        return go.Bar(x=values, y=names, orientation="h", **told)
    return go.Bar(x=names, y=values, **told)


def _said(name: str, value: Value, column: TableColumn, currency: str) -> str:
    return f"{escape(name)}: {shown(value, column, currency) or 'no figure'}"


def _axis(column: TableColumn, currency: str) -> dict[str, object]:
    unit = f" ({currency})" if column.unit == "money" else ""
    return {"title": escape(column.label) + unit, "tickformat": ".0%" if column.unit == "ratio" else "~s"}


def _height(table: Table, chart: Chart) -> int:
    """Every lying bar has room for its name."""
    across = next((column for column in table.columns if column.name == chart.across), None)
    lying = chart.kind == "bar" and across is not None and _lies(table, across)
    return HEIGHT + ROW * max(len(table.rows) - FITTING, 0) if lying else HEIGHT


def _lies(table: Table, across: TableColumn) -> bool:
    return not is_dated(across) and sum(len(str(row[across.name])) for row in table.records()) > LONG_NAMES
