"""Stops a query in its own thread's stead: when its time is up or somebody cancels it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Event, Thread

from core.errors import TryLater, Unavailable
from core.warehouse.base import Cancel

_LOOK = 0.02  # seconds between looks at the cancel flag, which has no way to wake us


@contextmanager
def place(slots: BoundedSemaphore, deadline: float, cancel: Cancel | None, what: str) -> Iterator[None]:
    """One of the places for queries at once; waiting for it counts as time of the query."""
    while not slots.acquire(timeout=_LOOK):
        if cancel is not None and cancel.event.is_set():
            raise Unavailable("The query was cancelled.")
        if time.monotonic() >= deadline:
            raise TryLater(f"Too many {what} are under way: try again in a few seconds.", after=5)
    try:
        yield
    finally:
        slots.release()


@dataclass
class Watched:
    """What the watcher did, so that the error can say why."""

    timeout: float
    timed_out: bool = False
    cancelled: bool = False

    def why(self) -> Unavailable | None:
        if self.cancelled:
            return Unavailable("The query was cancelled.")
        if self.timed_out:
            return Unavailable(f"The query took longer than {self.timeout:g} seconds and was stopped.")
        return None


@contextmanager
def stopping(
    interrupt: Callable[[], object], timeout: float, deadline: float, cancel: Cancel | None
) -> Iterator[Watched]:
    """While the body runs, interrupt it at the deadline or at `cancel`, again and again until it has ended.

    `timeout` is the whole time allowed, for the sentence; `deadline` is on the monotonic clock.
    """
    watched, done = Watched(timeout), Event()
    arguments = (watched, done, interrupt, deadline, cancel)
    watcher = Thread(target=_watch, args=arguments, name="query-watch", daemon=True)
    watcher.start()
    try:
        yield watched
    finally:
        done.set()
        watcher.join()


def _watch(
    watched: Watched, done: Event, interrupt: Callable[[], object], deadline: float, cancel: Cancel | None
) -> None:
    while not done.is_set():
        left = deadline - time.monotonic()
        watched.cancelled = watched.cancelled or (cancel is not None and cancel.event.is_set())
        watched.timed_out = watched.timed_out or (left <= 0 and not watched.cancelled)
        if watched.cancelled or watched.timed_out:
            interrupt()  # lost when the statement has not begun yet, hence the loop
            done.wait(_LOOK)
        else:
            done.wait(min(left, _LOOK if cancel is not None else left))
