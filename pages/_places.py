"""Places as points by longitude and latitude, where no map is at hand."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from agents.present import Chart
from core.table import Table, TableColumn, shown
from pages._labels import number

MOST_NAMES = 40  # of places, beyond which they would cover each other


def points(table: Table, chart: Chart, column: TableColumn | None, currency: str) -> go.Figure:
    """Points by longitude and latitude, the same distance in both, with their names; no map from outside."""
    records = table.records()
    wide = next(c.name for c in table.columns if c.name.endswith("longitude"))
    high = next(c.name for c in table.columns if c.name.endswith("latitude"))
    sizes = [abs(number(row[column.name]) or 0.0) if column else 0.0 for row in records]
    most = max(sizes, default=0) or 1.0
    names = [escape(str(row[chart.across])) for row in records]
    told = [f": {shown(r[column.name], column, currency)}" if column else "" for r in records]
    made = go.Figure(go.Scatter(
        x=[number(row[wide]) for row in records], y=[number(row[high]) for row in records],
        mode="markers+text" if len(records) <= MOST_NAMES else "markers", text=names, textposition="top center",
        marker={"size": [10 + 26 * size / most for size in sizes]}, customdata=[[n] for n in range(len(records))],
        hovertext=[f"{name}{says}" for name, says in zip(names, told, strict=True)], hoverinfo="text",
    ))  # fmt: skip
    made.update_yaxes(scaleanchor="x", title="latitude")
    made.update_xaxes(title="longitude", range=_wider([number(row[wide]) for row in records]))
    return made


def _wider(values: Sequence[float | None]) -> list[float] | None:
    """With room for the names at both ends."""
    if not (known := [value for value in values if value is not None]):
        return None
    edge = (max(known) - min(known)) * 0.15 or 0.5
    return [min(known) - edge, max(known) + edge]
