"""On a real PostgreSQL: what the guard writes runs, gives the same rows, and tells nothing of hidden ones."""

from collections import Counter
from collections.abc import Iterator

import pgserver
import psycopg
import pytest

from core.warehouse.guard import Refused, check
from tests.core.warehouse.guard.business import COLUMNS, LIMITED, SCHEMA, Case, allowance, cases, rows_of
from tests.core.warehouse.guard.test_non_interference import PROBES

HONEST = [case for case in cases("honest") if case.dialect == "postgres"]
CLOCKS = ("now()", "current_date", "localtimestamp")


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Cursor]:
    """Schema `whole` has every row, schema `cut` only those that the limited asker may see."""
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"))
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection, connection.cursor() as cursor:
            for schema in ("whole", "cut"):
                _fill(cursor, schema)
            for table in sorted(LIMITED, key=lambda name: "header" in name):
                if LIMITED[table]:
                    cursor.execute(f"DELETE FROM {table} WHERE NOT ({LIMITED[table]})")
            yield cursor
    finally:
        server.cleanup()


def _fill(cursor: psycopg.Cursor, schema: str) -> None:
    cursor.execute(f"CREATE SCHEMA {schema}")
    cursor.execute(f"SET search_path TO {schema}")
    for table, columns in SCHEMA.items():
        cursor.execute(f"CREATE TABLE {table} ({columns.replace(' double', ' double precision')})")
        marks = ", ".join("%s" for _ in COLUMNS[table])
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows_of(table)))


def outcome(cursor: psycopg.Cursor, schema: str, sql: str) -> Counter[str] | str:
    cursor.execute(f"SET search_path TO {schema}")
    try:
        return Counter(map(repr, cursor.execute(sql).fetchall()))
    except psycopg.Error as error:
        return type(error).__name__


@pytest.mark.parametrize("case", HONEST, ids=str)
def test_same_rows_as_without_the_guard(case: Case, cursor: psycopg.Cursor) -> None:
    found = outcome(cursor, "whole", check(case.sql, "postgres", allowance(case.persona)).sql)
    assert isinstance(found, Counter)
    if not any(clock in case.sql for clock in CLOCKS):
        assert found == outcome(cursor, "whole", case.sql)


@pytest.mark.parametrize("sql", [*PROBES, *(case.sql for case in HONEST if case.persona == "WM")])
def test_hidden_rows_change_nothing(sql: str, cursor: psycopg.Cursor) -> None:
    try:
        limited = check(sql, "postgres", allowance("WM", limited=True)).sql
    except Refused:
        return  # a probe in words that are DuckDB's alone
    assert outcome(cursor, "whole", limited) == outcome(cursor, "cut", limited)


def test_the_fence_is_what_keeps_errors_quiet(cursor: psycopg.Cursor) -> None:
    """Without it, this very PostgreSQL evaluates the asker's condition on hidden rows."""
    limited = check(PROBES[0], "postgres", allowance("WM", limited=True)).sql
    open_gate = limited.replace(" LIMIT 9223372036854775807", "")
    assert open_gate != limited
    assert outcome(cursor, "whole", open_gate) != outcome(cursor, "cut", open_gate)
