"""Against numbers worked out elsewhere: in textbooks, by hand, or by another library."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from core.errors import Invalid
from tools.stock.classes import abc, kind, xyz
from tools.stock.newsvendor import expected_cost, newsvendor
from tools.stock.normal import loss, z_of_loss
from tools.stock.order_quantity import Break, Packing, economic_quantity, with_breaks, yearly_cost
from tools.stock.policy import Costs, best_levels, try_levels, try_quantity
from tools.stock.reorder_point import reorder_point
from tools.stock.safety_stock import Demand, LeadTime, by_fill_rate, by_maximum, by_service_level
from tools.stock.stockout import at_most, days_left, risk

DEMAND, LEAD = Demand(mean=10, deviation=4, most=25), LeadTime(mean=9, deviation=2, most=14)


def test_economic_quantity() -> None:
    found = economic_quantity(1300, 8, 0.225).known()
    assert found == pytest.approx(304.0468, abs=1e-4)
    assert yearly_cost(found, 1300, 8, 0.225) == pytest.approx(68.4105, abs=1e-4)


def test_newsvendor() -> None:
    assert newsvendor(50, 8, 0.18, 0.70).known() == pytest.approx(56.6040, abs=1e-4)
    assert expected_cost(50, 8, 0.18, 0.70) == pytest.approx(1.9976, abs=1e-4)


def test_best_levels() -> None:
    found = best_levels(6, Costs(order=5, hold=1, short=4))
    assert (found.lower, found.upper) == (4, 10)
    assert found.cost == pytest.approx(8.0341, abs=1e-4)


def test_best_levels_by_trying_them_all() -> None:
    """For small demand every pair of levels is worked out as a Markov chain."""
    costs = Costs(order=3, hold=1, short=5)
    found = best_levels(2, costs)
    every = {(s, top): _chain(s, top, 2, costs) for s in range(-2, 7) for top in range(s + 1, 14)}
    assert found.cost == pytest.approx(min(every.values()), abs=1e-9)
    assert every[found.lower, found.upper] == pytest.approx(found.cost, abs=1e-9)


def _chain(lower: int, upper: int, mean: float, costs: Costs) -> float:
    """Average cost of the levels, by the stationary distribution of the stock after ordering."""
    states = list(range(lower + 1, upper + 1))
    moves = np.zeros((len(states), len(states)))
    chances = stats.poisson.pmf(range(60), mean)
    cost = np.zeros(len(states))
    for place, level in enumerate(states):
        for units in range(60):
            chance, left = chances[units], level - units
            cost[place] += chance * (costs.hold * max(left, 0) + costs.short * max(-left, 0))
            cost[place] += chance * costs.order * (left <= lower)
            moves[place, states.index(upper if left <= lower else left)] += chance
    steady = np.linalg.lstsq(np.vstack([moves.T - np.eye(len(states)), np.ones(len(states))]),
                             np.append(np.zeros(len(states)), 1), rcond=None)[0]  # fmt: skip
    return float(steady @ cost)


def test_safety_stock_by_hand() -> None:
    assert by_maximum(DEMAND, LEAD).known() == 25 * 14 - 10 * 9
    spread = sqrt(9 * 16 + 100 * 4)
    assert by_service_level(DEMAND, LEAD, 0.95).known() == pytest.approx(1.644854 * spread, abs=1e-4)
    assert reorder_point(DEMAND, LEAD, by_maximum(DEMAND, LEAD)).known() == 25 * 14


def test_fill_rate_serves_the_share_it_promises() -> None:
    spread = sqrt(9 * 16 + 100 * 4)
    found = by_fill_rate(DEMAND, LEAD, 0.98, 120)
    assert spread * loss(found.inputs["k"]) == pytest.approx(0.02 * 120, abs=1e-6)
    assert by_fill_rate(DEMAND, LEAD, 0.5, 10_000).known() == 0
    assert by_fill_rate(Demand(10, 0, 10), LeadTime(5, 0, 5), 0.98, 10).known() == 0


def test_loss_against_scipy() -> None:
    for z in (-3.0, -0.4, 0.0, 1.2, 4.0):
        assert loss(z) == pytest.approx(float(stats.norm.expect(lambda x, z=z: max(x - z, 0))), abs=1e-6)
        assert z_of_loss(loss(z)) == pytest.approx(z, abs=1e-6)


def test_packs_minimum_and_maximum() -> None:
    packing = Packing(pack=12, least=24, most=100)
    assert [packing.whole(units) for units in (0, 1, 24, 25, 95, 400)] == [0, 24, 24, 36, 96, 96]
    with pytest.raises(Invalid):
        Packing(pack=0)
    with pytest.raises(Invalid):
        Packing(pack=5, least=10, most=8)


def test_price_breaks_by_hand() -> None:
    """Nahmias' trash bags: 0.30 below 500, 0.29 from 500, 0.28 from 1,000; K 8, D 600, i 20 %: 500 at 0.29."""
    breaks = [Break(0, 0.30), Break(500, 0.29), Break(1000, 0.28)]
    quantity, tier = with_breaks(600, 8, 0.2, breaks)
    assert (quantity, tier.price) == (500, 0.29)


def test_negative_binomial_and_poisson_against_scipy() -> None:
    for mean, variance in ((5.0, 5.0), (5.0, 12.0), (0.2, 0.5), (300.0, 900.0)):
        chance = mean / variance
        other = stats.poisson(mean) if variance == mean else stats.nbinom(mean**2 / (variance - mean), chance)
        for units in (0, 1, 4, 7.9, 300):
            assert at_most(units, mean, variance) == pytest.approx(other.cdf(int(units)), abs=1e-10)
    assert list(at_most([-1, 0, 3], [0, 0, 0], [0, 0, 0])) == [0, 1, 1]


def test_risk_with_a_delivery_on_its_way() -> None:
    none = np.zeros((2, 10))
    coming = none.copy()
    coming[1, 2] = 100
    alone, helped = risk([20, 20], none, [5, 5], [5, 5])[0], risk([20, 20], coming, [5, 5], [5, 5])[1]
    assert alone == pytest.approx(1 - stats.poisson(50).cdf(20), abs=1e-9)
    # Until the third day only the 20 are there; from then on 120 are more than enough for 50.
    assert helped == pytest.approx(1 - stats.poisson(10).cdf(20), abs=1e-9)
    assert list(days_left([20, 20, 0], np.zeros((3, 10)), [5, 1, 1])) == pytest.approx([4, np.nan, 0], nan_ok=True)


def test_policies_day_by_day() -> None:
    costs = Costs(order=10, hold=1, short=5)
    # Starts with 6; the evening of day two has 2 left and orders 4, which come on the fourth morning; so again on
    # the evenings of days four and six.
    course = try_levels([2, 2, 2, 2, 2, 2], lead=1, lower=2, upper=6, costs=costs)
    assert (course.orders, course.short_days, course.served) == (3, 0, 1.0)
    short = try_quantity([3, 3, 3], lead=5, point=1, quantity=2, costs=costs)
    assert (short.orders, short.short_days, short.served) == (1, 2, pytest.approx(3 / 9))
    with pytest.raises(Invalid):
        try_quantity([1], lead=0, point=1, quantity=0, costs=costs)


def test_classes() -> None:
    assert abc([4, 80, 10, 6, 0]) == ["C", "A", "B", "B", "C"]
    assert abc([]) == []
    assert (xyz(10, 2), xyz(10, 8), xyz(10, 20), xyz(0, 0)) == ("X", "Y", "Z", "Z")
    assert kind([3, 3, 4, 3]) == "smooth"
    assert kind([0, 0, 3, 0, 0, 3]) == "intermittent"
    assert kind([0, 0, 30, 0, 0, 3, 0, 0, 1]) == "lumpy"
    assert kind([0, 0]) == "none"
