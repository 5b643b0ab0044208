"""Writes what can wait: in batches, in the background, never holding up or failing the answer it belongs to."""

import logging
from collections.abc import Callable
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

from core.errors import QuartermasterError
from core.store.base import Base
from core.store.open import Store

Row = TypeVar("Row")
BATCH = 500
log = logging.getLogger(__name__)


class Behind(Generic[Row]):
    """At most `bound` rows wait; more are dropped and counted. A kill loses what waited, half a second's worth."""

    def __init__(self, write: Callable[[list[Row]], None], bound: int = 10_000, every: float = 0.5) -> None:
        self.dropped = 0
        self._write_all, self._every = write, every
        self._waiting: Queue[Row | Event] = Queue(bound)
        self._closing = Event()
        self._thread = Thread(target=self._run, name="write-behind", daemon=True)
        self._thread.start()

    def put(self, row: Row) -> None:
        try:
            self._waiting.put_nowait(row)
        except Full:
            self.dropped += 1

    def flush(self, timeout: float = 5.0) -> bool:
        """Whether all that was put before is written now."""
        if not self._thread.is_alive():
            return self._waiting.empty()
        written = Event()
        try:
            self._waiting.put(written, timeout=timeout)
        except Full:
            return False
        return written.wait(timeout)

    def close(self) -> None:
        self._closing.set()
        self.flush()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not (self._closing.is_set() and self._waiting.empty()):
            rows, flushed = self._next_batch()
            if rows:
                self._write(rows)
            for event in flushed:
                event.set()

    def _next_batch(self) -> tuple[list[Row], list[Event]]:
        rows: list[Row] = []
        flushed: list[Event] = []
        wait = self._every
        while len(rows) < BATCH and not flushed:
            try:
                item = self._waiting.get(timeout=wait)
            except Empty:
                break
            (flushed if isinstance(item, Event) else rows).append(item)  # type: ignore[arg-type]
        return rows, flushed

    def _write(self, rows: list[Row]) -> None:
        try:
            self._write_all(rows)
        except QuartermasterError as error:
            self.dropped += len(rows)
            log.warning("%d rows were not kept: %s", len(rows), error.message)


class WriteBehind(Behind[Base]):
    """Rows of the store's tables."""

    def __init__(self, store: Store, bound: int = 10_000, every: float = 0.5) -> None:
        def add_all(rows: list[Base]) -> None:
            with store.transaction() as session:
                session.add_all(rows)

        super().__init__(add_all, bound, every)
