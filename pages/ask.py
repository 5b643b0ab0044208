"""Ask: a question in plain English; the answer with how it was understood, table, chart, SQL and what to ask next."""

from dataclasses import dataclass

import streamlit as st

from agents.ask import Answer, Asking
from agents.rephrase import with_choice
from core.access import Asker
from core.language.reader import Turn
from core.warehouse.base import Cancel
from pages import _charts, _export, _show, _ui, _why, _work
from pages.opened import board_of, context

SHOWN = 8  # the latest answers; a longer conversation would make every click slower


@dataclass(frozen=True)
class Said:
    """A question with the answer that is coming."""

    question: str
    task: _work.Task[Answer]


def show() -> None:
    here = _ui.session()
    st.title("Ask")
    talk = _talk(here)
    _ask(here, talk, st.session_state.pop("question", ""))
    typed = st.chat_input("Ask about your data, such as: revenue by warehouse this month", max_chars=500)
    _ask(here, talk, typed or "")
    if not talk:
        _begin(here)
        return
    if st.button("New conversation", icon=":material/restart_alt:", type="tertiary"):
        talk.clear()
        st.rerun()
    first = max(len(talk) - SHOWN, 0)
    if first:
        st.caption(f"The latest {SHOWN} of {len(talk)} questions.")
    for number in range(first, len(talk)):
        _exchange(here, talk[number], number, last=number == len(talk) - 1)


def _talk(here: _ui.Here) -> list[Said]:
    """A conversation for each persona: what is seen as one does not show as the other."""
    found: list[Said] = st.session_state.setdefault(f"talk-{here.persona}", [])
    return found


def _ask(here: _ui.Here, talk: list[Said], question: str) -> None:
    if not question.strip():
        return
    asker, generation = here.context.asker, here.context.warehouse.generation
    answers = [said.task.result() for said in talk if said.task.done]
    turns = [Turn(answer.question, answer.query) for answer in answers]

    def work(_: Cancel) -> Answer:
        return _engine(asker, generation).ask(question, turns)

    talk.append(Said(question, _work.begin(work)))


@st.cache_resource(max_entries=40, show_spinner=False, hash_funcs={Asker: repr})
def _engine(asker: Asker, generation: str) -> Asking:
    """Everybody with the same rights has the same one, and nobody else; new data brings new words."""
    return Asking.open(context().for_asker(asker))


def _begin(here: _ui.Here) -> None:
    board = board_of(here.persona)
    st.write("Ask in plain English. Every answer shows how it was understood, and how it was worked out.")
    _buttons(board.questions if board else (), "begin", ":material/chat:")


def _exchange(here: _ui.Here, said: Said, number: int, *, last: bool) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(said.question)
    with st.chat_message("assistant", avatar=":material/insights:"):
        _work.wait(said.task, "Looking")
        answer = said.task.result()
        if answer.answered is None:
            _unanswered(answer, number, last)
        else:
            _answered(here, answer, number, last)


def _answered(here: _ui.Here, answer: Answer, number: int, last: bool) -> None:
    assert answer.answered is not None and answer.query is not None
    currency, found = here.context.config.app.currency, answer.answered.table
    st.text(answer.text)
    st.caption(f"Understood as: {_show.plain(answer.interpretation)}")
    if answer.why:
        _why.show(answer.why, currency, f"why-{number}", says=False)
    _charts.draw(found, answer.chart, currency, key=f"chart-{number}")
    if len(found.rows) > 1 or len(found.columns) > 2:
        _show.table(found, currency, key=f"table-{number}")
    _show.how(answer.answered, here)
    with st.container(horizontal=True):
        _export.buttons(here, answer.query, "answer", key=f"export-{number}")
        if here.may("explore") and st.button("Open in Explore", key=f"explore-{number}", icon=":material/tune:"):
            _ui.go("explore", q=answer.query.to_json())
    if not answer.why:
        _why.button(here, answer.query, f"ask-{number}")
    if last:
        _buttons(answer.suggestions, f"next-{number}", ":material/subdirectory_arrow_right:")


def _unanswered(answer: Answer, number: int, last: bool) -> None:
    says = st.error if answer.status == "denied" else st.warning if answer.status == "refused" else st.info
    says(_show.plain(answer.reason))
    if not last:
        return
    with st.container(horizontal=True):
        for place, choice in enumerate(answer.choices):
            again = choice.question or with_choice(answer.question, answer.reason, choice.label)
            st.button(_show.plain(choice.label), key=f"choice-{number}-{place}", on_click=_next, args=(again,))


def _buttons(questions: tuple[str, ...], key: str, icon: str) -> None:
    with st.container(horizontal=True):
        for place, question in enumerate(questions):
            st.button(_show.plain(question), key=f"{key}-{place}", icon=icon, on_click=_next, args=(question,))


def _next(question: str) -> None:
    st.session_state["question"] = question
