"""Honest work passes, and what runs in its place gives the same rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from core.warehouse.guard import check
from tests.core.warehouse.guard.business import TODAY, Case, allowance, cases, fill

HONEST = cases("honest")
RUNNABLE = [case for case in HONEST if case.dialect == "duckdb"]


@pytest.fixture(scope="module")
def lenient() -> Iterator[duckdb.DuckDBPyConnection]:
    """Reads the arrow in lambdas, which the guard spells the new way."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        fill(connection)
        connection.execute("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
        yield connection


@pytest.fixture(scope="module")
def tiny() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        fill(connection)
        yield connection


def test_there_are_enough() -> None:
    assert len(HONEST) >= 170
    assert {case.dialect for case in HONEST} == {"duckdb", "postgres", "redshift", "trino"}


@pytest.mark.parametrize("case", HONEST, ids=str)
def test_passes(case: Case) -> None:
    checked = check(case.sql, case.dialect, allowance(case.persona))
    assert checked.dialect == case.dialect
    assert checked.tables <= set(allowance(case.persona).tables)
    assert check(case.sql, case.dialect, allowance(case.persona, limited=True)).tables == checked.tables


@pytest.mark.parametrize("case", RUNNABLE, ids=str)
def test_same_rows_as_without_the_guard(
    case: Case, tiny: duckdb.DuckDBPyConnection, lenient: duckdb.DuckDBPyConnection
) -> None:
    """With the day that is asked on written out in both."""
    original = lenient.execute(_with_day(case.sql))
    headings, rows = [c[0].lower() for c in original.description or ()], original.fetchall()
    checked = check(_with_day(case.sql), "duckdb", allowance(case.persona))
    rewritten = tiny.execute(checked.sql)
    assert "->" in case.sql or [c[0].lower() for c in rewritten.description or ()] == headings
    assert Counter(map(repr, rewritten.fetchall())) == Counter(map(repr, rows))


def _with_day(sql: str) -> str:
    day = f"DATE '{TODAY.isoformat()}'"
    for word in ("current_timestamp", "current_date", "today()", "now()"):
        sql = sql.replace(word, f"({day})")
    return sql.replace("age(order_date)", f"age({day}, order_date)")


def test_the_asked_day_stands_in(tiny: duckdb.DuckDBPyConnection) -> None:
    checked = check("SELECT current_date, today(), now(), current_timestamp, localtime", "duckdb", allowance("WM"))
    found = tiny.execute(checked.sql)
    assert [c[0] for c in found.description or ()] == [
        "current_date", "today", "now", "current_timestamp", "localtime",
    ]  # fmt: skip
    noon = datetime(2026, 3, 15)
    assert found.fetchall()[0][:4] == (date(2026, 3, 15), date(2026, 3, 15), noon, noon)
