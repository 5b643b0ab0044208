"""What holds for any numbers: packs and minimums, budgets, prices, policies; and scores between 0 and 100."""

from collections.abc import Iterator
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.context import Context
from core.run import run_query
from core.semantic.query import Query
from tests.sample_data.fixture import sample_db
from tests.tools.test_inventory import DAY, opened
from tools.stock.order_quantity import Break, Packing, economic, with_breaks, yearly_cost
from tools.stock.policy import Costs, try_levels, try_quantity
from tools.stock.proposal import Line, propose
from tools.stock.safety_stock import Demand, LeadTime, by_fill_rate, by_service_level

WHOLE = st.integers(0, 5_000)
MONEY = st.floats(0.01, 1_000, allow_nan=False)
QUICK = settings(max_examples=60, deadline=None)


@st.composite
def packings(draw: st.DrawFn) -> Packing:
    """Of which something can be ordered: a whole number of packs lies between the minimum and the maximum."""
    pack, packs = draw(st.integers(1, 60)), draw(st.integers(1, 40))
    most = draw(st.none() | st.integers(packs * pack, packs * pack + 5_000))
    return Packing(pack, draw(st.integers(0, packs * pack)), most)


@QUICK
@given(packings(), st.floats(0, 20_000))
def test_an_order_is_whole_packs_between_minimum_and_maximum(packing: Packing, units: float) -> None:
    made = packing.whole(units)
    assert made % packing.pack == 0
    if units <= 0:
        assert made == 0
        return
    most = inf if packing.most is None else packing.most
    assert packing.least <= made <= most
    assert made >= units - 1e-6 or made + packing.pack > most, "it covers what is wanted, or the maximum is reached"


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        pack = draw(st.integers(1, 30))
        packs = draw(st.integers(1, 20))
        least = draw(st.integers(0, packs * pack))
        urgency = draw(st.floats(0, 1))
        supplier = draw(st.sampled_from("AB"))
        found.append(
            Line(("W", f"P{number}"), supplier, packs * pack, pack, draw(MONEY | st.just(0.0)), urgency, least)
        )
    return found


@QUICK
@given(lines(), st.floats(0, 200_000))
def test_a_proposal_keeps_budget_packs_and_minimums_and_loses_nothing(asked: list[Line], budget: float) -> None:
    made = propose(asked, {"A": 500.0}, budget)
    assert made.value <= budget * (1 + 1e-9) + 1e-6
    for line in made.lines:
        assert line.quantity > 0
        assert line.quantity % line.pack == 0
        assert line.quantity >= line.least
    units = {line.key: line.quantity for line in asked}
    for line in (*made.lines, *made.left_out):
        units[line.key] -= line.quantity
    assert set(units.values()) <= {0}


@QUICK
@given(lines(), st.floats(0, 100_000), st.floats(0, 100_000))
def test_the_most_urgent_is_served_first(asked: list[Line], budget: float, more: float) -> None:
    """Whole as far as money reaches: with more of it, what was whole stays whole."""
    few, many = propose(asked, {}, budget), propose(asked, {}, budget + more)
    ordered = sorted(asked, key=lambda line: (-line.urgency, line.value, line.key))
    spent = 0.0
    for line in ordered:
        spent += line.value
        if spent > budget * (1 - 1e-9):
            break
        assert any(one.key == line.key and one.quantity == line.quantity for one in few.lines)
        assert any(one.key == line.key and one.quantity == line.quantity for one in many.lines)


@QUICK
@given(st.floats(1, 50_000), st.floats(1, 500), st.floats(0.01, 1), MONEY, st.floats(1, 2_000), st.floats(0, 0.5))
def test_a_price_break_never_makes_it_dearer(
    year: float, order: float, rate: float, price: float, least: float, off: float
) -> None:
    def cost(quantity: float, unit: float) -> float:
        return yearly_cost(quantity, year, order, rate * unit) + year * unit

    quantity, tier = with_breaks(year, order, rate, [Break(0, price), Break(least, price * (1 - off))])
    assert quantity >= tier.least
    alone = max(economic(year, order, rate * price), 1.0)
    assert cost(quantity, tier.price) <= cost(alone, price) * (1 + 1e-9)


@QUICK
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(0, 20), st.integers(0, 100), st.integers(1, 100)
)
def test_a_policy_serves_a_share_and_never_more_with_less(
    units: list[int], lead: int, point: int, quantity: int
) -> None:
    costs = Costs(10, 0.1, 1)
    made = try_quantity(units, lead, point, quantity, costs)
    assert 0 <= made.served <= 1
    assert made.orders <= made.days >= made.short_days
    more = try_quantity(units, lead, point + sum(units), quantity, costs)
    assert more.served == pytest.approx(1)
    assert try_levels(units, lead, point, point + quantity, costs).cost >= 0


@QUICK
@given(
    st.floats(0, 500),
    st.floats(0, 200),
    st.floats(0, 60),
    st.floats(0, 20),
    st.floats(0.5, 0.98),
    st.floats(0.001, 0.019),
)
def test_more_service_never_takes_less_stock(
    mean: float, deviation: float, days: float, lead_deviation: float, service: float, more: float
) -> None:
    demand, lead = Demand(mean, deviation, mean * 3), LeadTime(days, lead_deviation, days * 2)
    for way in (by_service_level, lambda d, time, share: by_fill_rate(d, time, share, 50)):
        low, high = (way(demand, lead, share).known() for share in (service, service + more))
        assert low + 1e-6 >= 0
        assert low <= high + 1e-6


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = opened(tmp_path_factory.mktemp("home"), sample_db(2_000, DAY, 7), "Procurement Specialist")
    yield found
    found.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(5, 720), st.sampled_from(["supplier", "product_group", "warehouse"]))
def test_a_score_lies_between_0_and_100(ctx: Context, days: int, by: str) -> None:
    parts = ["receipt_fill_rate", "on_time_rate", "quality_rate", "cost_competitiveness"]
    query = {"measures": ["supplier_score", *parts], "by": [by], "where": {"period": {"last_days": days}}}
    rows = run_query(ctx, Query.model_validate(query)).table.rows
    for row in rows:
        score, *shares = (None if cell is None else float(str(cell)) for cell in row[-5:])
        assert score is None or 0 <= score <= 100
        assert all(share is None or 0 <= share <= 1 for share in shares)
    assert days < 200 or any(row[-5] is not None for row in rows)
