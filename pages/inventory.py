"""Inventory: what needs attention in stock today, an item with all that is known of it, and what to order."""

from functools import partial

import streamlit as st

from pages import (
    _address,
    _propose,
    _requests,
    _service_level,
    _sheet_file,
    _stock_item,
    _tabs,
    _tool,
    _ui,
    _using,
    _worklist,
)
from tools.found import Found
from tools.names import known
from tools.stock_attention import REASONS

AHEAD = (7, 14, 30, 60, 90)
ITEM = "item"  # in the address: WH001~PRD0001


def show() -> None:
    here = _ui.session()
    st.title("Inventory")
    warehouses = known(here.context, "warehouse")
    if not warehouses:
        st.info("There is no warehouse that you may see, or no stock yet.", icon=":material/warehouse:")
        return
    if brought := _brought():
        _stock_item.show(here, *brought)
        return
    parts = {
        "Today": partial(_today, here, dict(warehouses)),
        "Propose an order": partial(_propose.show, here, dict(warehouses)),
        "Service level": partial(_service_level.show, here, dict(warehouses)),
        "Requests": partial(_requests.show, here),
    }
    _tabs.draw(parts, "inventory-tabs")


def _brought() -> tuple[str, str] | None:
    """The item that is open: from a click, or from a link."""
    if text := _address.news(ITEM):
        st.session_state[ITEM] = text
    warehouse, _, product = str(st.session_state.get(ITEM, "")).partition("~")
    _address.write(ITEM, f"{warehouse}~{product}" if product else "")
    return (warehouse, product) if product else None


def _today(here: _ui.Here, warehouses: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        warehouse = _worklist.one_of("Warehouse", warehouses, "inventory-warehouse")
        days = st.selectbox(
            "Look ahead",
            AHEAD,
            2,
            format_func=lambda one: f"{one} days",
            width=140,
            key="ahead",
            persist_state="session",
        )
    given = {"days": days, **({"warehouse": warehouse} if warehouse else {})}
    found = _using.found(here, "review_stock", given, "stock")
    if found is not None:
        _list(here, found)


def _list(here: _ui.Here, found: Found) -> None:
    currency = here.context.config.app.currency
    _tool.figures(found.figures, currency)
    table = found.sheet("Attention")
    if not table.rows:
        st.success("Nothing needs you today: stock is there, or on its way in time.", icon=":material/check_circle:")
        _tool.basis(found, currency)
        return
    shown = _worklist.narrowed(table, REASONS, "stock")
    st.caption(
        f"{len(table.rows):,} items need somebody, each under its most pressing reason. Click on the box at the left of"
        " one to see all of it."
    )
    place = _tool.grid(shown, currency, _worklist.key("stock"), pick=True)
    _sheet_file.buttons(here, shown, "stock-attention", "stock")
    _tool.basis(found, currency)
    if place is not None:
        row = shown.records()[place]
        st.session_state[ITEM] = f"{row['warehouse_code']}~{row['product_code']}"
        _worklist.renew("stock")
        st.rerun()
