"""The warehouse as it would be after the load: what is there, and what comes in its place or in addition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from core.errors import Conflict
from core.semantic.model import Model, Table
from core.warehouse.load.parse import reading
from core.warehouse.load.request import Mode, Request
from core.warehouse.load.sql import fill, name
from core.warehouse.load.staging import Staged


@dataclass(frozen=True)
class After:
    """What is known of each table when the load is judged."""

    existing: Mapping[str, frozenset[str]]  # table → its columns in the current data
    staged: Mapping[str, Sequence[Staged]]  # table → its pieces
    modes: Mapping[str, Mode]

    def has(self, table: str) -> bool:
        return table in self.existing or table in self.staged

    @property
    def appended(self) -> list[str]:
        return [table for table, mode in self.modes.items() if mode == "append" and table in self.existing]


def look_after(
    connection: duckdb.DuckDBPyConnection, model: Model, staged: Sequence[Staged], request: Request
) -> After:
    """Views `new_T` (what comes), `old_T` (what is there) and `after_T` (what will be) of every known table."""
    existing = _existing(connection)
    by_table: dict[str, list[Staged]] = {}
    for one in staged:
        by_table.setdefault(one.matched.table.name, []).append(one)
    modes = {table: _mode(connection, table, table in existing, request) for table in by_table}
    after = After(existing, by_table, modes)
    for table in model.tables.values():
        _make_views(connection, table, after)
    return after


def _existing(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    sql = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'existing' AND NOT internal"
    for table, column in connection.execute(sql).fetchall():
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


def _mode(connection: duckdb.DuckDBPyConnection, table: str, there: bool, request: Request) -> Mode:
    if request.mode is not None:
        return request.mode
    if not there:
        return "replace"
    sql = fill("SELECT count(*) FROM {table}", table=name("existing", "main", table))
    row = connection.execute(sql).fetchone()
    if row and row[0]:
        raise Conflict(f"{table} holds {row[0]:,} rows already: say --replace or --append.")
    return "replace"


def _make_views(connection: duckdb.DuckDBPyConnection, table: Table, after: After) -> None:
    columns = ", ".join(map(name, table.columns))
    parts = []
    if table.name in after.staged:
        pieces = " UNION ALL ".join(
            fill('SELECT "#piece", "#row", {columns} FROM {view}', columns=columns, view=one.table)
            for one in after.staged[table.name]
        )
        _view(connection, f"new_{table.name}", pieces)
        parts.append(_select(columns, f"new_{table.name}"))
    if table.name in after.existing:
        _view(connection, f"old_{table.name}", _old(table, after.existing[table.name]))
        if after.modes.get(table.name) != "replace":
            parts.append(_select(columns, f"old_{table.name}"))
    if parts:
        _view(connection, f"after_{table.name}", " UNION ALL ".join(parts))


def _select(columns: str, view: str) -> str:
    return fill("SELECT {columns} FROM {view}", columns=columns, view=name(view))


def _old(table: Table, there: frozenset[str]) -> str:
    """In the model's types, so that comparing with what comes compares like with like."""
    parts = []
    for column, declared in table.columns.items():
        sql_type = reading(declared, "NULL", None, False).sql_type
        parts.append(f"CAST({name(column) if column in there else 'NULL'} AS {sql_type}) AS {name(column)}")
    return fill("SELECT {columns} FROM {table}", columns=", ".join(parts), table=name("existing", "main", table.name))


def _view(connection: duckdb.DuckDBPyConnection, view: str, body: str) -> None:
    connection.execute(fill("CREATE VIEW {view} AS {body}", view=name(view), body=body))
