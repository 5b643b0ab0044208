"""Which conversation is open, what is asked in it, and the answers that are on the screen."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import cast

import streamlit as st

from agents.answer import Answer
from agents.running import Running
from core import conversations
from core.access import Asker
from core.context import Context
from core.conversations import Turn
from core.errors import NotFound, QuartermasterError
from core.login.rights import asker_of
from core.warehouse.base import Cancel
from pages import _address, _ui, _work, opened

OPEN = "ask-open"  # in the session, for each persona: the conversation's id; empty is a new one
SHOWN = "ask-shown"  # there too: the answers on the screen; as few as can be seen at once
BEGUN = "ask-begun"  # there too: the question asked last, until its answer was seen
WRONG = "ask-wrong"  # there too: a question that could not be begun, and why
QUESTION = "question"  # there too: what another page, or a button of this one, asks
SAVED = "ask-saved"  # there too: the id of a shared answer, which gives way to the first question
ASKS = "ask-asks"  # there too: a shared question, which does so as well
KEPT = 10


@dataclass(frozen=True)
class Shown:
    """An answer as it stands on the screen; it grows older there."""

    answer: Answer
    at: float

    @property
    def age(self) -> float:
        return self.answer.age + time.monotonic() - self.at


Task = _work.Task[Shown]
Held = OrderedDict[tuple[str, Asker], Task]


def current(here: _ui.Here) -> str:
    """The id of the open conversation; a link, or a page that was loaded again, brings its own."""
    key = f"{OPEN}-{here.persona}"
    if wanted := _address.news("conversation"):
        _bring(here, wanted)
    found = str(st.session_state.get(key, ""))
    _address.write("conversation", found)
    return found


def open_one(here: _ui.Here, conversation: str) -> None:
    """Empty: a new one, in which nothing counts that was said before."""
    st.session_state[f"{OPEN}-{here.persona}"] = conversation


def _bring(here: _ui.Here, wanted: str) -> None:
    """It belongs to one of the reader's personas, and is looked at as that one."""
    for persona in (here.persona, *here.user.personas):
        ctx = here.context.for_asker(asker_of(here.user, persona))
        try:
            conversations.conversation(ctx, wanted)
        except NotFound:
            continue
        st.session_state[f"{OPEN}-{persona}"] = wanted
        if persona != here.persona:
            _ui.become(persona)
        return
    st.error("There is no conversation here that you may open: it was deleted, or it is not yours.")


def begin(ctx: Context, question: str, conversation: str = "") -> Running:
    """What the page does with every question: the work goes on outside of it."""
    return opened.answering().begin(ctx, question, conversation or None)


def ask(here: _ui.Here, question: str) -> None:
    """In the open conversation."""
    if not question.strip():
        return
    st.session_state.pop(WRONG, None)
    for shared, place in ((SAVED, "saved"), (ASKS, "asks")):
        st.session_state.pop(shared, None)
        _address.write(place, "")
    try:
        running = begin(here.context, question, current(here))
    except QuartermasterError as error:
        st.session_state[WRONG] = (question, error.message)
        return
    open_one(here, running.conversation)
    st.session_state[BEGUN] = running.id


def ask_next(question: str) -> None:
    """By the next run of the page, wherever it is asked from."""
    st.session_state[QUESTION] = question


def answer_of(here: _ui.Here, turn: Turn) -> Task:
    """Under today's rights: the one at hand, or its Query run again."""
    ctx = here.context

    def work(cancel: Cancel) -> Shown:
        running = opened.answering().find(ctx, turn.id)
        at = running.ended if running and running.done else time.monotonic()
        return Shown(opened.answering().again(ctx, turn.id, cancel=cancel), at)

    key = (turn.id, ctx.asker)
    held = _held()
    if key not in held:
        held[key] = _work.begin(work)
        while len(held) > KEPT:
            held.popitem(last=False)
    held.move_to_end(key)
    return held[key]


def prepare(here: _ui.Here, turn: Turn) -> None:
    """Begun, so that several are worked out at once."""
    if turn.status in ("answered", "clarify", "denied", "refused"):
        answer_of(here, turn)


def refresh(here: _ui.Here, turn: Turn) -> None:
    """Read from the data now, whatever is kept."""
    ctx = here.context

    def work(cancel: Cancel) -> Shown:
        answer = opened.answering().again(ctx, turn.id, fresh=True, cancel=cancel)
        return Shown(answer, time.monotonic())

    _held()[turn.id, ctx.asker] = _work.begin(work)


def put(here: _ui.Here, turn: Turn, shown: Shown) -> None:
    """In place of what is on the screen."""
    _held()[turn.id, here.context.asker] = _work.begin(lambda _: shown)


def _held() -> Held:
    return cast(Held, st.session_state.setdefault(SHOWN, OrderedDict()))
