"""The supplier tools on sample data, against SQL and pandas of their own."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, NotAllowed, Unknown
from tests.sample_data.fixture import sample_db
from tools.found import Found
from tools.registry import use

DAY = "2026-06-30"
TODAY = date.fromisoformat(DAY)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    given = {
        "app.today": DAY,
        "warehouse.file": str(sample_db(2_000, DAY, 7)),
        "app.home": str(tmp_path_factory.mktemp("home")),
    }
    found = open_context(load_config(ROOT, given), terminal("Procurement Specialist"))
    yield found
    found.close()


@cache
def lines(days: int = 365) -> pd.DataFrame:
    with duckdb.connect(str(sample_db(2_000, DAY, 7)), read_only=True) as connection:
        return connection.execute(
            """
            SELECT h.*, l.product_code, l.order_quantity, l.received_quantity, l.unit_cost::double AS unit_cost,
                   l.line_total::double AS line_total, l.receipt_status, p.product_group
            FROM purchase_order_header h
            JOIN purchase_order_line l USING (purchase_order_prefix, purchase_order_number)
            LEFT JOIN product p USING (product_code)
            WHERE h.status <> 'Cancelled' AND h.order_date > ?
            """,
            [TODAY - timedelta(days=days)],
        ).df()


def figure(found: Found, name: str) -> float:
    return float(str(next(one.value for one in found.figures if one.name == name)))


def test_performance_of_a_supplier(ctx: Context) -> None:
    found = use(ctx, "analyze_supplier_performance", {"supplier": "sup 1"}).found
    own = lines()[lines().supplier_code == "SUP001"]
    orders = own.drop_duplicates(["purchase_order_prefix", "purchase_order_number"])
    delivered = orders[orders.actual_delivery_date.notna()]
    on_time = (delivered.actual_delivery_date <= delivered.expected_delivery_date).mean()
    fill = own.received_quantity.sum() / own.order_quantity.sum()
    known = own[own.receipt_status.isin(["Complete", "Partial", "Rejected"])]
    quality = (known.receipt_status != "Rejected").mean()
    cost = _competitiveness(lines(), "SUP001")
    assert figure(found, "On-time rate") == pytest.approx(on_time)
    assert figure(found, "Supplier score") == pytest.approx(30 * fill + 30 * on_time + 20 * quality + 20 * cost)
    assert figure(found, "Spend") == pytest.approx(own.line_total.sum())
    taken = (delivered.actual_delivery_date - delivered.order_date).dt.days
    assert figure(found, "Median lead time") == taken.median()
    scores = [row[2] for row in found.sheet("Peers").rows]
    assert all(score is None or 0 <= float(str(score)) <= 100 for score in scores)
    assert len(scores) == lines().supplier_code.nunique()
    assert sum(int(str(row[1])) for row in found.sheet("By month").rows) == len(orders)


def _competitiveness(rows: pd.DataFrame, supplier: str) -> float:
    costs = rows.groupby(["supplier_code", "product_code"]).agg(
        cost=("unit_cost", "mean"), units=("order_quantity", "sum")
    )
    lowest = costs.groupby("product_code").cost.min()
    own = costs.loc[supplier]
    return float((lowest.loc[own.index] / own.cost * own.units).sum() / own.units.sum())


def test_few_deliveries_are_said_to_be_few(ctx: Context) -> None:
    orders = lines(60).drop_duplicates(["purchase_order_prefix", "purchase_order_number"])
    delivered = orders.groupby("supplier_code").actual_delivery_date.count()
    few = delivered[(delivered > 0) & (delivered < 10)].index[0]
    found = use(ctx, "analyze_supplier_performance", {"supplier": few, "days": 60}).found
    assert found.unknown == (f"{few} delivered {delivered[few]} orders in the period: too few to judge it by.",)


def test_costs_like_for_like(ctx: Context) -> None:
    found = use(ctx, "compare_supplier_costs", {"product_group": "bearings", "suppliers": ["SUP012", "SUP017"]}).found
    own = lines()[(lines().product_group == "Bearings") & lines().supplier_code.isin(["SUP012", "SUP017"])]
    wanted = own.groupby(["product_code", "supplier_code"]).unit_cost.mean()
    rows = found.sheet("Costs").rows
    assert {(row[0], row[2]): pytest.approx(row[3]) for row in rows} == dict(wanted)
    for product in {row[0] for row in rows}:
        above = [float(str(row[5])) for row in rows if row[0] == product]
        assert min(above) == 0


def test_savings_hold_in_the_lines(ctx: Context) -> None:
    rows = use(ctx, "identify_cost_savings", {"threshold_percent": 8}).found.sheet("Savings").rows
    assert rows
    assert [row[8] for row in rows] == sorted((row[8] for row in rows), reverse=True)
    assert all(float(str(row[7])) >= 0.08 for row in rows)
    means = (
        lines()
        .groupby(["product_code", "supplier_code"])
        .agg(cost=("unit_cost", "mean"), units=("order_quantity", "sum"))
    )
    cheaper = [row for row in rows if row[0] == "cheaper source"]
    assert cheaper
    for row in cheaper:
        here, there = means.loc[(row[1], row[3])], means.loc[(row[1], row[4])]
        assert row[8] == pytest.approx((here.cost - there.cost) * here.units)
    every = use(ctx, "identify_cost_savings", {"threshold_percent": 0}).found.sheet("Savings").rows
    assert len(every) > len(rows)


def test_trends_add_up(ctx: Context) -> None:
    found = use(ctx, "analyze_purchase_trends", {"days": 180, "group_by": "supplier"}).found
    whole = lines(180).line_total.sum()
    assert figure(found, "Spend of 180 days") == pytest.approx(whole)
    changes = found.sheet("What changed").rows
    assert sum(float(str(row[1])) + float(str(row[2])) for row in changes) == pytest.approx(whole)
    assert sum(float(str(row[2])) for row in changes) == pytest.approx(lines(90).line_total.sum())


def test_concentration(ctx: Context) -> None:
    found = use(ctx, "assess_concentration", {}).found
    value = lines().assign(value=lines().order_quantity * lines().unit_cost).groupby("supplier_code").value.sum()
    shares = value / value.sum()
    assert figure(found, "Concentration (Herfindahl)") == pytest.approx((shares**2).sum())
    single = lines().groupby("product_code").supplier_code.nunique()
    assert figure(found, "Products from a single supplier") == (single == 1).sum()


def test_moving_spend_between_suppliers_of_the_same_products(ctx: Context) -> None:
    means = (
        lines()
        .groupby(["product_code", "supplier_code"])
        .agg(cost=("unit_cost", "mean"), units=("order_quantity", "sum"))
    )
    first, second = _who_share(means)
    found = use(ctx, "move_spend", {"source": first, "target": second, "share": 0.5}).found
    own, other = means.xs(first, level=1), means.xs(second, level=1)
    both = own.join(other, rsuffix="_other", how="inner")
    assert figure(found, "Saved in a year") == pytest.approx(0.5 * ((both.cost - both.cost_other) * both.units).sum())
    with pytest.raises(Invalid, match="name two suppliers"):
        use(ctx, "move_spend", {"source": first, "target": first})


def _who_share(means: pd.DataFrame) -> tuple[str, str]:
    names = means.reset_index().groupby("product_code").supplier_code.apply(sorted)
    return next((one[0], one[1]) for one in names if len(one) > 1)


def test_who_may_not_and_what_is_unknown(ctx: Context) -> None:
    with pytest.raises(NotAllowed):
        use(ctx.for_asker(terminal("Warehouse Manager")), "identify_cost_savings", {})
    with pytest.raises(Unknown, match="There is no supplier called 'SUP999'"):
        use(ctx, "analyze_supplier_performance", {"supplier": "SUP999"})
    with pytest.raises(Unknown, match="product group"):
        use(ctx, "compare_supplier_costs", {"product_group": "bearinx"})
