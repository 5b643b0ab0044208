"""Vouching for an answer, and not any more."""

from dataclasses import replace
from functools import partial

import streamlit as st

from agents import vouching
from core import verified
from core.conversations import Turn
from core.errors import QuartermasterError
from core.verified import Verified
from pages import _ask_talk, _show, _ui, _undo


def button(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> None:
    if not here.may("verify"):
        return
    vouched = shown.answer.vouched
    if vouched is not None:
        st.button(
            "Unverify", key=f"unverify-{turn.id}", icon=":material/remove_moderator:",
            on_click=_taken_back, args=(turn, shown, vouched), help="Nobody vouches for it any more",
        )  # fmt: skip
    elif st.button("Save as verified", key=f"verify-{turn.id}", icon=":material/verified:"):
        _verify(here, turn, shown)


@st.dialog("Save as verified", icon=":material/verified:")
def _verify(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> None:
    st.write("You vouch that this is what the question means. Whoever asks the same then sees your name beside it.")
    st.markdown(f"**{_show.plain(turn.question)}**  \n{_show.plain(shown.answer.interpretation)}")
    note = st.text_area("A note for those who see it", max_chars=2000, key=f"verify-note-{turn.id}", height=80)
    if not st.button("Save as verified", type="primary", key="verify-do", icon=":material/verified:"):
        return
    try:
        _vouch(here, turn, shown, note)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    _undo.tell("Saved as verified. The same question shows it from now on.")
    st.rerun()


def _vouch(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, note: str) -> None:
    answer = replace(shown.answer, vouched=vouching.verify(here.context, turn.id, note), engine="verified")
    _ask_talk.put(here, turn, replace(shown, answer=answer))


def _taken_back(turn: Turn, shown: _ask_talk.Shown, vouched: Verified) -> None:
    _undo.attempt(partial(_take_back, turn=turn, shown=shown, vouched=vouched))


def _take_back(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, vouched: Verified) -> None:
    """For everybody; whoever undoes it vouches for it from then on."""
    verified.unverify(here.context, vouched.id)
    engine = shown.answer.engine if shown.answer.model else "language engine"
    answer = replace(shown.answer, vouched=None, engine=engine)
    _ask_talk.put(here, turn, replace(shown, answer=answer))

    def back(now: _ui.Here) -> None:
        _vouch(now, turn, shown, vouched.note)

    _undo.offer(f"Nobody vouches for “{vouched.question}” any more.", back)
