"""When two Queries are the same question, and which wordings are near."""

import pytest

from core.semantic.query import Query
from core.verified import fingerprint, near, overlap

WH1, OPEN = {"field": "warehouse.code", "value": "WH001"}, {"is": "sales_order.open"}


def query(**more: object) -> Query:
    return Query.model_validate({"measures": ["revenue"], **more})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"where": {"and": [WH1, OPEN]}}, {"where": {"and": [OPEN, WH1]}}),
        ({"where": {"and": [WH1, WH1]}}, {"where": WH1}),
        ({"where": {"not": {"or": [WH1, OPEN]}}}, {"where": {"not": {"or": [OPEN, WH1, OPEN]}}}),
        (
            {"where": {"field": "warehouse.code", "op": "in", "value": ["A", "B"]}},
            {"where": {"field": "warehouse.code", "op": "in", "value": ["B", "A"]}},
        ),
        ({"order": "-revenue"}, {"order": [{"by": "revenue", "descending": True}]}),
    ],
)
def test_what_has_no_order_makes_no_difference(one: dict[str, object], other: dict[str, object]) -> None:
    assert fingerprint(query(**one)) == fingerprint(query(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"by": ["warehouse", "product"]}, {"by": ["product", "warehouse"]}),
        ({"where": {"and": [WH1, OPEN]}}, {"where": {"or": [WH1, OPEN]}}),
        ({"where": WH1}, {"where": {"not": WH1}}),
        ({"by": ["warehouse"], "order": "-revenue"}, {"by": ["warehouse"], "order": "revenue"}),
        (
            {"where": {"field": "warehouse.code", "op": "between", "value": ["A", "B"]}},
            {"where": {"field": "warehouse.code", "op": "between", "value": ["B", "A"]}},
        ),
    ],
)
def test_what_has_an_order_does(one: dict[str, object], other: dict[str, object]) -> None:
    assert fingerprint(query(**one)) != fingerprint(query(**other))


def test_near_wordings_share_most_of_their_words() -> None:
    assert overlap("revenue by warehouse", "Revenue by warehouses?") == 1.0
    assert overlap("revenue by warehouse", "unpaid invoices") == 0.0
    assert near("revenue by warehouse", []) == []
