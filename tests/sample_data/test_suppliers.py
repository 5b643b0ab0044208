"""Suppliers have characters of their own, and purchases come in every state."""

import pytest

from tests.sample_data.test_situations import WAREHOUSES, warehouses

WAITING = "actual_delivery_date IS NULL AND status IN ('Open', 'Partial')"


def spread(business, figure):
    return business.rows(
        f"SELECT min(x), max(x) FROM (SELECT supplier_code, {figure} AS x FROM $purchases"
        " WHERE status <> 'Cancelled' GROUP BY supplier_code)"
    )[0]


def suppliers(business, condition):
    return business.value(f"SELECT count(DISTINCT supplier_code) FROM $purchases WHERE {condition}")


def test_lead_times_differ(business):
    low, high = spread(business, "avg(actual_delivery_date - order_date)")
    assert high > 3 * low


def test_punctuality_differs(usual):
    low, high = spread(usual, "avg((actual_delivery_date <= expected_delivery_date)::INT)")
    assert low < 0.75 < 0.9 < high


def test_quality_differs(usual):
    low, high = spread(usual, "avg((receipt_status = 'Rejected')::INT) FILTER (receipt_status <> 'Pending')")
    assert 0 < low < 0.03 < 0.06 < high


def test_prices_differ(usual):
    """Of the same product, bought from several in the same year."""
    dear = usual.rows(
        "SELECT max(cost) / min(cost) AS ratio FROM (SELECT product_code, supplier_code, avg(unit_cost) AS cost"
        " FROM $purchases WHERE status <> 'Cancelled' AND order_date > $today - 365 GROUP BY 1, 2)"
        " GROUP BY product_code HAVING count(*) > 1 ORDER BY 1 DESC"
    )
    assert len(dear) >= 40
    assert dear[0][0] > 1.08


def test_some_products_have_two_or_three_suppliers_and_most_have_one(usual):
    sources = usual.by(
        "SELECT n, count(*) FROM (SELECT product_code, count(DISTINCT supplier_code) AS n FROM $purchases"
        " WHERE status <> 'Cancelled' GROUP BY 1) GROUP BY 1"
    )
    assert set(sources) == {1, 2, 3}
    assert sources[1] > sources[2] > sources[3] >= 10


def test_the_preferred_supplier_is_not_always_the_cheapest(usual):
    cheapest = usual.value(
        """SELECT avg((supplier_code = preferred)::INT) FROM (
             SELECT product_code, supplier_code, count(*) OVER (PARTITION BY product_code) AS many,
               row_number() OVER (PARTITION BY product_code ORDER BY avg(unit_cost)) AS place
             FROM $purchases GROUP BY product_code, supplier_code)
           JOIN (SELECT product_code, supplier_code AS preferred FROM product) USING (product_code)
           WHERE place = 1 AND many > 1"""
    )
    assert 0.2 < cheapest < 0.8


def test_every_supplier_was_late_short_and_rejected_last_month(business):
    last_month = "actual_delivery_date >= $month_ago AND actual_delivery_date < $month"
    every = suppliers(business, "true")
    assert 12 <= every <= 20
    assert suppliers(business, f"{last_month} AND actual_delivery_date > expected_delivery_date") == every
    assert suppliers(business, f"{last_month} AND actual_delivery_date <= expected_delivery_date") == every
    assert suppliers(business, f"{last_month} AND receipt_status = 'Rejected'") == every
    assert suppliers(business, f"{last_month} AND receipt_status = 'Partial'") == every


def test_every_supplier_has_something_overdue_and_something_awaited(business):
    every = suppliers(business, "true")
    assert suppliers(business, f"{WAITING} AND expected_delivery_date < $today") == every
    assert suppliers(business, f"{WAITING} AND expected_delivery_date > $today") == every


def test_every_supplier_delivers_in_each_month(business):
    """On the first of a month too, so that a month to date is never empty."""
    assert business.value(
        "SELECT min(n) FROM (SELECT count(DISTINCT supplier_code) AS n FROM purchase_order_header"
        " WHERE actual_delivery_date IS NOT NULL AND actual_delivery_date <= expected_delivery_date"
        " AND order_date >= $month - INTERVAL 24 MONTH GROUP BY date_trunc('month', order_date))"
    ) >= 12  # fmt: skip
    this_month = "order_date >= $month AND actual_delivery_date <= expected_delivery_date"
    assert suppliers(business, this_month) >= 12


@pytest.mark.parametrize("status", ["Open", "Partial", "Received", "Cancelled"])
def test_purchase_orders_of_every_status(business, status):
    assert warehouses(business, f"status = '{status}'", "purchase_order_header") == WAREHOUSES


@pytest.mark.parametrize("days", ["BETWEEN 1 AND 7", "BETWEEN 8 AND 30", "> 30"])
def test_overdue_purchase_orders(business, days):
    late = f"{WAITING} AND $today - expected_delivery_date {days}"
    assert warehouses(business, late, "purchase_order_header") == WAREHOUSES


@pytest.mark.parametrize("days", ["= 0", "= 1", "BETWEEN 2 AND 7", "BETWEEN 8 AND 31", "> 31"])
def test_purchase_orders_awaited(business, days):
    ahead = f"{WAITING} AND expected_delivery_date - $today {days}"
    assert warehouses(business, ahead, "purchase_order_header") == WAREHOUSES


def test_a_partial_order_is_delivered_short_or_still_open(business):
    for there in ("IS NULL", "IS NOT NULL"):
        partial = f"status = 'Partial' AND actual_delivery_date {there}"
        assert warehouses(business, partial, "purchase_order_header") == WAREHOUSES


def test_purchases_today(business):
    for condition in ("order_date = $today", "actual_delivery_date = $today"):
        assert warehouses(business, condition, "purchase_order_header") == WAREHOUSES


def test_what_is_sold_is_bought(usual):
    """Over three years a little more is bought than sold, and a little rejected."""
    bought = usual.value(
        "SELECT sum(received_quantity * p.unit_cost) FROM $purchases JOIN product p USING (product_code)"
    )
    sold = usual.value("SELECT sum(fulfilled_quantity * p.unit_cost) FROM $sales JOIN product p USING (product_code)")
    assert 0.85 < bought / sold < 1.25
