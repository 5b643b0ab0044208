"""One item of stock: where it stands, when to order by every method, its forecast, where else it is, what is coming."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.warehouse.base import Value
from pages import _bands, _levels, _request_form, _show, _tabs, _tool, _ui, _using
from tools.forecasting import forecast_of
from tools.found import Col, Sheet, sheet
from tools.names import known
from tools.what_if import ItemFacts, facts

AHEAD = (14, 28, 60, 90)
ELSEWHERE = (
    Col("warehouse", "Warehouse", key=True),
    Col("stock", "Stock", "units"),
    Col("daily", "Daily demand", "units", "Average of the last 90 days"),
    Col("cover", "Days of cover", "days", "Stock / average daily demand; empty where there was none"),
    Col("spare", "Above its reorder point", "units", "Stock that could be moved without ordering there"),
)
COMING = (Col("day", "Expected", key=True), Col("units", "Open units", "units"))


def show(here: _ui.Here, warehouse: str, product: str) -> None:
    if st.button("Back to the list", icon=":material/arrow_back:", type="tertiary"):
        st.session_state["item"] = ""
        st.rerun()
    read = partial(facts, warehouse=warehouse, product=product)
    found = _using.read(here, "item", ("facts", warehouse, product), read)
    if found is None:
        return
    names = known(here.context, "warehouse")
    st.subheader(f"{_show.plain(found.item.name)}", anchor=False)
    st.caption(_show.plain(f"{product} at {warehouse} {names.get(warehouse, '')}, from {found.item.supplier or '–'}"))
    _tiles(here, found)
    draws = {
        "When to order": _levels.show, "Forecast": _forecast, "Last year again": _simulated, "For a season": _season,
        "Elsewhere": _elsewhere, "On its way": _coming,
    }  # fmt: skip
    _tabs.draw({name: partial(draw, here, found) for name, draw in draws.items()}, "item-tabs")


def _tiles(here: _ui.Here, found: ItemFacts) -> None:
    item, rate = found.item, found.demand
    cover = f"{item.stock / rate.mean:,.0f} days" if rate.mean else "not known"
    told: Mapping[str, tuple[str, str]] = {
        "Stock": (f"{item.stock:,}", f"Minimum {item.minimum:,}, maximum {item.maximum:,}"),
        "On its way": (f"{sum(found.coming.values()):,}", "Open units of purchase orders"),
        "Daily demand": (f"{rate.mean:,.2f}", "Average of the last 90 days"),
        "Days of cover": (cover, "Stock / average daily demand"),
        "Reorder point set": (f"{item.point:,}", "As it is in the warehouse's data"),
        "Lead time": (f"{item.lead_days} days", "As it is in the warehouse's data"),
    }
    with st.container(horizontal=True):
        for name, (figure, about) in told.items():
            st.metric(name, figure, help=_show.plain(about), border=True, width=_tool.TILE, height="stretch")
    _request_form.single(here, found)


def _forecast(here: _ui.Here, found: ItemFacts) -> None:
    days = st.segmented_control("Days ahead", AHEAD, default=28, key="forecast-days", persist_state="session") or 28
    item = found.item
    everywhere = st.toggle("All warehouses that you see together", key="forecast-everywhere")
    warehouse = None if everywhere else item.warehouse
    work = partial(forecast_of, product=item.product, days=days, warehouse=warehouse)
    made = _using.read(here, "forecast", ("forecast", item.product, days, warehouse), work)
    if made is None:
        return
    st.caption("Of all warehouses that you see together." if everywhere else f"Of {item.warehouse} alone.")
    currency = here.context.config.app.currency
    _tool.figures(made.figures, currency)
    if made.sheets:
        _bands.draw(made.sheet("History"), made.sheet("Forecast"), key="forecast-chart")
    _tool.sheets(here, made.sheets, currency, "forecast")
    _tool.unknown(made)
    _tool.basis(made, currency)


def _simulated(here: _ui.Here, found: ItemFacts) -> None:
    """(s, S) and (R, Q), as they are set and as they are recommended."""
    st.caption("The last year of demand, day by day, under the levels that are set now and those that are recommended.")
    given = {"product": found.item.product, "warehouse": found.item.warehouse}
    made = _using.found(here, "simulate_policy", given, "simulated")
    if made is not None:
        _tool.show(made, here.context.config.app.currency, "simulated")


def _season(here: _ui.Here, found: ItemFacts) -> None:
    """The newsvendor's quantity: ordered once, for so long."""
    left, right = st.columns(2)
    days = left.slider("Days of the season", 7, 180, 91, 7, key="season-days")
    worth = right.slider("What a unit left over is worth (% of its cost)", 0, 95, 50, 5, key="season-worth")
    given = {
        "product": found.item.product, "warehouse": found.item.warehouse, "days": days, "leftover_value": worth / 100,
    }  # fmt: skip
    made = _using.found(here, "calculate_seasonal_order", given, "season")
    if made is not None:
        _tool.show(made, here.context.config.app.currency, "season")


def _elsewhere(here: _ui.Here, found: ItemFacts) -> None:
    rows: list[tuple[Value, ...]] = [
        (one.warehouse, one.stock, round(rate.mean, 3), one.stock / rate.mean if rate.mean else None,
         max(one.stock - one.point, 0))
        for one, rate in found.elsewhere
    ]  # fmt: skip
    _sheet(here, sheet("Elsewhere", ELSEWHERE, rows), "No other warehouse that you see holds it.")


def _coming(here: _ui.Here, found: ItemFacts) -> None:
    rows: list[tuple[Value, ...]] = list(found.coming.items())
    _sheet(here, sheet("On its way", COMING, rows), "Nothing is on its way: there is no open purchase order for it.")


def _sheet(here: _ui.Here, one: Sheet, nothing: str) -> None:
    if not one.table.rows:
        st.info(nothing, icon=":material/inbox:")
        return
    _tool.sheets(here, [one], here.context.config.app.currency, one.name)
