"""A breaker: after some failures in a row nobody is kept waiting for the next; now and then one tries again."""

import time
from collections.abc import Callable
from threading import Lock

from core.warehouse.away import Away


class Breaker:
    """Safe for many threads. Open, it refuses; when it has rested, one asker goes ahead of the others."""

    def __init__(self, failures: int, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rest, self._clock = failures, rest, clock
        self._lock = Lock()
        self._failed = 0
        self._until = 0.0

    def ask(self) -> None:
        """Leave to try, or Away at once."""
        with self._lock:
            if self._failed < self._most:
                return
            now = self._clock()
            if now < self._until:
                left = max(1, round(self._until - now))
                raise Away(
                    f"The warehouse did not answer {self._failed} times in a row; it is tried again in {left} s."
                )
            self._until = now + self._rest  # this one tries; the others wait for what it finds

    def worked(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._rest

    @property
    def open(self) -> bool:
        with self._lock:
            return self._failed >= self._most and self._clock() < self._until
