"""Every situation that a demonstration needs is there, in every warehouse, on any day."""

import pytest

WAREHOUSES = {f"WH00{number}" for number in range(1, 6)}
ITEM_STATES = {
    "low": "current_stock < minimum_stock AND current_stock > 0",
    "out": "current_stock = 0",
    "overstocked": "current_stock > maximum_stock",
    "exactly at the reorder point": "current_stock = reorder_point",
    "below the reorder point only": "current_stock > minimum_stock AND current_stock < reorder_point",
    "healthy": "current_stock > reorder_point AND current_stock <= maximum_stock",
}
NO_SALE = """NOT EXISTS (FROM $sales WHERE status <> 'Cancelled' AND h.warehouse_code = w.warehouse_code
    AND l.product_code = w.product_code AND order_date > $today - 180)"""
NOT_BOUGHT = """NOT EXISTS (FROM $purchases WHERE status <> 'Cancelled' AND h.warehouse_code = w.warehouse_code
    AND l.product_code = w.product_code AND order_date > $today - 90)"""


def warehouses(business, condition, table="sales_order_header"):
    return {row[0] for row in business.rows(f"SELECT DISTINCT warehouse_code FROM {table} WHERE {condition}")}


@pytest.mark.parametrize("state", ITEM_STATES)
def test_items_in_every_state(business, state):
    assert warehouses(business, ITEM_STATES[state], "warehouse_product") == WAREHOUSES


def test_dead_stock_in_every_warehouse_but_not_everywhere(business):
    assert warehouses(business, f"current_stock > 0 AND {NO_SALE}", "warehouse_product w") == WAREHOUSES
    if business.orders >= 20_000:
        assert business.value(f"SELECT avg(({NO_SALE})::INT) FROM warehouse_product w") < 0.2


def test_low_items_that_nobody_ordered(business):
    assert warehouses(business, f"current_stock < minimum_stock AND {NOT_BOUGHT}", "warehouse_product w") == WAREHOUSES


def test_best_sellers_about_to_run_out(business):
    short = {row[0] for row in business.rows(
        "SELECT DISTINCT w.warehouse_code FROM warehouse_product w JOIN (SELECT warehouse_code, product_code,"
        " sum(order_quantity) / 90 AS daily FROM $sales WHERE status <> 'Cancelled' AND order_date >= $today - 90"
        " AND order_date < $today GROUP BY 1, 2) d USING (warehouse_code, product_code)"
        " WHERE current_stock > 0 AND current_stock < daily * 14"
    )}  # fmt: skip
    assert short == WAREHOUSES


@pytest.mark.parametrize("status", ["Pending", "Processing", "Shipped", "Delivered", "Cancelled"])
def test_orders_of_every_status_today(business, status):
    assert warehouses(business, f"status = '{status}' AND order_date = $today") == WAREHOUSES


@pytest.mark.parametrize("days", ["= 1", "BETWEEN 2 AND 7", "BETWEEN 8 AND 30", "> 30", "> 60"])
def test_overdue_orders(business, days):
    assert warehouses(business, f"$open AND $today - delivery_date {days}") == WAREHOUSES


def test_warehouses_differ_in_overdue_orders(business):
    late = business.by(
        "SELECT warehouse_code, count(*) FROM sales_order_header WHERE $open AND delivery_date < $today GROUP BY 1"
    )
    assert len(set(late.values())) > 1


def test_some_customers_wait_for_several_orders(business):
    late = sorted(row[0] for row in business.rows(
        "SELECT count(*) FROM sales_order_header WHERE $open AND delivery_date < $today GROUP BY customer_code"
    ))  # fmt: skip
    assert late[-1] >= late[len(late) // 2] + 2


@pytest.mark.parametrize("days", ["0", "1", "BETWEEN 2 AND 7", "BETWEEN 8 AND 31", "> 31"])
def test_orders_due_ahead(business, days):
    days = days if " " in days else f"= {days}"
    assert warehouses(business, f"$open AND delivery_date - $today {days}") == WAREHOUSES


def test_deliveries_today_yesterday_and_in_each_of_the_last_six_weeks(business):
    assert warehouses(business, "status = 'Delivered' AND delivery_date = $today") == WAREHOUSES
    assert warehouses(business, "status = 'Delivered' AND delivery_date = $today - 1") == WAREHOUSES
    for week in range(1, 7):
        start = f"date_trunc('week', $today) - INTERVAL {week} WEEK"
        span = f"delivery_date >= {start} AND delivery_date < {start} + INTERVAL 1 WEEK"
        assert warehouses(business, f"status = 'Delivered' AND {span}") == WAREHOUSES, week


def test_cancelled_orders_last_month(business):
    span = "order_date >= $month_ago AND order_date < $month"
    assert warehouses(business, f"status = 'Cancelled' AND {span}") == WAREHOUSES


def test_partly_fulfilled_orders(business):
    assert warehouses(business, "fulfillment_status = 'Partial'", "$sales") == WAREHOUSES


def test_customers_that_stopped_ordering(business):
    assert business.value(
        "SELECT count(*) FROM (SELECT customer_code FROM sales_order_header GROUP BY 1"
        " HAVING max(order_date) < $today - 150)"
    ) >= 2  # fmt: skip


def test_history_ends_on_a_day_like_any_other(usual):
    """Nothing is left open from long ago, nothing is delivered ahead of time."""
    assert usual.value("SELECT count(*) FROM sales_order_header WHERE $open AND delivery_date < $today - 200") == 0
    assert usual.value("SELECT avg(CASE WHEN $open THEN 1 ELSE 0 END) FROM sales_order_header") < 0.05
