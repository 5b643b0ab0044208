"""Days, months and years as people write them: "3rd of May", "june 5", "2026-05-03", "15/06/2026"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.language.grammar import MONTHS
from core.semantic.period import Grain, Period, add


@dataclass(frozen=True)
class Days:
    """Dates without a year are the latest not after today, or the nearest to come where the question looks ahead."""

    today: date

    def one(self, words: list[str], future: bool = False) -> tuple[date, int] | None:
        """A day and how many words it takes."""
        if not words:
            return None
        if found := iso(words[0]):
            return found, 1
        skip = 1 if words[0] in ("the", "on") else 0
        rest = words[skip:]
        found_at = _day_first(rest) or _month_first(rest)
        if found_at is None:
            return None
        day, month, length = found_at
        given, used = year(rest[length:])
        return self._dated(day, month, given, future, skip + length + used)

    def _dated(self, day: int, month: int, given: int | None, future: bool, length: int) -> tuple[date, int] | None:
        try:
            if given:
                return date(given, month, day), length
            found = date(self.today.year, month, day)
            if future and found < self.today:
                found = date(self.today.year + 1, month, day)
            if not future and found > self.today:
                found = date(self.today.year - 1, month, day)
        except ValueError:
            return None
        return found, length

    def weekday(self, number: int, sign: int | None) -> Period:
        """The latest one not after today; with "last" the latest before it, with "next" the nearest to come."""
        back = (self.today.weekday() - number) % 7
        if sign == 1:
            found = self.today + timedelta(days=(7 - back) % 7 or 7)
        elif sign == -1:
            found = self.today - timedelta(days=back or 7)
        else:
            found = self.today - timedelta(days=back)
        return Period(start=found, end=found)

    def month(self, number: int, sign: int | None) -> Period:
        """The latest one that is not after today; "next" and "last" the nearest on that side."""
        which = self.today.year
        if sign == 1:
            which += number < self.today.month
        elif sign == -1:
            which -= number >= self.today.month
        else:
            which -= number > self.today.month
        return span(date(which, number, 1), "month")

    def quarter(self, number: int, given: int | None, future: bool) -> Period:
        now = (self.today.month - 1) // 3 + 1
        which = given or (self.today.year + (number < now) if future else self.today.year - (number > now))
        return span(date(which, 3 * number - 2, 1), "quarter")


def _day_first(words: list[str]) -> tuple[int, int, int] | None:
    """ "3rd of May" """
    if len(words) < 2 or (day := ordinal(words[0])) is None:
        return None
    of = 1 if words[1] == "of" and len(words) > 2 else 0
    number = month(words[1 + of])
    return (day, number, 2 + of) if number else None


def _month_first(words: list[str]) -> tuple[int, int, int] | None:
    """ "May 3" """
    if len(words) < 2 or (number := month(words[0])) is None:
        return None
    day = ordinal(words[1])
    return (day, number, 2) if day else None


def month(word: str) -> int | None:
    """By its name or the first three letters of it."""
    if word == "sept":
        return 9
    return next(
        (n for n, name in enumerate(MONTHS, 1) if word == name or (len(word) == 3 and name.startswith(word))), None
    )


def year(words: list[str], today: date | None = None) -> tuple[int | None, int]:
    """ "2026", "of 2026", "in 2026"; "last year", where today is known."""
    skip = 1 if words and words[0] in ("in", "of") else 0
    said = {"last": -1, "previous": -1, "this": 0}.get(words[skip] if len(words) > skip else "")
    if today is not None and said is not None and words[skip + 1 : skip + 2] == ["year"]:
        return today.year + said, skip + 2
    if len(words) > skip and re.fullmatch(r"(19|20)\d\d", words[skip]):
        return int(words[skip]), skip + 1
    return None, 0


def ordinal(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def iso(word: str) -> date | None:
    """ "2026-05-03"; also "3/5/2026", day first unless that cannot be."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", word):
        which, number, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", word):
        day, number, which = (int(part) for part in match.groups())
        if number > 12:
            day, number = number, day
    else:
        return None
    try:
        return date(which, number, day)
    except ValueError:
        return None


def span(first: date, unit: Grain) -> Period:
    return Period(start=first, end=add(first, 1, unit) - timedelta(days=1))
