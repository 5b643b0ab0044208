"""A warehouse behind an API: a query is started, looked after until it has ended, and its rows are fetched by pages."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import BoundedSemaphore
from typing import Protocol

from core.errors import Invalid, QuartermasterError, Unavailable
from core.warehouse.away import PASSING
from core.warehouse.base import Cancel, Checked, Errand, Result, Usage
from core.warehouse.guard.reading import require_reading
from core.warehouse.remote import CANCELLED, TOO_SLOW, Asked, Catalog, Known, Tables, asked, place_of, readable_size
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings
from core.warehouse.stopping import place

FIRST, LONGEST = 0.05, 1.0  # seconds between two looks, growing
GROWTH = 1.5
DEAF = 5  # looks in a row that may fail before the query is given up


@dataclass(frozen=True)
class Progress:
    done: bool
    scanned: int = 0  # bytes, so far


class Api(Protocol):
    """What the API of one service can do. All of its errors are ours."""

    dialect: str

    def start(self, query: Asked) -> str: ...

    def look(self, name: str) -> Progress:
        """Raises what went wrong with the query."""
        ...

    def stop(self, name: str) -> None: ...

    def fetch(self, name: str, most: int, retry: Retry, query: Asked) -> Result:
        """All pages up to one row more than the most."""
        ...

    def usage(self, progress: Progress, seconds: float) -> Usage: ...

    def tables(self, ask: "PolledWarehouse") -> Tables: ...


class PolledWarehouse:
    """Nothing is asked of the API before the first question."""

    def __init__(self, api: Api, settings: Settings, retry: Retry | None = None) -> None:
        self._api, self._settings = api, settings
        self._retry = retry or Retry(settings.remote.attempts)
        self.dialect = api.dialect
        self._slots = BoundedSemaphore(settings.remote.at_once)
        self._tables = Known(lambda: api.tables(self), settings.remote.refresh_seconds)
        self._closed = False

    @property
    def generation(self) -> str:
        return self._tables.get().generation(place_of(self._settings))

    def run(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
    ) -> Result:
        if self._closed:
            raise Unavailable("The warehouse is closed.")
        query = asked(checked, self.dialect, self._settings.timeout_seconds, timeout, cancel, errand)
        require_reading(checked.sql, self.dialect)
        with place(self._slots, query.deadline, cancel, "queries"):
            return self._run(query)

    def run_by_hand(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
        rows: int | None = None,
    ) -> Result:
        most = min(checked.row_limit, rows or self._settings.worker.rows)
        return self.run(replace(checked, row_limit=most), timeout=timeout, cancel=cancel, errand=errand)

    def catalog(self) -> Catalog:
        return self._tables.get().columns

    def freshness(self) -> Mapping[str, datetime]:
        return self._tables.get().loaded

    def close(self) -> None:
        """Refuse new queries; those under way finish first."""
        self._closed = True

    def _run(self, query: Asked) -> Result:
        began = time.perf_counter()
        name = self._api.start(query)
        progress = Progress(False)
        try:
            for progress in looks(self._api, name, query):
                self._refuse_beyond(progress)
            found = self._api.fetch(name, query.checked.row_limit, self._retry, query)
        except BaseException:
            with contextlib.suppress(QuartermasterError):
                self._api.stop(name)
            raise
        finally:
            query.errand.used.append(self._api.usage(progress, time.perf_counter() - began))
        return replace(found, seconds=time.perf_counter() - began, bytes_scanned=progress.scanned)

    def _refuse_beyond(self, progress: Progress) -> None:
        limit = self._settings.remote.scan_limit
        if limit is not None and progress.scanned > limit:
            read, most = readable_size(progress.scanned), readable_size(limit)
            said = f"The query has read {read}, more than the {most} that one may (warehouse.remote.scan_limit)"
            raise Invalid(f"{said}, and was stopped: ask for a shorter period.")


def looks(api: Api, name: str, query: Asked) -> Iterator[Progress]:
    """How far it is, until it has ended. A look that fails is no news of the query, unless none succeeds any more."""
    pause, deaf = FIRST, 0
    while True:
        try:
            progress = api.look(name)
            deaf = 0
            yield progress
            if progress.done:
                return
        except PASSING:
            deaf += 1
            if deaf > DEAF:
                raise
        pause_or_stop(query, pause)
        pause = min(pause * GROWTH, LONGEST)


def pause_or_stop(query: Asked, pause: float) -> None:
    """Waits, or says why there is no point in it any more."""
    if query.cancel is None:
        time.sleep(max(0.0, min(pause, query.left)))
    elif query.cancel.event.wait(max(0.0, min(pause, query.left))):
        raise Unavailable(CANCELLED)
    if query.left <= 0:
        raise Unavailable(TOO_SLOW.format(query.seconds))
