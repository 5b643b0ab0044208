"""What was read from the store stays true until somebody writes to it, which SQLite tells in microseconds."""

import sqlite3
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

Value = TypeVar("Value")
MOST = 10_000


class Remembered:
    """Forgets everything with the first write of whoever it may be, this process or another; so nothing is ever old.

    Without a file, as on PostgreSQL, nothing is remembered: its writes could only be learnt by asking it.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None
        self._kept: dict[Hashable, object] = {}

    def get(self, key: Hashable, read: Callable[[], Value | None]) -> Value | None:
        """What was not found is looked for again each time."""
        with self._lock:
            before = self._now()
            if before is not None and key in self._kept:
                return cast(Value, self._kept[key])
        found = read()
        with self._lock:
            if found is not None and before is not None and before == self._now() and len(self._kept) < MOST:
                self._kept[key] = found
        return found

    def at_hand(self, key: Hashable) -> object | None:
        """Without reading: for those who must not wait."""
        with self._lock:
            return self._kept.get(key) if self._now() is not None else None

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._file = self._connection = None

    def _now(self) -> int | None:
        """The number that changes with each commit on another connection; this one never writes."""
        if self._file is None:
            return None
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
            version = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None
        if version != self._version:
            self._kept.clear()
            self._version = version
        return version
