"""Figures by group over a business that can be added up by hand: the numbers here were."""

from datetime import date
from functools import cache

import pytest

from tests.core.semantic.asking import Data, Desk, Row, agree, field, period
from tests.core.semantic.small import small_desk


@cache
def desk(today: str = "2026-03-31") -> Desk:
    return small_desk(date.fromisoformat(today))


def check(query: Data, wanted: list[Row], persona: str = "warehouse", today: str = "2026-03-31") -> None:
    agree(desk(today).ask(persona, **query), wanted, query, ordered=True)


def day(text: str) -> date:
    return date.fromisoformat(text)


MARCH = period(calendar="month")
P1, TOOLS = field("product.code", "P1"), field("product.group", "Tools")
LOW, LATE = {"is": "item.low_stock"}, {"is": "sales_order.overdue"}

FAN_OUT = {
    "lines do not multiply orders": (
        {"measures": ["revenue", "orders", "average_order_value"]}, [(718, 9, 718 / 9)]),
    "three facts side by side": (
        {"measures": ["orders", "revenue", "stock"], "by": ["warehouse.code"], "order": "warehouse.code"},
        [("W1", 5, 480, 105), ("W2", 4, 238, 27), ("W3", 0, 0, 3)]),
    "an order is counted once in each group that it touches": (
        {"measures": ["orders", "revenue"], "by": ["product.group"]},
        [("Fasteners", 5, 228), ("Tools", 4, 460), ("Chemicals", 1, 30)]),
    "two lines of one product are one order": ({"measures": ["orders"], "where": P1}, [(4,)]),
    "the same number with another prefix is another order": (
        {"measures": ["orders"], "where": field("sales_order.number", "001")}, [(2,)]),
    "conditions on one line must hold on the same line": (
        {"measures": ["orders"], "where": {"and": [P1, field("sales_order_line.order_quantity", 20, ">=")]}}, [(1,)]),
    "orders without a product, those without lines too": ({"measures": ["orders"], "where": {"not": P1}}, [(5,)]),
    "orders with an item that is low now": ({"measures": ["orders"], "where": LOW}, [(2,)]),
    "orders with an item that is low now, or overdue": ({"measures": ["orders"], "where": {"or": [LOW, LATE]}}, [(3,)]),
    "orders with this and without that": (
        {"measures": ["orders"], "where": {"and": [field("product.code", "P2"), {"not": P1}]}}, [(1,)]),
    "a filter on a figure of each order": (
        {"measures": ["orders"], "by": ["warehouse.code"], "where": field("sales_order.value", 100, ">")},
        [("W1", 3), ("W2", 1)]),
    "stock of what a customer ordered, each item once": (
        {"measures": ["stock"], "by": ["customer.code"]}, [("C2", 132), ("C1", 105), ("C3", 7)]),
    "ratios are of sums": (
        {"measures": ["fill_rate"], "by": ["warehouse.code"]}, [("W1", 129 / 133), ("W2", 24 / 33)]),
    "utilisation in all is of sums too": ({"measures": ["capacity_utilisation"]}, [(135 / 423,)]),
}  # fmt: skip
NULLS = {
    "!= keeps the empty ones": (
        {"measures": ["orders"], "where": field("delivery_area.name", "A1", "!=")}, [(4,)]),
    "not keeps the empty ones": (
        {"measures": ["orders"], "where": {"not": field("delivery_area.name", "A1")}}, [(4,)]),
    "not in keeps the empty ones": (
        {"measures": ["orders"], "where": field("delivery_area.name", ["A1"], "not in")}, [(4,)]),
    "not between keeps the empty ones": (
        {"measures": ["orders"],
         "where": {"not": field("sales_order.delivery_date", ["2026-03-01", "2026-03-31"], "between")}}, [(5,)]),
    "neither in this area nor due later": (
        {"measures": ["orders"], "where": {"not": {"or": [
            field("delivery_area.name", "A1"), field("sales_order.delivery_date", "2026-04-01", ">=")]}}}, [(3,)]),
    "is null": ({"measures": ["orders"], "where": {"field": "sales_order.delivery_date", "op": "is null"}}, [(1,)]),
    "not null": ({"measures": ["orders"], "where": {"field": "sales_order.delivery_date", "op": "not null"}}, [(8,)]),
    "an empty group is a group": (
        {"measures": ["orders"], "by": ["delivery_area.name"]}, [("A1", 5), ("A2", 3), (None, 1)]),
    "shares and totals meet in the empty group": (
        {"measures": ["orders", {"measure": "orders", "share": {"within": ["delivery_area.name"]}}],
         "by": ["delivery_area.name", "warehouse.code"], "order": ["delivery_area.name", "warehouse.code"]},
        [("A1", "W1", 4, 0.8), ("A1", "W2", 1, 0.2), ("A2", "W1", 1, 1 / 3), ("A2", "W2", 2, 2 / 3),
         (None, "W2", 1, 1)]),
    "no demand, no cover": (
        {"measures": ["days_of_cover"], "by": ["warehouse.code"], "order": "warehouse.code"},
        [("W1", 105 * 90 / 33), ("W2", 27 * 90 / 28), ("W3", None)]),
    "ungrouped over nothing there is still a row": (
        {"measures": ["orders", "fill_rate"], "where": period(start="2030-01-01")}, [(0, None)]),
    "grouped over nothing there is none": (
        {"measures": ["orders"], "by": ["warehouse.code"], "where": period(start="2030-01-01")}, []),
    "two columns compared": (
        {"measures": ["order_lines"], "where": {
            "field": "sales_order_line.fulfilled_quantity", "op": "<", "other": "sales_order_line.order_quantity"}},
        [(5,)]),
    "a sign in a name is only a sign": ({"measures": ["orders"], "where": field("customer.name", "%", "contains")},
                                        [(0,)]),
    "part of a name, in any case": ({"measures": ["orders"], "where": field("customer.name", "AN", "contains")},
                                    [(4,)]),
}  # fmt: skip
FIGURES = {
    "ties are broken by the key": ({"measures": ["orders"], "by": ["customer.code"], "limit": 1}, [("C1", 3)]),
    "a renamed customer is one customer": (
        {"measures": ["revenue"], "by": ["customer"]},
        [("C2", "Bob", 398), ("C1", "Ann B", 170), ("C3", "Cid", 150)]),
    "running total": (
        {"measures": [{"measure": "revenue", "running": True}], "by": ["date:month"]},
        [(day("2024-02-01"), 150), (day("2025-12-01"), 270), (day("2026-01-01"), 400), (day("2026-02-01"), 420),
         (day("2026-03-01"), 718)]),
    "running total in each warehouse": (
        {"measures": [{"measure": "orders", "running": True}], "by": ["date:year", "warehouse.code"],
         "order": ["warehouse.code", "date"]},
        [(day("2024-01-01"), "W1", 1), (day("2026-01-01"), "W1", 5), (day("2025-01-01"), "W2", 1),
         (day("2026-01-01"), "W2", 4)]),
    "shares of all": (
        {"measures": [{"measure": "revenue", "share": {}}], "by": ["product.group"]},
        [("Tools", 460 / 718), ("Fasteners", 228 / 718), ("Chemicals", 30 / 718)]),
    "shares within a warehouse": (
        {"measures": [{"measure": "revenue", "share": {"within": ["warehouse.code"]}}],
         "by": ["warehouse.code", "product.group"], "order": ["warehouse.code", "product.group"]},
        [("W1", "Fasteners", 200 / 480), ("W1", "Tools", 280 / 480), ("W2", "Chemicals", 30 / 238),
         ("W2", "Fasteners", 28 / 238), ("W2", "Tools", 180 / 238)]),
    "a part of itself without its filter": (
        {"measures": [{"measure": "revenue", "where": TOOLS, "share": {"of": "unfiltered"}}], "by": ["warehouse.code"]},
        [("W2", 180 / 238), ("W1", 280 / 480)]),
    "the figure over all beside each": (
        {"measures": ["revenue", {"measure": "revenue", "overall": True, "as": "all"}], "by": ["warehouse.code"]},
        [("W1", 480, 718), ("W2", 238, 718)]),
    "own filter and own period": (
        {"measures": ["revenue", {"measure": "revenue", "where": TOOLS, "as": "tools"},
                      {"measure": "revenue", "period": {"calendar": "year", "offset": -1}, "as": "before"}],
         "by": ["warehouse.code"], "where": period(calendar="year")},
        [("W1", 330, 280, 0), ("W2", 118, 60, 120)]),
    "cancelled beside the others": (
        {"measures": ["orders", {"measure": "orders", "where": field("sales_order.status", "Cancelled"), "as": "c"}]},
        [(9, 1)]),
    "several facts by month": (
        {"measures": ["orders", "units_ordered", "stock_on_day"], "by": ["date:month"], "where": period(
            calendar="month", offset=-1, count=2)},
        [(day("2026-02-01"), 1, 10, 70), (day("2026-03-01"), 5, 33, 99)]),
    "an average of months": ({"measures": [{"measure": "revenue", "agg": "avg", "per": ["date:month"]}]}, [(143.6,)]),
    "an average of months, in each warehouse": (
        {"measures": [{"measure": "revenue", "agg": "avg", "per": ["date:month"]}], "by": ["warehouse.code"]},
        [("W1", 120), ("W2", 119)]),
    "orders of a customer on average": (
        {"measures": [{"measure": "orders", "agg": "avg", "per": ["customer"]}]}, [(2.25,)]),
    "average value of orders, those without lines too": (
        {"measures": [{"agg": "avg", "of": "sales_order.value"}]}, [(718 / 9,)]),
    "median": ({"measures": [{"agg": "median", "of": "sales_order_line.order_quantity"}]}, [(5,)]),
    "number of different ones": (
        {"measures": [{"agg": "count_distinct", "of": "customer"}], "by": ["date:month"], "where": MARCH},
        [(day("2026-03-01"), 4)]),
    "weekdays, Monday first": (
        {"measures": ["orders"], "by": ["sales_order.order_date:weekday"]},
        [(1, 2), (2, 2), (3, 1), (4, 1), (6, 2), (7, 1)]),
    "months of the year": (
        {"measures": ["revenue"], "by": ["date:month_of_year"]}, [(1, 130), (2, 170), (3, 298), (12, 120)]),
    "the leap day is a day": (
        {"measures": ["revenue"], "where": period(start="2024-02-29", end="2024-02-29")}, [(150,)]),
    "the best product of each warehouse": (
        {"measures": ["revenue"], "by": ["warehouse.code", "product"], "limit": 1, "per": ["warehouse.code"]},
        [("W1", "P3", "Drill", 280), ("W2", "P4", "Saw", 180)]),
    "ordered by a figure that is not shown": (
        {"measures": ["orders"], "by": ["warehouse.code"], "order": "-stock"}, [("W1", 5), ("W2", 4), ("W3", 0)]),
    "a condition on groups against the figure over all": (
        {"measures": ["revenue"], "by": ["customer.code"],
         "having": {"measure": "average_order_value", "op": ">", "overall": True}}, [("C2", 398)]),
    "a condition on groups against another figure": (
        {"measures": ["stock"], "by": ["product.code"], "order": "product.code",
         "having": {"measure": "stock", "op": "<", "other": "units_ordered"}},
        [("P1", 120), ("P2", 0), ("P5", 3)]),
    "not a condition on groups, groups without the figure too": (
        {"measures": ["orders"], "by": ["customer.code"], "order": "customer.code",
         "having": {"not": {"measure": "fill_rate", "op": ">", "value": "0.5"}}}, [("C3", 2), ("C4", 1)]),
    "either condition on groups": (
        {"measures": ["revenue"], "by": ["customer.code"], "having": {"or": [
            {"measure": "revenue", "op": ">", "value": 160}, {"measure": "orders", "op": "=", "value": 1}]}},
        [("C2", 398), ("C1", 170), ("C4", 0)]),
    "revenue of the two best customers": (
        {"measures": ["revenue"], "where": {"field": "customer", "op": "in", "query": {
            "measures": ["revenue"], "by": ["customer"], "order": "-revenue", "limit": 2}}}, [(568,)]),
    "orders of all but the best customer": (
        {"measures": ["orders"], "where": {"field": "customer", "op": "not in", "query": {
            "measures": ["revenue"], "by": ["customer"], "order": "-revenue", "limit": 1}}}, [(6,)]),
    "stock as of a day is that of the last day that was recorded": (
        {"measures": ["stock_on_day"], "where": period(end="2026-03-31")}, [(99,)]),
    "stock as of an earlier day": (
        {"measures": ["stock_on_day"], "by": ["warehouse.code"], "where": period(end="2026-03-29"), "order":
         "warehouse.code"}, [("W1", 90), ("W2", 25)]),
    "stock stays as of now beside a figure of a period": (
        {"measures": ["stock", "revenue"], "where": MARCH}, [(135, 298)]),
    "the values of a dimension": ({"by": ["sales_order.order_date:year"]},
                                  [(day("2024-01-01"),), (day("2025-01-01"),), (day("2026-01-01"),)]),
}  # fmt: skip


@pytest.mark.parametrize(("query", "wanted"), [*FAN_OUT.values(), *NULLS.values(), *FIGURES.values()],
                         ids=[*FAN_OUT, *NULLS, *FIGURES])  # fmt: skip
def test_figures(query: Data, wanted: list[Row]) -> None:
    check(query, wanted)


COMPARED = {  # today, period, steps back → now, before
    "this month, to the month before": ("2026-03-31", {"calendar": "month"}, (1, "month"), 298, 20),
    "over the turn of the year": ("2026-01-15", {"calendar": "month"}, (1, "month"), 130, 120),
    "a quarter to the one before": ("2026-01-15", {"calendar": "quarter"}, (1, "quarter"), 448, 120),
    "a year": ("2026-03-31", {"calendar": "year"}, (1, "year"), 448, 120),
    "two years back": ("2026-03-31", {"calendar": "year"}, (2, "year"), 448, 150),
    "31 March to the last day of February": ("2026-03-31", {"last_days": 1}, (1, "month"), 68, 20),
    "31 March of a leap year": ("2024-03-31", {"last_days": 1}, (1, "month"), 0, 150),
    "28 February to 28 February": ("2025-02-28", {"last_days": 1}, (1, "year"), 0, 0),
    "month to date to as many days": ("2026-03-31", {"calendar": "month", "to_date": True}, (1, "month"), 298, 20),
    "given days that end months": ("2026-03-31", {"start": "2026-01-31", "end": "2026-02-28"}, (1, "month"), 150, 120),
}


@pytest.mark.parametrize("case", COMPARED)
def test_comparisons(case: str) -> None:
    today, when, (back, grain), now, before = COMPARED[case]
    growth = (now - before) / before if before else None
    query = {"measures": ["revenue"], "where": {"period": when}, "compare": {"back": back, "grain": grain}}
    check(query, [(now, before, now - before, growth)], today=today)


def test_months_beside_the_months_before_them() -> None:
    query = {"measures": ["revenue"], "by": ["date:month"], "where": period(calendar="month", offset=-3, count=4)}
    months = [("2025-12-01", 120, 0), ("2026-01-01", 130, 120), ("2026-02-01", 20, 130), ("2026-03-01", 298, 20)]
    wanted = [(day(first), now, before, now - before) for first, now, before in months]
    check({**query, "compare": {"back": 1, "grain": "month", "show": ["previous", "change"]}}, wanted)


def test_a_rate_beside_its_own_past() -> None:
    query = {"measures": ["average_order_value"], "by": ["warehouse.code"], "where": MARCH}
    wanted = [("W1", 90, 20, 70, 3.5), ("W2", 118 / 3, None, None, None)]
    check({**query, "compare": {"back": 1, "grain": "month"}}, wanted)


PURCHASING = {
    "late, on time, overdue": (
        ["late_order_share", "on_time_rate", "average_delay", "average_purchase_days_overdue", "quality_rate"],
        [], [(3 / 7, 2 / 3, 4 / 3, 13.5, 5 / 6)]),
    "receipts and what they are worth": (
        ["receipt_fill_rate", "quality_rate", "receipts"], ["supplier.code"],
        [("S1", 0.75, 1, 3), ("S4", 0.6, 1, 1), ("S2", 2 / 13, 0.5, 2), ("S5", 0, None, 0)]),
    "cost competitiveness by units": (
        ["cost_competitiveness"], ["supplier.code"], [("S4", 1), ("S5", 1), ("S1", 0.965), ("S2", 11.5 / 13)]),
    "the score shares out the weight of what is missing": (
        ["supplier_score"], ["supplier"],
        [("S1", "Acme", 91.8), ("S4", "Dyn", 58 / 0.7), ("S2", "Best", 290 / 13 + 10), ("S5", "Eon", None)]),
    "the order's supplier beside the product's": (
        ["spend", "stock_value"], ["supplier.code"],
        [("S1", 149, 120), ("S2", 134, 200), ("S5", 75, 0), ("S4", 45, 0), ("S3", 0, 210), (None, 0, 9)]),
    "without the map a warehouse is its code": (["spend"], ["warehouse"], [("W1", 339), ("W2", 64)]),
}  # fmt: skip


@pytest.mark.parametrize("case", PURCHASING)
def test_purchasing(case: str) -> None:
    measures, by, wanted = PURCHASING[case]
    check({"measures": measures, "by": by}, wanted, "purchasing")


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (field("supplier", "S2"), 11.5 / 13),
        (field("supplier.name", "best", "contains"), 11.5 / 13),
        ({"not": field("supplier.code", "S1")}, 114.5 / 116),
        ({"or": [field("supplier.code", "S1"), field("supplier.code", "S2")]}, 204.5 / 213),
        (field("supplier.code", ["S1", "S2"], "in"), 204.5 / 213),
        ({"and": [{"not": field("supplier.code", "S1")}, P1]}, 0.85),
        ({"field": "supplier", "op": "not in", "query": {"measures": ["spend"], "by": ["supplier"], "limit": 1}},
         114.5 / 116),
        (field("warehouse.code", "W1"), (100 * 1 + 70 * 0.9 + 10 * 0.9 + 2 + 100 + 3) / 285),
    ],
)  # fmt: skip
def test_a_supplier_is_held_against_those_that_the_question_leaves_out(where: Data, wanted: float) -> None:
    check({"measures": ["cost_competitiveness"], "where": where}, [(wanted,)], "purchasing")


def test_finance() -> None:
    check({"measures": ["invoices", "sales_amount"], "by": ["date:month"]},
          [(day("2026-02-01"), 1, 40), (day("2026-03-01"), 3, 10)], "finance")  # fmt: skip
    check({"measures": ["failure_rate", "outstanding_amount"], "by": ["vendor"]},
          [(1, "IndiSky", 2 / 3, 170), (2, "Indigo", 0, 30)], "finance")  # fmt: skip
    check({"measures": ["sales_amount", "refund_amount"], "by": ["sale.region"]},
          [("East", 40, 0), ("North", 10, 0), ("South", 0, 20)], "finance")  # fmt: skip
