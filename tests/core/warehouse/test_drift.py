"""Drift between the vocabulary and the tables that there are."""

from core.warehouse.drift import drift

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
