"""Time as people write it, to periods that stay relative. The longest reading at a place wins."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.language.dates import Days, month, ordinal, span, year
from core.language.grammar import DAYS, NUMBERS
from core.language.words import Token, singular
from core.semantic.period import Grain, Period, add, floor

UNITS: dict[str, Grain] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
    "wk": "week", "yr": "year", "qtr": "quarter",
}  # fmt: skip
GRAIN_WORDS: dict[str, Grain] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
TO_DATE: dict[str, Grain] = {"mtd": "month", "ytd": "year", "qtd": "quarter", "wtd": "week"}
SIGNS = {
    "last": -1, "past": -1, "previous": -1, "trailing": -1, "prior": -1, "preceding": -1,
    "next": 1, "coming": 1, "following": 1, "upcoming": 1, "this": 0, "current": 0,
}  # fmt: skip
ABOUT_DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
LONGEST = 14  # words


@dataclass(frozen=True)
class When:
    """A stretch of time in the question."""

    period: Period | None
    length: int  # tokens
    grain: Grain | None = None  # what it is counted in: "each of the last 6 weeks"
    prior: bool = False  # "the month before": relative to another period of the question
    shift: tuple[int, Grain] | None = None  # "same month last year"


class Times:
    """Reads time at a place in a list of tokens, on a business day."""

    def __init__(self, today: date) -> None:
        self.today, self.days = today, Days(today)

    def read(self, tokens: Sequence[Token], at: int, future: bool = False) -> When | None:
        words = [token.word for token in tokens[at : at + LONGEST]]
        return max(
            filter(None, (reader(self, words, future) for reader in READERS)), key=lambda w: w.length, default=None
        )

    def relative(self, words: list[str], future: bool = False) -> When | None:
        """this month, last 3 weeks, next friday, last December."""
        skip = 1 if words[0] == "the" else 0
        words = words[skip:]
        if len(words) < 2 or words[0] not in SIGNS:
            return None
        sign = SIGNS[words[0]]
        number, used = count(words[1:])
        rest = words[1 + used :]
        if rest[:1] == ["calendar"]:
            rest, used = rest[1:], used + 1
        if not rest:
            return None
        if number is None and rest[0] in DAYS:
            return When(self.days.weekday(DAYS.index(rest[0]), sign), skip + 2)
        if number is None and (named := month(rest[0])):
            return When(self.days.month(named, sign), skip + 2)
        unit = UNITS.get(singular(rest[0]))
        return _stretch(words[0], sign, number, unit, skip + 2 + used) if unit else None

    def calendar(self, words: list[str], future: bool) -> When | None:
        """May, May 2025, Q1, 2026-W20, 2026-05, 2025."""
        if named := month(words[0]):
            given, used = year(words[1:], self.today)
            if given:
                return When(span(date(given, named, 1), "month"), 1 + used)
            return When(self.days.month(named, 1 if future else None), 1)
        if words[0] in DAYS:
            return When(self.days.weekday(DAYS.index(words[0]), 1 if future else None), 1)
        return self._quarter(words, future) or half(words, self.today) or _numbered(words)

    def _quarter(self, words: list[str], future: bool) -> When | None:
        if match := re.fullmatch(r"q([1-4])", words[0]):
            given, used = year(words[1:], self.today)
            return When(self.days.quarter(int(match[1]), given, future), 1 + used)
        ordinals = ("first", "second", "third", "fourth")
        if words[0] in ordinals and words[1:2] == ["quarter"]:
            given, used = year(words[2:], self.today)
            return When(self.days.quarter(ordinals.index(words[0]) + 1, given, future), 2 + used)
        return None

    def day(self, words: list[str], future: bool) -> When | None:
        found = self.days.one(words, future)
        return When(Period(start=found[0], end=found[0]), found[1]) if found else None

    def range(self, words: list[str], future: bool) -> When | None:
        """between A and B, from A to B."""
        if words[0] not in ("between", "from"):
            return None
        joints = ("and",) if words[0] == "between" else ("to", "until", "till", "through")
        for at in (n for n in range(2, min(len(words), 9)) if words[n] in joints):
            later = self._bounds(words[at + 1 :], future)
            first = self._start(words[1:at], later[0], future) if later else None
            if later is None or first is None:
                continue
            if first > later[1]:  # "from November to February": the earlier bound lies before the later one
                first = first.replace(year=later[1].year - (first.year == later[1].year), day=min(first.day, 28))
            if first > later[1]:
                continue
            return When(Period(start=first, end=later[1]), at + 1 + later[2])
        return None

    def _start(self, words: list[str], later: date, future: bool) -> date | None:
        """The earlier bound; "between 1 and 15 June" leaves its month to the later one."""
        if found := self._bounds(words, future):
            return found[0]
        day = ordinal(words[0]) if len(words) == 1 else None
        return later.replace(day=day) if day and day <= 28 else None

    def _bounds(self, words: list[str], future: bool) -> tuple[date, date, int] | None:
        """First day, last day and length of a day, a named or a relative period."""
        if not words:
            return None
        if found := self.days.one(words, future):
            return found[0], found[0], found[1]
        when = self.calendar(words, future) or self.relative(words, future) or simple(self, words, future)
        if when is None or when.period is None:
            return None
        first, last = when.period.days(self.today)
        return (first, last, when.length) if first and last else None

    def open(self, words: list[str], future: bool) -> When | None:
        """since X, before X, until X, after X; X may be so long ago."""
        if words[0] not in ("since", "after", "before", "until", "till", "by", "from", "starting") or len(words) < 2:
            return None
        skip = 2 if words[0] == "starting" and words[1] in ("from", "in") else 1
        bounds = self._bounds(words[skip:], future) or self._bounds_ago(words[skip:])
        if bounds is None:
            return None
        first, last, length = bounds
        if (
            words[0] == "from"
            and first != last
            and words[skip + length : skip + length + 1] not in (["on"], ["onwards"])
        ):
            return When(Period(start=first, end=last), skip + length)  # "orders from last month" are of that month
        if words[0] == "after":
            return When(Period(start=last + timedelta(days=1)), skip + length)
        if words[0] == "before":
            return When(Period(end=first - timedelta(days=1)), skip + length)
        period = Period(end=last) if words[0] in ("until", "till", "by") else Period(start=first)
        return When(period, skip + length)

    def _bounds_ago(self, words: list[str]) -> tuple[date, date, int] | None:
        found = ago(words)
        day = add(self.today, -found[0], found[1]) if found else None
        return (day, day, found[2]) if found and day else None

    def long_ago(self, words: list[str], future: bool) -> When | None:
        """3 months ago: that month."""
        found = ago(words)
        return When(span(floor(add(self.today, -found[0], found[1]), found[1]), found[1]), found[2]) if found else None


def simple(times: Times, words: list[str], future: bool) -> When | None:
    days = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if words[0] in days:
        return When(Period(calendar="day", offset=days[words[0]]), 1)
    if words[0] in TO_DATE:
        return When(Period(calendar=TO_DATE[words[0]], to_date=True), 1)
    alone = (words[3:4] and not (count(words[3:])[0] or singular(words[3]) in UNITS)) or len(words) == 3
    if words[:3] in (["in", "the", "past"], ["in", "the", "future"]) and alone:
        past = words[2] == "past"
        day = times.today + timedelta(days=-1 if past else 1)
        return When(Period(end=day) if past else Period(start=day), 3)
    if words[:3] == ["day", "before", "yesterday"]:
        return When(Period(calendar="day", offset=-2), 3)
    return None


def to_date(times: Times, words: list[str], future: bool) -> When | None:
    """month to date, this year so far."""
    skip = 1 if words[0] in ("this", "current", "the") else 0
    unit = UNITS.get(words[skip]) if len(words) > skip else None
    tail = words[skip + 1 : skip + 3]
    if unit and (tail == ["to", "date"] or (skip and tail == ["so", "far"])):
        return When(Period(calendar=unit, to_date=True), skip + 3)
    if words[:3] == ["so", "far", "this"] and len(words) > 3 and words[3] in UNITS:
        return When(Period(calendar=UNITS[words[3]], to_date=True), 4)
    return None


def ahead(times: Times, words: list[str], future: bool) -> When | None:
    """within 14 days, in the next 2 weeks."""
    if words[0] not in ("within", "in", "inside", "over"):
        return None
    used = 1
    while words[used : used + 1] and words[used] in ("the", "next", "coming"):
        used += 1
    number, length = count(words[used:])
    rest = words[used + length :]
    unit = UNITS.get(singular(rest[0])) if rest else None
    if number is None or unit is None or (words[0] in ("in", "over") and used == 1):
        return None
    return When(Period(next_days=number * ABOUT_DAYS[unit]), used + length + 1, "day")


def beside(times: Times, words: list[str], future: bool) -> When | None:
    """the same month last year; a year earlier; the month before; the previous period."""
    skip = 1 if words[0] == "the" else 0
    rest = [singular(word) for word in words[skip:]]
    if rest[:1] == ["same"] and rest[1:2] and (rest[1] in UNITS or rest[1] in ("period", "time", "span")):
        middle = 1 if rest[2:3] and rest[2] in ("of", "in", "the") else 0
        tail = rest[2 + middle : 4 + middle]
        if len(tail) == 2 and tail[0] in ("last", "previous", "a") and tail[1] in UNITS:
            return When(None, skip + 4 + middle, shift=(1, UNITS[tail[1]]))
    if len(rest) >= 3 and rest[0] in ("a", "one") and rest[1] in UNITS and rest[2] in ("earlier", "before"):
        return When(None, skip + 3, shift=(1, UNITS[rest[1]]))
    if len(rest) >= 3 and rest[0] in UNITS and rest[1] in ("over", "on") and rest[2] == rest[0]:
        return When(None, skip + 3, prior=True, grain=UNITS[rest[0]])
    if len(rest) >= 2 and rest[0] in (*UNITS, "period") and rest[1] in ("before", "earlier", "prior"):
        return When(None, skip + 2, prior=True, grain=UNITS.get(rest[0]))
    if len(rest) >= 2 and rest[0] in ("previous", "prior", "preceding") and rest[1] in ("period", "one"):
        return When(None, skip + 2, prior=True)
    return None


def count(words: list[str]) -> tuple[int | None, int]:
    """A number in front, and how many words it takes."""
    if not words:
        return None, 0
    if words[0].isdigit():
        return int(words[0]), 1
    if words[0] == "a" and len(words) > 1 and words[1] in ("couple", "dozen"):
        return NUMBERS[words[1]], 3 if words[2:3] == ["of"] else 2
    return (NUMBERS[words[0]], 1) if words[0] in NUMBERS and words[0] != "half" else (None, 0)


def ago(words: list[str]) -> tuple[int, Grain, int] | None:
    """Steps, their unit, and how many words say it."""
    number, used = count(words)
    if number is None or len(words) < used + 2 or words[used + 1] != "ago" or singular(words[used]) not in UNITS:
        return None
    return number, UNITS[singular(words[used])], used + 2


def _stretch(word: str, sign: int, number: int | None, unit: Grain, length: int) -> When | None:
    if number is None:
        week = word == "past" and unit == "week"  # the last seven days; "last week" is the whole calendar one
        return When(Period(last_days=7) if week else Period(calendar=unit, offset=sign), length)
    if sign == 0:
        return None
    if unit == "day":
        return When(Period(last_days=number) if sign < 0 else Period(next_days=number), length, "day")
    return When(Period(calendar=unit, offset=-number if sign < 0 else 1, count=number), length, unit)


def _numbered(words: list[str]) -> When | None:
    """2026-W20, 2026-Q1, 2026-05, in 2025."""
    if match := re.fullmatch(r"([1-9]\d{3})-?q([1-4])", words[0]):
        return When(span(date(int(match[1]), 3 * int(match[2]) - 2, 1), "quarter"), 1)
    if (match := re.fullmatch(r"([1-9]\d{3})-?w(\d{1,2})", words[0])) and 1 <= int(match[2]) <= 52:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return When(Period(start=first, end=first + timedelta(days=6)), 1)
    if (match := re.fullmatch(r"([1-9]\d{3})-(\d{2})", words[0])) and 1 <= int(match[2]) <= 12:
        return When(span(date(int(match[1]), int(match[2]), 1), "month"), 1)
    if (match := re.fullmatch(r"(\d{1,2})/([1-9]\d{3})", words[0])) and 1 <= int(match[1]) <= 12:
        return When(span(date(int(match[2]), int(match[1]), 1), "month"), 1)
    skip = 1 if words[0] in ("in", "of", "during", "year") else 0
    if len(words) > skip and re.fullmatch(r"(19|20)\d\d", words[skip]):
        return When(span(date(int(words[skip]), 1, 1), "year"), skip + 1)
    return None


def half(words: list[str], today: date) -> When | None:
    """H1 2026, the first half of 2026, the second half of last year."""
    at = 1 if words[0] == "the" else 0
    which = {"h1": 1, "h2": 2}.get(words[at]) if len(words) > at else None
    if which is None and words[at : at + 2] in (["first", "half"], ["second", "half"]):
        which, at = 1 if words[at] == "first" else 2, at + 1
    if which is None:
        return None
    at += 1
    given, used = year(words[at:], today)
    if not given:
        return None
    first, last = ((1, 1), (6, 30)) if which == 1 else ((7, 1), (12, 31))
    return When(Period(start=date(given, *first), end=date(given, *last)), at + used)


READERS: tuple[Callable[[Times, list[str], bool], When | None], ...] = (
    simple, to_date, Times.relative, ahead, beside, Times.calendar, Times.day, Times.range, Times.open, Times.long_ago,
)  # fmt: skip
