"""Routes on a map: places to scale, stops in their order, a colour a vehicle; roads where tiles are configured."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import plotly.graph_objects as go
import streamlit as st

from core.planning_settings import Planning
from core.warehouse.base import Value
from pages import _show
from pages._charts import CONFIG, PALETTE
from pages._map_ground import height, lay
from tools.found import Found

Row = dict[str, Value]
HEIGHT = 520
ASIDE = 0.075  # of the map's width, between the marks of two vehicles at one point
GREY = "#6f8089"


def draw(found: Found, planning: Planning, key: str) -> None:
    st.plotly_chart(figure(found, planning.map_tiles), key=key, config=CONFIG)
    if planning.map_tiles and planning.map_credit:
        st.caption(_show.plain(planning.map_credit))


def figure(found: Found, tiles: str | None = None) -> go.Figure:
    start, stops = found.sheet("Start").records()[0], found.sheet("Stops").records()
    made = go.Figure()
    for number, (name, rows) in enumerate(groupby(_apart(start, stops), key=lambda row: str(row["vehicle"]))):
        made.add_trace(_route(start, list(rows), name, PALETTE[number % len(PALETTE)]))
    made.add_trace(go.Scatter(
        x=[start["longitude"]], y=[_height(start)], mode="markers+text", name=escape(str(start["warehouse"])),
        text=[f"<b>{escape(str(start['warehouse']))}</b>"], textposition="bottom center", hoverinfo="text",
        marker={"size": 17, "symbol": "square", "color": GREY},
    ))  # fmt: skip
    _areas(made, stops)
    made.update_yaxes(scaleanchor="x", scaleratio=1, visible=False)
    made.update_xaxes(visible=False)
    made.update_layout(
        height=HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 8}, legend={"orientation": "h", "y": 1.06, "x": 0},
        hovermode="closest",
    )  # fmt: skip
    if tiles:
        across, up = (
            [float(str(row["longitude"])) for row in (start, *stops)],
            [_height(row) for row in (start, *stops)],
        )
        lay(made, tiles, min(across), max(across), min(up), max(up))
    return made


def _height(row: Row) -> float:
    return height(float(str(row["latitude"])))


def _apart(start: Row, stops: Sequence[Row]) -> list[Row]:
    """Where several vehicles stop at one point, their marks stand side by side."""
    width = max(_span([start, *stops], "longitude"), _span([start, *stops], "latitude"), 0.01)
    there: dict[tuple[Value, Value], list[Value]] = {}
    for row in stops:
        vehicles = there.setdefault((row["latitude"], row["longitude"]), [])
        if row["vehicle"] not in vehicles:
            vehicles.append(row["vehicle"])
    moved = []
    for row in stops:
        vehicles = there[row["latitude"], row["longitude"]]
        aside = (vehicles.index(row["vehicle"]) - (len(vehicles) - 1) / 2) * width * ASIDE
        moved.append({**row, "longitude": float(str(row["longitude"])) + aside})
    return moved


def _span(rows: Sequence[Row], name: str) -> float:
    values = [float(str(row[name])) for row in rows]
    return max(values) - min(values)


def _route(start: Row, rows: Sequence[Row], name: str, colour: str) -> go.Scatter:
    """Stops at the same point are one mark with all of their numbers; each trip begins at the warehouse."""
    ends, labels, sizes, said = list[Row](), list[str](), list[int](), list[str]()
    for _, trip in groupby(rows, key=lambda row: row["trip"]):
        points = [list(same) for _, same in groupby(trip, key=lambda row: (row["latitude"], row["longitude"]))]
        ends += [start, *(same[0] for same in points)]
        labels += ["", *map(_numbers, points)]
        sizes += [0, *(30 for _ in points)]
        said += ["", *map(_said, points)]
    ends, labels, sizes, said = [*ends, start], [*labels, ""], [*sizes, 0], [*said, ""]
    return go.Scatter(
        x=[row["longitude"] for row in ends], y=[_height(row) for row in ends], mode="lines+markers+text",
        name=escape(name), line={"color": colour, "width": 2}, text=labels,
        marker={"size": sizes, "color": colour, "line": {"width": 0}, "opacity": 1},
        textfont={"color": "white", "size": 11}, hovertext=said, hoverinfo="text",
    )  # fmt: skip


def _numbers(same: Sequence[Row]) -> str:
    return f"{same[0]['position']}" + (f"–{same[-1]['position']}" if len(same) > 1 else "")


def _said(same: Sequence[Row]) -> str:
    lines = [f"{row['arrives']} {row['order']} {row['customer']}" for row in same]
    more = [f"… and {len(lines) - 8} more"] if len(lines) > 8 else []
    return "<br>".join(escape(one) for one in [str(same[0]["area"]), *lines[:8], *more])


def _areas(made: go.Figure, stops: Sequence[Row]) -> None:
    names = {(row["longitude"], _height(row)): str(row["area"] or "") for row in stops}
    for (x, y), name in names.items():
        made.add_annotation(x=x, y=y, text=escape(name), showarrow=False, yshift=23, font={"size": 11, "color": GREY})
