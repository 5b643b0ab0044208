"""Whether the program is well: each part with a sentence and the time it took to ask, and figures of the whole."""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import uuid4

import psutil

from core.context import Context
from core.errors import QuartermasterError, Unavailable
from core.jobs.jobs import Jobs
from core.log import logger
from core.login.sessions import active_sessions
from core.version import VERSION
from core.warehouse.drift import drift

State = Literal["ok", "warning", "failing"]
WORST: tuple[State, ...] = ("failing", "warning", "ok")
SLOW = 2.0  # seconds: a part that takes longer to answer keeps people waiting
LEAST_FREE, LITTLE_FREE = 200_000_000, 2_000_000_000  # bytes: a load or an export would soon fail
MOST_TOLD = 5  # sentences about drift
MANY_WAIT = 50  # jobs in the queue
log = logger(__name__)


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    state: State
    seconds: float
    says: str


@dataclass(frozen=True)
class Figures:
    """Of this process, since it was started."""

    version: str
    uptime: timedelta
    memory: int  # bytes
    sessions: int  # of everybody, wherever they are signed in
    cache_hit_rate: float | None
    cached: int  # results
    errors: Mapping[str, int]  # by type


class Doubtful(Exception):
    """It works, but somebody should look at it."""


Check = Callable[[Context, Jobs | None], str]


def look(context: Context, jobs: Jobs | None) -> tuple[Part, ...]:
    """Every part, in the order of the table below."""
    return tuple(_part(name, title, check, context, jobs) for name, title, check in CHECKS)


def worst(parts: tuple[Part, ...]) -> State:
    found = {part.state for part in parts}
    return next((state for state in WORST if state in found), "ok")


def figures(context: Context) -> Figures:
    process, stats = psutil.Process(), context.cache.stats
    return Figures(
        version=VERSION,
        uptime=timedelta(seconds=max(time.time() - process.create_time(), 0.0)),
        memory=process.memory_info().rss,
        sessions=active_sessions(context.store, context.now(), context.config.login),
        cache_hit_rate=stats.hit_rate,
        cached=stats.entries,
        errors=context.metrics.errors(),
    )


def _part(name: str, title: str, check: Check, context: Context, jobs: Jobs | None) -> Part:
    began = time.perf_counter()
    state, says = _asked(name, check, context, jobs)
    seconds = round(time.perf_counter() - began, 4)
    if state == "ok" and seconds > SLOW:
        state, says = "warning", f"{says} But it took {seconds:.1f} s to say so."
    return Part(name, title, state, seconds, says)


def _asked(name: str, check: Check, context: Context, jobs: Jobs | None) -> tuple[State, str]:
    try:
        return "ok", check(context, jobs)
    except Doubtful as doubt:
        return "warning", str(doubt)
    except QuartermasterError as error:
        return "failing", error.message
    except Exception as error:
        number = uuid4().hex[:12]
        log.error("a health check failed", part=name, error=number, exc_info=error)
        return "failing", f"It failed in a way nobody foresaw; the log says more under {number}."


def _store(context: Context, _jobs: Jobs | None) -> str:
    with context.store.transaction():
        return f"{context.store.dialect} can be written."


def _warehouse(context: Context, _jobs: Jobs | None) -> str:
    there = {} if context.warehouse.generation == "none" else context.warehouse.catalog()
    if not there:
        raise Doubtful("There is no data yet: load some on the page Your data.")
    said = f"{context.warehouse.dialect} answers; {len(there)} tables."
    tables = context.model.tables
    expected = {name: {key: column.kind for key, column in table.columns.items()} for name, table in tables.items()}
    if drifted := list(drift(expected, there, frozenset(n for n, table in tables.items() if table.optional))):
        more = f" And {len(drifted) - MOST_TOLD} more." if len(drifted) > MOST_TOLD else ""
        raise Doubtful(f"{said} They are not what the vocabulary says: {' '.join(drifted[:MOST_TOLD])}{more}")
    return said


def _queue(_context: Context, jobs: Jobs | None) -> str:
    if jobs is None:
        raise Unavailable("No jobs are done here.")
    counts = jobs.counts()
    said = f"{counts['waiting']} waiting, {counts['running']} running."
    if counts["waiting"] >= MANY_WAIT:
        raise Doubtful(f"{said} That is a long queue: see what holds it up on the jobs page.")
    return said


def _disk(context: Context, _jobs: Jobs | None) -> str:
    free = shutil.disk_usage(context.config.app.home).free
    said = f"{free / 1e9:.1f} GB free."
    if free < LEAST_FREE:
        raise Unavailable(f"Only {free // 1_000_000} MB are free: the next load or export would fail.")
    if free < LITTLE_FREE:
        raise Doubtful(f"{said} A load needs about twice the size of the data: make some room.")
    return said


def _embeddings(context: Context, _jobs: Jobs | None) -> str:
    if context.config.embeddings.road == "off":
        return "Switched off by embeddings.road; words alone are compared."
    if context.embedder.road == "not installed":
        raise Doubtful("Not installed, so that words alone are compared: ./scripts/start installs them.")
    return f"Embeddings by {context.embedder.road}." if context.embedder.ready else "Embeddings are being loaded."


def _models(context: Context, _jobs: Jobs | None) -> str:
    names = context.models.names
    if not names:
        return "None is set up: the language engine answers alone."
    if why := context.models.why_not():
        raise Doubtful(why)
    return f"Asked in this order: {', '.join(names)}."


CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("store", "Store", _store),
    ("warehouse", "Warehouse", _warehouse),
    ("jobs", "Background jobs", _queue),
    ("disk", "Disk", _disk),
    ("embeddings", "Search by meaning", _embeddings),
    ("models", "Language models", _models),
)
