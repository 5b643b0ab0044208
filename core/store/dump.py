"""A store's rows as lines of JSON, the same from SQLite and PostgreSQL, and back again."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

from core.store.migrate import VERSION

BATCH = 1000
TIME = "utc"  # a moment is written {"utc": "2026-03-01T12:00:00+00:00"}


def tables_of(connection: Connection) -> list[Table]:
    """Every table as the database itself describes it, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION.name]


def is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table).limit(1)).first() is None


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    rows = connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key))
    for row in rows:
        yield json.dumps([_written(value) for value in row], ensure_ascii=False).encode() + b"\n"


def put_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    names = [column.name for column in table.columns]
    aware = connection.dialect.name == "postgresql"
    rows = (dict(zip(names, (_read(value, aware) for value in json.loads(line)), strict=True)) for line in lines)
    while batch := list(islice(rows, BATCH)):
        connection.execute(insert(table), batch)
    if aware and "id" in table.columns:
        _count_on(connection, table)


def empty(connection: Connection, tables: Iterable[Table]) -> None:
    for table in reversed(list(tables)):
        connection.execute(table.delete())


def _written(value: object) -> object:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return {TIME: aware.astimezone(UTC).isoformat()}
    return {"json": value} if isinstance(value, dict | list) else value


def _read(value: object, aware: bool) -> object:
    if not isinstance(value, dict):
        return value
    if TIME not in value:
        return value["json"]
    moment = datetime.fromisoformat(value[TIME])
    return moment if aware else moment.replace(tzinfo=None)


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows from a counter of its own, which must go on after the highest number."""
    name = connection.dialect.identifier_preparer.format_table(table)
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
    highest = connection.scalar(select(func.max(table.c.id)))
    if counter is not None and highest is not None:
        connection.execute(text("SELECT setval(:counter, :highest)"), {"counter": counter, "highest": highest})
