"""A DuckDB connection that can do no harm: read-only, no files, no network, no settings, within limits."""

from pathlib import Path

import duckdb

from core.errors import Conflict, Unavailable

Setting = tuple[str, str | int | bool]


def open_locked(
    path: Path, *, memory: str, threads: int, timeout: float, timezone: str = "UTC"
) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file read-only and shut every door; `cursor()`s of it are locked as well."""
    if not path.is_file():
        raise Unavailable(f"The warehouse file {path.name!r} is not there; load or generate data first.")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise Unavailable(f"The warehouse file {path.name!r} cannot be opened for reading.") from error
    return _locked(connection, limits(memory, threads, timeout, timezone))


def open_sealed(*, memory: str = "256MB", timeout: float = 5.0) -> duckdb.DuckDBPyConnection:
    """A private empty database, locked the same way: DuckDB's parser without anything to read."""
    return _locked(duckdb.connect(":memory:"), limits(memory, 1, timeout, "UTC"))


def limits(memory: str, threads: int, timeout: float, timezone: str) -> list[Setting]:
    """The settings, in the only order that works: the lock last, the file system after external access."""
    return [
        ("temp_directory", ""),
        ("max_temp_directory_size", "0B"),  # a spill could fill the disk
        ("memory_limit", memory),
        ("threads", threads),
        ("max_execution_time", max(1, round(timeout * 1000))),  # milliseconds; 0 would mean no limit
        ("TimeZone", timezone),  # cannot be set after the lock
        ("python_enable_replacements", False),  # a local DataFrame named like a table
        ("autoinstall_known_extensions", False),
        ("autoload_known_extensions", False),
        ("allow_community_extensions", False),
        ("allow_persistent_secrets", False),
        ("allow_extension_repositories", "forbidden"),
        ("enable_external_access", False),
        ("disabled_filesystems", "LocalFileSystem"),  # or the database could read its own file
        ("lock_configuration", True),
    ]


def _locked(connection: duckdb.DuckDBPyConnection, settings: list[Setting]) -> duckdb.DuckDBPyConnection:
    """Apply all settings, or close: a connection that is half locked never leaves this room."""
    try:
        # One process has one instance per file: a second opening finds it locked, with the limits of the first.
        if not _is_locked(connection):
            for name, value in settings:
                # SET GLOBAL, because a plain SET does not reach cursors
                connection.execute(f"SET GLOBAL {name} = {_literal(value)}")
        if not _is_locked(connection):
            raise Conflict("The warehouse connection could not be locked, so it is not used.")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute("SELECT current_setting('lock_configuration')").fetchone()
    return bool(row and row[0])


def _literal(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
