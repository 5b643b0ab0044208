"""Tries again what may pass: a few times, at random moments so that many do not come back at once, within the time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.warehouse.away import PASSING, Throttled
from core.warehouse.base import Cancel

Value = TypeVar("Value")

FIRST, LONGEST = 0.2, 5.0  # seconds between tries; doubled each time, up to the longest


@dataclass(frozen=True)
class Retry:
    attempts: int = 3
    first: float = FIRST

    def call(self, act: Callable[[float], Value], seconds: float, cancel: Cancel | None = None) -> Value:
        """`act` is told how many seconds are left; its last failure is the one that is raised."""
        deadline = time.monotonic() + seconds
        for attempt in range(1, self.attempts + 1):
            try:
                return act(max(deadline - time.monotonic(), 0.05))
            except PASSING as failure:
                wait = self._pause(attempt, failure)
                if attempt == self.attempts or time.monotonic() + wait >= deadline or _given_up(cancel, wait):
                    raise
        raise AssertionError("the last try returns or raises")

    def _pause(self, attempt: int, failure: Exception) -> float:
        most = min(LONGEST, self.first * 2**attempt)
        least = min(failure.after, LONGEST) if isinstance(failure, Throttled) else 0.0
        return least + random.uniform(0, most)


def _given_up(cancel: Cancel | None, seconds: float) -> bool:
    """Waits, unless the asker cancels."""
    if cancel is not None:
        return cancel.event.wait(seconds)
    time.sleep(seconds)
    return False
