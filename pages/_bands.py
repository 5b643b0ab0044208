"""A forecast as a picture: the days that were, the days ahead, and how far off they may be."""

from datetime import date, timedelta

import plotly.graph_objects as go
import streamlit as st

from core.table import Table
from pages._charts import CONFIG, PALETTE
from pages._labels import number

BACK = 120  # days of the history that are drawn; all of it is in the table
HEIGHT = 340
BANDS = (("high_95", "low_95", "95 % band", 0.14), ("high_80", "low_80", "80 % band", 0.26))


def draw(history: Table, forecast: Table, key: str) -> None:
    st.plotly_chart(figure(history, forecast), key=key, config=CONFIG)


def figure(history: Table, forecast: Table) -> go.Figure:
    ahead = forecast.records()
    days = [row["day"] for row in ahead]
    made = go.Figure()
    for high, low, name, ground in BANDS:
        made.add_trace(go.Scatter(
            x=[*days, *reversed(days)],
            y=[*(number(row[high]) for row in ahead), *(number(row[low]) for row in reversed(ahead))],
            fill="toself", fillcolor=_faint(PALETTE[0], ground), line={"width": 0}, name=name, hoverinfo="skip",
        ))  # fmt: skip
    rows = history.records()[-BACK:]
    made.add_trace(go.Scatter(
        x=[row["day"] for row in rows], y=[number(row["units"]) for row in rows], mode="lines", name="Ordered",
        line={"color": PALETTE[6], "width": 1.2},
    ))  # fmt: skip
    made.add_trace(go.Scatter(
        x=days, y=[number(row["forecast"]) for row in ahead], mode="lines", name="Forecast",
        line={"color": PALETTE[0], "width": 2.4},
    ))  # fmt: skip
    if days and isinstance(first := days[0], date):
        line = {"dash": "dot", "width": 1, "color": PALETTE[6]}
        made.add_vline(x=(first - timedelta(days=1)).isoformat(), line=line)
    made.update_yaxes(title="Units a day", rangemode="tozero")
    made.update_layout(
        height=HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 8}, hovermode="x unified",
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )  # fmt: skip
    return made


def _faint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
