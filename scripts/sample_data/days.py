"""The days of the history: some three years up to the day of asking, busy and quiet ones."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scripts.sample_data.chance import Ints, Rng

Dates = NDArray[np.datetime64]

MONTHS = 36  # whole months before the current one
WEEK = (115, 110, 105, 105, 110, 75, 30)  # Monday first; Saturday is a half day, on Sunday only the counters are open
YEAR = (95, 100, 122, 94, 100, 90, 80, 84, 104, 124, 110, 95)  # end of the financial year, monsoon, festivals
GROWTH = 0.16  # a year


@dataclass(frozen=True)
class History:
    """Days are counted from `start`, months too; `today` is the last day."""

    start: date
    as_of: date

    @classmethod
    def until(cls, as_of: date) -> "History":
        months = as_of.year * 12 + as_of.month - 1 - MONTHS
        return cls(date(months // 12, months % 12 + 1, 1), as_of)

    @property
    def today(self) -> int:
        return (self.as_of - self.start).days

    @property
    def days(self) -> int:
        return self.today + 1

    @property
    def months(self) -> int:
        return MONTHS + 1

    @cached_property
    def dates(self) -> Dates:
        return self.on(np.arange(self.days))

    @cached_property
    def month(self) -> Ints:
        months: Ints = self.dates.astype("datetime64[M]").astype(np.int64)
        return months - months[0]

    @cached_property
    def weekday(self) -> Ints:
        return self.weekday_of(np.arange(self.days))

    @cached_property
    def month_starts(self) -> Ints:
        return np.flatnonzero(np.diff(self.month, prepend=-1))

    @cached_property
    def season(self) -> Ints:
        """The yearly curve, per cent, bent evenly from the middle of a month to the middle of the next."""
        return bend(YEAR, self)

    def on(self, day: Ints) -> Dates:
        """Also for days after today."""
        return np.datetime64(self.start, "D") + day.astype("timedelta64[D]")

    def weekday_of(self, day: Ints) -> Ints:
        return (day + self.start.weekday()) % 7

    def month_ago(self, months: int, day: int) -> int:
        """A day of the month that lies so many months back."""
        return int(self.month_starts[self.months - 1 - months]) + day - 1


def bend(year: tuple[int, ...], history: History) -> Ints:
    """Twelve monthly figures as a curve over the days, in units of a thirtieth."""
    month = history.dates.astype("datetime64[M]")
    calendar_month = month.astype(np.int64) % 12
    day_of_month = (history.dates - month).astype(np.int64)
    figures = np.array(year)
    before, here, after = figures[calendar_month - 1], figures[calendar_month], figures[(calendar_month + 1) % 12]
    neighbour = np.where(day_of_month < 15, before, after)
    away = np.minimum(abs(day_of_month - 15), 15)
    return (here * (30 - away) + neighbour * away) // 30


def busyness(history: History, rng: Rng, sunday: int | None = None) -> Ints:
    """How much happens on each day: week, year, growth, and days that are better or worse for no reason."""
    week = np.array(WEEK)
    if sunday is not None:
        week[6] = sunday
    growth = 1000 + np.arange(history.days) * int(GROWTH * 1000) // 365
    return week[history.weekday] * history.season * growth // 1000 * rng.integers(80, 121, history.days)
