"""A time for sessions and locks that nobody sets: a clock that jumps while the program runs changes nothing."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from core.clock import Clock


def _elapsed() -> float:
    """Seconds of real time; where the system can say so, a night asleep is part of it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def steady_clock(
    now: Callable[[], datetime] = Clock.utc, elapsed: Callable[[], float] = _elapsed
) -> Callable[[], datetime]:
    """UTC as it was when this was called, and the time that has really passed since."""
    began, zero = now(), elapsed()
    return lambda: began + timedelta(seconds=elapsed() - zero)
