"""What warehouses elsewhere have in common: limits, what is known of their tables for a while, a tag for their log."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

from core.errors import Invalid, Unavailable
from core.warehouse.away import PASSING
from core.warehouse.base import Cancel, Checked, Errand
from core.warehouse.settings import Warehouse as Settings

Value = TypeVar("Value")
Catalog = Mapping[str, Mapping[str, str]]

TOO_SLOW = "The query took longer than {:g} seconds and was stopped."
CANCELLED = "The query was cancelled."
_ODD = re.compile(r"[^\w@.+-]")


@dataclass(frozen=True)
class Asked:
    """A query on its way: what it is, until when, and how to stop it. Made by `asked`."""

    checked: Checked
    seconds: float  # allowed
    deadline: float  # on the monotonic clock
    cancel: Cancel | None
    errand: Errand

    @property
    def sql(self) -> str:
        """With a tag, by which the warehouse's own log tells whose query it was."""
        return f"/* {tag(self.errand)} */ {self.checked.sql}"

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def given_up(self) -> bool:
        return self.cancel is not None and self.cancel.event.is_set()


def asked(
    checked: Checked, dialect: str, most: float, timeout: float | None, cancel: Cancel | None, errand: Errand | None
) -> Asked:
    """The time limit cannot be raised above the warehouse's own."""
    if checked.dialect != dialect:
        raise Invalid(f"This warehouse runs {dialect} SQL, not {checked.dialect}.")
    seconds = most if timeout is None else min(timeout, most)
    found = Asked(checked, seconds, time.monotonic() + seconds, cancel, errand or Errand())
    if found.given_up:
        raise Unavailable(CANCELLED)
    return found


def tag(errand: Errand) -> str:
    """Nothing in it can end a comment or begin another statement."""
    user, trace = (_ODD.sub("", said)[:100] for said in (errand.user, errand.trace))
    return f"quartermaster user={user or '-'} trace={trace or '-'}"


class Known(Generic[Value]):
    """Something read now and then; while the warehouse is away, what was read last is still good."""

    def __init__(self, read: Callable[[], Value], seconds: float) -> None:
        self._read, self._seconds = read, seconds
        self._lock = Lock()
        self._found: tuple[Value] | None = None
        self._until = 0.0

    def get(self) -> Value:
        """While one refreshes it, the others have what there is."""
        stale = self._found is None or time.monotonic() >= self._until
        if stale and self._lock.acquire(blocking=self._found is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        assert self._found is not None
        return self._found[0]

    def _refresh(self) -> None:
        if self._found is not None and time.monotonic() < self._until:
            return
        try:
            self._found = (self._read(),)
        except PASSING:
            if self._found is None:
                raise
        self._until = time.monotonic() + self._seconds


@dataclass(frozen=True)
class Tables:
    """What is known of them: columns, when each was loaded, and something that changes with their data."""

    columns: Catalog
    loaded: Mapping[str, datetime]
    marks: str = ""

    def generation(self, where: str) -> str:
        """A name for this state of the data, the same in every process that sees it."""
        said = f"{where}|{sorted((t, sorted(c.items())) for t, c in self.columns.items())}|{self.marks}"
        return sha256(said.encode()).hexdigest()[:16] if self.columns else "none"


def place_of(settings: Settings) -> str:
    """Which data it is: part of the generation."""
    redshift, athena = settings.redshift, settings.athena
    places = {
        "athena": (settings.remote.region, athena.catalog),
        "redshift": (redshift.host or redshift.workgroup or redshift.cluster, redshift.database),
        "redshift-data": (redshift.workgroup or redshift.cluster, redshift.database),
    }
    return f"{settings.backend}|{places.get(settings.backend)}|{settings.remote.tables_in}"


def readable_size(size: int) -> str:
    for unit, least in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} bytes"
