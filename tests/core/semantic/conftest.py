"""The sample business on three awkward days: a quarter's last, a leap day, a New Year's Day."""

from datetime import date
from functools import cache

import duckdb
import pytest

from tests.core.semantic.asking import Desk
from tests.sample_data.fixture import sample_db

DAYS = (("2026-06-30", 7), ("2024-02-29", 11), ("2025-01-01", 3))
VIEWS = """
CREATE TEMP VIEW sales_lines AS
  SELECT l.*, h.order_date, h.customer_code, h.warehouse_code, h.delivery_area, h.delivery_date, h.status,
         p.product_group, p.unit_cost
  FROM sales_order_line l JOIN sales_order_header h USING (sales_order_prefix, sales_order_number)
  JOIN product p USING (product_code);
CREATE TEMP VIEW sales_totals AS
  SELECT h.*, (SELECT sum(line_total) FROM sales_order_line l WHERE l.sales_order_prefix = h.sales_order_prefix
               AND l.sales_order_number = h.sales_order_number) AS value
  FROM sales_order_header h;
CREATE TEMP VIEW purchase_lines AS
  SELECT l.*, h.order_date, h.supplier_code, h.warehouse_code, h.expected_delivery_date, h.actual_delivery_date,
         h.status, p.product_group
  FROM purchase_order_line l JOIN purchase_order_header h USING (purchase_order_prefix, purchase_order_number)
  JOIN product p USING (product_code);
CREATE TEMP VIEW purchase_totals AS
  SELECT h.*, (SELECT sum(line_total) FROM purchase_order_line l WHERE l.purchase_order_prefix = h.purchase_order_prefix
               AND l.purchase_order_number = h.purchase_order_number) AS value
  FROM purchase_order_header h;
CREATE TEMP VIEW items AS
  SELECT w.*, p.* EXCLUDE (product_code) FROM warehouse_product w JOIN product p USING (product_code);
CREATE TEMP VIEW bills AS SELECT i.*, v.vendor_code FROM invoices i JOIN vendors v ON v.id = i.vendor_id;
"""


@cache
def _desk(as_of: str, seed: int) -> Desk:
    db = duckdb.connect(str(sample_db(2_000, as_of, seed)), read_only=True)
    db.execute("SET threads = 1")
    db.execute(VIEWS)
    return Desk(db, date.fromisoformat(as_of))


@pytest.fixture(params=DAYS, ids=lambda pair: pair[0])
def desk(request: pytest.FixtureRequest) -> Desk:
    """Somebody at the sample business, for each of the days."""
    return _desk(*request.param)
