"""Providers that keep failing are left alone for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

PATIENCE = 3  # failures in a row
LONGEST = 600.0  # seconds: a provider that asks for a day is asked again all the same


@dataclass
class Rest:
    """Safe for many threads. After its rest a provider gets one try; failing that, it rests again."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _failures: dict[str, int] = field(default_factory=dict)
    _until: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def failed(self, name: str, at_once: bool = False, seconds: float = 0.0) -> None:
        """`at_once`: it will not be better in a moment. `seconds`: how long it asked to be left alone."""
        seconds = min(LONGEST, seconds)
        with self._lock:
            self._failures[name] = self._failures.get(name, 0) + 1
            if at_once or self._failures[name] >= PATIENCE:
                self._until[name] = self.clock() + max(self.seconds, seconds)
            elif seconds:
                self._until[name] = self.clock() + seconds

    def answered(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
            self._until.pop(name, None)

    def left(self, name: str) -> float:
        """Seconds that it still rests; 0 when it may be asked."""
        with self._lock:
            return max(self._until.get(name, 0.0) - self.clock(), 0.0)
