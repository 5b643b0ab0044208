"""Costs and cache: what answers cost, to whom, and how often a result was used again."""

import streamlit as st

from core import audit
from core.budget import money
from core.cost import Totals
from pages import _show, _ui


def show() -> None:
    here = _ui.session()
    st.title("Costs & cache")
    ledger, stats = here.context.ledger, here.context.cache.stats
    day, month = ledger.day(), ledger.month()
    tiles = st.columns(4)
    tiles[0].metric("Today", f"{money(day.amount)} {day.currency}", border=True)
    tiles[1].metric("This month", f"{money(month.amount)} {month.currency}", border=True)
    hits = "–" if stats.hit_rate is None else f"{stats.hit_rate * 100:.1f} %"
    tiles[2].metric("Found in the cache", hits, border=True, help="Of all results since the start of the program")
    tiles[3].metric("Kept results", f"{stats.entries:,}", border=True, help=f"{stats.bytes / 1e6:.1f} MB")
    st.subheader("This month")
    _totals(month)
    if here.may("change-settings") and st.button("Empty the cache", icon=":material/delete_sweep:"):
        here.context.forget()
        audit.record(here.context.store, here.user.email, "cache.clear")
        st.rerun()


def _totals(month: Totals) -> None:
    left, right = st.columns(2)
    services = [
        {"Service": one.service, "Quantity": float(one.quantity), "Unit": one.unit, "Amount": money(one.amount)}
        for one in month.by_service
    ]
    users = [{"User": user, "Amount": money(amount)} for user, amount in month.by_user.items()]
    for place, rows, key in ((left, services, "services"), (right, users, "by-user")):
        with place:
            if rows:
                _show.records(rows, key)
            else:
                st.info("Nothing has been spent this month.", icon=":material/savings:")
