"""The inventory tools on sample data, against SQL and arithmetic of their own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import sqrt
from pathlib import Path
from shutil import copy

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import NotFound
from tests.sample_data.fixture import sample_db
from tools.registry import use

DAY = "2026-06-30"
TODAY = date.fromisoformat(DAY)
ROOT = Path(__file__).parents[2]


def opened(home: Path, file: Path, persona: str = "Warehouse Manager") -> Context:
    given = {"app.today": DAY, "warehouse.file": str(file), "app.home": str(home)}
    return open_context(load_config(ROOT, given), terminal(persona))


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = opened(tmp_path_factory.mktemp("home"), sample_db(2_000, DAY, 7))
    yield found
    found.close()


@cache
def frame(sql: str) -> pd.DataFrame:
    with duckdb.connect(str(sample_db(2_000, DAY, 7)), read_only=True) as connection:
        return connection.execute(sql).df()


ORDERED = """
    SELECT h.warehouse_code, l.product_code, h.order_date, sum(l.order_quantity) AS units
    FROM sales_order_header h JOIN sales_order_line l USING (sales_order_prefix, sales_order_number)
    WHERE h.status <> 'Cancelled' GROUP BY ALL
"""
INBOUND = """
    SELECT h.warehouse_code, l.product_code, h.expected_delivery_date AS day,
           sum(l.order_quantity - l.received_quantity) AS units
    FROM purchase_order_header h JOIN purchase_order_line l USING (purchase_order_prefix, purchase_order_number)
    WHERE h.actual_delivery_date IS NULL AND h.status IN ('Open', 'Partial') GROUP BY ALL
"""
ITEMS = "SELECT * FROM warehouse_product JOIN product USING (product_code)"


def daily(warehouse: str, product: str) -> pd.Series:
    """Units on each of the ninety days before today."""
    rows = frame(ORDERED)
    rows = rows[(rows.warehouse_code == warehouse) & (rows.product_code == product)]
    days = pd.date_range(TODAY - timedelta(days=90), TODAY - timedelta(days=1))
    return rows.set_index(pd.to_datetime(rows.order_date)).units.astype(float).reindex(days, fill_value=0.0)


def busiest() -> tuple[str, str]:
    rows = frame(ORDERED)
    rows = rows[pd.to_datetime(rows.order_date) >= pd.Timestamp(TODAY - timedelta(days=90))]
    held = frame("SELECT warehouse_code, product_code FROM warehouse_product")
    rows = rows.merge(held)
    return tuple(rows.groupby(["warehouse_code", "product_code"]).units.sum().idxmax())


def test_low_stock(ctx: Context) -> None:
    found = use(ctx, "identify_low_stock", {"threshold": 0.5}).found
    rows = frame(ITEMS)
    low = rows[rows.current_stock < 0.5 * rows.minimum_stock]
    assert {row[:2] for row in found.sheet("Low stock").rows} == set(
        zip(low.warehouse_code, low.product_code, strict=True)
    )
    cost = ((low.minimum_stock - low.current_stock) * low.unit_cost.astype(float)).sum()
    assert found.figures[1].value == pytest.approx(cost)


def test_reorder_point_by_every_method(ctx: Context) -> None:
    warehouse, product = busiest()
    found = use(ctx, "calculate_reorder_point", {"product": product, "warehouse": warehouse}).found
    units = daily(warehouse, product)
    item = frame(f"{ITEMS} WHERE warehouse_code = '{warehouse}' AND product_code = '{product}'").iloc[0]
    mean, deviation, lead = units.mean(), units.std(ddof=0), float(item.lead_time_days)
    points = {row[0]: row[2] for row in found.sheet("Methods").rows}
    assert points["maximum method"] == pytest.approx(units.max() * lead * 1.5)
    service = found.figures[0].inputs
    z = stats.norm.ppf(float(frame(PLANNED.format(product)).service_target.iloc[0]))
    safety = z * sqrt(lead * deviation**2 + mean**2 * (0.2 * lead) ** 2)
    assert points["cycle service level"] == pytest.approx(mean * lead + safety)
    assert service["safety stock"] == pytest.approx(safety)
    assert any("sees no receipts" in one.because for one in found.assumptions)


PLANNED = "SELECT * FROM planning_item WHERE product_code = '{}' AND warehouse_code IS NULL"


def test_a_buyer_has_the_spread_of_the_receipts(tmp_path: Path) -> None:
    warehouse, product = busiest()
    buyer = opened(tmp_path, sample_db(2_000, DAY, 7), "Procurement Specialist")
    found = use(buyer, "calculate_reorder_point", {"product": product, "warehouse": warehouse}).found
    buyer.close()
    item = frame(f"{ITEMS} WHERE warehouse_code = '{warehouse}' AND product_code = '{product}'").iloc[0]
    days = frame(f"""
        SELECT actual_delivery_date - order_date AS days FROM purchase_order_header
        WHERE supplier_code = '{item.supplier_code}' AND actual_delivery_date IS NOT NULL
          AND status <> 'Cancelled' AND order_date >= DATE '{DAY}' - 365
    """).days.astype(float)
    assert len(days) >= 5, "the sample has receipts of this supplier"
    longest = days.max() / days.mean() * float(item.lead_time_days)
    points = {row[0]: row[2] for row in found.sheet("Methods").rows}
    assert points["maximum method"] == pytest.approx(daily(warehouse, product).max() * longest)
    assert not any("receipts" in one.because for one in found.assumptions)


def test_an_item_that_is_not_held(ctx: Context) -> None:
    held = frame("SELECT DISTINCT product_code FROM warehouse_product WHERE warehouse_code = 'WH001'").product_code
    other = next(code for code in frame("SELECT product_code FROM product").product_code if code not in set(held))
    with pytest.raises(NotFound, match="is not held at WH001"):
        use(ctx, "calculate_reorder_point", {"product": other, "warehouse": "WH001"})


def test_stockout_risk_item_by_item(ctx: Context) -> None:
    found = use(ctx, "identify_stockout_risk", {"warehouse": "WH002", "days": 10, "least": 0.2}).found
    rows = found.sheet("At risk").rows
    assert rows
    inbound = frame(INBOUND)
    for row in rows[:5]:
        units = daily("WH002", str(row[1]))
        coming = inbound[(inbound.warehouse_code == "WH002") & (inbound.product_code == row[1])]
        stock = float(str(row[7]))
        chance = _chance(units, stock, coming, 10) if stock else 1.0  # what is out is short already
        assert row[3] == pytest.approx(chance, abs=1e-9)
    assert all(row[3] >= 0.2 for row in rows)
    assert [row[3] for row in rows] == sorted((row[3] for row in rows), reverse=True)


def _chance(units: pd.Series, stock: float, coming: pd.DataFrame, days: int) -> float:
    mean, variance, worst = units.mean(), units.var(ddof=0), 0.0
    for ahead in range(days):
        until = TODAY + timedelta(days=ahead)
        there = stock + coming[pd.to_datetime(coming.day) <= pd.Timestamp(until)].units.sum()
        m, v = mean * (ahead + 1), variance * (ahead + 1)
        law = stats.poisson(m) if v <= m * (1 + 1e-9) else stats.nbinom(m * m / (v - m), m / v)
        worst = max(worst, float(law.sf(there)))
    return worst


def test_more_stock_never_raises_the_risk(ctx: Context, tmp_path: Path) -> None:
    more = tmp_path / "more.duckdb"
    copy(sample_db(2_000, DAY, 7), more)
    with duckdb.connect(str(more)) as connection:
        connection.execute("UPDATE warehouse_product SET current_stock = current_stock + 5")
    other = opened(tmp_path / "more", more)
    before, after = (_chances(one) for one in (ctx, other))
    other.close()
    assert before.keys() == after.keys()
    assert all(after[key] <= before[key] + 1e-12 for key in before)


def _chances(ctx: Context) -> dict[tuple[object, object], float]:
    rows = use(ctx, "identify_stockout_risk", {"days": 20, "least": 0}).found.sheet("At risk").rows
    return {(row[0], row[1]): float(str(row[3])) for row in rows}


def test_a_proposal_within_its_budget(ctx: Context) -> None:
    free = use(ctx, "propose_replenishment", {"warehouse": "WH001"}).found
    lines = free.sheet("Lines").rows
    assert lines
    value = float(str(free.figures[1].value))
    assert value == pytest.approx(float(sum(row[6] for row in lines)))
    for row in lines:
        assert float(str(row[9])) <= float(str(row[10])) + 0.05, "position at the reorder point or below"
        pack = frame(PLANNED.format(row[2])).pack_size
        assert pack.empty or int(str(row[4])) % int(pack.iloc[0]) == 0
    tight = use(ctx, "propose_replenishment", {"warehouse": "WH001", "budget": value / 3}).found
    assert float(str(tight.figures[1].value)) <= value / 3
    assert float(str(tight.figures[2].value)) == pytest.approx(value - float(str(tight.figures[1].value)))


def test_a_limited_asker_plans_for_their_warehouse_only(ctx: Context) -> None:
    limited = ctx.for_asker(replace(ctx.asker, warehouses=("WH003",)))
    rows = use(limited, "identify_stockout_risk", {"least": 0}).found.sheet("At risk").rows
    assert {row[0] for row in rows} == {"WH003"}


def test_forecast_of_a_product(ctx: Context) -> None:
    _, product = busiest()
    found = use(ctx, "forecast_demand", {"product": product, "days": 14}).found
    rows = found.sheet("Forecast").rows
    assert [row[0] for row in rows] == [TODAY + timedelta(days=step) for step in range(14)]
    for _, mean, low80, high80, low95, high95 in rows:
        assert 0 <= low95 <= low80 <= mean <= high80 <= high95
    total = float(frame(ORDERED + f" HAVING l.product_code = '{product}'").units.sum())
    history = found.sheet("History").rows
    assert history[-1][0] == TODAY - timedelta(days=1)
    assert sum(float(str(row[1])) for row in history) <= total
    assert np.isclose(float(str(found.figures[0].value)), sum(float(str(row[1])) for row in rows), atol=0.1)


def test_without_planning_tables_everything_is_assumed_by_name(tmp_path: Path) -> None:
    bare = tmp_path / "bare.duckdb"
    copy(sample_db(2_000, DAY, 7), bare)
    with duckdb.connect(str(bare)) as connection:
        for name in ("planning_item", "planning_supplier", "planning_vehicle", "promotion", "stock_snapshot"):
            connection.execute(f"DROP TABLE {name}")
    ctx = opened(tmp_path / "bare", bare)
    proposal = use(ctx, "propose_replenishment", {"warehouse": "WH001"}).found
    names = {one.name for one in proposal.assumptions}
    assert {"Cost of placing an order", "Service level", "Pack"} <= names
    assert any("planning_supplier" in sentence for sentence in proposal.unknown)
    warehouse, product = busiest()
    told = use(ctx, "forecast_demand", {"product": product, "days": 7}).found
    ctx.close()
    assert {sentence.split(":")[0] for sentence in told.unknown} == {"Promotions", "Days out of stock"}
    assert warehouse


def test_a_product_that_never_sold(ctx: Context) -> None:
    sold = set(frame("SELECT DISTINCT product_code FROM sales_order_line").product_code)
    never = [code for code in frame("SELECT product_code FROM product").product_code if code not in sold]
    if not never:
        pytest.skip("every product of this sample was sold")
    assert "never ordered" in use(ctx, "forecast_demand", {"product": never[0]}).found.unknown[0]
