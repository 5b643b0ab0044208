"""Home: who is here, what changed, and where to go on."""

import streamlit as st

from core.dashboards import SPANS, kpis
from pages import _show, _ui
from pages.opened import board_of

MONTH = SPANS[0]


def show() -> None:
    here = _ui.session()
    st.title(f"Hello, {_show.plain(here.user.name)}")
    st.caption(f"{here.persona} · {here.context.clock.today:%A, %d %B %Y}")
    board = board_of(here.persona)
    if board is None:
        st.info("There is no dashboard for this persona yet. Ask a question instead.", icon=":material/dashboard:")
        return
    st.subheader("This month so far")
    found = kpis(here.context, board, MONTH)
    _show.tiles(found, here.context.config.app.currency, "vs last month")
    _questions(board.questions)


def _questions(questions: tuple[str, ...]) -> None:
    st.subheader("Ask your data")
    with st.container(horizontal=True):
        for question in questions:
            if st.button(_show.plain(question), key=f"ask-{question}", icon=":material/chat:"):
                _ui.go("ask", question=question)
