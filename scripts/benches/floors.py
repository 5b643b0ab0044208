"""The bare work, as a program: python -m scripts.benches.floors copy|load|ask … uses DuckDB and nothing else."""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb


def connect(database: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(database), read_only=read_only)
    connection.execute("SET memory_limit = '1GB'")  # as the parts that are measured beside it have
    return connection


def copy(source: Path, target: Path) -> None:
    """Every table of a database into another."""
    with connect(target) as connection:
        name = connection.execute("SELECT current_database()").fetchall()[0][0]
        connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        connection.execute(f'COPY FROM DATABASE source TO "{name}"')


def load(source: Path, folder: Path, target: Path) -> None:
    """Every CSV file of a folder into a table shaped like the one in `source`."""
    with connect(target) as connection:
        connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        for file in sorted(folder.glob("*.csv")):
            connection.execute(f"CREATE TABLE {file.stem} AS FROM source.{file.stem} LIMIT 0")
            connection.execute(f"COPY {file.stem} FROM '{file}' (HEADER)")


def export(source: Path, folder: Path) -> None:
    """Every table as a CSV file, for `load`."""
    with connect(source, read_only=True) as connection:
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            connection.execute(f"COPY {table} TO '{folder / table}.csv' (HEADER)")


def ask(source: Path, statement: Path) -> None:
    with connect(source, read_only=True) as connection:
        connection.execute(statement.read_text(encoding="utf-8")).fetchall()


WORK: dict[str, Callable[..., None]] = {"copy": copy, "load": load, "export": export, "ask": ask}


if __name__ == "__main__":
    WORK[sys.argv[1]](*map(Path, sys.argv[2:]))
