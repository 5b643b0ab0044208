"""Forecasts of series whose future is known, and bands that cover what they say."""

import numpy as np
import pytest

from core.errors import Invalid
from tools.demand.bands import LEVELS, calibrate
from tools.demand.forecast import forecast, seasonal_naive
from tools.demand.series import Series, ordinary

RNG = np.random.default_rng(7)
WEEK = np.array([30, 20, 20, 25, 40, 5, 0], dtype=float)


def weekly(days: int, noise: float = 2.0, seed: int = 1) -> Series:
    rng = np.random.default_rng(seed)
    return Series((np.resize(WEEK, days) + rng.normal(0, noise, days)).clip(0).round())


def rare(days: int, chance: float, seed: int = 1) -> Series:
    rng = np.random.default_rng(seed)
    return Series(rng.binomial(1, chance, days) * rng.integers(1, 6, days).astype(float))


def test_a_weekly_season_goes_on() -> None:
    made = forecast(weekly(182), 14)
    assert made.kind == "seasonal"
    assert np.abs(made.mean - np.resize(WEEK, 14)).mean() < 3
    assert made.total == pytest.approx(2 * WEEK.sum(), rel=0.1)


def test_a_rare_demand_has_its_rate() -> None:
    series = rare(364, 0.1)
    made = forecast(series, 28)
    assert (made.kind, made.method) == ("intermittent", "ADIDA")
    assert made.total == pytest.approx(28 * 0.1 * 3, rel=0.6)
    assert np.ptp(made.mean) == pytest.approx(0)


@pytest.mark.parametrize("units", [[], [0, 0, 0], [5], [0, 0, 4], [3, 3, 3, 3, 3], [1, 0, 2, 4, 1, 0, 9, 3]])
def test_little_history_still_has_a_forecast(units: list[float]) -> None:
    made = forecast(Series(np.array(units, dtype=float)), 10)
    assert made.mean.shape == (10,)
    assert np.isfinite(made.mean).all()
    assert (made.mean >= 0).all()
    assert made.kind in ("none", "short", "intermittent")


def test_days_out_of_stock_are_no_ordinary_demand() -> None:
    plain = weekly(182)
    closed = np.zeros(182, dtype=bool)
    closed[140:168] = True
    units = plain.units.copy()
    units[closed] = 0
    blind, told = forecast(Series(units), 14), forecast(Series(units, closed=closed), 14)
    wanted = 2 * WEEK.sum()
    assert abs(told.total - wanted) < abs(blind.total - wanted)
    assert told.total == pytest.approx(wanted, rel=0.1)
    assert told.filled == 28


def test_a_promotion_raises_no_forecast() -> None:
    plain = weekly(182)
    raised = np.zeros(182, dtype=bool)
    raised[161:] = True
    units = np.where(raised, plain.units * 3, plain.units)
    told = forecast(Series(units, raised=raised), 14)
    assert told.total == pytest.approx(2 * WEEK.sum(), rel=0.15)


def test_methods_by_name() -> None:
    series = weekly(60)
    moving = forecast(series, 5, "moving average")
    assert moving.mean == pytest.approx(np.full(5, series.units[-28:].mean()))
    assert forecast(series, 9, "naive").mean == pytest.approx(np.resize(series.units[-7:], 9))
    assert seasonal_naive(np.array([1.0, 2, 3, 4]), 5, 3) == pytest.approx([2, 3, 4, 2, 3])


def test_bands_cover_what_they_say() -> None:
    """On series of one kind that were held back; 150 of them leave a few percent to chance."""
    series = [weekly(112, noise=4.0, seed=seed) for seed in range(60)]
    series += [rare(112, 0.2, seed) for seed in range(60)]
    found = calibrate(series, 14)
    assert {one.kind for one in found.accuracy} == {"seasonal", "intermittent"}
    for one in found.accuracy:
        assert 0.70 <= one.coverage[0.80] <= 0.95, one
        assert one.coverage[0.95] > one.coverage[0.80] - 1e-9
    regular = next(one for one in found.accuracy if one.kind == "seasonal")
    assert regular.mase < regular.naive_mase
    made = forecast(series[0], 14)
    narrow, wide = (found.band(made, level) for level in LEVELS)
    assert (wide.low <= narrow.low).all()
    assert (narrow.low <= narrow.high).all()
    assert (narrow.high <= wide.high).all()
    low, high = found.total_band(made, 0.80)
    assert low < made.total < high


def test_nothing_to_calibrate_on_is_said_by_its_number() -> None:
    found = calibrate([Series(np.zeros(5))], 14)
    assert found.accuracy == ()
    assert found.errors[""].n == 0


def test_what_is_no_demand_is_refused() -> None:
    with pytest.raises(Invalid):
        Series(np.array([1.0, -1.0]))
    with pytest.raises(Invalid):
        Series(np.array([1.0, 2.0]), closed=np.array([True]))
    with pytest.raises(Invalid):
        forecast(weekly(30), 0)


def test_classes_say_why() -> None:
    assert "every 10" in ordinary(Series(np.resize([1.0] + [0.0] * 9, 100))).why
    assert ordinary(Series(np.full(100, 3.0))).kind == "regular"
    assert ordinary(Series(np.zeros(3))).kind == "none"
