"""One supplier: its score and the parts of it, by month, how long it takes, and where it stands among the others."""

from dataclasses import replace
from functools import partial

import streamlit as st

from agents.present import Chart
from core.table import Table
from pages import _charts, _show, _tabs, _tool, _ui, _using
from tools.found import Found
from tools.supplier_attention import SAVING, SINGLE

BACK = (90, 180, 365, 730)


def show(here: _ui.Here, code: str, names: dict[str, str]) -> None:
    if st.button("Back to the list", icon=":material/arrow_back:", type="tertiary"):
        st.session_state["supplier"] = ""
        st.rerun()
    st.subheader(_show.plain(names.get(code, code)), anchor=False)
    days = st.segmented_control("Days back", BACK, default=365, key="supplier-days", persist_state="session") or 365
    found = _using.found(here, "analyze_supplier_performance", {"supplier": code, "days": days}, "supplier")
    if found is None:
        return
    currency = here.context.config.app.currency
    _tool.figures(found.figures, currency)
    _tool.unknown(found)
    if found.sheets:
        _parts(here, found, code)
    _tool.basis(found, currency)


def _parts(here: _ui.Here, found: Found, code: str) -> None:
    draws = {"By month": _months, "Lead times": _lead_times, "Among its peers": _peers, "What to look at": _points}
    _tabs.draw({name: partial(draw, here, found, code) for name, draw in draws.items()}, "record-tabs")


def _months(here: _ui.Here, found: Found, _code: str) -> None:
    table, currency = found.sheet("By month"), here.context.config.app.currency
    _charts.draw(table, Chart("line", "month", ("on_time", "fill", "quality")), currency, key="supplier-months")
    _tool.grid(table, currency, "supplier-months-grid")


def _lead_times(here: _ui.Here, found: Found, _code: str) -> None:
    table, currency = found.sheet("Lead times"), here.context.config.app.currency
    if not table.rows:
        st.info("Nothing was delivered in this period.", icon=":material/inbox:")
        return
    st.caption("Delivered orders by the days from order to receipt.")
    _charts.draw(table, Chart("bar", "days", ("orders",)), currency, key="supplier-leads")


def _peers(here: _ui.Here, found: Found, code: str) -> None:
    table = found.sheet("Peers")
    place = next((number for number, row in enumerate(table.records(), 1) if row["supplier_code"] == code), None)
    if place:
        st.caption(f"Number {place} of {len(table.rows)} by score.")
    _tool.grid(table, here.context.config.app.currency, "supplier-peers")


def _points(here: _ui.Here, _found: Found, code: str) -> None:
    """Savings and single sources of this one, from the list of the day."""
    today = _using.found(here, "review_suppliers", {"days": 90, "threshold_percent": 0.0}, "supplier-points")
    if today is None:
        return
    table = _only(today.sheet("Attention"), code)
    money = {kind: sum(float(str(row["money"])) for row in table.records() if row["kind"] == kind)
             for kind in (SAVING, SINGLE)}  # fmt: skip
    currency = here.context.config.app.currency
    st.caption(
        _show.plain(f"Savings {money[SAVING]:,.0f} {currency}; from a single source {money[SINGLE]:,.0f} {currency}")
    )
    _tool.grid(table, currency, "supplier-points-grid", without=("supplier_code", "supplier_name"))


def _only(table: Table, code: str) -> Table:
    rows = tuple(row for row in table.rows if row[1] == code)
    return replace(table, rows=rows, total_rows=len(rows))
