"""Late orders, one order's life and how full warehouses are, against SQL written apart from the tools."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest

from core.context import Context
from core.errors import NotAllowed, Unknown
from tests.tools.dispatching import DAY, changed, limited, opened, sql
from tools.found import Found
from tools.registry import use

TODAY = date.fromisoformat(DAY)
# Each open line with what it finds on the shelf when earlier orders have taken theirs.
LINES = f"""
WITH waiting AS (
  SELECT h.sales_order_prefix || '-' || h.sales_order_number AS code, h.status, h.delivery_date AS due,
         h.warehouse_code, l.product_code, l.sales_order_line AS line, l.order_quantity - l.fulfilled_quantity AS open
  FROM sales_order_header h JOIN sales_order_line l USING (sales_order_prefix, sales_order_number)
  WHERE h.status IN ('Pending', 'Processing')
), placed AS (
  SELECT w.*, coalesce(p.current_stock, 0) AS stock, greatest(coalesce(p.current_stock, 0) - coalesce(sum(w.open) OVER (
    PARTITION BY w.warehouse_code, w.product_code ORDER BY due, code, line
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ), 0), 0) AS free
  FROM waiting w LEFT JOIN warehouse_product p USING (warehouse_code, product_code)
), late_purchases AS (
  SELECT DISTINCT h.warehouse_code, l.product_code, true AS late
  FROM purchase_order_header h JOIN purchase_order_line l USING (purchase_order_prefix, purchase_order_number)
  WHERE h.actual_delivery_date IS NULL AND h.status IN ('Open', 'Partial') AND h.expected_delivery_date < DATE '{DAY}'
    AND l.order_quantity > l.received_quantity
)
SELECT code, line, CASE WHEN open <= 0 THEN 'nothing' WHEN free >= open THEN 'not picked' WHEN late THEN 'late purchase'
  WHEN stock >= open THEN 'promised to others' ELSE 'no stock' END AS cause
FROM placed LEFT JOIN late_purchases USING (warehouse_code, product_code)
"""
LATE = f"""
SELECT sales_order_prefix || '-' || sales_order_number, status, DATE '{DAY}' - delivery_date, warehouse_code
FROM sales_order_header WHERE delivery_date < DATE '{DAY}' AND status NOT IN ('Delivered', 'Cancelled')
"""
WORST = ("late purchase", "no stock", "promised to others", "not picked")


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(tmp_path_factory.mktemp("logistics")) as ctx:
        yield ctx


def found(ctx: Context, name: str, **given: object) -> Found:
    return use(ctx, name, given).found


def value(one: Found, name: str) -> float | None:
    return next(figure.value for figure in one.figures if figure.name == name)


def test_late_orders_with_their_days_and_causes(ctx: Context) -> None:
    causes: dict[str, list[str]] = {}
    for code, _, cause in sql(LINES):
        causes.setdefault(code, []).append(cause)
    wanted = {}
    for code, status, days, _ in sql(LATE):
        held = [cause for cause in WORST if cause in causes.get(code, [])]
        gone = "not delivered" if status == "Shipped" else "not shipped"
        wanted[code] = (days, held[0] if held else gone)
    rows = found(ctx, "identify_delayed_orders").sheet("Late orders").records()
    assert {row["order"]: (row["days_late"], row["cause"]) for row in rows} == wanted
    assert len({cause for _, cause in wanted.values()}) >= 3, "the sample has several causes"
    assert [(row["days_late"], row["order"]) for row in rows] == sorted(
        ((row["days_late"], row["order"]) for row in rows), key=lambda one: (-one[0], one[1])
    )


def test_late_orders_of_one_warehouse_from_some_days_on(ctx: Context) -> None:
    late = found(ctx, "identify_delayed_orders", warehouse="wh2", days=20)
    wanted = {code for code, _, days, warehouse in sql(LATE) if warehouse == "WH002" and days >= 20}
    assert {row["order"] for row in late.sheet("Late orders").records()} == wanted
    assert value(late, "Late orders") == len(wanted)
    assert sum(int(str(row["orders"])) for row in late.sheet("By cause").records()) == len(wanted)


def test_nothing_is_late(ctx: Context) -> None:
    late = found(ctx, "identify_delayed_orders", days=3_000)
    assert (value(late, "Late orders"), value(late, "Average days late")) == (0, None)


def test_the_lines_of_every_open_order(ctx: Context) -> None:
    wanted: dict[str, dict[int, str]] = {}
    for code, line, cause in sql(LINES):
        wanted.setdefault(code, {})[line] = cause
    some = sorted(wanted)[::15]
    seen = {}
    for code in some:
        rows = found(ctx, "check_fulfillment_status", order=code).sheet("Lines").records()
        seen[code] = {int(str(row["line"])): row["cause"] for row in rows}
    assert seen == {code: wanted[code] for code in some}


def test_an_order_that_waits_for_stock(ctx: Context) -> None:
    code = next(code for code, _, cause in sql(LINES + "ORDER BY code DESC") if cause in ("no stock", "late purchase"))
    life = found(ctx, "check_fulfillment_status", order=code.replace("-0", " ").lower())
    prefix, number = code.split("-")
    ((ordered, fulfilled, warehouse),) = sql(
        f"SELECT sum(order_quantity), sum(fulfilled_quantity), any_value(warehouse_code) FROM sales_order_line"
        f" JOIN sales_order_header USING (sales_order_prefix, sales_order_number)"
        f" WHERE sales_order_prefix = '{prefix}' AND sales_order_number = '{number}'"
    )
    assert [value(life, name) for name in ("Units ordered", "Units fulfilled", "Units open")] == [
        ordered, fulfilled, ordered - fulfilled,
    ]  # fmt: skip
    wanted = {row["product_code"] for row in life.sheet("Lines").records() if row["open"]}
    elsewhere = {
        (product, other, stock)
        for product, other, stock in sql("SELECT product_code, warehouse_code, current_stock FROM warehouse_product")
        if product in wanted and other != warehouse and stock > 0
    }
    rows = life.sheet("Stock elsewhere").records()
    assert {(row["product_code"], row["warehouse"], row["stock"]) for row in rows} == elsewhere


def test_an_order_that_was_cancelled_and_one_that_was_delivered(ctx: Context) -> None:
    for status, says in (("Cancelled", "The order is cancelled."), ("Delivered", "")):
        ((prefix, number),) = sql(
            f"SELECT sales_order_prefix, sales_order_number FROM sales_order_header WHERE status = '{status}' LIMIT 1"
        )
        life = found(ctx, "check_fulfillment_status", order=f"{prefix}{int(number)}")
        assert life.sheet("Order").records()[0]["status"] == status
        assert {row["says"] for row in life.sheet("Lines").records()} == {says}
        assert value(life, "Days to delivery") is None


def test_an_order_that_nobody_has(ctx: Context) -> None:
    with pytest.raises(Unknown, match=r"There is no sales order called 'SO-999999'\. Did you mean"):
        found(ctx, "check_fulfillment_status", order="SO-999999")


def test_who_sees_one_warehouse_sees_nothing_of_others(ctx: Context) -> None:
    mine = limited(ctx, "WH002")
    wanted = {code for code, _, _, warehouse in sql(LATE) if warehouse == "WH002"}
    rows = found(mine, "identify_delayed_orders").sheet("Late orders").records()
    assert {row["order"] for row in rows} == wanted
    other = next(code for code, _, _, warehouse in sql(LATE) if warehouse == "WH001")
    with pytest.raises(Unknown):
        found(mine, "check_fulfillment_status", order=other)
    life = found(mine, "check_fulfillment_status", order=next(iter(wanted)))
    assert not life.sheet("Stock elsewhere").rows
    assert "WH002" in life.unknown[-1]
    assert [row[0] for row in found(mine, "calculate_warehouse_capacity").sheet("Warehouses").rows] == ["WH002"]


def test_how_full_warehouses_are(ctx: Context) -> None:
    seen = found(ctx, "calculate_warehouse_capacity")
    wanted = sql("SELECT warehouse_code, sum(current_stock), sum(maximum_stock) FROM warehouse_product GROUP BY 1")
    coming = dict(
        sql(
            "SELECT warehouse_code, sum(order_quantity - received_quantity) FROM purchase_order_header"
            " JOIN purchase_order_line USING (purchase_order_prefix, purchase_order_number)"
            " WHERE actual_delivery_date IS NULL AND status IN ('Open', 'Partial') GROUP BY 1"
        )
    )
    rows = {row["warehouse"]: row for row in seen.sheet("Warehouses").records()}
    for warehouse, stock, most in wanted:
        row = rows[warehouse]
        assert (row["stock"], row["maximum"], row["on_order"]) == (stock, most, coming[warehouse])
        assert row["utilisation"] == pytest.approx(stock / most)
    groups = sql(
        "SELECT warehouse_code, product_group, sum(current_stock) FROM warehouse_product"
        " JOIN product USING (product_code) GROUP BY ALL"
    )
    by_group = {(r["warehouse"], r["product_group"], r["stock"]) for r in seen.sheet("By group").records()}
    assert by_group == set(groups)


def test_its_trend_is_the_median_slope_of_weeks(ctx: Context) -> None:
    days = sql(
        "SELECT snapshot_day, sum(stock) FROM stock_snapshot WHERE warehouse_code = 'WH004' GROUP BY 1 ORDER BY 1"
    )
    weeks = {(day - timedelta(days=day.weekday())): (day, stock) for day, stock in days}
    slopes = [(b - a) / (later - day).days for (day, a), (later, b) in combinations(sorted(weeks.values()), 2)]
    seen = found(ctx, "calculate_warehouse_capacity", warehouse="WH004")
    assert value(seen, "Change of stock") == pytest.approx(float(median(slopes)))
    assert len(seen.sheet("Recorded days").rows) == len(days)
    assert value(seen, "Days until full") is None, "it falls"


def test_when_it_is_full(tmp_path: Path) -> None:
    """Ten units more each day, and 95 to go from 905 of 1000: full after nine and a half days."""
    file = changed(
        tmp_path,
        "DELETE FROM warehouse_product WHERE warehouse_code = 'WH004' AND product_code <> 'PRD0001'",
        "UPDATE warehouse_product SET current_stock = 905, maximum_stock = 1000 WHERE warehouse_code = 'WH004'",
        "DELETE FROM stock_snapshot",
        "INSERT INTO stock_snapshot SELECT day::DATE, 'WH004', 'PRD0001', 905 - 10 * (DATE '2026-06-30' - day::DATE)"
        " FROM range(DATE '2026-05-01', DATE '2026-07-01', INTERVAL 1 DAY) days(day)",
    )
    with opened(tmp_path, file) as ctx:
        (row,) = found(ctx, "calculate_warehouse_capacity", warehouse="WH004").sheet("Warehouses").records()
    assert (row["change"], row["full_on"]) == (10, date(2026, 7, 10))


def test_without_snapshots_and_without_items(tmp_path: Path) -> None:
    file = changed(
        tmp_path, "DROP TABLE stock_snapshot", "DELETE FROM warehouse_product WHERE warehouse_code = 'WH005'"
    )
    with opened(tmp_path, file, "Warehouse Manager") as ctx:
        full = found(ctx, "calculate_warehouse_capacity", warehouse="WH001")
        assert full.unknown == ("How the stock has changed is not known: no day is recorded in stock_snapshot.",)
        empty = found(ctx, "calculate_warehouse_capacity", warehouse="WH005")
        assert empty.unknown == ("WH005 holds no items.",)
        assert value(empty, "Capacity utilisation") is None
        with pytest.raises(NotAllowed, match="Field Engineer"):
            found(ctx, "optimize_delivery_route", warehouse="WH001")


def test_a_few_days_are_no_trend(tmp_path: Path) -> None:
    file = changed(tmp_path, "DELETE FROM stock_snapshot WHERE snapshot_day < DATE '2026-06-12'")
    with opened(tmp_path, file) as ctx:
        seen = found(ctx, "calculate_warehouse_capacity", warehouse="WH001")
    assert seen.unknown == ("WH001: The stock is known from 2026-06-12 on; a trend needs 5 weeks.",)
