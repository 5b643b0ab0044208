"""Which processes that take questions are alive: each holds a lock for as long as it lives (core/store/presence.py)."""

from pathlib import Path
from threading import Lock
from uuid import uuid4

from core.store.open import Store
from core.store.presence import presence


class Living:
    """This process among them, under a name that is never used again."""

    def __init__(self, store: Store, home: Path) -> None:
        self.name = uuid4().hex
        self._presence = presence(store, home / "asking", self.name)
        self._lock = Lock()
        self.stay()

    def stay(self) -> None:
        with self._lock:
            self._presence.stay()

    def is_gone(self, other: str) -> bool:
        with self._lock, self._presence.taking_over(other) as gone:
            return gone

    def leave(self) -> None:
        with self._lock:
            self._presence.leave()
