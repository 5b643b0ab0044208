"""The statements that somebody ran, newest first, to be taken again."""

from collections.abc import Callable

import streamlit as st

from core.store.statements import forget_statements, statements_of
from pages import _show, _ui, _undo

SHOWN = 20


def history(here: _ui.Here, put: Callable[[str], None]) -> None:
    with st.expander("History", icon=":material/history:", key="sql-history", on_change="rerun") as place:
        if not place.open:
            return
        found = statements_of(here.context.store, here.user, here.persona, SHOWN)
        if not found:
            st.info("What you run as this persona stands here, also after you have signed out.")
            return
        for one in found:
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.code(one.sql, language="sql", wrap_lines=True)
            left.caption(_show.plain(f"{one.at:%Y-%m-%d %H:%M} UTC · {one.outcome}"))
            right.button("Take again", key=f"again-{one.id}", on_click=put, args=(one.sql,))
        st.button("Forget all of it", type="tertiary", icon=":material/delete:", on_click=_forget)


def _forget() -> None:
    _undo.attempt(lambda here: forget_statements(here.context.store, here.user))
