"""How a connection to SQLite or to PostgreSQL is made so that both behave alike."""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from core.errors import Invalid

WAIT = 15.0  # seconds for a lock held by another writer, on both databases
POOL = 10
OVERFLOW = 30
POSTGRES = "postgresql+psycopg"
READING = "quartermaster_reading"


def url_of(where: str | Path) -> URL:
    """A path is a SQLite file; a URL says which database."""
    if isinstance(where, Path) or "://" not in where:
        return _file_url(str(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise Invalid("The store's URL cannot be read; one looks like postgresql://user:password@host/name.") from error
    if url.drivername in ("postgres", "postgresql", POSTGRES):
        return url.set(drivername=POSTGRES)
    if url.drivername == "sqlite":
        return _file_url(url.database or "")
    raise Invalid(f"The store is SQLite or PostgreSQL, not {url.drivername!r}; give a file or postgresql://….")


def _file_url(path: str) -> URL:
    if path in ("", ":memory:"):
        raise Invalid("The store needs a file, such as var/state.db: it is shared by threads and processes.")
    return URL.create("sqlite", database=str(Path(path).absolute()))


def open_engine(url: URL, *, foreign_keys: bool = True, pooled: bool = True) -> Engine:
    """A pool for the program's life, or single connections for migration and copying."""
    sizes: dict[str, Any] = {"pool_size": POOL, "max_overflow": OVERFLOW} if pooled else {"poolclass": NullPool}
    if url.drivername == "sqlite":
        prepare_file(Path(url.database or ""))
        engine = create_engine(url, connect_args={"timeout": WAIT, "check_same_thread": False}, **sizes)
        _obey_us(engine, foreign_keys)
    else:
        engine = create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=pooled, **sizes)
        event.listen(engine, "connect", _settle_postgres)
    return engine


def read_only(engine: Engine) -> Engine:
    """The same pool, for transactions that see one unchanging state and cannot write."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def prepare_file(path: Path) -> None:
    """Made readable for its owner only, and in WAL mode, which the file remembers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=WAIT)
    try:
        _switch_to_wal(connection)
    finally:
        connection.close()


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:  # this one pragma does not wait for others by itself
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _obey_us(engine: Engine, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut, too

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = bool(connection.get_execution_options().get(READING))
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        # A deferred transaction that turns into a writer cannot wait for others: it fails at once.
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _settle_postgres(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute(f"SET lock_timeout = '{int(WAIT * 1000)}ms'")
    connection.execute("SET timezone = 'UTC'")
    connection.commit()
