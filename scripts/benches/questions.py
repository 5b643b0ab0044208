"""Representative questions: as a Query, and as the SQL that somebody who knows the tables would write by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.semantic.query import Query

STOCK, BUYING = "Warehouse Manager", "Procurement Specialist"
LINES = "sales_order_line AS l JOIN sales_order_header AS h USING (sales_order_prefix, sales_order_number)"
GOODS = f"{LINES} JOIN product AS p USING (product_code)"
LIVE = "h.status <> 'Cancelled'"


@dataclass(frozen=True)
class Question:
    """`hand` may say {today}, {month}, {last_month}, {year} and the like: the days that the Query's periods mean."""

    name: str
    persona: str
    asked: Mapping[str, object]
    hand: str

    @property
    def query(self) -> Query:
        return Query.model_validate(self.asked)

    def by_hand(self, today: date) -> str:
        return self.hand.format(**_days(today))


def _days(today: date) -> dict[str, str]:
    month = today.replace(day=1)
    last = (month - timedelta(days=1)).replace(day=1)
    found = {
        "today": today,
        "month": month,
        "next_month": (month + timedelta(days=31)).replace(day=1),
        "last_month": last,
        "year": today.replace(month=1, day=1),
        "next_year": date(today.year + 1, 1, 1),
    }
    return {name: f"DATE '{day}'" for name, day in found.items()}


LAST_MONTH: Mapping[str, object] = {"period": {"calendar": "month", "offset": -1}}
IN_LAST_MONTH = "h.order_date >= {last_month} AND h.order_date < {month}"
THIS_YEAR: Mapping[str, object] = {"period": {"calendar": "year"}}
IN_THIS_YEAR = "h.order_date >= {year} AND h.order_date < {next_year}"

QUESTIONS = (
    Question(
        "one sum", STOCK, {"measures": ["revenue"], "where": LAST_MONTH},
        f"SELECT sum(l.line_total) FROM {LINES} WHERE {LIVE} AND {IN_LAST_MONTH}",
    ),
    Question(
        "by group", STOCK, {"measures": ["revenue", "units_ordered"], "by": ["product.group"]},
        f"SELECT p.product_group, sum(l.line_total) AS revenue, sum(l.order_quantity) FROM {GOODS} WHERE {LIVE}"
        " GROUP BY ALL ORDER BY revenue DESC, p.product_group",
    ),
    Question(
        "by month", STOCK, {"measures": ["revenue"], "by": ["date:month"]},
        f"SELECT date_trunc('month', h.order_date)::DATE AS month, sum(l.line_total) FROM {LINES} WHERE {LIVE}"
        " GROUP BY ALL ORDER BY month",
    ),
    Question(
        "top customers", STOCK,
        {"measures": ["revenue"], "by": ["customer"], "where": THIS_YEAR, "order": "-revenue", "limit": 10},
        "SELECT h.customer_code, max(h.customer_name), sum(l.line_total) AS revenue"
        f" FROM {LINES} WHERE {LIVE} AND {IN_THIS_YEAR} GROUP BY h.customer_code ORDER BY revenue DESC, 1 LIMIT 10",
    ),
    Question(
        "two facts", STOCK, {"measures": ["revenue", "orders"], "by": ["warehouse.code"]},
        f"WITH sold AS (SELECT h.warehouse_code, sum(l.line_total) AS revenue FROM {LINES} WHERE {LIVE} GROUP BY ALL),"
        f" placed AS (SELECT h.warehouse_code, count(*) AS orders FROM sales_order_header AS h WHERE {LIVE}"
        " GROUP BY ALL)"
        " SELECT warehouse_code, revenue, orders FROM sold FULL JOIN placed USING (warehouse_code)"
        " ORDER BY revenue DESC, 1",
    ),
    Question(
        "orders by group", STOCK, {"measures": ["orders"], "by": ["product.group"], "where": THIS_YEAR},
        f"SELECT p.product_group, count(DISTINCT (sales_order_prefix, sales_order_number)) AS orders FROM {GOODS}"
        f" WHERE {LIVE} AND {IN_THIS_YEAR} GROUP BY ALL ORDER BY orders DESC, 1",
    ),
    Question(
        "share", STOCK, {"measures": ["revenue", {"measure": "revenue", "share": {}}], "by": ["product.group"]},
        "SELECT p.product_group, sum(l.line_total) AS revenue,"
        f" sum(l.line_total)::DOUBLE / sum(sum(l.line_total)) OVER () FROM {GOODS} WHERE {LIVE}"
        " GROUP BY ALL ORDER BY revenue DESC, 1",
    ),
    Question(
        "comparison", STOCK,
        {"measures": ["units_ordered"], "by": ["warehouse.code"], "where": {"period": {"calendar": "month"}},
         "compare": {"back": 1, "grain": "month", "show": ["previous", "change"]}},
        "SELECT h.warehouse_code, coalesce(sum(l.order_quantity) FILTER (h.order_date >= {month}), 0) AS now,"
        " coalesce(sum(l.order_quantity) FILTER (h.order_date < {month}), 0) AS before, now - before"
        f" FROM {LINES} WHERE {LIVE} AND h.order_date >= {{last_month}} AND h.order_date < {{next_month}}"
        " GROUP BY ALL ORDER BY now DESC, 1",
    ),
    Question(
        "best per warehouse", STOCK,
        {"measures": ["units_ordered"], "by": ["warehouse.code", "product.code"], "where": THIS_YEAR,
         "order": "-units_ordered", "limit": 3, "per": ["warehouse.code"]},
        "SELECT h.warehouse_code, l.product_code, sum(l.order_quantity) AS units"
        f" FROM {LINES} WHERE {LIVE} AND {IN_THIS_YEAR} GROUP BY h.warehouse_code, l.product_code"
        " QUALIFY row_number() OVER (PARTITION BY h.warehouse_code ORDER BY units DESC, l.product_code) <= 3"
        " ORDER BY 1, units DESC, 2",
    ),
    Question(
        "days of cover", STOCK, {"measures": ["days_of_cover"], "by": ["warehouse.code"]},
        "WITH demand AS (SELECT h.warehouse_code, sum(l.order_quantity) / 90 AS daily"
        f" FROM {LINES} WHERE {LIVE} AND h.order_date >= {{today}} - 90 AND h.order_date < {{today}} GROUP BY ALL),"
        " held AS (SELECT warehouse_code, sum(current_stock) AS stock FROM warehouse_product GROUP BY ALL)"
        " SELECT warehouse_code, stock / nullif(daily, 0) AS days FROM held LEFT JOIN demand USING (warehouse_code)"
        " ORDER BY days DESC NULLS LAST, 1",
    ),
    Question(
        "dead stock", STOCK,
        {"measures": ["stock_value"], "by": ["warehouse.code"], "where": {"is": "item.dead_stock"}},
        "SELECT w.warehouse_code, sum(w.current_stock * p.unit_cost) AS value"
        " FROM warehouse_product AS w JOIN product AS p USING (product_code) WHERE w.current_stock > 0"
        " AND (w.warehouse_code, w.product_code) NOT IN (SELECT (h.warehouse_code, l.product_code)"
        f" FROM {LINES} WHERE {LIVE} AND h.order_date > {{today}} - 180 AND h.order_date <= {{today}})"
        " GROUP BY ALL ORDER BY value DESC, 1",
    ),
    Question(
        "supplier score", BUYING, {"measures": ["supplier_score"], "by": ["supplier.code"]},
        """
        WITH line AS (
            SELECT h.supplier_code, l.* FROM purchase_order_line AS l
            JOIN purchase_order_header AS h USING (purchase_order_prefix, purchase_order_number)
            WHERE h.status <> 'Cancelled'),
        came AS (
            SELECT supplier_code, sum(received_quantity) / sum(order_quantity) AS filled,
                count(*) FILTER (receipt_status IN ('Complete', 'Partial', 'Rejected')) AS receipts,
                count(*) FILTER (receipt_status IN ('Complete', 'Partial')) / nullif(receipts, 0) AS good
            FROM line GROUP BY ALL),
        punctual AS (
            SELECT supplier_code, count(*) FILTER (actual_delivery_date <= expected_delivery_date)
                / nullif(count(actual_delivery_date), 0) AS on_time
            FROM purchase_order_header WHERE status <> 'Cancelled' GROUP BY ALL),
        price AS (
            SELECT supplier_code, product_code, avg(unit_cost) AS cost, sum(order_quantity) AS units
            FROM line GROUP BY ALL),
        cheap AS (
            SELECT supplier_code, sum(lowest / cost * units) / sum(units) AS keen
            FROM (SELECT *, min(cost) OVER (PARTITION BY product_code) AS lowest FROM price) GROUP BY ALL)
        SELECT supplier_code, CASE WHEN receipts > 0 THEN 100
            * (0.3 * coalesce(filled, 0) + 0.3 * coalesce(on_time, 0)
            + 0.2 * coalesce(good, 0) + 0.2 * coalesce(keen, 0))
            / (CASE WHEN filled IS NULL THEN 0 ELSE 0.3 END + CASE WHEN on_time IS NULL THEN 0 ELSE 0.3 END
            + CASE WHEN good IS NULL THEN 0 ELSE 0.2 END + CASE WHEN keen IS NULL THEN 0 ELSE 0.2 END) END AS score
        FROM came JOIN punctual USING (supplier_code) JOIN cheap USING (supplier_code)
        ORDER BY score DESC NULLS LAST, 1
        """,
    ),
    Question(
        "low stock", STOCK,
        {"rows": "item", "by": ["item.shortage"], "where": {"is": "item.low_stock"}, "order": "-item.shortage"},
        "SELECT w.warehouse_code, w.product_code, p.product_name, w.minimum_stock - w.current_stock AS shortage"
        " FROM warehouse_product AS w JOIN product AS p USING (product_code) WHERE w.current_stock < w.minimum_stock"
        " ORDER BY shortage DESC, 1, 2",
    ),
    Question(
        "value of orders", STOCK,
        {"rows": "sales_order", "by": ["sales_order.value"], "where": {"is": "sales_order.overdue"},
         "order": "-sales_order.value", "limit": 20},
        "SELECT h.sales_order_prefix, h.sales_order_number, sum(l.line_total) AS value FROM sales_order_header AS h"
        " LEFT JOIN sales_order_line AS l USING (sales_order_prefix, sales_order_number)"
        " WHERE h.delivery_date < {today} AND h.status NOT IN ('Delivered', 'Cancelled')"
        " GROUP BY ALL ORDER BY value DESC NULLS LAST, 1, 2 LIMIT 20",
    ),
)  # fmt: skip
