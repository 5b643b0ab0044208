"""Home: who is here, what changed, and where to go on."""

import streamlit as st

from core.dashboards import SPANS, kpis
from core.saved import boards, queries, visits
from pages import _news, _saved, _show, _tiles, _ui
from pages.opened import board_of

MONTH = SPANS[0]
SHORTCUTS = 6  # of each kind
LONGEST = 40  # letters of a name


def show() -> None:
    here = _ui.session()
    st.title(f"Hello, {_show.plain(here.user.name)}")
    st.caption(f"{here.persona} · {here.context.clock.today:%A, %d %B %Y}")
    board = board_of(here.persona)
    if board is None:
        st.info("There is no dashboard for this persona yet. Ask a question instead.", icon=":material/dashboard:")
        _shortcuts(here)
        return
    found = kpis(here.context, board, MONTH)
    _news.show(here, visits.news(here.context, here.user, board, MONTH, found, here.context.now()))
    st.subheader("This month so far")
    _tiles.show(here, board, MONTH, found, "vs last month")
    _shortcuts(here)
    _questions(board.questions)


def _shortcuts(here: _ui.Here) -> None:
    """One's own dashboards and saved queries, and those of colleagues, the latest first."""
    store, user = here.context.store, here.user
    shown = sorted(boards.boards(store, user), key=lambda one: (one.mine, one.changed), reverse=True)[:SHORTCUTS]
    kept = queries.saved_queries(store, user) if here.may("explore") else []
    kept = sorted(kept, key=lambda one: (one.mine, one.changed), reverse=True)[:SHORTCUTS]
    if not shown and not kept:
        if here.may("save"):
            st.caption("What you save in Explore and pin to dashboards of your own stands here from then on.")
        return
    st.subheader("Yours")
    with st.container(horizontal=True):
        for one in shown:
            label = _label(one.name, "" if one.mine else one.owner_name)
            if st.button(label, key=f"board-{one.id}", icon=":material/dashboard_customize:"):
                _ui.go("dashboard", board=one.id)
        for each in kept:
            label = _label(each.name, "" if each.mine else each.owner_name)
            if st.button(label, key=f"saved-{each.id}", icon=":material/bookmark:"):
                _ui.go(_saved.WHERE[each.kept.kind], saved=each.id)


def _label(name: str, owner: str) -> str:
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return _show.plain(f"{short} (from {owner})" if owner else short)


def _questions(questions: tuple[str, ...]) -> None:
    st.subheader("Ask your data")
    with st.container(horizontal=True):
        for question in questions:
            if st.button(_show.plain(question), key=f"ask-{question}", icon=":material/chat:"):
                _ui.go("ask", question=question)
