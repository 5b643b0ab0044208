"""What is done with an answer: judged, taken away, pinned, shared, vouched for, opened elsewhere."""

from functools import partial
from typing import cast

import streamlit as st

from agents.report import as_pdf
from core import feedback
from core.context import Context
from core.conversations import Turn
from core.feedback import REASONS, Reason
from pages import _ask_figures, _ask_share, _ask_talk, _ask_vouch, _export, _pin, _ui, _undo

UP, DOWN = 1, 0


def row(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, export_key: str) -> None:
    query, wanted = shown.answer.query, shown.answer.wanted
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"take-{turn.id}"):
        given = _thumbs(turn)
        if wanted is not None:
            _pin.button(here, wanted, turn.question, key=turn.id)
        _ask_share.button(here, turn, wanted)
        if query is not None:
            _ask_vouch.button(here, turn, shown)
            if here.may("explore") and st.button("Explore", key=f"explore-{turn.id}", icon=":material/tune:"):
                _ui.go("explore", q=query.to_json())
        _export.buttons(here, wanted, turn.question, key=export_key, paper=_paper(here, turn, shown))
    if given == DOWN:
        _reason(turn)


def _paper(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> _export.Paper:
    """With the picture that is on the screen."""
    picture, person = _ask_figures.picture(shown.answer, turn.id), here.user.name

    def make(ctx: Context) -> bytes:
        return as_pdf(ctx, shown.answer, person, picture)

    return make


def _thumbs(turn: Turn) -> int | None:
    key = f"thumbs-{turn.id}"
    default = {"up": UP, "down": DOWN}.get(turn.verdict or "")
    return st.feedback("thumbs", key=key, default=default, on_change=partial(_judge, turn, key))


def _judge(turn: Turn, key: str) -> None:
    given = st.session_state[key]
    st.session_state[f"thanked-{turn.id}"] = given != DOWN
    if given is None:
        _undo.attempt(lambda here: feedback.take_back(here.context, turn.id))
    else:
        _undo.attempt(lambda here: feedback.give(here.context, turn.id, "up" if given == UP else "down"))


def _reason(turn: Turn) -> None:
    """Why not: asked once, and not needed."""
    if st.session_state.get(f"thanked-{turn.id}", turn.verdict == "down"):
        return
    with st.container(border=True, key=f"reason-{turn.id}"):
        chosen = st.pills("What was wrong with it?", REASONS[1:], key=f"reason-why-{turn.id}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            comment = st.text_input(
                "What would be right?", max_chars=feedback.COMMENT, key=f"reason-said-{turn.id}", width="stretch"
            )
            sent = st.button("Send", key=f"reason-send-{turn.id}", icon=":material/send:", type="primary")
    reason = cast(Reason, chosen or "")
    if sent and _undo.attempt(lambda here: feedback.give(here.context, turn.id, "down", reason, comment)):
        st.session_state[f"thanked-{turn.id}"] = True
        _undo.tell("Thank you. Whoever looks after quality sees it.")
        st.rerun()
