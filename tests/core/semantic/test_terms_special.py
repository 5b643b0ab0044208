"""The terms that are easily got wrong, each a Query and its SQL: cancelled orders, days of cover, lateness, scores."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.core.semantic.asking import Desk, agree, field, state

MONTH = "date_trunc('month', {0}) = date_trunc('month', $today)"
OPEN_PURCHASE = "actual_delivery_date IS NULL AND status IN ('Open', 'Partial')"
LATE = f"(actual_delivery_date > expected_delivery_date OR ({OPEN_PURCHASE} AND expected_delivery_date < $today))"
DEMAND = """(SELECT warehouse_code, product_code, sum(order_quantity) / 90 AS daily FROM sales_lines
    WHERE status <> 'Cancelled' AND order_date >= $today - 90 AND order_date < $today GROUP BY ALL)"""
COVER = f"(SELECT * FROM items LEFT JOIN {DEMAND} USING (warehouse_code, product_code))"
DEAD = """current_stock > 0 AND NOT EXISTS (SELECT 1 FROM sales_lines s WHERE s.warehouse_code = items.warehouse_code
    AND s.product_code = items.product_code AND s.status <> 'Cancelled'
    AND s.order_date > $today - 180 AND s.order_date <= $today)"""
# Lowest average cost of any supplier for the product / this supplier's, weighed by units.
COSTS = """(SELECT supplier_code, sum(lowest / own * units) / sum(units) AS cost FROM (
      SELECT supplier_code, product_code, avg(unit_cost) AS own, sum(order_quantity) AS units,
             min(avg(unit_cost)) OVER (PARTITION BY product_code) AS lowest
      FROM purchase_lines WHERE status <> 'Cancelled' AND {0} GROUP BY 1, 2) GROUP BY 1)"""
PARTS = f"""(SELECT supplier_code,
      sum(received_quantity) / nullif(sum(order_quantity), 0) AS fill,
      count(*) FILTER (receipt_status IN ('Complete', 'Partial')) AS good,
      count(*) FILTER (receipt_status IN ('Complete', 'Partial', 'Rejected')) AS came,
      any_value(cost) AS cost, any_value(on_time) AS on_time
    FROM purchase_lines LEFT JOIN {COSTS} USING (supplier_code) LEFT JOIN
      (SELECT supplier_code, count(*) FILTER (actual_delivery_date <= expected_delivery_date)
              / nullif(count(actual_delivery_date), 0) AS on_time
       FROM purchase_order_header WHERE status <> 'Cancelled' AND {{0}} GROUP BY ALL) USING (supplier_code)
    WHERE status <> 'Cancelled' AND {{0}} GROUP BY ALL)"""
SCORE = f"""SELECT supplier_code, CASE WHEN came > 0 THEN
      100 * (0.3 * coalesce(fill, 0) + 0.3 * coalesce(on_time, 0) + 0.2 * good / came + 0.2 * coalesce(cost, 0))
      / (CASE WHEN fill IS NULL THEN 0 ELSE 0.3 END + CASE WHEN on_time IS NULL THEN 0 ELSE 0.3 END + 0.2
         + CASE WHEN cost IS NULL THEN 0 ELSE 0.2 END) END FROM {PARTS}"""
SCORE_COSTS = "order_date > $today - 45"


@dataclass(frozen=True)
class Case:
    about: str
    query: dict[str, object]
    sql: str
    persona: str = "warehouse"
    ordered: bool = False


def both(*filters: object) -> dict[str, object]:
    return {"and": list(filters)}


def rows(entity: str, where: object = None, *columns: str, **more: object) -> dict[str, object]:
    return {"rows": entity, **({"where": where} if where else {}), **({"by": list(columns)} if columns else {}), **more}


THIS_MONTH = {"calendar": "month"}
SALES = [
    Case("orders by status name the cancelled ones", {"measures": ["orders"], "by": ["sales_order.status"]},
         "SELECT status, count(*) FROM sales_order_header GROUP BY ALL"),
    Case("cancelled orders", {"measures": ["orders"], "where": field("sales_order.status", "Cancelled")},
         "SELECT count(*) FROM sales_order_header WHERE status = 'Cancelled'"),
    Case("cancelled or pending orders",
         {"measures": ["orders", "revenue"], "where": field("sales_order.status", ["Cancelled", "Pending"], "in")},
         "SELECT count(*), sum(value) FROM sales_totals WHERE status IN ('Cancelled', 'Pending')"),
    Case("orders of every status, each named",
         {"measures": ["orders"], "where": field(
             "sales_order.status", ["Pending", "Processing", "Shipped", "Delivered", "Cancelled"], "in")},
         "SELECT count(*) FROM sales_order_header"),
    Case("orders including cancelled", {"measures": ["orders", "revenue"], "including": ["Cancelled"]},
         "SELECT count(*), sum(value) FROM sales_totals"),
    *(Case(f"cancelled orders, said as {op} {value}", {"measures": ["orders"], "where": wanted},
           "SELECT count(*) FROM sales_order_header WHERE status = 'Cancelled'")
      for op, value, wanted in [
          ("starts", "canc", field("sales_order.status", "canc", "starts")),
          ("not !=", "Cancelled", {"not": field("sales_order.status", "Cancelled", "!=")}),
          ("not in", "the others", field(
              "sales_order.status", ["Pending", "Processing", "Shipped", "Delivered"], "not in"))]),
    Case("orders that are not delivered", {"measures": ["orders"],
                                           "where": {"not": field("sales_order.status", "Delivered")}},
         "SELECT count(*) FROM sales_order_header WHERE status NOT IN ('Delivered', 'Cancelled')"),
    Case("the value of cancelled orders, in a list",
         rows("sales_order", field("sales_order.status", "Cancelled"), "sales_order.value"),
         "SELECT sales_order_prefix, sales_order_number, value FROM sales_totals WHERE status = 'Cancelled'"),
    Case("the value of cancelled orders, by area",
         {"measures": ["revenue"], "by": ["delivery_area.name"], "where": field("sales_order.status", "Cancelled")},
         "SELECT delivery_area, sum(line_total) FROM sales_lines WHERE status = 'Cancelled' GROUP BY ALL"),
    Case("one cancelled order by its number is shown",
         rows("sales_order", field("sales_order.number", ["000010", "000011", "000012"], "in"), "sales_order.status"),
         """SELECT sales_order_prefix, sales_order_number, status FROM sales_order_header
            WHERE sales_order_number IN ('000010', '000011', '000012')"""),
    Case("overdue orders", {"measures": ["orders"], "by": ["warehouse.code"], "where": state("sales_order.overdue")},
         """SELECT warehouse_code, count(*) FROM sales_order_header
            WHERE delivery_date < $today AND status IN ('Pending', 'Processing', 'Shipped') GROUP BY ALL"""),
    Case("the longest overdue orders",
         rows("sales_order", state("sales_order.overdue"), "sales_order.days_overdue",
              order="-sales_order.days_overdue", limit=10),
         """SELECT sales_order_prefix, sales_order_number, $today - delivery_date AS days FROM sales_order_header
            WHERE delivery_date < $today AND status NOT IN ('Delivered', 'Cancelled')
            ORDER BY days DESC, 1, 2 LIMIT 10""", ordered=True),
    Case("open orders", {"measures": ["orders", "revenue"], "where": state("sales_order.open")},
         "SELECT count(*), sum(value) FROM sales_totals WHERE status IN ('Pending', 'Processing', 'Shipped')"),
    Case("due this month", {"measures": ["orders"], "where": both(
            state("sales_order.to_deliver"), {"period": THIS_MONTH, "date": "sales_order.delivery_date"})},
         f"""SELECT count(*) FROM sales_order_header WHERE {MONTH.format('delivery_date')}
             AND status NOT IN ('Delivered', 'Cancelled')"""),
    Case("due in the next 7 days", rows("sales_order", both(
            state("sales_order.to_deliver"), {"period": {"next_days": 7}, "date": "sales_order.delivery_date"}),
            "sales_order.delivery_date"),
         """SELECT sales_order_prefix, sales_order_number, delivery_date FROM sales_order_header WHERE
            delivery_date > $today AND delivery_date <= $today + 7 AND status NOT IN ('Delivered', 'Cancelled')"""),
    Case("delivered last month", {"measures": ["orders", "units_fulfilled"], "by": ["warehouse.code"], "where": both(
            state("sales_order.delivered"),
            {"period": {"calendar": "month", "offset": -1}, "date": "sales_order.delivery_date"})},
         f"""SELECT warehouse_code, count(DISTINCT sales_order_prefix || sales_order_number), sum(fulfilled_quantity)
             FROM sales_lines WHERE status = 'Delivered'
             AND {MONTH.format('delivery_date').replace('$today', '($today - INTERVAL 1 MONTH)')} GROUP BY ALL"""),
    Case("backordered lines", rows("sales_order_line", both(
            state("sales_order_line.backordered"), state("sales_order.open")), "sales_order_line.outstanding"),
         """SELECT sales_order_prefix, sales_order_number, sales_order_line, order_quantity - fulfilled_quantity
            FROM sales_lines WHERE fulfilled_quantity < order_quantity
            AND status IN ('Pending', 'Processing', 'Shipped')"""),
    Case("orders with a product count once however many of its lines",
         {"measures": ["orders"], "by": ["product.group"]},
         """SELECT product_group, count(DISTINCT sales_order_prefix || '/' || sales_order_number) FROM sales_lines
            WHERE status <> 'Cancelled' GROUP BY ALL"""),
]  # fmt: skip
STOCK = [
    Case("low stock, the shortest first", rows("item", state("item.low_stock"), "item.shortage", "item.stock",
                                               order="-item.shortage"),
         """SELECT warehouse_code, product_code, product_name, minimum_stock - current_stock, current_stock FROM items
            WHERE current_stock < minimum_stock ORDER BY 4 DESC, 1, 2""", ordered=True),
    Case("how many are low", {"measures": ["items"], "by": ["warehouse.code"], "where": state("item.low_stock")},
         "SELECT warehouse_code, count(*) FROM items WHERE current_stock < minimum_stock GROUP BY ALL"),
    Case("at or below the reorder point", {"measures": ["items"], "where": state("item.needs_reordering")},
         "SELECT count(*) FROM items WHERE current_stock <= reorder_point"),
    Case("out of stock", rows("item", state("item.out_of_stock"), "product.group"),
         """SELECT warehouse_code, product_code, product_name, product_group FROM items WHERE current_stock = 0"""),
    Case("overstock", rows("item", state("item.overstock"), "item.excess"),
         """SELECT warehouse_code, product_code, product_name, current_stock - maximum_stock FROM items
            WHERE current_stock > maximum_stock"""),
    Case("days of cover of each item, empty without demand", rows("item", None, "item.days_of_cover"),
         f"SELECT warehouse_code, product_code, product_name, current_stock / daily FROM {COVER}"),
    Case("days of cover of a group: all its stock by all its demand",
         {"measures": ["days_of_cover"], "by": ["warehouse.code"]},
         f"SELECT warehouse_code, sum(current_stock) / sum(daily) FROM {COVER} GROUP BY ALL"),
    Case("days of cover by product, empty ones kept", {"measures": ["days_of_cover"], "by": ["product.code"]},
         f"SELECT product_code, sum(current_stock) / sum(daily) FROM {COVER} GROUP BY ALL"),
    Case("days of cover in all", {"measures": ["days_of_cover"]},
         f"SELECT sum(current_stock) / sum(daily) FROM {COVER}"),
    Case("days of cover of what is low", {"measures": ["days_of_cover"], "by": ["product.group"],
                                          "where": state("item.low_stock")},
         f"""SELECT product_group, sum(current_stock) / sum(daily) FROM {COVER}
             WHERE current_stock < minimum_stock GROUP BY ALL"""),
    Case("average daily demand of each item", {"measures": ["average_daily_demand"],
                                               "by": ["warehouse.code", "product.code"]},
         f"SELECT * FROM {DEMAND}"),
    *(Case(f"stockout risk in {days} days", rows("item", state("item.stockout_risk", days=days), "item.stock"),
           f"""SELECT warehouse_code, product_code, product_name, current_stock FROM {COVER}
               WHERE current_stock < daily * {days}""") for days in (7, 30, 60)),
    Case("dead stock", rows("item", state("item.dead_stock"), "item.stock"),
         f"SELECT warehouse_code, product_code, product_name, current_stock FROM items WHERE {DEAD}"),
    Case("the value of dead stock", {"measures": ["stock_value", "items"], "by": ["warehouse.code"],
                                     "where": state("item.dead_stock")},
         f"""SELECT warehouse_code, sum(current_stock * unit_cost), count(*) FROM items WHERE {DEAD} GROUP BY ALL"""),
    Case("what is not dead", {"measures": ["items"], "where": {"not": state("item.dead_stock")}},
         f"SELECT count(*) FROM items WHERE NOT ({DEAD})"),
    Case("the supplier of stock is the product's", {"measures": ["stock"], "by": ["supplier.code"]},
         "SELECT supplier_code, sum(current_stock) FROM items GROUP BY ALL", "purchasing"),
    Case("stock as of a day", {"measures": ["stock_on_day"], "by": ["warehouse.code"],
                               "where": {"period": {"end": "$before"}}},
         """SELECT warehouse_code, sum(stock) FROM stock_snapshot WHERE snapshot_day =
            (SELECT max(snapshot_day) FROM stock_snapshot WHERE snapshot_day <= $before) GROUP BY ALL"""),
    Case("stock by month is that of each month's last day", {"measures": ["stock_on_day"], "by": ["date:month"]},
         """SELECT date_trunc('month', snapshot_day), sum(stock) FROM stock_snapshot WHERE snapshot_day IN
            (SELECT max(snapshot_day) FROM stock_snapshot GROUP BY date_trunc('month', snapshot_day)) GROUP BY ALL"""),
    Case("utilisation above the overall one",
         {"measures": ["capacity_utilisation"], "by": ["warehouse.code"],
          "having": {"measure": "capacity_utilisation", "op": ">", "overall": True}},
         """SELECT warehouse_code, sum(current_stock) / sum(maximum_stock) FROM items GROUP BY ALL
            HAVING sum(current_stock) / sum(maximum_stock) >
                   (SELECT sum(current_stock) / sum(maximum_stock) FROM items)"""),
]  # fmt: skip
PURCHASING = [
    Case("orders by status name the cancelled ones",
         {"measures": ["purchase_orders", "spend"], "by": ["purchase_order.status"]},
         "SELECT status, count(*), sum(value) FROM purchase_totals GROUP BY ALL"),
    Case("open, and not what was delivered short", rows("purchase_order", state("purchase_order.open"),
                                                        "purchase_order.expected_date"),
         f"""SELECT purchase_order_prefix, purchase_order_number, expected_delivery_date
             FROM purchase_order_header WHERE {OPEN_PURCHASE}"""),
    Case("overdue: open and expected before today",
         rows("purchase_order", state("purchase_order.overdue"), "purchase_order.days_overdue"),
         f"""SELECT purchase_order_prefix, purchase_order_number, $today - expected_delivery_date
             FROM purchase_order_header WHERE {OPEN_PURCHASE} AND expected_delivery_date < $today"""),
    Case("late: overdue, or delivered late", {"measures": ["purchase_orders"], "by": ["supplier.code"],
                                              "where": state("purchase_order.late")},
         f"""SELECT supplier_code, count(*) FROM purchase_order_header
             WHERE {LATE} AND status <> 'Cancelled' GROUP BY ALL"""),
    Case("share of late orders of last year", {"measures": ["late_order_share"], "by": ["supplier.code"],
                                               "where": {"period": {"calendar": "year", "offset": -1}}},
         f"""SELECT supplier_code, count(*) FILTER {LATE.replace('(actual', '(WHERE actual', 1)} / count(*)
             FROM purchase_order_header WHERE status <> 'Cancelled' AND year(order_date) = year($today) - 1
             GROUP BY ALL"""),
    Case("delivered last month", {"measures": ["purchase_orders", "units_received"], "where": both(
            state("purchase_order.delivered"),
            {"period": {"calendar": "month", "offset": -1}, "date": "purchase_order.delivered_date"})},
         f"""SELECT count(DISTINCT purchase_order_number), sum(received_quantity) FROM purchase_lines
             WHERE status <> 'Cancelled'
             AND {MONTH.format('actual_delivery_date').replace('$today', '($today - INTERVAL 1 MONTH)')}"""),
    Case("expected this month", {"measures": ["purchase_orders"], "by": ["warehouse.code"], "where": both(
            state("purchase_order.open"), {"period": THIS_MONTH, "date": "purchase_order.expected_date"})},
         f"""SELECT warehouse_code, count(*) FROM purchase_order_header
             WHERE {OPEN_PURCHASE} AND {MONTH.format('expected_delivery_date')} GROUP BY ALL"""),
    Case("on-time rate by the month of delivery",
         {"measures": ["on_time_rate"], "by": ["purchase_order.delivered_date:month"],
          "where": state("purchase_order.delivered")},
         """SELECT date_trunc('month', actual_delivery_date), avg(CASE WHEN actual_delivery_date <=
            expected_delivery_date THEN 1 ELSE 0 END) FROM purchase_order_header
            WHERE status <> 'Cancelled' AND actual_delivery_date IS NOT NULL GROUP BY ALL"""),
    Case("on-time rate of what was delivered in the last 90 days",
         {"measures": [{"measure": "on_time_rate", "period": {"last_days": 90},
                        "date": "purchase_order.delivered_date"}], "by": ["supplier.code"]},
         """SELECT supplier_code, avg(CASE WHEN actual_delivery_date <= expected_delivery_date THEN 1 ELSE 0 END)
            FROM purchase_order_header WHERE status <> 'Cancelled'
            AND actual_delivery_date > $today - 90 AND actual_delivery_date <= $today GROUP BY ALL"""),
    Case("lead time of each delivered order", rows("purchase_order", state("purchase_order.delivered"),
                                                   "purchase_order.lead_time", "purchase_order.delay"),
         """SELECT purchase_order_prefix, purchase_order_number, actual_delivery_date - order_date,
            actual_delivery_date - expected_delivery_date FROM purchase_order_header
            WHERE actual_delivery_date IS NOT NULL AND status <> 'Cancelled'"""),
    Case("cost competitiveness of suppliers", {"measures": ["cost_competitiveness"], "by": ["supplier.code"]},
         f"SELECT * FROM {COSTS.format('true')}"),
    Case("cost competitiveness of one supplier, against all",
         {"measures": ["cost_competitiveness"], "where": field("supplier.code", "SUP003")},
         f"SELECT cost FROM {COSTS.format('true')} WHERE supplier_code = 'SUP003'"),
    Case("cost competitiveness of a supplier called so, against all",
         {"measures": ["cost_competitiveness"], "by": ["supplier.code"],
          "where": field("supplier.name", "e", "contains")},
         f"""SELECT * FROM {COSTS.format('true')} WHERE supplier_code IN
             (SELECT supplier_code FROM purchase_order_header WHERE lower(supplier_name) LIKE '%e%')"""),
    Case("cost competitiveness of two suppliers together",
         {"measures": ["cost_competitiveness"], "where": field("supplier.code", ["SUP003", "SUP004"], "in")},
         """SELECT sum(lowest / own * units) / sum(units) FROM (
              SELECT supplier_code, product_code, avg(unit_cost) AS own, sum(order_quantity) AS units,
              min(avg(unit_cost)) OVER (PARTITION BY product_code) AS lowest
              FROM purchase_lines WHERE status <> 'Cancelled' GROUP BY 1, 2)
            WHERE supplier_code IN ('SUP003', 'SUP004')"""),
    Case("cost competitiveness of last year",
         {"measures": ["cost_competitiveness"], "by": ["supplier.code"],
          "where": {"period": {"calendar": "year", "offset": -1}}},
         f"SELECT * FROM {COSTS.format('year(order_date) = year($today) - 1')}"),
    Case("cost competitiveness for each product", {"measures": ["cost_competitiveness"],
                                                   "by": ["supplier.code", "product.code"]},
         """SELECT supplier_code, product_code, min(avg(unit_cost)) OVER (PARTITION BY product_code) / avg(unit_cost)
            FROM purchase_lines WHERE status <> 'Cancelled' GROUP BY 1, 2"""),
    Case("the score of suppliers", {"measures": ["supplier_score"], "by": ["supplier.code"],
                                    "order": "-supplier_score"},
         f"{SCORE.format('true')} ORDER BY 2 DESC NULLS LAST, 1", ordered=True),
    Case("a score with parts missing, and none without receipts",
         {"measures": ["supplier_score"], "by": ["supplier.code"], "where": {"period": {"last_days": 45}}},
         SCORE.format(SCORE_COSTS)),
    Case("the score of one supplier", {"measures": ["supplier_score"], "where": field("supplier.code", "SUP003")},
         f"SELECT * EXCLUDE (supplier_code) FROM ({SCORE.format('true')}) WHERE supplier_code = 'SUP003'"),
]  # fmt: skip
FINANCE = [
    Case("pending sales lift the completed ones", {"measures": ["sales_amount", "sales_count"],
                                                   "where": field("sale.status", "pending")},
         "SELECT sum(total_amount), count(*) FROM sales WHERE status = 'pending'"),
    Case("sales by status", {"measures": ["sales_amount"], "by": ["sale.status"]},
         "SELECT status, sum(total_amount) FROM sales GROUP BY ALL"),
    Case("sales and refunds of a region, side by side",
         {"measures": ["sales_amount", "refund_amount"], "where": field("sale.region", "North")},
         """SELECT sum(total_amount) FILTER (status = 'completed'), sum(total_amount) FILTER (status = 'refunded')
            FROM sales WHERE region = 'North'"""),
    Case("unpaid means just unpaid", {"measures": ["invoices", "invoice_amount"], "where": state("invoice.unpaid")},
         "SELECT count(*), sum(total_amount) FROM invoices WHERE payment_status = 'unpaid'"),
    Case("overdue means just overdue", {"measures": ["invoices"], "by": ["vendor.code"],
                                        "where": state("invoice.overdue")},
         "SELECT vendor_code, count(*) FROM bills WHERE payment_status = 'overdue' GROUP BY ALL"),
    Case("paid", {"measures": ["invoice_amount"], "where": state("invoice.paid")},
         "SELECT sum(total_amount) FROM invoices WHERE payment_status = 'paid'"),
    Case("pending and processed", {"measures": ["invoices"], "where": {"or": [
            state("invoice.pending"), state("invoice.processed")]}},
         "SELECT count(*) FROM invoices WHERE status IN ('pending', 'processed')"),
    Case("unverified", rows("invoice", both(state("invoice.unverified"), state("invoice.failed")), "invoice.error"),
         """SELECT id, invoice_number, error_message FROM invoices
            WHERE gstin_verified = false AND status = 'failed'"""),
    Case("failures of one vendor last month",
         {"measures": ["failed_invoices", "failure_rate"], "where": both(
             field("vendor.name", "IndiSky"), {"period": {"calendar": "month", "offset": -1}})},
         f"""SELECT count(*) FILTER (i.status = 'failed'), count(*) FILTER (i.status = 'failed') / count(*)
             FROM invoices i JOIN vendors v ON v.id = i.vendor_id WHERE vendor_name = 'IndiSky'
             AND {MONTH.format('invoice_date').replace('$today', '($today - INTERVAL 1 MONTH)')}"""),
]  # fmt: skip
RANKING = [
    Case("the ten best customers of all time",
         {"measures": ["revenue"], "by": ["customer.code"], "order": "-revenue", "limit": 10},
         """SELECT customer_code, sum(line_total) FROM sales_lines WHERE status <> 'Cancelled'
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10""", ordered=True),
    Case("ties are broken by the key",
         {"measures": ["orders"], "by": ["customer.code"], "order": "orders", "limit": 60},
         """SELECT customer_code, count(*) FROM sales_order_header WHERE status <> 'Cancelled'
            GROUP BY 1 ORDER BY 2, 1 LIMIT 60""", ordered=True),
    Case("customers above the average order value, the overall one",
         {"measures": ["average_order_value"], "by": ["customer.code"],
          "having": {"measure": "average_order_value", "op": ">", "overall": True}},
         """SELECT customer_code, sum(value) / count(*) AS own FROM sales_totals WHERE status <> 'Cancelled' GROUP BY 1
            HAVING own > (SELECT sum(value) / count(*) FROM sales_totals WHERE status <> 'Cancelled')"""),
    Case("growth: this month against the last one", {"measures": ["revenue"], "where": {"period": THIS_MONTH},
                                                     "compare": {"back": 1, "grain": "month"}},
         f"""SELECT n, o, n - o, (n - o) / o FROM (SELECT
             coalesce(sum(line_total) FILTER ({MONTH.format('order_date')}), 0) AS n,
             sum(line_total) FILTER ({MONTH.format('order_date').replace('$today', '($today - INTERVAL 1 MONTH)')}) AS o
             FROM sales_lines WHERE status <> 'Cancelled')"""),
]  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [*SALES, *STOCK, *RANKING, *PURCHASING, *FINANCE],
    ids=lambda case: case.about.replace(" ", "-"),
)
def test_term(desk: Desk, case: Case) -> None:
    persona = case.persona
    if case in PURCHASING or case in FINANCE:
        persona = "purchasing" if case in PURCHASING else "finance"
    query, sql = at_day(desk, case)
    wanted = desk.db.execute(sql).fetchall()
    assert wanted, "the sample has nothing of it: the case shows nothing"
    agree(desk.ask(persona, **query), wanted, case.about, case.ordered)


def at_day(desk: Desk, case: Case) -> tuple[dict[str, object], str]:
    """The case's own days put in; $before is a day of the past that lies between two snapshots."""
    before = (desk.today - timedelta(days=20)).isoformat()
    query = json.loads(json.dumps(case.query).replace("$before", before))
    return query, case.sql.replace("$before", f"DATE '{before}'").replace("$today", f"DATE '{desk.today}'")
