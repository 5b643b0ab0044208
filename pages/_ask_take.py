"""What is done with an answer: judged, taken away, pinned, shared, vouched for, opened elsewhere."""

from dataclasses import replace
from functools import partial
from typing import cast

import streamlit as st

from agents import vouching
from agents.report import as_pdf
from core import feedback
from core.context import Context
from core.conversations import Turn
from core.errors import QuartermasterError
from core.feedback import REASONS, Reason
from core.saved import queries
from core.saved.names import LONGEST, free_name
from core.saved.queries import Kept, Saved
from core.semantic.query import Query
from pages import _ask_figures, _ask_talk, _export, _pin, _show, _ui, _undo

UP, DOWN = 1, 0


def row(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, export_key: str) -> None:
    query = shown.answer.query
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"take-{turn.id}"):
        given = _thumbs(turn)
        if query is not None:
            _pin.button(here, query, turn.question, key=turn.id)
            _share_button(here, turn, query)
            _verify_button(here, turn, shown)
            if here.may("explore") and st.button("Explore", key=f"explore-{turn.id}", icon=":material/tune:"):
                _ui.go("explore", q=query.to_json())
            _export.buttons(here, query, turn.question, key=export_key, paper=_paper(here, turn, shown))
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


def _share_button(here: _ui.Here, turn: Turn, query: Query) -> None:
    if here.may("save") and st.button("Share", key=f"share-{turn.id}", icon=":material/link:"):
        _share(here, turn, query)


@st.dialog("Share this answer", icon=":material/link:")
def _share(here: _ui.Here, turn: Turn, query: Query) -> None:
    try:
        saved = _shared(here, turn.question, query)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.write("Anybody in your workspace with this persona can open it. They see it with their own rights.")
    st.code(f"{st.context.url or ''}".split("?")[0] + f"?saved={saved.id}", language=None, wrap_lines=True)
    st.caption("It is on your shelf of saved queries in Explore, where it can be made private again.")


def _shared(here: _ui.Here, question: str, query: Query) -> Saved:
    """The one that was shared before, where it is the same question of the same meaning."""
    store, user, now = here.context.store, here.user, here.context.now()
    mine = [one for one in queries.saved_queries(store, user) if one.mine]
    body = query.to_json()
    for one in mine:
        if one.shared and one.kept.body == body and one.kept.persona == here.persona:
            return one
    name = free_name(question[:LONGEST], [one.name for one in mine])
    return queries.save(store, user, name, Kept("query", body, here.persona, "auto"), now, shared=True)


def _verify_button(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> None:
    if not here.may("verify") or shown.answer.vouched is not None:
        return
    if st.button("Save as verified", key=f"verify-{turn.id}", icon=":material/verified:"):
        _verify(here, turn, shown)


@st.dialog("Save as verified", icon=":material/verified:")
def _verify(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> None:
    st.write("You vouch that this is what the question means. Whoever asks the same then sees your name beside it.")
    st.markdown(f"**{_show.plain(turn.question)}**  \n{_show.plain(shown.answer.interpretation)}")
    note = st.text_area("A note for those who see it", max_chars=2000, key=f"verify-note-{turn.id}", height=80)
    if not st.button("Save as verified", type="primary", key="verify-do", icon=":material/verified:"):
        return
    try:
        made = vouching.verify(here.context, turn.id, note)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    answer = replace(shown.answer, vouched=made, engine="verified")
    _ask_talk.put(here, turn, replace(shown, answer=answer))
    _undo.tell("Saved as verified. The same question shows it from now on.")
    st.rerun()
