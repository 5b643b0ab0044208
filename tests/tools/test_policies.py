"""Classes, policies tried out, seasonal orders and price breaks, each against a computation of its own."""

from math import ceil, sqrt

import pandas as pd
import pytest
from scipy import stats

from core.context import Context
from core.errors import NotFound
from tests.tools.test_forecasts import by_hand
from tests.tools.test_inventory import ITEMS, PLANNED, busiest, frame
from tests.tools.test_inventory import ctx as ctx
from tools.registry import use
from tools.stock.order_quantity import Break, with_breaks


def test_classes_are_those_of_pandas(ctx: Context) -> None:
    found = use(ctx, "classify_items", {"warehouse": "WH001"}).found
    rows = frame(f"{ITEMS} WHERE warehouse_code = 'WH001'")
    days = by_hand("WH001")
    none = [0.0] * 364
    weeks = pd.DataFrame({code: days[code][-364:] if code in days else none for code in rows.product_code}).T
    weekly = weeks.T.groupby(lambda day: day // 7).sum().T
    turnover = weekly.sum(axis=1) * rows.set_index("product_code").unit_cost.astype(float)
    turnover = turnover.sort_values(ascending=False)
    before = turnover.cumsum().shift(fill_value=0.0) / turnover.sum()
    group = before.map(lambda share: "A" if share < 0.8 else "B" if share < 0.95 else "C").where(turnover > 0, "C")
    variation = weekly.std(axis=1, ddof=0) / weekly.mean(axis=1)
    steady = variation.map(lambda one: "X" if one <= 0.5 else "Y" if one <= 1 else "Z")
    shown = {row["product_code"]: row for row in found.sheet("Items").records()}
    assert {code: row["class"] for code, row in shown.items()} == {code: group[code] + steady[code] for code in shown}
    assert found.figures[1].value == pytest.approx(turnover.sum(), abs=0.01)
    classes = found.sheet("Classes").records()
    assert sum(int(str(row["items"])) for row in classes) == len(rows)
    assert sum(float(str(row["share"])) for row in classes) == pytest.approx(1)


def test_a_policy_day_by_day(ctx: Context) -> None:
    warehouse, product = busiest()
    found = use(ctx, "simulate_policy", {"product": product, "warehouse": warehouse}).found
    item = frame(f"{ITEMS} WHERE warehouse_code = '{warehouse}' AND product_code = '{product}'").iloc[0]
    plan = frame(PLANNED.format(product)).iloc[0]
    units, lead = by_hand(warehouse)[product][-365:], int(item.lead_time_days)
    now = found.sheet("Policies").records()[0]
    stock, coming, sold, held, orders = float(item.maximum_stock), {}, 0.0, 0.0, 0
    for day, wanted in enumerate(units):
        stock += coming.pop(day, 0.0)
        sold, stock = sold + min(stock, wanted), stock - min(stock, wanted)
        if (position := stock + sum(coming.values())) <= item.reorder_point:
            coming[day + lead + 1] = item.maximum_stock - position
            orders += 1
        held += stock
    margin = float(item.unit_price) - float(item.unit_cost)
    hold = float(item.unit_cost) * float(plan.holding_rate) / 365
    cost = float(plan.order_cost) * orders + hold * held + margin * (units.sum() - sold)
    assert (now["orders"], now["point"]) == (orders, item.reorder_point)
    assert now["served"] == pytest.approx(sold / units.sum())
    assert now["cost"] == pytest.approx(cost, abs=0.01)


def test_a_season_is_the_newsvendors(ctx: Context) -> None:
    warehouse, product = busiest()
    given = {"product": product, "warehouse": warehouse, "days": 60, "leftover_value": 0.2}
    found = use(ctx, "calculate_seasonal_order", given).found
    best, order = found.figures[:2]
    item = frame(f"{ITEMS} WHERE warehouse_code = '{warehouse}' AND product_code = '{product}'").iloc[0]
    plan = frame(PLANNED.format(product)).iloc[0]
    over = float(item.unit_cost) * (0.8 + float(plan.holding_rate) * 60 / 365)
    under = float(item.unit_price) - float(item.unit_cost)
    wanted = stats.norm.ppf(under / (over + under), best.inputs["μ"], best.inputs["σ"])
    assert best.known() == pytest.approx(max(wanted, 0))
    assert order.known() % int(plan.pack_size) == 0
    more = use(ctx, "calculate_seasonal_order", {**given, "leftover_value": 0.9}).found
    assert more.figures[0].known() > best.known(), "what keeps its value may be ordered more of"


def test_price_breaks_are_in_the_order(ctx: Context) -> None:
    """Against every quantity there is, one by one."""
    warehouse, product = busiest()
    item = frame(f"{ITEMS} WHERE warehouse_code = '{warehouse}' AND product_code = '{product}'").iloc[0]
    breaks = frame(f"SELECT * FROM planning_supplier WHERE supplier_code = '{item.supplier_code}'").dropna()
    assert len(breaks), "the sample's busiest item has a supplier with price breaks"
    found = use(ctx, "calculate_reorder_point", {"product": product, "warehouse": warehouse}).found
    quantity = found.figures[2]
    year, order, rate = (quantity.inputs[name] for name in ("D", "K", "r"))

    def cost(units: float) -> float:
        off = max((row.break_discount for row in breaks.itertuples() if units >= row.break_quantity), default=0.0)
        price = float(item.unit_cost) * (1 - off)
        return order * year / units + rate * price * units / 2 + price * year

    cheapest = min(cost(units) for units in range(1, 3 * ceil(quantity.known())))
    assert cost(quantity.known()) <= cheapest + 1e-6
    tiers = found.sheet("Price breaks").records()
    assert min(float(str(row["cost"])) for row in tiers if row["cost"] is not None) == pytest.approx(
        cost(quantity.known()), abs=0.01
    )


def test_without_breaks_it_is_the_economic_quantity() -> None:
    assert with_breaks(1300, 8, 0.225, [Break(0, 1.0)])[0] == pytest.approx(sqrt(2 * 8 * 1300 / 0.225))


def test_an_item_that_is_not_there_or_does_not_sell(ctx: Context) -> None:
    held = frame("SELECT DISTINCT product_code FROM warehouse_product WHERE warehouse_code = 'WH001'").product_code
    other = next(code for code in frame("SELECT product_code FROM product").product_code if code not in set(held))
    for name in ("simulate_policy", "calculate_seasonal_order"):
        with pytest.raises(NotFound, match="is not held at WH001"):
            use(ctx, name, {"product": other, "warehouse": "WH001"})
    known = by_hand("WH001")
    year = {code for code, units in known.items() if units[-365:].any()}
    idle = next(code for code in held if code not in year)
    found = use(ctx, "simulate_policy", {"product": idle, "warehouse": "WH001"}).found
    assert "had no demand at WH001 in the last 365 days" in found.unknown[0]


def test_a_service_level_of_all_items_is_that_of_each(ctx: Context) -> None:
    found = use(ctx, "try_service_level", {"warehouse": "WH001", "service_level": 0.9}).found
    proposal = use(ctx, "propose_replenishment", {"warehouse": "WH001"}).found
    value = next(one for one in found.figures if one.name == "Order value now")
    assert value.inputs["at the targets now"] == pytest.approx(proposal.figures[1].known())
    items = found.sheet("By item").records()
    assert len(items) == len(frame(f"{ITEMS} WHERE warehouse_code = 'WH001'"))
    held = sum(float(str(row["value"])) for row in items)
    assert found.figures[0].known() == pytest.approx(held, abs=0.01 * len(items))
    for row in items[:3]:
        alone = use(ctx, "calculate_reorder_point", {"product": row["product_code"], "warehouse": "WH001"}).found
        given = alone.figures[0].inputs
        safety = next(
            one["safety_stock"] for one in alone.sheet("Methods").records() if "service" in str(one["method"])
        )
        target = float(alone.method.split("Cycle service level of ")[1].split("%")[0]) / 100
        ratio = stats.norm.ppf(0.9) / stats.norm.ppf(target)
        assert row["safety"] == pytest.approx(float(str(safety)) * ratio, rel=0.02), given
    levels = found.sheet("By service level").records()
    assert [row["value"] for row in levels] == sorted(row["value"] for row in levels)  # type: ignore[type-var]  # figures
