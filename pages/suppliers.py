"""Suppliers: what a buyer looks at today, one supplier beside its peers, costs like for like, what moving brings."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from pages import _address, _move_spend, _sheet_file, _supplier, _tabs, _tool, _ui, _using, _worklist
from tools.found import Found
from tools.names import known
from tools.supplier_attention import KINDS

SUPPLIER = "supplier"  # in the address
WINDOWS = (30, 60, 90, 180)
TABS = ("Today", "Compare costs", "Trends", "Dependence", "Move spend")
GROUPS = {"product_group": "Product group", "supplier": "Supplier", "warehouse": "Warehouse"}


def show() -> None:
    here = _ui.session()
    st.title("Suppliers")
    suppliers = dict(known(here.context, "supplier"))
    if not suppliers:
        st.info("There are no suppliers yet, or none that you may see.", icon=":material/handshake:")
        return
    if brought := _brought():
        _supplier.show(here, brought, suppliers)
        return
    draws = (_today, _costs, _trends, _dependence, _move_spend.show)
    _tabs.draw({name: partial(draw, here, suppliers) for name, draw in zip(TABS, draws, strict=True)}, "supplier-tabs")


def _brought() -> str:
    """The supplier that is open: from a click, or from a link."""
    if code := _address.news(SUPPLIER):
        st.session_state[SUPPLIER] = code
    opened = str(st.session_state.get(SUPPLIER, ""))
    _address.write(SUPPLIER, opened)
    return opened


def _today(here: _ui.Here, suppliers: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        opened = st.selectbox(
            "Open a supplier", list(suppliers), None, format_func=lambda code: f"{code} · {suppliers[code]}", width=300,
            placeholder="Code or name", key="supplier-chosen",
        )  # fmt: skip
        days = st.selectbox(
            "Compare the last",
            WINDOWS,
            2,
            format_func=lambda one: f"{one} days",
            width=150,
            key="supplier-window",
            persist_state="session",
        )
        percent = st.number_input(
            "Savings from (%)",
            0.0,
            100.0,
            5.0,
            1.0,
            format="%g",
            width=150,
            key="supplier-percent",
            persist_state="session",
        )
    if opened:
        _open(opened)
    found = _using.found(here, "review_suppliers", {"days": days, "threshold_percent": percent}, "suppliers")
    if found is not None:
        _list(here, found)


def _list(here: _ui.Here, found: Found) -> None:
    currency = here.context.config.app.currency
    _tool.figures(found.figures, currency)
    table = found.sheet("Attention")
    if not table.rows:
        st.success("Nothing needs you today.", icon=":material/check_circle:")
    else:
        shown = _worklist.narrowed(table, KINDS, "suppliers")
        st.caption("The most pressing first, then by money. Click on the box at the left of a row for its supplier.")
        place = _tool.grid(shown, currency, _worklist.key("suppliers"), pick=True)
        _sheet_file.buttons(here, shown, "supplier-attention", "suppliers")
        if place is not None:
            _worklist.renew("suppliers")
            _open(str(shown.records()[place]["supplier_code"]))
    _tool.unknown(found)
    _tool.basis(found, currency)


def _open(code: str) -> None:
    st.session_state[SUPPLIER] = code
    st.session_state.pop("supplier-chosen", None)
    st.rerun()


def _costs(here: _ui.Here, suppliers: dict[str, str]) -> None:
    groups = dict(known(here.context, "product.group"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = _worklist.one_of("Product group", groups, "cost-group")
        chosen = st.multiselect(
            "Suppliers", list(suppliers), format_func=lambda code: f"{code} · {suppliers[code]}", placeholder="All",
            key="cost-suppliers", persist_state="session", width=420,
        )  # fmt: skip
    given = {**({"product_group": group} if group else {}), **({"suppliers": chosen} if chosen else {})}
    _shown(here, "compare_supplier_costs", given, "costs")


def _trends(here: _ui.Here, _suppliers: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox(
            "By", list(GROUPS), format_func=GROUPS.__getitem__, key="trend-by", persist_state="session", width=220
        )
        days = st.selectbox("Days back", (90, 180, 365, 730), 2, key="trend-days", persist_state="session", width=150)
    _shown(here, "analyze_purchase_trends", {"days": days, "group_by": by}, "trends")


def _dependence(here: _ui.Here, _suppliers: dict[str, str]) -> None:
    days = st.selectbox("Days back", (90, 180, 365, 730), 2, key="dependence-days", persist_state="session", width=150)
    _shown(here, "assess_concentration", {"days": days}, "dependence")


def _shown(here: _ui.Here, name: str, given: Mapping[str, object], slot: str) -> None:
    found = _using.found(here, name, given, slot)
    if found is not None:
        _tool.show(found, here.context.config.app.currency, slot)
