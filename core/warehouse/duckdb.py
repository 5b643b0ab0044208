"""The embedded warehouse: a locked DuckDB file, for many threads, within limits of time, memory and number."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from threading import BoundedSemaphore, Lock

import duckdb

from core.errors import Invalid, Unavailable
from core.warehouse.base import Cancel, Checked, Errand, Result, Usage
from core.warehouse.duckdb_errors import as_ours, is_broken
from core.warehouse.opened import Limits, Opened
from core.warehouse.rows import read_result
from core.warehouse.sources import FixedFile, Home, Source
from core.warehouse.stopping import place, stopping
from core.warehouse.worker import WorkerReport, run_in_worker


class DuckDBWarehouse:
    """Made by `open`. Compiled SQL runs here; SQL that a person or a model wrote goes through `run_in_worker`."""

    dialect = "duckdb"

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self._slots = BoundedSemaphore(limits.at_once)
        self._lock = Lock()
        self._opened: Opened | None = None
        self._mark: object = None
        self._closed = False

    @classmethod
    def open(
        cls, *, file: Path | None = None, home: Path | None = None, limits: Limits | None = None
    ) -> "DuckDBWarehouse":
        """A file that stays as it is, or a home whose newest generation is read. A home may still be empty."""
        if (file is None) == (home is None):
            raise Invalid("A warehouse is opened with either a file or a home.")
        warehouse = cls(FixedFile(file) if file else Home(home or Path()), limits or Limits())
        if file is not None:
            warehouse.catalog()  # a missing or broken file is told now
        return warehouse

    @property
    def generation(self) -> str:
        """Of the data that the next query reads; "none" while a home is empty."""
        if self._source.mark() is None:
            return "none"
        with self._lock:
            return self._newest().generation

    def run(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
    ) -> Result:
        _count(errand)
        allowed = _allowed(checked, timeout, self._limits)
        deadline = time.monotonic() + allowed
        with (
            place(self._slots, deadline, cancel, "queries"),
            self._using() as opened,
            closing(opened.cursor()) as cursor,
        ):
            return _run(cursor, checked, allowed, deadline, cancel)

    def run_by_hand(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
        rows: int | None = None,
    ) -> Result:
        _count(errand)
        return self.run_in_worker(checked, timeout=timeout, cancel=cancel, rows=rows).result

    def run_in_worker(
        self, checked: Checked, *, timeout: float | None = None, cancel: Cancel | None = None, rows: int | None = None
    ) -> WorkerReport:
        """In a process of its own that can be killed; with what it used of this machine."""
        allowed = _allowed(checked, timeout, self._limits)
        with place(self._slots, time.monotonic() + allowed, cancel, "queries"), self._using() as opened:
            limits = self._limits.worker
            return run_in_worker(opened.file, checked, timeout=allowed, cancel=cancel, limits=limits, rows=rows)

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        with self._using() as opened:
            return opened.catalog()

    def freshness(self) -> Mapping[str, datetime]:
        """By the load that brought each table; without one, when the file was written."""
        with self._using() as opened:
            loads = {table: loaded.at for table, loaded in opened.loaded.items()}
            return {table: loads.get(table, opened.written) for table in opened.catalog()}

    def close(self) -> None:
        """Refuse new queries; those under way finish first."""
        with self._lock:
            self._closed = True
            if self._opened is not None:
                self._opened.retire()
            self._opened = None

    @contextmanager
    def _using(self) -> Iterator[Opened]:
        """The newest generation, kept open to the end of the body; DuckDB's errors leave as ours."""
        with self._lock:
            opened = self._newest()
            opened.begin()
        try:
            yield opened
        except duckdb.Error as error:
            if is_broken(error):
                self._forget(opened)
            raise as_ours(error) from error
        finally:
            opened.end()

    def _newest(self) -> Opened:
        """Called with the lock held: opens a generation when it is seen for the first time."""
        if self._closed:
            raise Unavailable("The warehouse is closed.")
        mark = self._source.mark()
        if self._opened is None or mark != self._mark:
            fresh = self._source.open(self._limits)
            if self._opened is not None:
                self._opened.retire()
            self._opened, self._mark = fresh, mark
        return self._opened

    def _forget(self, broken: Opened) -> None:
        with self._lock:
            broken.retire()
            if self._opened is broken:
                self._opened = None


def _count(errand: Errand | None) -> None:
    if errand is not None:
        errand.used.append(Usage("local", Decimal(1)))


def _allowed(checked: Checked, timeout: float | None, limits: Limits) -> float:
    """The time limit, which cannot be raised above the warehouse's own."""
    if checked.dialect != DuckDBWarehouse.dialect:
        raise Invalid(f"This warehouse runs {DuckDBWarehouse.dialect} SQL, not {checked.dialect}.")
    return limits.timeout if timeout is None else min(timeout, limits.timeout)


def _run(
    cursor: duckdb.DuckDBPyConnection, checked: Checked, allowed: float, deadline: float, cancel: Cancel | None
) -> Result:
    began = time.perf_counter()
    with stopping(cursor.interrupt, allowed, deadline, cancel) as watched:
        try:
            cursor.execute(checked.sql)
            result = read_result(cursor, checked)
        except duckdb.InterruptException as error:
            raise watched.why() or as_ours(error) from error
    if watched.cancelled:
        raise Unavailable("The query was cancelled.")
    return replace(result, seconds=time.perf_counter() - began)
