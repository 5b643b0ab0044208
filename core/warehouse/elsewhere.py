"""What every warehouse elsewhere does alike: places for queries, limits, and what is known of its tables."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import BoundedSemaphore

from core.errors import Unavailable
from core.warehouse.base import Cancel, Checked, Errand, Result
from core.warehouse.remote import Asked, Catalog, Known, Tables, asked, place_of
from core.warehouse.settings import Warehouse as Settings
from core.warehouse.stopping import place

CLOSED = "The warehouse is closed."


class Elsewhere(ABC):
    """Nothing is asked over there before the first question."""

    def __init__(self, dialect: str, settings: Settings) -> None:
        self.dialect = dialect
        self._settings = settings
        self._slots = BoundedSemaphore(settings.remote.at_once)
        self._tables = Known(self._read_tables, settings.remote.refresh_seconds)
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
        self._require_open()
        query = asked(checked, self.dialect, self._settings.timeout_seconds, timeout, cancel, errand)
        with place(self._slots, query.deadline, cancel, "queries"):
            return self._answer(query)

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

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable(CLOSED)

    @abstractmethod
    def _answer(self, query: Asked) -> Result: ...

    @abstractmethod
    def _read_tables(self) -> Tables: ...
