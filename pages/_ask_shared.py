"""What a colleague shares, opened by its link: an answer, run under the rights of whoever reads it, or a question."""

import time
from functools import partial

import streamlit as st

from agents.ask import Asking
from core.conversations import LONGEST
from core.errors import QuartermasterError
from core.saved.queries import Saved, get_saved
from core.semantic.query import Query
from core.warehouse.base import Cancel
from pages import (
    _address,
    _ask_answer,
    _ask_badges,
    _ask_progress,
    _ask_share,
    _ask_talk,
    _live,
    _show,
    _ui,
    _work,
    opened,
)

TASK = "ask-saved-task"  # in the session


def show(here: _ui.Here) -> bool:
    """Whether there is one; it gives way to the first question."""
    return _question(here) or _answer(here)


def _question(here: _ui.Here) -> bool:
    """It is asked when the reader says so: opening a link does nothing by itself."""
    if brought := _address.news(_ask_share.ASKS):
        st.session_state[_ask_talk.ASKS] = brought[:LONGEST]
    question = str(st.session_state.get(_ask_talk.ASKS, ""))
    if not question:
        return False
    with st.container(border=True, key="ask-shared-question"):
        st.caption("A colleague shares this question · answered with your own rights")
        st.markdown(f"**{_show.plain(question)}**")
        if st.button("Ask it", type="primary", icon=":material/chat:", key="ask-shared-ask"):
            _ask_talk.ask_next(question)
            st.rerun()
    return True


def _answer(here: _ui.Here) -> bool:
    if wanted := _address.news("saved"):
        st.session_state[_ask_talk.SAVED] = wanted
    wanted = str(st.session_state.get(_ask_talk.SAVED, ""))
    if not wanted:
        return False
    try:
        saved = get_saved(here.context.store, here.user, wanted)
        if saved.kept.kind == "sql":
            _ui.go("sql", saved=wanted)
        if saved.kept.persona != here.persona:
            _as_its_persona(here, saved)
    except QuartermasterError as error:
        st.session_state.pop(_ask_talk.SAVED)
        st.error(_show.plain(error.message))
        return False
    _live.live(None, partial(_card, saved=saved), here)
    return True


def _as_its_persona(here: _ui.Here, saved: Saved) -> None:
    if saved.kept.persona in here.user.personas:
        _ui.become(saved.kept.persona)
    st.info(
        _show.plain(f"This was shared as {saved.kept.persona}, which you are not: you see what your rights allow."),
        icon=":material/lock:",
    )


def _card(here: _ui.Here, saved: Saved) -> None:
    whose = "You share this" if saved.mine else f"Shared by {saved.owner_name}"
    with st.container(border=True, key="ask-shared"):
        st.caption(_show.plain(f"{whose} · seen with your own rights"))
        st.markdown(f"**{_show.plain(saved.name)}**")
        task = _task(here, saved)
        _work.wait(task, "Looking")
        try:
            shown = task.result()
        except QuartermasterError as error:
            st.warning(_show.plain(error.message), icon=":material/info:")
            return
        answer = shown.answer
        if answer.answered is None:
            st.error(_ask_progress.paragraphs(answer.reason), icon=":material/lock:")
            return
        st.markdown(_ask_progress.paragraphs(answer.text))
        _ask_badges.origin(shown)
        _ask_answer.body(here, shown, f"shared-{saved.id}")
        if st.button("Ask it in a conversation of your own", icon=":material/chat:", key="ask-saved-own"):
            st.session_state.pop(_ask_talk.SAVED)
            _ask_talk.ask_next(saved.name)
            st.rerun()


def _task(here: _ui.Here, saved: Saved) -> _ask_talk.Task:
    ctx = here.context

    def work(cancel: Cancel) -> _ask_talk.Shown:
        asking = Asking(ctx, opened.answering().readers.of(ctx))
        answer = asking.again(saved.name, Query.from_json(saved.kept.body), cancel=cancel)
        return _ask_talk.Shown(answer, time.monotonic())

    about = (saved.id, saved.kept.body, ctx.asker)
    kept = st.session_state.get(TASK)
    if kept is None or kept[0] != about:
        kept = (about, _work.begin(work))
        st.session_state[TASK] = kept
    task: _ask_talk.Task = kept[1]
    return task
