"""Lists over a business that can be added up by hand: members, their figures, and entities that several tables know."""

import pytest

from core.errors import Invalid
from tests.core.semantic.asking import Data, Desk, Row, agree, field
from tests.core.semantic.small import TODAY, small_desk

DESK = small_desk()


LISTS = {
    "orders with the sum of their lines, cancelled aside": (
        {"rows": "sales_order", "by": ["sales_order.value"]},
        [("SO", "001", 130), ("SO", "002", 20), ("SO", "003", 180), ("SO", "004", 68), ("SO", "005", 30),
         ("SO", "007", 120), ("SO", "008", 150), ("SO", "009", 0), ("SX", "001", 20)]),
    "a cancelled order by its number, with its value": (
        {"rows": "sales_order", "by": ["sales_order.value"], "where": field("sales_order.number", "006")},
        [("SO", "006", 900)]),
    "cancelled orders by name, with their value and their count": (
        {"rows": "sales_order", "by": ["sales_order.value"], "measures": ["order_lines"], "including": ["Cancelled"],
         "where": field("sales_order.status", "Cancelled")}, [("SO", "006", 900, 1)]),
    "cancelled ones too": (
        {"rows": "sales_order", "by": ["sales_order.status"], "including": ["Cancelled"],
         "where": field("customer.code", "C1")},
        [("SO", "001", "Delivered"), ("SO", "002", "Delivered"), ("SO", "006", "Cancelled"),
         ("SX", "001", "Delivered")]),
    "overdue, the longest first": (
        {"rows": "sales_order", "by": ["sales_order.days_overdue"], "where": {"is": "sales_order.overdue"},
         "order": "-sales_order.days_overdue"}, [("SO", "003", 22)]),
    "a list of a period": (
        {"rows": "sales_order", "by": ["sales_order.order_date"], "where": {
            "period": {"calendar": "month", "offset": -1}}}, [("SO", "002", TODAY.replace(month=2, day=28))]),
    "orders that hold a product, each once": (
        {"rows": "sales_order", "by": ["customer.code"], "where": field("product.code", "P1")},
        [("SO", "001", "C1"), ("SO", "002", "C1"), ("SO", "004", "C2"), ("SO", "008", "C2")]),
    "the largest orders, by what is not shown": (
        {"rows": "sales_order", "by": ["customer.code"], "order": "-sales_order.value", "limit": 2},
        [("SO", "003", "C2"), ("SO", "008", "C2")]),
    "the largest order of each warehouse": (
        {"rows": "sales_order", "by": ["warehouse.code"], "measures": ["revenue"], "order": "-revenue", "limit": 1,
         "per": ["warehouse.code"]}, [("SO", "003", "W1", 180), ("SO", "007", "W2", 120)]),
    "lines of one order": (
        {"rows": "sales_order_line", "by": ["product.code"], "where": {"and": [
            field("sales_order.prefix", "SO"), field("sales_order.number", "001")]}},
        [("SO", "001", 1, "P1"), ("SO", "001", 2, "P2"), ("SO", "001", 3, "P3")]),
    "items show warehouse and product": (
        {"rows": "item", "by": ["item.shortage"], "where": {"is": "item.low_stock"}},
        [("W1", "P2", "Nut", 10), ("W2", "P1", "Bolt", 10)]),
    "items keep an empty cover, and a demand of nothing": (
        {"rows": "item", "by": ["item.days_of_cover", "item.average_daily_demand"], "where": field(
            "warehouse.code", "W2")},
        [("W2", "P1", "Bolt", None, 0), ("W2", "P4", "Saw", 315, 2 / 90)]),
    "items without demand": (
        {"rows": "item", "by": ["item.stock"], "where": field("item.average_daily_demand", 0)},
        [("W2", "P1", "Bolt", 20), ("W3", "P5", "Glue", 3)]),
    "dead stock: a sale from another warehouse does not count, one of today does": (
        {"rows": "item", "by": ["item.stock"], "where": {"is": "item.dead_stock"}}, [("W3", "P5", "Glue", 3)]),
    "stockout risk in so many days": (
        {"rows": "item", "by": ["item.stock"], "where": {"is": "item.stockout_risk", "with": {"days": 316}}},
        [("W1", "P2", "Nut", 0), ("W1", "P3", "Drill", 5), ("W2", "P4", "Saw", 7)]),
    "items that sold more than they hold": (
        {"rows": "item", "by": ["item.stock"], "measures": ["units_ordered"],
         "having": {"measure": "units_ordered", "op": ">", "other": "stock"}},
        [("W1", "P1", "Bolt", 100, 120), ("W1", "P2", "Nut", 0, 10)]),
    "items by a figure of the same item": (
        {"rows": "item", "by": ["item.stock"], "where": {"field": "item", "op": "in", "query": {
            "measures": ["units_ordered"], "by": ["item"], "having": {"measure": "units_ordered", "value": 5}}}},
        [("W1", "P1", "Bolt", 100), ("W1", "P2", "Nut", 0)]),
    "figures of each customer": (
        {"rows": "customer", "measures": ["revenue", "orders", "fill_rate"]},
        [("C1", "Ann B", 170, 3, 49 / 51), ("C2", "Bob", 398, 3, 100 / 107), ("C3", "Cid", 150, 2, 0.5),
         ("C4", "Dan", 0, 1, None)]),
    "customers without an order in a period": (
        {"rows": "customer", "having": {"measure": {"measure": "orders", "period": {"calendar": "year"}},
                                        "op": "=", "value": 0}}, []),
    "customers without revenue": (
        {"rows": "customer", "having": {"measure": "revenue", "op": "=", "value": 0}}, [("C4", "Dan")]),
    "customers of an area": (
        {"rows": "customer", "where": field("delivery_area.name", "A2")}, [("C1", "Ann B"), ("C2", "Bob")]),
    "products that nobody ordered this year": (
        {"rows": "product", "by": ["product.group"], "having": {
            "measure": {"measure": "orders", "period": {"calendar": "month", "offset": -1}}, "op": "=", "value": 0}},
        [("P2", "Nut", "Fasteners"), ("P3", "Drill", "Tools"), ("P4", "Saw", "Tools"), ("P5", "Glue", "Chemicals")]),
    "suppliers of stock": ({"rows": "supplier"}, [("S1", "Acme"), ("S2", "Best"), ("S3", "Core")]),
    "warehouses on the map or not": (
        {"rows": "warehouse", "measures": ["stock", "orders"]},
        [("W1", "North Hub", 105, 5), ("W2", "South Hub", 27, 4), ("W3", None, 3, 0)]),
    "delivery areas, those without a place too": ({"rows": "delivery_area"}, [("A1",), ("A2",)]),
}  # fmt: skip
PURCHASING = {
    "suppliers by two tables, each once": (
        {"rows": "supplier", "measures": ["spend", "purchase_orders", "supplier_score"]},
        [("S1", "Acme", 149, 3, 91.8), ("S2", "Best", 134, 2, 290 / 13 + 10), ("S3", "Core", 0, 0, None),
         ("S4", "Dyn", 45, 1, 58 / 0.7), ("S5", "Eon", 75, 1, None)]),
    "suppliers without an order this month": (
        {"rows": "supplier", "having": {"measure": {"measure": "spend", "period": {"calendar": "month"}},
                                        "op": "=", "value": 0}}, [("S3", "Core")]),
    "overdue, and the short delivery is not": (
        {"rows": "purchase_order", "by": ["purchase_order.days_overdue"], "where": {"is": "purchase_order.overdue"}},
        [("PO", "3", 11), ("PO", "5", 16)]),
    "open": (
        {"rows": "purchase_order", "by": ["purchase_order.status"], "where": {"is": "purchase_order.open"}},
        [("PO", "3", "Open"), ("PO", "4", "Open"), ("PO", "5", "Partial"), ("PO", "8", "Open")]),
    "warehouses without names": ({"rows": "warehouse", "measures": ["spend"]},
                                 [("W1", 339), ("W2", 64), ("W3", 0)]),
    "low items that nobody ordered in the last 30 days": (
        {"rows": "item", "by": ["item.stock"], "where": {"is": "item.low_stock"},
         "having": {"measure": {"measure": "purchase_orders", "period": {"last_days": 30}}, "op": "=", "value": 0}},
        [("W2", "P1", "Bolt", 20)]),
}  # fmt: skip
FINANCE = {
    "vendors without an invoice have no rate": (
        {"rows": "vendor", "by": ["vendor.code"], "measures": ["outstanding_amount", "failure_rate"]},
        [(1, "IndiSky", "V1", 170, 2 / 3), (2, "Indigo", "V2", 30, 0), (3, "Quiet", "V3", 0, None)]),
    "vendors that never failed": (
        {"rows": "vendor", "by": ["vendor.status"], "where": {"not": {"is": "invoice.failed"}}},
        [(2, "Indigo", "blocked"), (3, "Quiet", "active")]),
    "the two largest of this month": (
        {"rows": "invoice", "by": ["invoice.amount"], "where": {"period": {"calendar": "month"}},
         "order": "-invoice.amount", "limit": 2}, [(4, "I-4", 70), (2, "I-2", 50)]),
    "every sale, whatever its status": (
        {"rows": "sale", "by": ["sale.status"]}, [(1, "completed"), (2, "refunded"), (3, "pending"), (4, "completed")]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("persona", "query", "wanted"),
    [
        *[("warehouse", *case) for case in LISTS.values()],
        *[("purchasing", *case) for case in PURCHASING.values()],
        *[("finance", *case) for case in FINANCE.values()],
    ],
    ids=[*LISTS, *PURCHASING, *FINANCE],
)
def test_lists(persona: str, query: Data, wanted: list[Row]) -> None:
    agree(DESK.ask(persona, **query), wanted, query, ordered=True)


def test_without_a_map_everything_but_the_map_works() -> None:
    desk = small_desk()
    desk.db.execute("DELETE FROM location")
    assert desk.ask(rows="warehouse") == [("W1", None), ("W2", None), ("W3", None)]
    agree(desk.ask(measures=["orders"], by=["warehouse"]), [("W1", None, 5), ("W2", None, 4)], "orders by warehouse")
    agree(desk.ask(measures=["orders"], by=["delivery_area.name"]), [("A1", 5), ("A2", 3), (None, 1)], "areas")


def test_a_list_is_not_compared() -> None:
    with pytest.raises(Invalid, match="not compared"):
        DESK.ask(rows="item", compare={"back": 1, "grain": "month"})


def test_each_asker_sees_only_the_columns_of_his_persona() -> None:
    def columns(persona: str, desk: Desk = DESK) -> list[str]:
        return desk.columns(persona, rows="warehouse")

    assert columns("warehouse") == ["warehouse_code", "warehouse_name"]
    assert columns("purchasing") == ["warehouse_code"]
