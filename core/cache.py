"""Results kept for a while, so that the same question is not paid for twice, nor at once by many."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

from core.errors import BudgetSpent, Unavailable
from core.warehouse.base import Result

Value = TypeVar("Value")

CELL = 60  # bytes of a Python number with its place in a tuple, about
SAMPLE = 200  # rows
LOOK = 0.05  # seconds between a waiter's looks at whether it was cancelled


@dataclass(frozen=True)
class Key:
    """Everything a result depends on. The SQL is the one after row rules, so that rights never share an entry."""

    sql: str
    dialect: str
    generation: str


@dataclass(frozen=True)
class Cached(Generic[Value]):
    """`hit`: somebody else's work was used. `age`: seconds since that work began to read the data."""

    value: Value
    hit: bool
    age: float


@dataclass(frozen=True)
class Stats:
    hits: int
    misses: int
    evicted: int
    entries: int
    bytes: int

    @property
    def hit_rate(self) -> float | None:
        asked = self.hits + self.misses
        return self.hits / asked if asked else None


@dataclass(frozen=True)
class _Entry(Generic[Value]):
    value: Value
    size: int
    began: float


@dataclass
class _Flight(Generic[Value]):
    """A computation under way, which others wait for."""

    done: Event = field(default_factory=Event)
    entry: _Entry[Value] | None = None
    failure: Exception | None = None  # neither of the two: the one who computed gave up, the next may try


class _Shelf(Generic[Value]):
    """The entries within their limits, least recently used first. Its owner holds the lock."""

    def __init__(self, entries: int, max_bytes: int) -> None:
        self._limit, self._max_bytes = entries, max_bytes
        self.entries: OrderedDict[Key, _Entry[Value]] = OrderedDict()
        self.bytes = self.evicted = 0

    def keep(self, key: Key, entry: _Entry[Value]) -> None:
        self.remove(key)
        if entry.size > self._max_bytes:
            return
        self.entries[key] = entry
        self.bytes += entry.size
        while len(self.entries) > self._limit or self.bytes > self._max_bytes:
            self.remove(next(iter(self.entries)))
            self.evicted += 1

    def remove(self, key: Key) -> None:
        if entry := self.entries.pop(key, None):
            self.bytes -= entry.size


def never() -> bool:
    return False


def result_bytes(result: Result) -> int:
    """About what a result takes in memory, judged by some of its rows: a cell, and what its text adds."""
    rows = result.rows[:: max(len(result.rows) // SAMPLE, 1)]
    sampled = sum(CELL + len(cell) if isinstance(cell, str) else CELL for row in rows for cell in row)
    return 1000 + sampled * len(result.rows) // max(len(rows), 1)


class Cache(Generic[Value]):
    """Safe for many threads. Expired entries stay until others need their place, for when the data is away.

    Freshness is the reader's: the same entry may be too old for a question and still good for a dashboard.
    """

    def __init__(
        self, entries: int = 1000, max_bytes: int = 256_000_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._lock = Lock()
        self._shelf: _Shelf[Value] = _Shelf(entries, max_bytes)
        self._flights: dict[Key, _Flight[Value]] = {}
        self._hits = self._misses = 0

    def get_or_compute(
        self,
        key: Key,
        compute: Callable[[], Value],
        ttl: float,
        size_of: Callable[[Value], int],
        cancelled: Callable[[], bool] = never,
    ) -> Cached[Value]:
        """One computes, the others wait. A failure goes to all who wait and is not kept.

        `cancelled` says whether this asker gave up: if it was the one computing, the next in line takes over.
        """
        while True:
            with self._lock:
                entry, flight = self._fresh(key, ttl), self._flights.get(key)
                if entry is None and flight is None:
                    self._misses += 1
                    mine = self._flights[key] = _Flight()
                    break
            if entry is None and flight is not None:
                entry = _landed(flight, cancelled)
            if entry is not None:
                return self._hit(entry)
        return self._compute(key, mine, lambda began: _entry(compute(), size_of, began), cancelled)

    def stale(self, key: Key) -> Cached[Value] | None:
        """What was kept last, however old."""
        with self._lock:
            entry = self._shelf.entries.get(key)
        return Cached(entry.value, True, self._age(entry)) if entry else None

    def latest(self, key: Key) -> Cached[Value] | None:
        """The same, of whichever generation: the newest of them."""
        with self._lock:
            same = [e for k, e in self._shelf.entries.items() if (k.sql, k.dialect) == (key.sql, key.dialect)]
        entry = max(same, key=lambda entry: entry.began, default=None)
        return Cached(entry.value, True, self._age(entry)) if entry else None

    def invalidate(self, generation: str | None = None) -> None:
        """Forgets one generation, or everything. What is being computed now still reaches its askers, and no others."""
        with self._lock:
            for key in [key for key in self._shelf.entries if generation in (None, key.generation)]:
                self._shelf.remove(key)
            for key in [key for key in self._flights if generation in (None, key.generation)]:
                del self._flights[key]

    @property
    def stats(self) -> Stats:
        with self._lock:
            shelf = self._shelf
            return Stats(self._hits, self._misses, shelf.evicted, len(shelf.entries), shelf.bytes)

    def _fresh(self, key: Key, ttl: float) -> _Entry[Value] | None:
        entry = self._shelf.entries.get(key)
        if entry is None or not 0 <= self._clock() - entry.began < ttl:  # a clock set back makes nothing young
            return None
        self._shelf.entries.move_to_end(key)
        return entry

    def _hit(self, entry: _Entry[Value]) -> Cached[Value]:
        with self._lock:
            self._hits += 1
        return Cached(entry.value, True, self._age(entry))

    def _compute(
        self,
        key: Key,
        flight: _Flight[Value],
        make: Callable[[float], _Entry[Value]],
        cancelled: Callable[[], bool],
    ) -> Cached[Value]:
        try:
            entry = flight.entry = make(self._clock())
        except Exception as error:
            # A budget is of the one who asked, and the sentence about it too: the next in line tries with their own.
            flight.failure = None if cancelled() or isinstance(error, BudgetSpent) else error
            raise
        finally:
            self._land(key, flight)
        return Cached(entry.value, False, self._age(entry))

    def _land(self, key: Key, flight: _Flight[Value]) -> None:
        """Keeps the result, unless it was invalidated on the way, and lets the waiters go."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
                if flight.entry is not None:
                    self._shelf.keep(key, flight.entry)
        flight.done.set()

    def _age(self, entry: _Entry[Value]) -> float:
        return max(self._clock() - entry.began, 0.0)


def _entry(value: Value, size_of: Callable[[Value], int], began: float) -> _Entry[Value]:
    return _Entry(value, size_of(value), began)


def _landed(flight: _Flight[Value], cancelled: Callable[[], bool]) -> _Entry[Value] | None:
    """The other's result; None when it gave up, so that we try ourselves."""
    while not flight.done.wait(LOOK):
        if cancelled():
            raise Unavailable("This was cancelled while it waited for the same question of somebody else.")
    if flight.failure is not None:
        raise flight.failure
    return flight.entry
