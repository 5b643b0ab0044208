"""Wanting something bought: an editable list of quantities, confirmed once, kept as a purchase request."""

from collections.abc import Callable, Mapping
from secrets import token_hex

import streamlit as st

from core.errors import QuartermasterError
from pages import _show, _tool, _ui
from tools.found import Found
from tools.registry import Confirmed, use
from tools.what_if import Changed, ItemFacts, levels

TOOL = "create_purchase_request"
DONE = "request-done"  # in the session: the latest one, which is shown until something else is done
WHO = "Requests are confirmed by a Manager or above; you can export the proposal and hand it on."


def single(here: _ui.Here, known: ItemFacts) -> None:
    """For one item, with the economic quantity to begin with."""
    if not here.may("confirm-tools"):
        return
    pack, item = known.terms.packing, known.item
    start = levels(known, Changed()).order or pack.whole(1)
    with st.popover("Request an order", icon=":material/add_shopping_cart:"):
        units = st.number_input(
            "Units", 1, 1_000_000, max(start, 1), pack.pack, key=f"units-{item.warehouse}-{item.product}",
            help=f"In packs of {pack.pack}" if pack.pack > 1 else None,
        )  # fmt: skip
        st.caption(
            f"{_show.plain(f'{float(item.cost) * units:,.2f}')} {here.context.config.app.currency} at standard cost"
        )
        confirm(here, item.warehouse, lambda: {item.product: units}, "single")
    done(here, f"{item.warehouse}-{item.product}")


def confirm(here: _ui.Here, warehouse: str, quantities: Callable[[], Mapping[str, int]], name: str) -> None:
    """One key for what is on the screen: two clicks, or a retry, are one request."""
    note = st.text_input("A word to whoever orders", max_chars=500, key=f"note-{name}", placeholder="Optional")
    wanted = dict(quantities())
    if st.button("Confirm the request", type="primary", icon=":material/check:", key=f"ok-{name}", disabled=not wanted):
        _write(here, {"warehouse": warehouse, "quantities": wanted, "note": note}, name)


def _write(here: _ui.Here, given: dict[str, object], name: str) -> None:
    kept: tuple[object, str] = st.session_state.get(f"key-{name}", (None, ""))
    key = kept[1] if kept[0] == given else token_hex(8)
    st.session_state[f"key-{name}"] = given, key
    try:
        st.session_state[DONE] = use(here.context, TOOL, given, confirmed=Confirmed(key)).found
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()


def done(here: _ui.Here, key: str) -> None:
    """What was kept, once."""
    found = st.session_state.pop(DONE, None)
    if isinstance(found, Found):
        st.success(_show.plain(found.method), icon=":material/check_circle:")
        _tool.sheets(here, found.sheets, here.context.config.app.currency, f"done-{key}")
