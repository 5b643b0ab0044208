"""One question of a conversation with what came of it: its answer, how far it is, or why there is none."""

from functools import partial

import streamlit as st

from core import conversations
from core.conversations import Turn
from core.errors import QuartermasterError
from core.export import Kind
from pages import _ask_answer, _ask_progress, _ask_talk, _export, _live, _show, _ui, _undo, opened

PERSON, PROGRAM = ":material/person:", ":material/insights:"
OVER = {
    "cancelled": "This was cancelled.",
    "interrupted": "This was interrupted when the program stopped.",
}


def show(here: _ui.Here, turn: Turn, *, last: bool) -> None:
    with st.container(key=f"turn-{turn.id}"):
        with st.chat_message("user", avatar=PERSON), st.container(key=f"asked-{turn.id}"):
            st.text(turn.question)
        with st.chat_message("assistant", avatar=PROGRAM):
            _came_of(here, turn, last=last)


def folded(here: _ui.Here, turn: Turn) -> None:
    """An earlier one: worked out again only when it is opened."""
    with st.container(key=f"turn-{turn.id}"):
        key = f"fold-{turn.id}"
        with st.expander(_show.plain(turn.question), icon=":material/history:", key=key, on_change="rerun") as place:
            if place.open:
                _came_of(here, turn, last=False)


def _came_of(here: _ui.Here, turn: Turn, *, last: bool) -> None:
    waited = turn.status == "running"
    if waited:
        running = opened.answering().find(here.context, turn.id)
        if running is None:
            st.info("This is still being answered. Look again in a moment.", icon=":material/hourglass_top:")
            st.button("Look again", key=f"look-{turn.id}", icon=":material/refresh:")
            return
        _ask_progress.watch(here, running)
        turn = conversations.turn(here.context, turn.id)
    if turn.status in ("failed", "cancelled", "interrupted"):
        _over(turn, last=last)
        return
    if st.session_state.get(_ask_talk.BEGUN) == turn.id:
        st.session_state.pop(_ask_talk.BEGUN)
        _carry_out(here, turn)
    # Whoever has waited for it may have lost a right meanwhile.
    _live.live(None, partial(_ask_answer.show, turn=turn, last=last), None if waited else here)


def _over(turn: Turn, *, last: bool) -> None:
    says = OVER.get(turn.status) or turn.text or "This could not be answered."
    st.warning(_show.plain(says), icon=":material/info:")
    if last and st.button("Ask it again", key=f"again-{turn.id}", icon=":material/refresh:"):
        _ask_talk.ask_next(turn.question)
        st.rerun()


def _carry_out(here: _ui.Here, turn: Turn) -> None:
    """What was said of the last answer as a whole, done once."""
    try:
        answer = _ask_talk.answer_of(here, turn).result().answer
        if answer.command == "anew":
            _ask_talk.open_one(here, "")
            _undo.tell("A new conversation: nothing that was asked before counts from here on.")
            st.rerun()
        if answer.command == "export" and answer.query is not None:
            words = turn.question.lower()
            kind: Kind = "csv" if "csv" in words else "xlsx"
            _export.take(_ask_answer.export_key(turn), answer.query, kind, answer.interpretation)
    except QuartermasterError as error:
        st.warning(_show.plain(error.message), icon=":material/lock:")
