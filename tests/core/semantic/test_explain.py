"""What was understood, in one sentence: what is left out is said, and only that."""

from datetime import date

import pytest

from core.access import sees_tables, terminal
from core.semantic.explain import explain
from core.semantic.query import Query
from tests.core.language.test_robust import MODEL

ONE = {"and": [{"field": "sales_order.number", "value": "000012"}, {"field": "sales_order.prefix", "value": "SO"}]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"rows": "sales_order"}, "Sales orders, sales orders not cancelled"),
        ({"rows": "sales_order", "where": ONE}, "Sales orders, order number is 000012, order prefix is SO"),
        ({"measures": ["orders"], "by": ["sales_order.status"]}, "Orders by order status"),
        (
            {"measures": ["orders"], "where": {"field": "sales_order.status", "value": "Cancelled"}},
            "Orders, order status is Cancelled",
        ),
    ],
)
def test_what_is_left_out_is_said(query: dict[str, object], said: str) -> None:
    tables = sees_tables(MODEL, terminal("Warehouse Manager"))
    assert explain(Query.model_validate(query), MODEL, tables, date(2026, 6, 30)) == said
