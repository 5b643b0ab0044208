"""What-if on the service level of a whole warehouse: moved on a slider, worked out at once."""

from functools import partial

import plotly.graph_objects as go
import streamlit as st

from core.table import Table
from pages import _show, _tool, _ui, _using
from pages._charts import CONFIG, PALETTE
from pages._labels import number
from tools.service_levels import standing, tried
from tools.worked import Worked

HEIGHT = 300
NOW = "at the targets now"


def show(here: _ui.Here, warehouses: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        warehouse = st.selectbox(
            "Warehouse", list(warehouses), format_func=lambda code: f"{code} · {warehouses[code]}", key="service-at",
            persist_state="session", width=300,
        )  # fmt: skip
        level = st.slider("Service level of every item (%)", 80.0, 99.9, 95.0, 0.1, key="service-all", width=420)
    known = _using.read(here, "standing", ("standing", warehouse), partial(standing, warehouse=warehouse))
    if known is None:
        return
    if not known.items:
        st.info(f"{_show.plain(warehouse)} holds no item yet.", icon=":material/inbox:")
        return
    found, currency = tried(known, level / 100), here.context.config.app.currency
    with st.container(horizontal=True):
        for one in found.figures:
            _tile(one, currency)
    st.caption("The small figures: the difference from what each item's own target asks for now.")
    st.plotly_chart(_curve(found.sheet("By service level"), level / 100), key="service-curve", config=CONFIG)
    _tool.sheets(here, found.sheets, currency, "service")
    _tool.basis(found, currency)


def _tile(one: Worked, currency: str) -> None:
    before = one.inputs.get(NOW)
    change = None if one.value is None or before is None else one.value - before
    shown = "" if change is None else _tool.value(Worked("", change, one.unit, "", ""), currency)
    st.metric(
        _show.plain(one.name), _tool.value(one, currency), shown or None, delta_color="off",
        delta_arrow="off" if not change else "auto", help=_show.plain(f"{one.formula} — {one.source}"), border=True,
        width=_tool.TILE, height="stretch",
    )  # fmt: skip


def _curve(levels: Table, chosen: float) -> go.Figure:
    """The value of the safety stock over the share of units that is served."""
    rows = levels.records()
    mark = next(row for row in rows if row["level"] == chosen)
    made = go.Figure(
        go.Scatter(
            x=[number(row["level"]) for row in rows], y=[number(row["value"]) for row in rows], mode="lines+markers",
            line={"color": PALETTE[0], "width": 2}, name="Safety stock", hovertemplate="%{x:.1%}: %{y:,.0f}",
        )
    )  # fmt: skip
    made.add_trace(go.Scatter(
        x=[chosen], y=[number(mark["value"])], mode="markers", marker={"size": 15, "color": PALETTE[1]},
        hoverinfo="skip",
    ))  # fmt: skip
    made.update_xaxes(title="Service level", tickformat=".0%")
    made.update_yaxes(title="Value of the safety stock", rangemode="tozero", tickformat="~s")
    made.update_layout(height=HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 8}, showlegend=False)
    return made
