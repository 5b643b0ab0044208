"""How far off forecasts are: measured on days that were held back, by class, and checked on others."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tools.demand.forecast import Forecast, forecast, moving_average, seasonal_naive
from tools.demand.series import Class, Floats, Series, ordinary

LEVELS = (0.80, 0.95)
ORIGINS = 3  # cuts into the past: the last one checks, the others calibrate
APART = 91  # steps from one cut to the next at most: a year ahead can still be tried on two years
FEW = 8  # forecasts tried of a class; below it, those of all dense classes together are used, or simply all
DENSE = frozenset(("regular", "seasonal", "short"))  # demand on most days, so that errors lie on both sides alike
Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Band:
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Errors:
    """Quantiles of (actual - forecast) / scale: of single steps, and of the total over the horizon."""

    step: Mapping[float, tuple[float, float]]
    total: Mapping[float, tuple[float, float]]
    n: int


@dataclass(frozen=True)
class Accuracy:
    """Of one class on the days that were held back: against the last season again, and the bands' coverage."""

    kind: Class
    series: int
    mase: float  # mean absolute error over that of the naive forecast in the history
    naive_mase: float
    moving_mase: float  # of the moving average
    total_error: float  # mean absolute error of the total over the horizon, as a share of the actual total
    naive_total_error: float
    moving_total_error: float
    coverage: Mapping[float, float]


@dataclass(frozen=True)
class Calibration:
    errors: Mapping[str, Errors]  # by class; "dense" is three of them together, "" all
    accuracy: tuple[Accuracy, ...]

    def band(self, made: Forecast, level: float) -> Band:
        """Of each step."""
        low, high = self._of(made.kind).step[level]
        # Where most days have no demand, nearly all of them lie below their mean: the band still holds it.
        return Band(
            np.clip(made.mean + low * made.scale, 0, made.mean), np.maximum(made.mean + high * made.scale, made.mean)
        )

    def total_band(self, made: Forecast, level: float) -> tuple[float, float]:
        low, high = self._of(made.kind).total[level]
        spread = made.scale * len(made.mean) ** 0.5
        return max(made.total + low * spread, 0.0), max(made.total + high * spread, 0.0)

    @property
    def known(self) -> bool:
        """Something could be tried on days that are known; otherwise there are no bands."""
        return self.errors[""].n > 0

    def _of(self, kind: Class) -> Errors:
        alike = (kind, "dense") if kind in DENSE else (kind,)
        enough = (own for name in alike if (own := self.errors.get(name)) and own.n >= FEW)
        return next(enough, self.errors[""])


@dataclass(frozen=True)
class _Held:
    """One forecast of days that are known."""

    origin: int
    made: Forecast
    actual: Floats
    history: Floats
    season: int

    @property
    def errors(self) -> Floats:
        return (self.actual - self.made.mean) / self.made.scale

    @property
    def total_error(self) -> float:
        spread = self.made.scale * len(self.actual) ** 0.5
        return float(self.actual.sum() - self.made.total) / spread


def calibrate(series: Sequence[Series], steps: int, tell: Tell = lambda _share, _says: None) -> Calibration:
    """Each series is cut `ORIGINS` times; a series too short to be cut is left out.

    Cuts are `steps` apart, so that no day is forecast twice, as long as these are no more than `APART`.
    """
    held: list[_Held] = []
    for place, one in enumerate(series):
        held.extend(_held(one, steps))
        tell((place + 1) / len(series), f"{place + 1} of {len(series)} series tried on days that are known")
    calibrating = [one for one in held if one.origin > 0]
    errors = _errors(calibrating)
    checking = [one for one in held if one.origin == 0]
    return Calibration(errors, _accuracy(checking, Calibration(errors, ())))


def _held(series: Series, steps: int) -> list[_Held]:
    found = []
    for origin in range(ORIGINS):
        end = len(series.units) - steps - origin * min(steps, APART)
        if end < 2 * series.season:
            break
        cut = Series(series.units[:end], series.season, _cut(series.closed, end), _cut(series.raised, end))
        ahead, unusual = series.units[end : end + steps], series.unusual[end : end + steps]
        known = ordinary(cut)
        if known.kind == "none" or unusual.all():
            continue
        made = forecast(cut, steps)
        # A day that could not sell tells nothing of the forecast.
        actual = np.where(unusual, made.mean, ahead)
        found.append(_Held(origin, made, actual, known.units, series.season))
    return found


def _cut(marks: np.typing.NDArray[np.bool_] | None, end: int) -> np.typing.NDArray[np.bool_] | None:
    return None if marks is None else marks[:end]


def _errors(held: Sequence[_Held]) -> dict[str, Errors]:
    groups: dict[str, list[_Held]] = defaultdict(list)
    for one in held:
        groups[one.made.kind].append(one)
        groups[""].append(one)
        if one.made.kind in DENSE:
            groups["dense"].append(one)
    nothing = Errors(dict.fromkeys(LEVELS, (0.0, 0.0)), dict.fromkeys(LEVELS, (0.0, 0.0)), 0)
    return {"": nothing} | {kind: _quantiles(found) for kind, found in groups.items()}


def _quantiles(held: Sequence[_Held]) -> Errors:
    steps, totals = np.concatenate([one.errors for one in held]), np.array([one.total_error for one in held])
    return Errors(_ends(steps), _ends(totals), len(held))


def _ends(errors: Floats) -> dict[float, tuple[float, float]]:
    found = {}
    for level in LEVELS:
        low, high = np.quantile(errors, [(1 - level) / 2, (1 + level) / 2])
        found[level] = (float(low), float(high))
    return found


def _accuracy(held: Sequence[_Held], calibrated: Calibration) -> tuple[Accuracy, ...]:
    groups: dict[Class, list[_Held]] = defaultdict(list)
    for one in held:
        groups[one.made.kind].append(one)
    return tuple(_accuracy_of(kind, found, calibrated) for kind, found in sorted(groups.items()))


def _accuracy_of(kind: Class, held: Sequence[_Held], calibrated: Calibration) -> Accuracy:
    naive = [seasonal_naive(one.history, len(one.actual), one.season) for one in held]
    moving = [moving_average(one.history, len(one.actual)) for one in held]
    (mase, total), (naive_mase, naive_total), (moving_mase, moving_total) = (
        _off(held, made) for made in ([one.made.mean for one in held], naive, moving)
    )
    coverage = {}
    for level in LEVELS:
        bands = [calibrated.band(one.made, level) for one in held]
        inside = [
            ((one.actual >= band.low) & (one.actual <= band.high)).mean() for one, band in zip(held, bands, strict=True)
        ]
        coverage[level] = float(np.mean(inside))
    return Accuracy(
        kind, len(held), mase, naive_mase, moving_mase, total, naive_total, moving_total, coverage,
    )  # fmt: skip


def _off(held: Sequence[_Held], made: Sequence[Floats]) -> tuple[float, float]:
    """Of forecasts in one way: the mean error of a step in naive ones, and that of the total as a share of it."""
    errors = [np.abs(one.actual - mean).mean() / _naive_scale(one) for one, mean in zip(held, made, strict=True)]
    totals = [abs(one.actual.sum() - mean.sum()) for one, mean in zip(held, made, strict=True)]
    return float(np.mean(errors)), float(sum(totals) / (sum(one.actual.sum() for one in held) or 1.0))


def _naive_scale(held: _Held) -> float:
    """The mean absolute change to the same step of the season before, in the history."""
    season = held.season if len(held.history) > held.season else 1
    changes = np.abs(held.history[season:] - held.history[:-season])
    return max(float(changes.mean()), 1e-6) if len(changes) else 1.0
