"""The books, the places and what planners know: every situation of theirs."""

from itertools import pairwise
from math import cos, hypot, radians

import pytest

from scripts.sample_data.places import AREAS
from scripts.sample_data.places import WAREHOUSES as DEPOTS
from scripts.sample_data.vendors import check_character
from tests.sample_data.test_situations import WAREHOUSES

LAST_MONTH = "invoice_date >= $month_ago AND invoice_date < $month"
MONTH_BEFORE = "invoice_date >= $month_ago - INTERVAL 1 MONTH AND invoice_date < $month_ago"
INDISKY = "invoices JOIN vendors v ON v.id = vendor_id AND vendor_name = 'IndiSky'"


def test_indisky_fails_more_than_before(business):
    failed = business.rows(f"SELECT DISTINCT error_message FROM {INDISKY} WHERE i.status = 'failed' AND {LAST_MONTH}"
                           .replace("invoices JOIN", "invoices i JOIN"))  # fmt: skip
    assert len(failed) >= 2
    assert business.value(f"SELECT count(*) FROM {INDISKY} WHERE {MONTH_BEFORE}") >= 4


def test_errors_are_many_and_plausible(business):
    errors = business.rows("SELECT error_message, count(*) FROM invoices WHERE status = 'failed' GROUP BY 1")
    assert len(errors) >= 6
    assert all(len(text.split()) >= 4 for text, _ in errors)


def test_every_vendor_has_invoices_in_most_months(business):
    least = business.value(
        "SELECT min(n) FROM (SELECT count(DISTINCT date_trunc('month', invoice_date)) AS n FROM invoices"
        " GROUP BY vendor_id)"
    )
    assert least >= 34
    assert business.value("SELECT count(DISTINCT vendor_id) = (SELECT count(*) FROM vendors) FROM invoices")


def test_two_workspaces_each_with_everything(business):
    for column in ("status", "payment_status", "visibility", "gstin_verified"):
        kinds = business.rows(f"SELECT workspace_id, count(DISTINCT {column}) FROM invoices GROUP BY 1")
        assert len(kinds) == 2
        assert all(many >= 2 for _, many in kinds)
    assert (
        business.value("SELECT count(DISTINCT (workspace_id, region, status, visibility)) FROM sales") == 2 * 4 * 3 * 2
    )


def test_invoices_today_of_every_status_in_each_workspace(business):
    kinds = "SELECT count(DISTINCT (workspace_id, status)) FROM invoices WHERE invoice_date = $today"
    assert business.value(kinds) == 6


def test_old_invoices_are_paid_but_not_all(business):
    paid = business.by("SELECT payment_status, count(*) FROM invoices WHERE invoice_date < $today - 90 GROUP BY 1")
    assert paid["paid"] > 5 * paid["unpaid"] > 0
    assert paid["overdue"] > 0
    large = "(SELECT quantile_cont(total_amount, 0.9) FROM invoices WHERE payment_status = 'unpaid')"
    assert business.value(
        f"SELECT count(*) FROM invoices WHERE payment_status = 'unpaid' AND invoice_date < $today - 120"
        f" AND total_amount > {large}"
    )  # fmt: skip


def test_every_region_has_completed_and_refunded_sales_in_every_month(business):
    months = business.rows(
        "SELECT count(DISTINCT (region, status)) FROM sales WHERE status <> 'pending' AND sale_date < $month"
        " GROUP BY date_trunc('month', sale_date)"
    )
    assert len(months) == 36
    assert {row[0] for row in months} == {8}


def test_sales_today_of_every_kind_in_every_region(business):
    kinds = "SELECT count(DISTINCT (workspace_id, region, status)) FROM sales WHERE sale_date = $today"
    assert business.value(kinds) == 24


def test_buyers_in_the_books_are_customers(usual):
    strangers = "SELECT count(*) FROM sales WHERE customer_name NOT IN (SELECT customer_name FROM sales_order_header)"
    assert usual.value(strangers) == 0


def test_gstins_have_their_check_character(business):
    assert check_character("27AAPFU0939F1Z") == "V"  # the example of the tax office's own form
    numbers = [row[0] for row in business.rows("SELECT gstin FROM vendors")]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 15 and check_character(number[:14]) == number[14] for number in numbers)


def test_places_lie_in_karnataka_and_near_their_warehouse(business):
    assert business.by("SELECT location_type, count(*) FROM location GROUP BY 1") == {
        "warehouse": 5,
        "delivery_area": 24,
    }
    inside = "latitude BETWEEN 11.5 AND 18.5 AND longitude BETWEEN 74 AND 78.6"
    assert business.value(f"SELECT bool_and({inside}) FROM location")
    for area in AREAS:
        depot = DEPOTS[area.warehouse]
        north = area.latitude - depot.latitude
        east = (area.longitude - depot.longitude) * cos(radians(area.latitude))
        assert hypot(north, east) * 111 < 130, area.name  # km


def test_every_area_is_delivered_to(business):
    assert business.value("SELECT count(DISTINCT delivery_area) FROM sales_order_header") == 24


def test_stock_records_reach_back_two_months(business):
    days = [row[0] for row in business.rows("SELECT DISTINCT snapshot_day - $today FROM stock_snapshot ORDER BY 1")]
    assert days[-14:] == list(range(-13, 1))
    assert -62 <= days[0] <= -54
    assert all(later - earlier <= 7 for earlier, later in pairwise(days))


def test_stock_records_follow_what_moved(usual):
    """From one day to the next: receipts in, deliveries out; where that is not so, stock was recounted."""
    agree = usual.value(
        """WITH moved AS (
             SELECT warehouse_code, product_code, sum(units) AS units FROM (
               SELECT warehouse_code, product_code, -fulfilled_quantity AS units FROM $sales
               WHERE status = 'Delivered' AND delivery_date = $today - 4
               UNION ALL SELECT warehouse_code, product_code, received_quantity FROM $purchases
               WHERE actual_delivery_date = $today - 4) GROUP BY 1, 2)
           SELECT avg((later.stock - earlier.stock = units)::INT) FROM moved
           JOIN stock_snapshot earlier USING (warehouse_code, product_code)
           JOIN stock_snapshot later USING (warehouse_code, product_code)
           WHERE earlier.snapshot_day = $today - 5 AND later.snapshot_day = $today - 4"""
    )
    assert agree > 0.7


@pytest.mark.parametrize("table", ["planning_item", "planning_supplier", "planning_vehicle"])
def test_planning_tables_are_filled(business, table):
    assert business.value(f"SELECT count(*) FROM {table}") >= 10


def test_planning_rules_for_all_products_and_some_warehouses(business):
    assert business.value("SELECT count(*) FROM planning_item WHERE warehouse_code IS NULL") == 200
    assert business.value("SELECT count(DISTINCT warehouse_code) FROM planning_item") == 5
    assert business.value("SELECT max(n) FROM (SELECT count(*) AS n FROM planning_supplier GROUP BY supplier_code)") > 1
    assert {row[0] for row in business.rows("SELECT DISTINCT warehouse_code FROM planning_vehicle")} == WAREHOUSES
    assert business.value("SELECT bool_and(shift_start < shift_end) FROM planning_vehicle")
