"""An answer: its sentence, where it came from, picture and table, the tabs that let it be checked, and what is next."""

from collections.abc import Callable

import streamlit as st

from agents.answer import Answer
from core.conversations import Turn
from core.errors import QuartermasterError
from pages import (
    _ask_badges,
    _ask_details,
    _ask_figures,
    _ask_progress,
    _ask_take,
    _ask_talk,
    _ask_trace,
    _ask_unclear,
    _show,
    _tool,
    _ui,
    _why,
    _work,
)

TABS = ("Answer", "How it was understood", "SQL", "Definitions", "Trace", "Cost & time")


def export_key(turn: Turn) -> str:
    return f"export-{turn.id}"


def show(here: _ui.Here, turn: Turn, *, last: bool) -> None:
    """A part of the page by itself: what is clicked in it leaves the rest alone."""
    task = _ask_talk.answer_of(here, turn)
    _work.wait(task, "Looking")
    try:
        shown = task.result()
    except QuartermasterError as error:
        st.warning(_show.plain(error.message), icon=":material/info:")
        _again(turn)
        return
    if shown.answer.status == "answered":
        _answered(here, turn, shown, last=last)
    else:
        _ask_unclear.show(here, shown.answer, turn, last=last)


def _again(turn: Turn) -> None:
    if st.button("Ask it again", key=f"again-{turn.id}", icon=":material/refresh:"):
        _ask_talk.ask_next(turn.question)
        st.rerun()


def _answered(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, *, last: bool) -> None:
    answer = shown.answer
    with st.container(key=f"said-{turn.id}"):
        st.markdown(_ask_details.with_doubts(answer) or _ask_progress.paragraphs(answer.text))
    if answer.command == "anew":
        return
    _ask_badges.show(here, turn, shown)
    if answer.answered is None and not answer.used:
        st.caption("Its tables are not kept.")
        _again(turn)
        return
    body(here, shown, turn.id)
    _ask_take.row(here, turn, shown, export_key(turn))
    if answer.query is not None and answer.why is None:
        _why.button(here, answer.query, f"ask-{turn.id}")
    _ask_unclear.vouched(answer.nearby, turn)
    if last:
        _ask_unclear.following(answer.suggestions, f"next-{turn.id}", ":material/subdirectory_arrow_right:")


def body(here: _ui.Here, shown: _ask_talk.Shown, key: str) -> None:
    """Only the tab that is looked at is filled."""
    answer = shown.answer
    tabs = st.tabs(TABS, key=f"tabs-{key}", on_change="rerun")
    details: tuple[Callable[[], None], ...] = (
        lambda: _result(here, answer, key),
        lambda: _ask_details.understood(answer),
        lambda: _ask_details.sql(here, answer),
        lambda: _ask_details.definitions(here, answer),
        lambda: _ask_trace.show(here, answer),
        lambda: _ask_details.spent(shown),
    )
    for tab, draw in zip(tabs, details, strict=True):
        if tab.open:
            with tab:
                draw()


def _result(here: _ui.Here, answer: Answer, key: str) -> None:
    currency = here.context.config.app.currency
    if answer.interpretation:
        st.caption(f"Understood as: {_show.plain(answer.interpretation)}")
    for number, used in enumerate(answer.used):
        _tool.show(used.found, currency, f"used-{key}-{number}")
    if answer.answered is None:
        return
    if answer.why is not None:
        _why.show(answer.why, currency, f"change-{key}", says=False)
        return
    _ask_figures.show(answer.answered.table, answer, currency, key)
    for number, part in enumerate(answer.parts[1:]):
        with st.expander(_show.plain(f"Also read: {part.interpretation}"), icon=":material/table_view:"):
            _show.table(part.table, currency, key=f"part-{key}-{number}")
