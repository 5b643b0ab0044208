"""The two periods of a change: those of a comparison, of a time series, or a period and the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import Invalid
from core.semantic.compile.cells import parts
from core.semantic.period import Grain, Period, add, floor
from core.semantic.query import And, Filter, In, Or, Query

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Spans:
    """Which periods are compared, by which date, and the filters that are not about time."""

    before: Period
    after: Period
    date: str | None = None
    rest: Filter | None = None
    chosen: bool = False  # nobody named a period


def spans_of(query: Query, today: date) -> Spans:
    """What the query compares; without a comparison the period before of the same kind."""
    filters = parts(query.where) if query.where is not None else ()
    times = [each for each in filters if isinstance(each, In)]
    pair = next((found for each in filters if (found := _either(each))), None)
    rest = _all(each for each in filters if not isinstance(each, In) and _either(each) is None)
    if pair and not times:
        first, second = sorted(pair, key=lambda each: each.period.days(today)[0] or date.min)
        return Spans(first.period, second.period, first.date, rest)
    if len(times) > 1 or (pair and times):
        raise Invalid("A change is explained between two periods; this asks for several at once. Name one period.")
    own = [term.period for term in query.measures[:1] if term.period]
    after = times[0].period if times else own[0] if own else None
    day = times[0].date if times else query.measures[0].date if query.measures else None
    if query.compare is None and (grain := _series(query)):
        return _last_two(after, grain, today, day, rest)
    if after is None:
        return _last_two(None, "month", today, day, rest)
    return Spans(_before(query, after, today), after, day, rest)


def _either(each: Filter) -> tuple[In, In] | None:
    """ "in May and June" """
    inner = each.any if isinstance(each, Or) else ()
    if len(inner) == 2 and isinstance(inner[0], In) and isinstance(inner[1], In):
        return inner[0], inner[1]
    return None


def _all(filters: Iterable[Filter]) -> Filter | None:
    listed = tuple(filters)
    return And.model_validate({"and": listed}) if len(listed) > 1 else listed[0] if listed else None


def _series(query: Query) -> Grain | None:
    return next((grain for group in query.by for grain in GRAINS if group.grain == grain), None)


def _last_two(within: Period | None, grain: Grain, today: date, day: str | None, rest: Filter | None) -> Spans:
    """The last two whole ones that are over."""
    end = within.days(today)[1] if within else None
    yesterday = add(today, -1, "day")
    last = min(end or yesterday, yesterday)
    first = add(floor(add(last, 1, "day"), grain), -1, grain)  # over is what ends on the last day or before
    whole = [_whole(add(first, -1, grain), grain), _whole(first, grain)]
    return Spans(whole[0], whole[1], day, rest, chosen=True)


def _whole(first: date, grain: Grain) -> Period:
    return Period(start=first, end=add(first, 1, grain) - timedelta(days=1))


def _before(query: Query, after: Period, today: date) -> Period:
    compare = query.compare
    if compare is None:
        return previous(after, today)
    if compare.to is not None:
        return compare.to
    assert compare.back and compare.grain
    return after.back(compare.back, compare.grain, today)


def previous(period: Period, today: date) -> Period:
    """The one before of the same kind: the month before a month, thirty days before thirty days."""
    if period.calendar:
        return period.back(period.count, period.calendar, today)
    first, last = period.days(today)
    if first is None or last is None:
        raise Invalid("That period is open at one end, so there is none before it to compare with. Name both periods.")
    months = _months(first, last)
    if months and not (period.last_days or period.next_days):
        return period.back(months, "month", today)
    length = (last - first).days + 1
    return Period(start=add(first, -length, "day"), end=add(last, -length, "day"))


def _months(first: date, last: date) -> int:
    """How many whole months; 0 where they are not whole."""
    after = add(last, 1, "day")
    whole = first.day == 1 and after.day == 1
    return (after.year - first.year) * 12 + after.month - first.month if whole else 0


def length(period: Period, today: date) -> int | None:
    first, last = period.days(today)
    return (last - first).days + 1 if first and last else None
