"""A demand series: units by step, with the steps that say nothing of ordinary demand taken out."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.errors import Invalid
from tools.stock.classes import INTERVAL

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Class = Literal["regular", "seasonal", "short", "intermittent", "none"]

SEASONS = 3  # fewer of them teach no season
CORRELATED = 0.3  # at the lag of a season: from here on a series is called seasonal


@dataclass(frozen=True)
class Series:
    """`closed`: steps on which nothing could be sold (out of stock); `raised`: steps of a promotion."""

    units: Floats
    season: int = 7
    closed: Marks | None = None
    raised: Marks | None = None

    def __post_init__(self) -> None:
        if self.units.ndim != 1 or not np.isfinite(self.units).all() or (self.units < 0).any():
            raise Invalid("Demand is one number a step, none of them below zero.")
        for marks in (self.closed, self.raised):
            if marks is not None and marks.shape != self.units.shape:
                raise Invalid("Out-of-stock days and promotions are marked for each step of the demand.")

    @property
    def unusual(self) -> Marks:
        nothing = np.zeros(len(self.units), dtype=bool)
        return (nothing if self.closed is None else self.closed) | (nothing if self.raised is None else self.raised)


@dataclass(frozen=True)
class Ordinary:
    """What is left to learn from: from the first demand on, with unusual steps filled in."""

    units: Floats
    kind: Class
    filled: int = 0
    why: str = field(default="")


def ordinary(series: Series) -> Ordinary:
    started = np.flatnonzero(series.units)
    if not len(started):
        return Ordinary(series.units, "none", why="There was no demand at all.")
    first = int(started[0])
    units, unusual = series.units[first:].copy(), series.unusual[first:]
    for step in np.flatnonzero(unusual):
        units[step] = _usual(units, unusual, int(step), series.season)
    kind, why = _class(units, series.season)
    return Ordinary(units, kind, int(unusual.sum()), why)


def _usual(units: Floats, unusual: Marks, step: int, season: int) -> float:
    """The mean of the nearest ordinary steps at the same place of the season, four before and four after."""
    same = np.arange(step % season, len(units), season)
    same = same[~unusual[same]]
    near = same[np.argsort(np.abs(same - step), kind="stable")[:8]]
    pool = units[near] if len(near) else units[~unusual]
    return float(pool.mean()) if len(pool) else 0.0


def _class(units: Floats, season: int) -> tuple[Class, str]:
    demands = int((units > 0).sum())
    interval = len(units) / demands if demands else np.inf
    if interval > INTERVAL:
        return "intermittent", f"Demand comes every {interval:.1f} steps on average (more than {INTERVAL})."
    if len(units) < SEASONS * season:
        return "short", f"{len(units)} steps of history are fewer than {SEASONS} seasons of {season}."
    strength = _correlation(units, season)
    if strength >= CORRELATED:
        return "seasonal", f"Demand goes with the season of {season} (correlation {strength:.2f})."
    return "regular", "Demand comes in nearly every step, without a strong season."


def _correlation(units: Floats, lag: int) -> float:
    """With itself one season ago; a flat series has none."""
    if season_free(units) or lag < 2:
        return 0.0
    centred = units - units.mean()
    return float((centred[lag:] * centred[:-lag]).sum() / (centred**2).sum())


def season_free(units: Floats) -> bool:
    return bool(np.ptp(units) == 0)
