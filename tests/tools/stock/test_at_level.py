"""A service level for many items at once is what the formulas of one item say, summed up."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from tools.stock.at_level import AtLevel, Shelves, at_level
from tools.stock.order_quantity import Packing
from tools.stock.safety_stock import Demand, LeadTime, by_service_level

# yearly, over lead time, deviation, position, cost, rate, economic, pack, least, most
BY_HAND = ((730.0, 20.0, 10.0, 30.0, 4.0, 0.25, 50.0, 12.0, 0.0, float("inf")),
           (365.0, 10.0, 0.0, 25.0, 2.0, 0.25, 20.0, 1.0, 0.0, 15.0))  # fmt: skip


def shelves(*rows: tuple[float, ...]) -> Shelves:
    return Shelves(*np.array(rows, dtype=float).reshape(len(rows), 10).T)


def test_two_items_by_hand() -> None:
    made = at_level(shelves(*BY_HAND), 0.9)
    z = 1.2815515655446004
    assert made.safety == pytest.approx([10 * z, 0])
    assert made.point == pytest.approx([20 + 10 * z, 10])
    # 32.8 + 50 − 30 = 52.8 in packs of 12; the second has 25, its point is 10.
    assert made.order.tolist() == [60, 0]
    assert (made.items, made.order_value) == (1, 240)
    assert made.value == pytest.approx(40 * z)
    assert made.holding == pytest.approx(10 * z)
    # 730 / 60 cycles; 365 / 15 of the second never end short of more than its share of cycles.
    assert made.outs == pytest.approx(0.1 * (730 / 60 + 365 / 15))
    lost = NormalDist().pdf(z) - z * 0.1
    assert made.short == pytest.approx(730 / 60 * 10 * lost)
    assert made.fill == pytest.approx(1 - made.short / (730 + 365))


@settings(deadline=None, max_examples=60)
@given(
    st.floats(0.01, 30), st.floats(0, 20), st.floats(1, 40), st.floats(0, 8), st.integers(1, 40), st.floats(0.5, 0.99)
)
def test_one_item_is_as_the_formulas_of_one_have_it(
    mean: float, deviation: float, lead: float, spread: float, pack: int, level: float
) -> None:
    rate, took = Demand(mean, deviation, mean), LeadTime(lead, spread, lead)
    alone = by_service_level(rate, took, level).known()
    row = (mean * 365, mean * lead, alone / NormalDist().inv_cdf(level) if level != 0.5 else 0.0, 0.0, 3.0, 0.2, 9.0,
           float(pack), 0.0, float("inf"))  # fmt: skip
    made = at_level(shelves(row), level)
    assert made.safety[0] == pytest.approx(alone, abs=1e-6)
    assert made.order[0] == Packing(pack).whole(made.point[0] + 9)


@settings(deadline=None, max_examples=40)
@given(st.floats(0.5, 0.99), st.floats(0.001, 0.009))
def test_a_higher_level_holds_more_and_lets_less_run_short(level: float, more: float) -> None:
    low, high = at_level(shelves(*BY_HAND), level), at_level(shelves(*BY_HAND), level + more)
    assert high.value > low.value
    assert (high.short, high.outs) < (low.short, low.outs)
    assert 0 <= _fill(low) < _fill(high) <= 1
    assert high.items >= low.items


def _fill(made: AtLevel) -> float:
    assert made.fill is not None
    return made.fill


def test_each_item_may_have_its_own_level_and_none_is_no_level() -> None:
    own = at_level(shelves(*BY_HAND), np.array([0.9, 0.99]))
    assert own.safety == pytest.approx(at_level(shelves(*BY_HAND), 0.9).safety)
    assert at_level(shelves(), 0.9).fill is None
    with pytest.raises(Invalid, match="between 0 and 1"):
        at_level(shelves(*BY_HAND), 1.0)
