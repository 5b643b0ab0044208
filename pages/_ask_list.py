"""The conversations, beside the open one: found, opened, renamed, deleted and brought back; and its questions."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core import conversations
from core.conversations import TITLE, Conversation, Turn
from core.errors import QuartermasterError
from pages import _ask_talk, _show, _ui, _undo

SHOWN = 15
MORE = "ask-list-more"  # in the session: how many are shown
FOCUS = "ask-focus"  # there too: the turn that is looked for
LONGEST = 60  # letters of a question in the list


def show(here: _ui.Here, current: str, turns: Sequence[Turn]) -> None:
    if st.button("New conversation", icon=":material/edit_square:", width="stretch", key="ask-new"):
        _ask_talk.open_one(here, "")
        st.rerun()
    search = st.text_input(
        "Search conversations", placeholder="Search titles and questions", max_chars=200, key="ask-search",
        label_visibility="collapsed", icon=":material/search:",
    )  # fmt: skip
    wanted = int(st.session_state.get(MORE, SHOWN))
    found = conversations.page_of(here.context, search, limit=wanted + 1)
    if not found:
        st.caption("No conversation holds that." if search.strip() else "What you ask is kept here, for you alone.")
    with st.container(key="ask-talks", gap="xxsmall"):
        for one in found[:wanted]:
            _row(here, one, one.id == current)
            if one.id == current:
                _questions(turns)
    if len(found) > wanted and st.button("Older ones", type="tertiary", icon=":material/expand_more:"):
        st.session_state[MORE] = wanted + SHOWN
        st.rerun()


def _row(here: _ui.Here, one: Conversation, is_open: bool) -> None:
    with st.container(horizontal=True, wrap=False, gap=None, key=f"talk-{'open' if is_open else 'row'}-{one.id}"):
        if st.button(_show.plain(one.title), key=f"talk-{one.id}", type="tertiary", width="stretch", help=_about(one)):
            _ask_talk.open_one(here, one.id)
            st.rerun()
        chosen = st.menu_button(
            "Rename or delete", ["Rename", "Delete"], key=f"talk-menu-{one.id}", icon=":material/more_horiz:",
            type="tertiary",
        )  # fmt: skip
    if chosen == "Rename":
        _rename(here, one)
    elif chosen == "Delete":
        _delete(here, one, is_open)


def _about(one: Conversation) -> str:
    count = f"{one.turns} question{'s' * (one.turns != 1)}"
    return _show.plain(f"{one.title} · {count} · {one.used:%d %b %Y %H:%M} UTC")


def _questions(turns: Sequence[Turn]) -> None:
    """Those of the open one: a click shows the answer."""
    with st.container(key="ask-past", gap=None):
        for turn in turns:
            short = turn.question if len(turn.question) <= LONGEST else turn.question[: LONGEST - 1] + "…"
            if st.button(_show.plain(short), key=f"past-{turn.id}", type="tertiary", width="stretch"):
                st.session_state[FOCUS] = turn.id


def _delete(here: _ui.Here, one: Conversation, is_open: bool) -> None:
    conversations.delete(here.context, one.id)
    if is_open:
        _ask_talk.open_one(here, "")
    _undo.offer(f"“{one.title}” is deleted.", partial(_put_back, one))
    st.rerun()


def _put_back(one: Conversation, here: _ui.Here) -> None:
    conversations.restore(here.context, one.id)
    _ask_talk.open_one(here, one.id)


@st.dialog("Rename", icon=":material/edit:")
def _rename(here: _ui.Here, one: Conversation) -> None:
    title = st.text_input("Title", one.title, max_chars=TITLE, key=f"talk-title-{one.id}")
    if not st.button("Rename", type="primary", key="talk-rename"):
        return
    try:
        conversations.rename(here.context, one.id, title)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()
