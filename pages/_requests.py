"""One's own purchase requests: what was wanted, to hand on as a file, or to take back."""

import streamlit as st

from core.errors import QuartermasterError
from pages import _live, _sheet_file, _show, _tool, _ui
from tools.purchase_requests import PurchaseRequest, as_table, own_requests, withdraw


def show(here: _ui.Here) -> None:
    made = own_requests(here.context)
    if not made:
        st.info(
            "You have requested nothing yet. What you confirm under “Propose an order” or on an item stands here.",
            icon=":material/shopping_cart:",
        )
        return
    for one in made:
        _one(here, one)


def _one(here: _ui.Here, one: PurchaseRequest) -> None:
    currency = here.context.config.app.currency
    count = "1 line" if len(one.lines) == 1 else f"{len(one.lines)} lines"
    title = f"{one.number} · {one.warehouse} · {count} · {one.value:,.2f} {currency}"
    with st.expander(_show.plain(title), icon=":material/cancel:" if one.withdrawn else ":material/shopping_cart:"):
        told = f"{_live.moment(one.created)}" + (f" · withdrawn {_live.moment(one.withdrawn)}" if one.withdrawn else "")
        st.caption(_show.plain(f"{told} · {one.note}" if one.note else told))
        table = as_table(one)
        _tool.grid(table, currency, f"request-{one.id}", without=("request", "warehouse_code"))
        with st.container(horizontal=True):
            _sheet_file.buttons(here, table, one.number, f"request-{one.id}-file")
            if not one.withdrawn and st.button("Withdraw", key=f"withdraw-{one.id}", icon=":material/undo:"):
                _withdraw(here, one)


def _withdraw(here: _ui.Here, one: PurchaseRequest) -> None:
    try:
        withdraw(here.context, one.id)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()
