"""One open generation of the warehouse: many queries at once, closed after the last of them."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import duckdb

from core.warehouse.connection import open_locked
from core.warehouse.drafts import Loaded
from core.warehouse.rows import kind_of
from core.warehouse.worker import DEFAULT_LIMITS, WorkerLimits

_CATALOG = """
    SELECT table_name, column_name, data_type FROM duckdb_columns()
    WHERE NOT internal AND schema_name = 'main' AND database_name = current_database()
    ORDER BY table_name, column_index
"""


@dataclass(frozen=True)
class Limits:
    """What all queries share: memory and threads of the engine, how long, how many; and the worker's."""

    memory: str = "1GB"
    threads: int = 2
    timeout: float = 30.0
    timezone: str = "UTC"
    at_once: int = 8
    worker: WorkerLimits = DEFAULT_LIMITS


class Opened:
    """A file, its connection, and how many queries are under way on it."""

    def __init__(self, file: Path, generation: str, loaded: Mapping[str, Loaded], limits: Limits) -> None:
        self.file, self.generation, self.loaded = file, generation, loaded
        self._connection = open_locked(
            file, memory=limits.memory, threads=limits.threads, timeout=limits.timeout, timezone=limits.timezone
        )
        self.written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        self._lock = Lock()
        self._under_way = 0
        self._retired = False
        self._catalog: Mapping[str, Mapping[str, str]] | None = None

    def begin(self) -> None:
        """One more query; the file stays open until its `end`."""
        with self._lock:
            self._under_way += 1

    def end(self) -> None:
        with self._lock:
            self._under_way -= 1
            self._close_if_done()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """For one query: interrupting it interrupts no other."""
        return self._connection.cursor()

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        """table → column → type; read once, since a generation never changes."""
        if self._catalog is None:
            found: dict[str, dict[str, str]] = {}
            with closing(self.cursor()) as cursor:
                for table, column, kind in cursor.execute(_CATALOG).fetchall():
                    found.setdefault(table, {})[column] = kind_of(kind)
            self._catalog = found
        return self._catalog

    def retire(self) -> None:
        """No new queries; those under way finish, then the file is closed."""
        with self._lock:
            self._retired = True
            self._close_if_done()

    def _close_if_done(self) -> None:
        if self._retired and self._under_way == 0:
            self._connection.close()
