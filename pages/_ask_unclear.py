"""Questions that were not answered: why, and what can be clicked to get on; and what may be asked next."""

import streamlit as st

from agents.answer import Answer
from agents.rephrase import with_choice
from core.conversations import Turn
from core.language.frame import Choice
from pages import _ask_confirm, _ask_progress, _ask_talk, _show, _ui

ICONS = {"denied": ":material/lock:", "refused": ":material/block:", "clarify": ":material/contact_support:"}


def show(here: _ui.Here, answer: Answer, turn: Turn, *, last: bool) -> None:
    says = st.error if answer.status == "denied" else st.warning if answer.status == "refused" else st.info
    says(_ask_progress.paragraphs(answer.reason), icon=ICONS[answer.status])
    if answer.confirm is not None:
        _ask_confirm.show(here, answer.confirm)
        return
    if not last:
        return
    if answer.status == "denied":
        _as_another(here, answer)
    if answer.choices:
        st.caption("Did you mean" if not answer.choices[0].question else "Choose one")
    _choices(answer, answer.choices, f"choice-{turn.id}")
    vouched(answer.nearby, turn)
    if answer.status == "clarify" and not answer.choices:
        st.caption("Name a figure, a list or a thing that is in the data; the Glossary has all of them.")
    if answer.why_no_model and answer.status == "clarify":
        st.caption(_show.plain(f"No answer by a language model: {answer.why_no_model}"))


def _as_another(here: _ui.Here, answer: Answer) -> None:
    """For whoever is the one who may see it, too."""
    others = [persona for persona in here.user.personas if persona != here.persona and persona in answer.reason]
    for persona in others:
        if st.button(f"Ask it as {persona}", key=f"as-{persona}-{answer.trace_id}", icon=":material/swap_horiz:"):
            _ui.become(persona, **{_ask_talk.QUESTION: answer.question})


def _choices(answer: Answer, choices: tuple[Choice, ...], key: str) -> None:
    with st.container(horizontal=True):
        for place, choice in enumerate(choices):
            if st.button(_show.plain(choice.label), key=f"{key}-{place}", icon=":material/arrow_forward:"):
                _ask_talk.ask_next(choice.question or with_choice(answer.question, answer.reason, choice.label))
                st.rerun()


def vouched(nearby: tuple[Choice, ...], turn: Turn) -> None:
    if not nearby:
        return
    st.caption("Verified by a colleague, in nearly the same words")
    following(tuple(one.question for one in nearby), f"near-{turn.id}", ":material/verified:")


def following(questions: tuple[str, ...], key: str, icon: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for place, question in enumerate(questions):
            if st.button(_show.plain(question), key=f"{key}-{place}", icon=icon):
                _ask_talk.ask_next(question)
                st.rerun()
