"""A question as JSON: read as it was written, the same name for the same question, and complaints that help."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import Invalid
from core.semantic.query import Fields, Query
from tests.core.semantic.small import small_desk


def asking(value: object, op: str = "=") -> Query:
    return Query.model_validate({"measures": ["orders"], "where": {"field": "x", "op": op, "value": value}})


@pytest.mark.parametrize(
    "value",
    ["001", "1e5", "2026-01-31", "true", " 7 ", "", "12:00", 0, 7, True, False, Decimal("1.10"), date(2026, 1, 31)],
)
def test_a_value_is_read_as_it_was_written(value: object) -> None:
    query = asking(value)
    again = Query.from_json(query.to_json())
    assert again == query
    assert again.fingerprint() == query.fingerprint()
    assert isinstance(again.where, Fields) and isinstance(query.where, Fields)
    assert type(again.where.value) is type(query.where.value)


def test_an_order_by_its_number_from_json() -> None:
    where = '{"field": "sales_order.number", "value": "006"}'
    query = Query.from_json(f'{{"rows": "sales_order", "by": ["sales_order.status"], "where": {where}}}')
    assert small_desk().ask(**query.model_dump(by_alias=True, exclude_defaults=True)) == [("SO", "006", "Cancelled")]


def test_several_values() -> None:
    query = asking([1, "001", 2.5], "in")
    assert isinstance(query.where, Fields)
    assert query.where.value == (1, "001", Decimal("2.5"))
    assert Query.from_json(query.to_json()) == query


def test_short_forms_are_the_same_question() -> None:
    short = {"measures": ["revenue"], "by": ["date:month"], "order": "-revenue"}
    long = {
        "measures": [{"measure": "revenue"}],
        "by": [{"dimension": "date", "grain": "month"}],
        "order": [{"by": "revenue", "descending": True}],
    }
    assert Query.model_validate(short).fingerprint() == Query.model_validate(long).fingerprint()


def test_another_question_has_another_fingerprint() -> None:
    assert len({asking(value).fingerprint() for value in ("1", 1, True, "01", ["1"][0] + " ")}) == 5


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "measures, dimensions .`by`. or `rows`"),
    ({"measurs": ["revenue"]}, "no place for 'measurs'. Did you mean 'measures'"),
    ({"measures": ["revenue"], "where": {"feld": "x"}}, "a filter needs one of field, period, is, not, and, or"),
    ({"measures": ["revenue"], "where": {"field": "x", "valu": 1}}, "Did you mean 'value'"),
    ({"measures": ["revenue"], "where": {"field": "x", "op": "=="}}, "Input should be '='"),
    ({"measures": ["revenue"], "where": {"field": "x"}}, "takes one value, `other` or `query`"),
    ({"measures": ["revenue"], "where": {"field": "x", "op": "in", "value": 1}}, "takes a list"),
    ({"measures": ["revenue"], "where": {"field": "x", "op": "in", "value": []}}, "at least one value"),
    ({"measures": ["revenue"], "where": {"field": "x", "value": [1]}}, "takes one value"),
    ({"measures": ["revenue"], "where": {"field": "x", "op": "between", "value": [1]}}, "takes two values"),
    ({"measures": ["revenue"], "where": {"field": "x", "op": "is null", "value": 1}}, "takes no value"),
    ({"measures": ["revenue"], "where": {"and": []}}, "at least 1 item"),
    ({"measures": ["revenue"], "where": {"period": {"last_days": 0}}}, "greater than or equal to 1"),
    ({"measures": ["revenue"], "by": ["date:fortnight"]}, "Input should be 'day'"),
    ({"measures": ["revenue"], "limit": 0}, "greater than or equal to 1"),
    ({"measures": ["revenue"], "per": ["x"]}, "`per` needs a limit"),
    ({"measures": ["revenue"], "compare": {"back": 1}}, "either back and grain, or `to`"),
    ({"measures": [{"of": "x"}]}, "which aggregate of x"),
    ({"measures": [{"measure": "revenue", "agg": "avg"}]}, "needs `per`"),
    ({"measures": ["revenue"], "having": {"measure": "revenue"}}, "one of value, overall, other"),
]


@pytest.mark.parametrize(("data", "said"), WRONG)
def test_what_is_no_question(data: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        Query.from_json(json.dumps(data))
    with pytest.raises(ValidationError):
        Query.model_validate(data)


def test_what_is_no_json() -> None:
    with pytest.raises(Invalid, match="not understood at its top"):
        Query.from_json("{")
