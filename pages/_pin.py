"""Pinning: any result of a Query, or of one's SQL, becomes a tile of one's own dashboard."""

import hashlib
from dataclasses import replace

import streamlit as st

from core.errors import QuartermasterError
from core.saved import boards
from core.saved.queries import CHARTS, Kept
from core.semantic.query import Query
from pages import _show, _ui, _undo

NEW = "New dashboard …"


def button(here: _ui.Here, query: Query | str, title: str, chart: str = "auto", *, key: str = "") -> None:
    """`query` is a Query, or SQL; `chart` one of core.saved.queries.CHARTS. Nothing where pinning is not allowed."""
    if not here.may("save"):
        return
    kind, body = ("sql", query) if isinstance(query, str) else ("query", query.to_json())
    kept = Kept(kind, body, here.persona, chart if chart in CHARTS else "auto")  # type: ignore[arg-type]
    place = key or hashlib.sha256(body.encode()).hexdigest()[:12]
    if st.button("Pin", key=f"pin-{place}", icon=":material/keep:"):
        _pin(here, kept, title)


@st.dialog("Pin to a dashboard", icon=":material/keep:")
def _pin(here: _ui.Here, kept: Kept, title: str) -> None:
    own = {one.id: one for one in boards.boards(here.context.store, here.user) if one.mine}
    name = st.text_input("Title", title[:120], max_chars=120, key="pin-title")
    chosen = st.selectbox("Dashboard", [*own, ""], format_func=lambda one: own[one].name if one else NEW, key="pin-to")
    new = st.text_input("Its name", "My dashboard", max_chars=120, key="pin-new") if not chosen else ""
    kind = st.selectbox("Chart", list(CHARTS), list(CHARTS).index(kept.chart), format_func=CHARTS.__getitem__)
    wide = st.toggle("Full width", key="pin-wide")
    if not st.button("Pin", type="primary", key="pin-do", icon=":material/keep:"):
        return
    try:
        board = own.get(chosen) or boards.make_board(here.context.store, here.user, new, here.context.now())
        made = replace(kept, chart=kind)
        boards.pin(here.context.store, here.user, board.id, name, made, here.context.now(), wide=wide)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    _undo.tell(f"Pinned to “{board.name}”, which is on the Dashboard page.")
    st.rerun()
