"""How a store fills over the days: its trend, how sure that is, and when it is full."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from core.errors import Invalid

LEAST_WEEKS = 5  # for a trend worth saying
SURE = 0.95
LONGEST = 3650  # days ahead; a trend of weeks says nothing of later


@dataclass(frozen=True)
class Trend:
    """Units a day: the median of the slopes between all pairs of weeks (Theil and Sen), with its 95 % range."""

    slope: float
    low: float
    high: float
    weeks: int
    first: date
    last: date

    @property
    def rises(self) -> bool:
        """For sure: the whole range is above zero."""
        return self.low > 0


def trend(stock: Mapping[date, float]) -> Trend | None:
    """None where too few weeks are recorded. Of each week its last day: from day to day stock hardly changes, so that
    many days would feign certainty. Steps, as one large receipt, move a median less than a mean."""
    weeks = {day.isocalendar()[:2]: day for day in sorted(stock)}
    if len(weeks) < LEAST_WEEKS:
        return None
    from scipy.stats import theilslopes

    days = list(weeks.values())
    slopes = theilslopes([stock[day] for day in days], [(day - days[0]).days for day in days], SURE)
    return Trend(float(slopes[0]), float(slopes[2]), float(slopes[3]), len(days), min(stock), days[-1])


def full_on(now: float, capacity: float, slope: float, today: date) -> date | None:
    """The first day on which it would hold its capacity; today where it does, None where it never will."""
    if capacity <= 0:
        raise Invalid(f"A store of {capacity:g} units cannot be filled: its maximum stocks add up to nothing.")
    if now >= capacity:
        return today
    if slope <= 0 or (capacity - now) / slope > LONGEST:
        return None
    return today + timedelta(days=ceil((capacity - now) / slope - 1e-9))
