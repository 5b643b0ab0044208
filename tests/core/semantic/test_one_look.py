"""Figures that need no second look at the data are the same as with one: wholes from their groups, values of a list."""

import pytest

from tests.core.semantic.asking import Desk, agree, compiled

SHARES = """
SELECT product_group, sum(line_total) AS revenue, sum(line_total)::DOUBLE / sum(sum(line_total)) OVER () AS share
FROM sales_lines WHERE status <> 'Cancelled' GROUP BY product_group
"""
SHARE = {"measure": "revenue", "share": {}, "as": "share"}


def scans(query: dict[str, object], table: str, desk: Desk) -> int:
    return compiled(query, "warehouse", desk.today).sql.count(f"FROM {table}\n")


def test_a_share_reads_its_fact_once(desk: Desk) -> None:
    query = {"measures": ["revenue", SHARE], "by": ["product.group"]}
    assert scans(query, "sales_order_line", desk) == 1
    agree(desk.ask(**query), desk.db.execute(SHARES).fetchall(), "share")


def test_groups_that_are_not_shown_count_in_the_whole(desk: Desk) -> None:
    query = {"measures": ["revenue", SHARE], "by": ["product.group"]}
    above = {"measure": SHARE, "op": ">", "value": "0.2"}
    wanted = desk.db.execute(f"SELECT * FROM ({SHARES}) WHERE share > 0.2").fetchall()
    assert 0 < len(wanted) < len(desk.ask(**query))
    agree(desk.ask(**query, having=above), wanted, "having")
    top = desk.db.execute(f"{SHARES} ORDER BY revenue DESC LIMIT 2").fetchall()
    agree(desk.ask(**query, order="-revenue", limit=2), top, "limit", ordered=True)


def test_a_share_within_a_group_and_a_rank_by_it(desk: Desk) -> None:
    query = {
        "measures": [{"measure": "revenue", "share": {"within": ["warehouse.code"]}, "as": "share"}],
        "by": ["warehouse.code", "product.group"],
        "order": "-share",
        "limit": 2,
        "per": ["warehouse.code"],
    }
    wanted = """
        WITH sold AS (SELECT warehouse_code, product_group, sum(line_total) AS revenue
            FROM sales_lines WHERE status <> 'Cancelled' GROUP BY ALL),
        shared AS (SELECT *, revenue::DOUBLE / sum(revenue) OVER (PARTITION BY warehouse_code) AS share FROM sold)
        SELECT warehouse_code, product_group, share FROM (
            SELECT *, row_number() OVER (PARTITION BY warehouse_code ORDER BY share DESC, product_group) AS place
            FROM shared) WHERE place <= 2
    """
    assert scans(query, "sales_order_line", desk) == 1
    agree(desk.ask(**query), desk.db.execute(wanted).fetchall(), "within")


def test_different_customers_are_not_put_together_from_groups(desk: Desk) -> None:
    query = {"measures": [{"measure": "customers", "share": {}, "as": "share"}], "by": ["warehouse.code"]}
    wanted = """
        SELECT warehouse_code, count(DISTINCT customer_code)::DOUBLE / (
            SELECT count(DISTINCT customer_code) FROM sales_order_header WHERE status <> 'Cancelled')
        FROM sales_order_header WHERE status <> 'Cancelled' GROUP BY ALL
    """
    agree(desk.ask(**query), desk.db.execute(wanted).fetchall(), "customers")


STATUS = "sales_order.status"
VALUES = "SELECT sales_order_prefix, sales_order_number, coalesce(value, 0) AS value FROM sales_totals"


@pytest.mark.parametrize(
    ("where", "sql"),
    [
        ({"field": STATUS, "value": "Pending"}, "status = 'Pending'"),
        ({"field": STATUS, "op": "in", "value": ["Shipped", "Cancelled"]}, "status IN ('Shipped', 'Cancelled')"),
        ({"field": STATUS, "op": "!=", "value": "Delivered"}, "status NOT IN ('Delivered', 'Cancelled')"),
        ({"period": {"calendar": "month", "offset": -1}},
         "status <> 'Cancelled' AND order_date >= date_trunc('month', DATE '{0}') - INTERVAL 1 MONTH"
         " AND order_date < date_trunc('month', DATE '{0}')"),
        ({"or": [{"field": STATUS, "value": "Pending"}, {"field": "sales_order.value", "op": ">", "value": 50_000}]},
         "status <> 'Cancelled' AND (status = 'Pending' OR value > 50000)"),
        ({"and": [{"field": "warehouse", "value": "WH001"}, {"field": "sales_order.value", "op": ">", "value": 9000}]},
         "status <> 'Cancelled' AND warehouse_code = 'WH001' AND value > 9000"),
    ],
    ids=["one", "several", "all but", "period", "either", "both"],
)  # fmt: skip
def test_values_of_the_orders_listed(desk: Desk, where: object, sql: str) -> None:
    """As a column of the list and as a measure of each of its members."""
    wanted = desk.db.execute(f"{VALUES} WHERE {sql.format(desk.today)}").fetchall()
    assert wanted
    agree(desk.ask(rows="sales_order", by=["sales_order.value"], where=where), wanted, sql)
    found = desk.ask(
        rows="sales_order", by=["sales_order.status"], where=where, measures=["revenue"], including=["Cancelled"]
    )
    assert len(found) >= len(wanted)
    listed = {row[:2]: row[3] for row in found}
    agree([(*key, listed[key]) for key in (row[:2] for row in wanted)], wanted, sql)


def test_only_what_is_listed_is_worked_out(desk: Desk) -> None:
    few = {"rows": "sales_order", "by": ["sales_order.value"], "where": {"is": "sales_order.overdue"}}
    assert "AS listed" in compiled(few, "warehouse", desk.today).sql
    everything = {"rows": "sales_order", "by": ["sales_order.value"]}
    assert "AS listed" not in compiled(everything, "warehouse", desk.today).sql
