"""What cannot be asked is refused with the reason, the nearest right name, or who may ask it."""

import pytest

from core.errors import Invalid, NotAllowed, Unknown
from tests.core.semantic.asking import field, period
from tests.core.semantic.small import small_desk

DESK = small_desk()
REFUSED = {
    "as of now, with a period": (
        "warehouse", {"measures": ["stock"], "where": period(calendar="month")}, Invalid, "as of now"),
    "as of now, by month": ("warehouse", {"measures": ["stock", "revenue"], "by": ["date:month"]}, Invalid, "no date"),
    "a running rate": (
        "warehouse", {"measures": [{"measure": "fill_rate", "running": True}], "by": ["date:month"]}, Invalid,
        "is not a sum"),
    "running along nothing": (
        "warehouse", {"measures": [{"measure": "revenue", "running": True}], "by": ["customer"]}, Invalid,
        "exactly one time grouping"),
    "nothing to compare with": (
        "warehouse", {"measures": ["revenue"], "compare": {"back": 1, "grain": "month"}}, Invalid, "needs a period"),
    "orders have no kind of place": (
        "warehouse", {"measures": ["orders"], "by": ["location.type"]}, Invalid, "told apart by location type"),
    "an unknown measure": ("warehouse", {"measures": ["revenu"]}, Unknown, "Did you mean 'revenue'"),
    "an unknown dimension": (
        "warehouse", {"measures": ["revenue"], "by": ["warehous.code"]}, Unknown, "Did you mean 'warehouse.code'"),
    "an unknown state": ("warehouse", {"measures": ["stock"], "where": {"is": "item.lowstock"}}, Unknown, "low_stock"),
    "an unknown entity": ("warehouse", {"rows": "custmer"}, Unknown, "Did you mean 'customer'"),
    "an unknown parameter": (
        "warehouse", {"measures": ["stock"], "where": {"is": "item.stockout_risk", "with": {"day": 3}}}, Invalid,
        "it takes days"),
    "an unknown column to order by": (
        "warehouse", {"measures": ["revenue"], "by": ["customer"], "order": "revenu"}, Unknown, "order by"),
    "no such day": (
        "warehouse", {"measures": ["orders"], "where": field("sales_order.order_date", "2026-02-30")}, Invalid,
        "is date; '2026-02-30' is not"),
    "not a number": (
        "warehouse", {"measures": ["orders"], "where": field("sales_order.value", "much", ">")}, Invalid, "much"),
    "an item is known by two": (
        "warehouse", {"measures": ["stock"], "where": field("item", "P1")}, Invalid, "warehouse.code and product.code"),
    "sales are not for buyers": (
        "purchasing", {"measures": ["revenue"]}, NotAllowed, "Warehouse Manager or Field Engineer"),
    "prices paid are not for warehouses": ("warehouse", {"measures": ["spend"]}, NotAllowed, "Procurement Specialist"),
    "demand is not for buyers": (
        "purchasing", {"rows": "item", "by": ["item.days_of_cover"]}, NotAllowed, "Warehouse Manager"),
    "names on the map are not for buyers": (
        "purchasing", {"measures": ["stock"], "by": ["warehouse.name"]}, NotAllowed, "Warehouse Manager"),
    "stock is not for finance": ("finance", {"measures": ["stock"]}, NotAllowed, "Procurement Specialist"),
    "a hidden filter is no way in": (
        "warehouse", {"measures": ["stock"], "where": {"field": "product", "op": "in", "query": {
            "measures": ["spend"], "by": ["product"]}}}, NotAllowed, "Procurement Specialist"),
    "an order is no way in": (
        "warehouse", {"measures": ["stock"], "by": ["product"], "order": "spend"}, NotAllowed, "Procurement"),
    "figures over all, by group": (
        "warehouse", {"measures": [{"measure": "orders", "overall": True}], "by": ["customer"]}, Invalid,
        "the same for every group"),
    "the growth of a date": (
        "warehouse", {"measures": [{"agg": "max", "of": "sales_order.delivery_date"}], "where": period(
            calendar="month"), "compare": {"back": 1, "grain": "month"}}, Invalid, "is a date: only numbers"),
    "a date against a number": (
        "warehouse", {"measures": ["stock"], "by": ["product"], "having": {"measure": "last_restock", "value": 1}},
        Invalid, "is a date, so it is not compared with a number"),
    "a date against a figure": (
        "warehouse", {"measures": ["stock"], "by": ["product"], "having": {
            "measure": "last_restock", "other": "stock"}}, Invalid, "is a date and is not compared with a number"),
    "a date against a number, of members": (
        "warehouse", {"rows": "product", "having": {"measure": "last_restock", "value": 1}}, Invalid, "is a date"),
    "the sum of names": (
        "warehouse", {"measures": [{"agg": "sum", "of": "customer.name"}]}, Invalid, "is text, so it has no sum"),
    "the average of dates of groups": (
        "warehouse", {"measures": [{"measure": "last_restock", "agg": "avg", "per": ["product"]}]}, Invalid,
        "a date has no avg"),
    "stock of a day by what the day does not know": (
        "warehouse", {"measures": ["stock_on_day"], "by": ["delivery_area.name"]}, Invalid, "told apart"),
    "stock of a day of something else": (
        "warehouse", {"measures": [{"measure": "stock_on_day", "date": "sales_order.order_date",
                                    "period": {"calendar": "month"}}]}, Invalid, "told apart"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_say_why(case: str) -> None:
    persona, query, error, said = REFUSED[case]
    with pytest.raises(error) as raised:
        DESK.ask(persona, **query)
    assert said in raised.value.message
