"""Drift between the vocabulary and the tables that there are."""

import duckdb

from core.warehouse.base import Checked
from core.warehouse.drift import drift
from core.warehouse.rows import kind_of, read_result

EXPECTED = {"orders": {"number": "text", "day": "date", "total": "decimal"}, "extra": {"code": "text"}}


def told(there: dict[str, dict[str, str]], optional: frozenset[str] = frozenset()) -> list[str]:
    return list(drift(EXPECTED, there, optional))


def test_the_same_tables_have_not_drifted() -> None:
    more = {"orders": {**EXPECTED["orders"], "note": "text"}, "extra": EXPECTED["extra"], "other": {}}
    assert told(more) == []


def test_what_is_missing_or_of_another_type_is_named() -> None:
    there = {"orders": {"number": "integer", "total": "number"}}
    assert told(there) == [
        "The column orders.number is integer, not text.",
        "The column orders.day is missing.",
        "The table extra is missing.",
    ]


def test_an_optional_table_may_be_missing_but_not_be_another() -> None:
    there = {"orders": EXPECTED["orders"]}
    assert told(there, frozenset({"extra"})) == []
    assert told({**there, "extra": {}}, frozenset({"extra"})) == ["The column extra.code is missing."]


def test_the_types_of_a_file_have_the_names_that_the_vocabulary_uses() -> None:
    kinds = {"TIME": "time", "TIMESTAMP WITH TIME ZONE": "timestamp", "DECIMAL(10,2)": "decimal", "VARCHAR": "text"}
    assert {name: kind_of(name) for name in kinds} == kinds
    with duckdb.connect() as connection:
        cursor = connection.execute("select time '08:30' as at")
        found = read_result(cursor, Checked("", "duckdb", frozenset(), 1))
    assert (found.types, found.rows) == (("time",), (("08:30:00",),))
