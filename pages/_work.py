"""Work that goes on while its page is left or clicked on: done in a thread, watched by the page."""

import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from core.warehouse.base import Cancel

Made = TypeVar("Made")
LOOK = 0.1  # seconds between the page's looks
AT_ONCE = 8


@dataclass(frozen=True)
class Task(Generic[Made]):
    """Kept in the session: whatever is clicked meanwhile, what comes of it is not lost."""

    future: Future[Made]
    cancel: Cancel

    @property
    def done(self) -> bool:
        return self.future.done()

    def result(self) -> Made:
        return self.future.result()


@st.cache_resource(show_spinner=False)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="page")


def begin(work: Callable[[Cancel], Made]) -> Task[Made]:
    """`work` never touches the page."""
    cancel = Cancel()
    return Task(_threads().submit(copy_context().run, work, cancel), cancel)


def wait(task: Task[Made], says: str, most: float = math.inf) -> None:
    """Until it is done, or for so many seconds; each look is a place where a click can take over."""
    if task.done:
        return
    until = time.monotonic() + most
    _sleep(task)  # what is there in a moment has no spinner flicker
    if task.done:
        return
    with st.spinner(says):
        slot = st.empty()
        while not task.done and time.monotonic() < until:
            _sleep(task)
            slot.empty()


def _sleep(task: Task[Made]) -> None:
    try:
        task.future.exception(timeout=LOOK)
    except TimeoutError:
        return
