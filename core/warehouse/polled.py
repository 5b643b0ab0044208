"""A warehouse behind an API: a query is started, looked after until it has ended, and its rows are fetched by pages."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from core.errors import Invalid, QuartermasterError, Unavailable
from core.warehouse.away import PASSING
from core.warehouse.base import Result, Usage
from core.warehouse.elsewhere import Elsewhere
from core.warehouse.guard.reading import require_reading
from core.warehouse.remote import CANCELLED, TOO_SLOW, Asked, Tables, readable_size
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings

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


class PolledWarehouse(Elsewhere):
    def __init__(self, api: Api, settings: Settings, retry: Retry | None = None) -> None:
        super().__init__(api.dialect, settings)
        self._api = api
        self._retry = retry or Retry(settings.remote.attempts)

    def _read_tables(self) -> Tables:
        return self._api.tables(self)

    def _answer(self, query: Asked) -> Result:
        require_reading(query.checked.sql, self.dialect)
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
        except QuartermasterError:
            yield Progress(True)  # what fails over there costs nothing, whatever it had read
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
