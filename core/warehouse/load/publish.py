"""Puts what has been checked into the draft of the next generation."""

from collections.abc import Sequence
from datetime import datetime

import duckdb

from core.semantic.model import Model, Table
from core.warehouse.drafts import Draft, Loaded
from core.warehouse.load.after import After
from core.warehouse.load.parse import reading
from core.warehouse.load.request import TableLoad
from core.warehouse.load.sql import fill, literal, name

Connection = duckdb.DuckDBPyConnection


def loads_of(connection: Connection, after: After) -> tuple[TableLoad, ...]:
    """Each table with its files and the rows that come."""
    return tuple(
        TableLoad(
            table,
            tuple(one.piece.label for one in pieces),
            _count(connection, name(f"new_{table}")),
            after.modes[table],
        )
        for table, pieces in after.staged.items()
    )


def fill_draft(
    connection: Connection, model: Model, after: After, draft: Draft, loads: Sequence[TableLoad], at: datetime
) -> None:
    """All tables in one transaction; detaching writes everything to the file."""
    draft.copy_previous()
    connection.execute(fill("ATTACH {file} AS draft", file=literal(draft.path)))
    connection.execute("BEGIN")
    for load in loads:
        _put(connection, model.tables[load.table], after)
    connection.execute("COMMIT")
    for load in loads:
        rows = _count(connection, name("draft", "main", load.table))
        draft.loaded[load.table] = Loaded(at, rows, ", ".join(load.files))
    connection.execute("DETACH draft")


def _put(connection: Connection, table: Table, after: After) -> None:
    target = name("draft", "main", table.name)
    if table.name not in after.appended:
        columns = ", ".join(_declared(table, column) for column in table.columns)
        connection.execute(fill("CREATE OR REPLACE TABLE {target} ({columns})", target=target, columns=columns))
    for column in set(table.columns) - after.existing.get(table.name, frozenset(table.columns)):
        if table.name in after.appended:
            sql = fill("ALTER TABLE {target} ADD COLUMN {column}", target=target, column=_plain(table, column))
            connection.execute(sql)
    sql = fill(
        "INSERT INTO {target} BY NAME SELECT {columns} FROM {new}",
        target=target,
        columns=", ".join(map(name, table.columns)),
        new=name(f"new_{table.name}"),
    )
    connection.execute(sql)


def _declared(table: Table, column: str) -> str:
    return _plain(table, column) + ("" if table.columns[column].null else " NOT NULL")


def _plain(table: Table, column: str) -> str:
    return f"{name(column)} {reading(table.columns[column], 'NULL', None, False).sql_type}"


def _count(connection: Connection, relation: str) -> int:
    row = connection.execute(fill("SELECT count(*) FROM {relation}", relation=relation)).fetchone()
    return int(row[0]) if row else 0
