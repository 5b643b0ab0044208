"""Ask: a question in plain English; the answer with how it was understood, table, chart, SQL and what to ask next."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core import conversations
from core.conversations import LONGEST, Turn
from core.errors import NotFound
from pages import (
    _ask_begin,
    _ask_costs,
    _ask_exchange,
    _ask_list,
    _ask_look,
    _ask_shared,
    _ask_talk,
    _show,
    _ui,
    _undo,
    opened,
)

UNFOLDED = 2  # the latest answers; a longer conversation would make every click slower
LISTED = "ask-listed"  # whether the conversations are beside the answers
SEEN = "ask-seen"  # in the session: the question that was the last one when the page was drawn before


def show() -> None:
    here = _ui.session()
    st.html(_ask_look.STYLE)
    listed = _head()
    _undo.bar()
    _ask_talk.ask(here, st.session_state.pop(_ask_talk.QUESTION, ""))
    typed = st.chat_input("Ask about your data, such as: revenue by warehouse this month", max_chars=LONGEST)
    _ask_talk.ask(here, typed or "")
    current = _ask_talk.current(here)
    turns = _turns(here, current)
    side, main = st.columns([1, 3]) if listed else (None, st.container())
    costs = None
    if side is not None:
        with side.container(key="ask-side", gap="small"):
            _ask_list.show(here, current, turns)
            costs = st.empty()
    with main:
        _main(here, turns)
    if costs is not None:
        with costs.container():
            _ask_costs.show(here, turns[-1].id if turns else "", _paid(here, turns))


def _head() -> bool:
    with st.container(horizontal=True, vertical_alignment="center", key="ask-head"):
        st.title("Ask", width="stretch")
        return st.toggle(
            "Conversations", True, key=LISTED, help="Show them beside the answers", persist_state="session"
        )


def _turns(here: _ui.Here, current: str) -> Sequence[Turn]:
    if not current:
        return ()
    try:
        return opened.answering().turns(here.context, current)
    except NotFound:  # deleted meanwhile, perhaps in another window
        _ask_talk.open_one(here, "")
        return ()


def _main(here: _ui.Here, turns: Sequence[Turn]) -> None:
    focus = st.session_state.pop(_ask_list.FOCUS, "")
    if not turns and not _ask_shared.show(here):
        _ask_begin.show(here)
    later = turns[-UNFOLDED:]
    for turn in turns[:-UNFOLDED]:
        if turn.id == focus:
            _ask_exchange.show(here, turn, last=False)
        else:
            _ask_exchange.folded(here, turn)
    for turn in later:
        _ask_talk.prepare(here, turn)
    for turn in later:
        last = turn is turns[-1]
        if last:
            _ask_look.keys(turn.id, focus or _new(turn))
        _ask_exchange.show(here, turn, last=last)
    if not turns:
        _ask_look.keys("", "")
    _wrong()


def _new(turn: Turn) -> str:
    """Its id, when it was not there before."""
    seen, st.session_state[SEEN] = st.session_state.get(SEEN), turn.id
    return turn.id if seen != turn.id else ""


def _wrong() -> None:
    """A question that could not be begun is not lost."""
    found = st.session_state.get(_ask_talk.WRONG)
    if found is None:
        return
    question, why = found
    st.warning(_show.plain(f"“{question}” was not asked. {why}"), icon=":material/hourglass_top:")
    if st.button("Ask it now", key="ask-wrong-again", icon=":material/refresh:"):
        _ask_talk.ask_next(question)
        st.rerun()


def _paid(here: _ui.Here, turns: Sequence[Turn]) -> Decimal | None:
    if not turns:
        return None
    if turns[-1].status == "running":  # when the page began
        return conversations.turn(here.context, turns[-1].id).cost
    task = _ask_talk.answer_of(here, turns[-1]) if turns[-1].status == "answered" else None
    if task is None or not task.done or task.future.exception() is not None:
        return turns[-1].cost
    return task.result().answer.amount
