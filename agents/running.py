"""One answer under way: its steps as they come, its result, and a way to stop it; any number of threads may watch."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import Literal

from agents.answer import Answer, Told
from core.conversations import Turn
from core.errors import QuartermasterError, TryLater
from core.warehouse.base import Cancel

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass
class Running:
    """Or done a while ago. `id` is that of its turn. Made by agents/answering.py."""

    turn: Turn
    whose: tuple[str, str, str]  # e-mail, persona and the rows they see
    stop: Cancel = field(default_factory=Cancel)
    state: State = "waiting"
    answer: Answer | None = None
    error: QuartermasterError | None = None
    ended: float = 0.0
    _told: list[Told] = field(default_factory=list, repr=False)
    _changed: Condition = field(default_factory=Condition, repr=False)
    _listeners: list[Callable[[], None]] = field(default_factory=list, repr=False)

    @property
    def id(self) -> str:
        return self.turn.id

    @property
    def conversation(self) -> str:
        return self.turn.conversation

    @property
    def question(self) -> str:
        return self.turn.question

    @property
    def done(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    def told(self, seen: int = 0) -> tuple[Told, ...]:
        """The steps and pieces of text so far, after the first `seen`."""
        return tuple(self._told[seen:])

    def wait(self, seen: int = 0, timeout: float | None = None) -> tuple[Told, ...]:
        """The same, as soon as there is any, it is over, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._told) > seen or self.done, timeout)
            return self.told(seen)

    def result(self, timeout: float | None = None) -> Answer:
        """Waits for it. Raises what it failed of, and TryLater when the time is up."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.done, timeout):
                raise TryLater("This is still being answered.", after=1.0)
        if self.error is not None:
            raise self.error
        assert self.answer is not None
        return self.answer

    @contextmanager
    def listen(self, heard: Callable[[], None]) -> Iterator[None]:
        """`heard` is called, from the answer's thread, whenever there is something new, until the end of the body."""
        with self._changed:
            self._listeners.append(heard)
        try:
            yield
        finally:
            with self._changed:
                self._listeners.remove(heard)

    def cancel(self) -> None:
        """Reaches the warehouse within a moment; the state says when it has stopped."""
        self.stop.now()

    # -- for whoever makes the answer ---------------------------------------------------------------------------
    def tell(self, told: Told) -> None:
        with self._changed:
            self._told.append(told)
        self._changed_now()

    def end(self, state: State, answer: Answer | None = None, error: QuartermasterError | None = None) -> None:
        with self._changed:
            self.answer, self.error, self.ended = answer, error, time.monotonic()
            self.state = state
        self._changed_now()

    def _changed_now(self) -> None:
        with self._changed:
            self._changed.notify_all()
            listeners = tuple(self._listeners)
        for heard in listeners:
            heard()
