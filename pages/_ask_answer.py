"""An answer: its sentence, where it came from, picture and table, the tabs that let it be checked, and what is next."""

from collections.abc import Callable

import streamlit as st

from agents.answer import Answer
from agents.rephrase import with_choice
from core.conversations import Turn
from core.errors import QuartermasterError
from core.language.frame import Choice
from pages import _ask_badges, _ask_details, _ask_figures, _ask_progress, _ask_take, _ask_talk, _show, _ui, _why, _work

TABS = ("Answer", "How it was understood", "SQL", "Definitions", "Trace", "Cost & time")
ICONS = {"denied": ":material/lock:", "refused": ":material/block:", "clarify": ":material/contact_support:"}


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
        if st.button("Ask it again", key=f"again-{turn.id}", icon=":material/refresh:"):
            _ask_talk.ask_next(turn.question)
            st.rerun()
        return
    if shown.answer.status == "answered":
        _answered(here, turn, shown, last=last)
    else:
        _unanswered(shown.answer, turn, last=last)


def _answered(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown, *, last: bool) -> None:
    answer = shown.answer
    with st.container(key=f"said-{turn.id}"):
        st.markdown(_ask_details.with_doubts(answer) or _ask_progress.paragraphs(answer.text))
    if answer.command == "anew":
        return
    _ask_badges.show(here, turn, shown)
    if answer.answered is None:
        st.caption("Its table is not kept. Ask it again to see it.")
        return
    body(here, shown, turn.id)
    _ask_take.row(here, turn, shown, export_key(turn))
    if answer.query is not None and answer.why is None:
        _why.button(here, answer.query, f"ask-{turn.id}")
    _vouched_choices(answer.nearby, turn)
    if last:
        _next(answer.suggestions, f"next-{turn.id}", ":material/subdirectory_arrow_right:")


def body(here: _ui.Here, shown: _ask_talk.Shown, key: str) -> None:
    """Only the tab that is looked at is filled."""
    answer = shown.answer
    tabs = st.tabs(TABS, key=f"tabs-{key}", on_change="rerun")
    details: tuple[Callable[[], None], ...] = (
        lambda: _result(here, answer, key),
        lambda: _ask_details.understood(answer),
        lambda: _ask_details.sql(here, answer),
        lambda: _ask_details.definitions(here, answer),
        lambda: _ask_details.trace(here, answer),
        lambda: _ask_details.spent(shown),
    )
    for tab, draw in zip(tabs, details, strict=True):
        if tab.open:
            with tab:
                draw()


def _result(here: _ui.Here, answer: Answer, key: str) -> None:
    assert answer.answered is not None
    currency, found = here.context.config.app.currency, answer.answered.table
    st.caption(f"Understood as: {_show.plain(answer.interpretation)}" if answer.interpretation else "")
    if answer.why is not None:
        _why.show(answer.why, currency, f"change-{key}", says=False)
        return
    _ask_figures.show(found, answer, currency, key)
    for number, part in enumerate(answer.parts[1:]):
        with st.expander(_show.plain(f"Also read: {part.interpretation}"), icon=":material/table_view:"):
            _show.table(part.table, currency, key=f"part-{key}-{number}")


def _unanswered(answer: Answer, turn: Turn, *, last: bool) -> None:
    says = st.error if answer.status == "denied" else st.warning if answer.status == "refused" else st.info
    says(_ask_progress.paragraphs(answer.reason), icon=ICONS[answer.status])
    if not last:
        return
    if answer.choices:
        st.caption("Did you mean" if not answer.choices[0].question else "Choose one")
    _choices(answer, answer.choices, f"choice-{turn.id}")
    _vouched_choices(answer.nearby, turn)
    if answer.status == "clarify" and not answer.choices:
        st.caption("Name a figure, a list or a thing that is in the data; the Glossary has all of them.")
    if answer.why_no_model and answer.status == "clarify":
        st.caption(_show.plain(f"A language model was not asked: {answer.why_no_model}"))


def _choices(answer: Answer, choices: tuple[Choice, ...], key: str) -> None:
    with st.container(horizontal=True):
        for place, choice in enumerate(choices):
            if st.button(_show.plain(choice.label), key=f"{key}-{place}", icon=":material/arrow_forward:"):
                _ask_talk.ask_next(choice.question or with_choice(answer.question, answer.reason, choice.label))
                st.rerun()


def _vouched_choices(nearby: tuple[Choice, ...], turn: Turn) -> None:
    if not nearby:
        return
    st.caption("Verified by a colleague, in nearly the same words")
    _next(tuple(one.question for one in nearby), f"near-{turn.id}", ":material/verified:")


def _next(questions: tuple[str, ...], key: str, icon: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for place, question in enumerate(questions):
            if st.button(_show.plain(question), key=f"{key}-{place}", icon=icon):
                _ask_talk.ask_next(question)
                st.rerun()
