"""What demand will be: one fixed rule by the class of the series.

Choosing a model for each series by its own hold-out does worse than a fixed rule (measured on seven public sets), so
there is one: the dynamic optimised theta method; with little history its mean with exponential smoothing; for
intermittent demand ADIDA, which forecasts the rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.errors import Invalid
from tools.demand.series import Class, Floats, Ordinary, Series, ordinary

Method = Literal["rule", "moving average", "naive"]
WINDOW = 28  # steps of the moving average: four weeks of days
# A theta fit slows with the square of the length, and what is a year of days old says little of next week.
LONGEST = {7: 364}
THETA = "Fiorucci et al. 2016: Models for optimising the theta method"
AGGREGATED = "Nikolopoulos et al. 2011: An aggregate-disaggregate intermittent demand approach"
SMOOTHING = "Hyndman, Athanasopoulos: Forecasting, chapter 8"


@dataclass(frozen=True)
class Forecast:
    """Mean demand of each step ahead, and which method on which ground."""

    mean: Floats
    kind: Class
    method: str
    source: str
    why: str
    scale: float  # how far off a step usually is: the size that bands are measured in
    filled: int  # steps that were taken out as unusual

    @property
    def total(self) -> float:
        return float(self.mean.sum())


def forecast(series: Series, steps: int, method: Method = "rule") -> Forecast:
    if steps < 1:
        raise Invalid(f"A forecast of {steps} steps is none; 1 or more is needed.")
    known = ordinary(series)
    by, name, source = _method(known, series.season, method)
    mean = np.maximum(by(known.units, steps), 0.0)
    return Forecast(mean, known.kind, name, source, known.why, _scale(known.units), known.filled)


Ahead = Callable[[Floats, int], Floats]


def _method(known: Ordinary, season: int, method: Method) -> tuple[Ahead, str, str]:
    if method == "moving average":
        return moving_average, f"moving average of {WINDOW} steps", "common in textbooks and spreadsheets"
    if method == "naive":
        return lambda units, steps: seasonal_naive(units, steps, season), "last season again", SMOOTHING
    if known.kind == "none":
        return lambda _units, steps: np.zeros(steps), "none", "no demand to learn from"
    if known.kind == "intermittent":
        return _adida, "ADIDA", AGGREGATED
    if known.kind == "short":
        return lambda units, steps: _with_little(units, steps, season), "mean of theta and smoothing", THETA
    return lambda units, steps: _theta(units, steps, season), "dynamic optimised theta", THETA


def _theta(units: Floats, steps: int, season: int) -> Floats:
    from statsforecast.models import DynamicOptimizedTheta

    recent = units[-LONGEST.get(season, len(units)) :]
    return _mean_of(DynamicOptimizedTheta(season_length=season).forecast(y=recent, h=steps))


def _with_little(units: Floats, steps: int, season: int) -> Floats:
    from statsforecast.models import SimpleExponentialSmoothingOptimized

    if len(units) < 4:  # nothing can be fitted to it
        return np.full(steps, units.mean())
    smooth = _mean_of(SimpleExponentialSmoothingOptimized().forecast(y=units, h=steps))
    return (smooth + _theta(units, steps, season if len(units) >= 2 * season else 1)) / 2


def _adida(units: Floats, steps: int) -> Floats:
    from statsforecast.models import ADIDA

    if (units > 0).sum() < 2:  # an interval between demands needs two of them
        return np.full(steps, units.mean())
    return _mean_of(ADIDA().forecast(y=units, h=steps))


def moving_average(units: Floats, steps: int) -> Floats:
    return np.full(steps, units[-WINDOW:].mean())


def seasonal_naive(units: Floats, steps: int, season: int) -> Floats:
    last = units[-season:]
    return np.resize(last, steps)


def _mean_of(made: object) -> Floats:
    assert isinstance(made, dict)
    return np.asarray(made["mean"], dtype=float)


def _scale(units: Floats) -> float:
    """The deviation of a step over the last half year of days, at least a little above zero."""
    return max(float(units[-182:].std()), 1e-6) if len(units) else 1.0
