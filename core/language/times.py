"""Time as people write it, to periods that stay relative. The longest reading at a place wins."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.language.grammar import DAYS, MONTHS, NUMBERS
from core.language.words import Token
from core.semantic.period import Grain, Period, add, floor

UNITS: dict[str, Grain] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "wk": "week",
    "yr": "year",
    "qtr": "quarter",
}
GRAIN_WORDS: dict[str, Grain] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip


@dataclass(frozen=True)
class When:
    """A stretch of time in the question. `each` splits it: "each of the last 6 weeks"."""

    period: Period | None
    length: int  # tokens
    grain: Grain | None = None
    prior: bool = False  # "the month before", "previous period": relative to another period of the question
    shift: tuple[int, Grain] | None = None  # "same month last year"
    bare: bool = False  # a month or weekday without a year: the latest, or with due and next the nearest to come


class Times:
    """Reads time at a place in a list of tokens, on a business day."""

    def __init__(self, today: date) -> None:
        self.today = today

    def read(self, tokens: Sequence[Token], at: int, future: bool = False) -> When | None:
        words = [token.word for token in tokens[at : at + 14]]
        stems = [token.stem for token in tokens[at : at + 14]]
        readings = [reader(self, words, stems, future) for reader in READERS]
        return max((r for r in readings if r is not None), key=lambda r: r.length, default=None)

    # -- single words -------------------------------------------------------------------------------------------
    def _simple(self, words: list[str], stems: list[str], future: bool) -> When | None:
        days = {"today": 0, "yesterday": -1, "tomorrow": 1}
        if words[0] in days:
            return When(Period(calendar="day", offset=days[words[0]]), 1)
        for text, unit in (("mtd", "month"), ("ytd", "year"), ("qtd", "quarter"), ("wtd", "week")):
            if words[0] == text:
                return When(Period(calendar=unit, to_date=True), 1)  # type: ignore[arg-type]
        if words[:3] in (["so", "far", x] for x in ("this",)) and len(stems) > 3 and stems[3] in UNITS:
            return When(Period(calendar=UNITS[stems[3]], to_date=True), 4)
        if words[:3] == ["day", "before", "yesterday"]:
            return When(Period(calendar="day", offset=-2), 3)
        return None

    def _to_date(self, words: list[str], stems: list[str], future: bool) -> When | None:
        if len(words) >= 3 and stems[0] in UNITS and words[1] == "to" and words[2] == "date":
            return When(Period(calendar=UNITS[stems[0]], to_date=True), 3)
        if (
            len(words) >= 4
            and words[0] in ("this", "current")
            and stems[1] in UNITS
            and words[2:4] in (["to", "date"], ["so", "far"])
        ):
            return When(Period(calendar=UNITS[stems[1]], to_date=True), 4)
        return None

    # -- this / last / next -------------------------------------------------------------------------------------
    def _relative(self, words: list[str], stems: list[str], future: bool) -> When | None:
        skip = 1 if words[0] == "the" else 0
        words, stems = words[skip:], stems[skip:]
        if not words:
            return None
        sign = {"last": -1, "past": -1, "previous": -1, "trailing": -1, "prior": -1, "preceding": -1, "next": 1, "coming": 1, "following": 1,
                "upcoming": 1, "this": 0, "current": 0, "within": 1, "running": 0}.get(words[0])  # fmt: skip
        if sign is None or len(words) < 2:
            return None
        if words[0] == "within":
            return None
        number, used = self._number(words[1:])
        rest, rest_stems = words[1 + used :], stems[1 + used :]
        if not rest:
            return None
        if rest[0] == "calendar":
            rest, rest_stems, used = rest[1:], rest_stems[1:], used + 1
        if number is None and rest[0] in DAYS:
            return When(self._weekday(DAYS.index(rest[0]), sign), skip + 2)
        if number is None and (month := _month(rest[0])):
            return When(self._month_of(month, sign), skip + 2)
        if not rest_stems or rest_stems[0] not in UNITS:
            return None
        return self._stretch(words[0], sign, number, UNITS[rest_stems[0]], skip + 2 + used)

    def _stretch(self, word: str, sign: int, number: int | None, unit: Grain, length: int) -> When | None:
        if number is None and word == "past" and unit == "week":
            return When(Period(last_days=7), length)
        if number is None:
            return When(
                Period(calendar=unit, offset=sign), length, prior=word in ("previous", "prior", "preceding") and False
            )
        if sign == 0:
            return None
        if unit == "day":
            return When(Period(last_days=number) if sign < 0 else Period(next_days=number), length, "day")
        if sign < 0:
            return When(Period(calendar=unit, offset=-number, count=number), length, unit)
        return When(Period(calendar=unit, offset=1, count=number), length, unit)

    def _within(self, words: list[str], stems: list[str], future: bool) -> When | None:
        """within (the next) 14 days, in 14 days, 30 days ago is a day."""
        rest, rest_stems, used = words, stems, 0
        if rest[0] not in ("within", "in", "inside", "over"):
            return None
        rest, rest_stems, used = rest[1:], rest_stems[1:], 1
        while rest and rest[0] in ("the", "next", "coming"):
            rest, rest_stems, used = rest[1:], rest_stems[1:], used + 1
        number, length = self._number(rest)
        if number is None or len(rest) <= length or rest_stems[length] not in UNITS:
            return None
        if words[0] in ("in", "over") and used == 1:
            return None
        unit = UNITS[rest_stems[length]]
        days = number * {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[unit]
        return When(Period(next_days=days), used + length + 1, "day")

    def _same(self, words: list[str], stems: list[str], future: bool) -> When | None:
        """the same month last year; a year earlier; the month before."""
        skip = 1 if words[0] == "the" else 0
        w, s = words[skip:], stems[skip:]
        if (
            len(w) >= 4
            and w[0] == "same"
            and (s[1] in UNITS or s[1] in ("period", "time"))
            and w[2] in ("last", "previous", "a")
            and s[3] in UNITS
        ):
            return When(None, skip + 4, shift=(1, UNITS[s[3]]))
        if (
            len(w) >= 5
            and w[0] == "same"
            and w[2] in ("of", "in", "the")
            and w[3] in ("last", "previous")
            and s[4] in UNITS
        ):
            return When(None, skip + 5, shift=(1, UNITS[s[4]]))
        if len(w) >= 3 and w[0] in ("a", "one") and s[1] in UNITS and w[2] in ("earlier", "before", "ago"):
            return When(None, skip + 3, shift=(1, UNITS[s[1]]))
        if len(w) >= 2 and s[0] in (*UNITS, "period") and w[1] in ("before", "earlier", "prior"):
            return When(None, skip + 2, prior=True, grain=UNITS.get(s[0]))
        if len(w) >= 2 and w[0] in ("previous", "prior", "preceding") and s[1] in ("period", "one"):
            return When(None, skip + 2, prior=True)
        return None

    # -- named months, quarters, years --------------------------------------------------------------------------
    def _calendar(self, words: list[str], stems: list[str], future: bool) -> When | None:
        month = _month(words[0])
        year, used = _year(words[1:]) if len(words) > 1 else (None, 0)
        if month and not (words[0] == "may" and not year and False):
            if year:
                return When(_span(date(year, month, 1), "month"), 1 + used)
            return When(self._month_of(month, 1 if future else None), 1, bare=True)
        if match := re.fullmatch(r"q([1-4])", words[0]):
            year = year or self._quarter_year(int(match[1]), future)
            return When(_span(date(year, 3 * int(match[1]) - 2, 1), "quarter"), 1 + used)
        if words[0] in ("first", "second", "third", "fourth") and len(stems) > 1 and stems[1] == "quarter":
            number = ("first", "second", "third", "fourth").index(words[0]) + 1
            skip = 2 + (1 if len(words) > 2 and words[2] == "of" else 0)
            year, used = _year(words[skip:])
            year = year or self._quarter_year(number, future)
            return When(_span(date(year, 3 * number - 2, 1), "quarter"), (skip + used) if used else 2)
        if words[0] in DAYS:
            return When(self._weekday(DAYS.index(words[0]), 1 if future else None), 1, bare=True)
        if match := re.fullmatch(r"(\d{4})-?q([1-4])", words[0]):
            return When(_span(date(int(match[1]), 3 * int(match[2]) - 2, 1), "quarter"), 1)
        if match := re.fullmatch(r"(\d{4})-?w(\d{1,2})", words[0]):
            first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return When(Period(start=first, end=first + timedelta(days=6)), 1)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", words[0]):
            if 1 <= int(match[2]) <= 12:
                return When(_span(date(int(match[1]), int(match[2]), 1), "month"), 1)
        skip = 1 if words[0] in ("in", "of", "during", "year") and len(words) > 1 else 0
        if re.fullmatch(r"(19|20)\d\d", words[skip]) and (skip or words[0].isdigit()):
            return When(_span(date(int(words[skip]), 1, 1), "year"), skip + 1)
        return None

    # -- days and ranges ----------------------------------------------------------------------------------------
    def _day(self, words: list[str], stems: list[str], future: bool) -> When | None:
        found = self._one_day(words, future)
        return When(Period(start=found[0], end=found[0]), found[1]) if found else None

    def _one_day(self, words: list[str], future: bool = False) -> tuple[date, int] | None:
        if not words:
            return None
        if found := _iso(words[0]):
            return found, 1
        skip = 1 if words[0] in ("the", "on") else 0
        w = words[skip:]
        if len(w) >= 2 and (day := _ordinal(w[0])):
            of = 1 if w[1] == "of" and len(w) > 2 else 0
            if month := _month(w[1 + of]):
                year, used = _year(w[2 + of :])
                return self._dated(day, month, year, future, skip + 2 + of + used)
        if len(w) >= 2 and (month := _month(w[0])) and (day := _ordinal(w[1])) and len(w[1]) <= 4:
            year, used = _year(w[2:])
            return self._dated(day, month, year, future, skip + 2 + used)
        return None

    def _dated(self, day: int, month: int, year: int | None, future: bool, length: int) -> tuple[date, int] | None:
        try:
            if year:
                return date(year, month, day), length
            found = date(self.today.year, month, day)
            if future and found < self.today:
                found = date(self.today.year + 1, month, day)
            if not future and found > self.today:
                found = date(self.today.year - 1, month, day)
        except ValueError:
            return None
        return found, length

    def _range(self, words: list[str], stems: list[str], future: bool) -> When | None:
        """between A and B, from A to B, A - B."""
        if words[0] not in ("between", "from"):
            return None
        joint = "and" if words[0] == "between" else "to"
        for at in range(2, min(len(words), 9)):
            if words[at] not in (joint, "until", "till", "through", "-"):
                continue
            later = self._bounds(words[at + 1 :], future)
            if later is None:
                continue
            earlier = self._bounds(words[1:at], future)
            if earlier is None and at == 2 and (day := _ordinal(words[1])):  # between 1 and 15 June
                first = later[0].replace(day=day) if day <= 28 or later[0].day >= day else None
                earlier = (first, first, 1) if first else None
            if earlier is None:
                continue
            first = earlier[0]
            if first > later[1] and first.year == later[1].year:  # "from November to February"
                first = first.replace(year=first.year - 1)
            return When(Period(start=first, end=later[1]), at + 1 + later[2])
        return None

    def _bounds(self, words: list[str], future: bool) -> tuple[date, date, int] | None:
        """First day, last day and length of a day, month, quarter or year, or of a relative period."""
        if found := self._one_day(words, future):
            return found[0], found[0], found[1]
        if not words:
            return None
        stems = [w.rstrip("s") if w.rstrip("s") in UNITS else w for w in words]
        when = (
            self._calendar(words, stems, future)
            or self._relative(words, stems, future)
            or self._simple(words, stems, future)
        )
        if when is None or when.period is None:
            return None
        first, last = when.period.days(self.today)
        return (first, last, when.length) if first and last else None

    def _open(self, words: list[str], stems: list[str], future: bool) -> When | None:
        """since X, before X, until X, after X, X days ago."""
        if words[0] in ("since", "after", "before", "until", "till", "by", "from", "starting") and len(words) > 1:
            skip = 2 if words[0] == "starting" and words[1] in ("from", "in") else 1
            skip += 1 if len(words) > skip and words[skip] in ("the", "end") and False else 0
            bounds = self._bounds(words[skip:], future)
            if bounds is None:
                ago = self._ago(words[skip:], stems[skip:])
                bounds = (ago[0], ago[0], ago[1]) if ago else None
            if bounds is None:
                return None
            first, last, length = bounds
            made = {
                "since": Period(start=first), "from": Period(start=first), "starting": Period(start=first),
                "after": Period(start=last + timedelta(days=1)), "before": Period(end=first - timedelta(days=1)),
                "until": Period(end=last), "till": Period(end=last), "by": Period(end=last),
            }[words[0]]  # fmt: skip
            return When(made, skip + length)
        return None

    def _ago(self, words: list[str], stems: list[str]) -> tuple[date, int] | None:
        number, used = self._number(words)
        if number is None or len(words) < used + 2 or stems[used] not in UNITS or words[used + 1] != "ago":
            return None
        return add(self.today, -number, UNITS[stems[used]]), used + 2

    def _long_ago(self, words: list[str], stems: list[str], future: bool) -> When | None:
        found = self._ago(words, stems)
        if not found:
            return None
        unit = UNITS[stems[found[1] - 2]]
        first = floor(found[0], unit)
        return When(_span(first, unit), found[1])

    # -- pieces -------------------------------------------------------------------------------------------------
    @staticmethod
    def _number(words: list[str]) -> tuple[int | None, int]:
        if not words:
            return None, 0
        if words[0].isdigit():
            return int(words[0]), 1
        if words[0] == "a" and len(words) > 1 and words[1] in ("couple", "dozen"):
            return NUMBERS[words[1]], 3 if len(words) > 2 and words[2] == "of" else 2
        if words[0] in NUMBERS and words[0] not in ("half",):
            return NUMBERS[words[0]], 1
        return None, 0

    def _weekday(self, weekday: int, sign: int | None) -> Period:
        """The latest one not after today; with "last" the latest before it, with "next" the nearest to come."""
        back = (self.today.weekday() - weekday) % 7
        if sign == 1:
            found = self.today + timedelta(days=(7 - back) % 7 or 7)
        elif sign == -1:
            found = self.today - timedelta(days=back or 7)
        else:
            found = self.today - timedelta(days=back)
        return Period(start=found, end=found)

    def _month_of(self, month: int, sign: int | None) -> Period:
        year = self.today.year
        if sign == 1:
            year += month < self.today.month
        elif sign == -1:
            year -= month >= self.today.month
        elif sign is None:
            year -= month > self.today.month
        return _span(date(year, month, 1), "month")

    def _quarter_year(self, quarter: int, future: bool) -> int:
        now = (self.today.month - 1) // 3 + 1
        if future:
            return self.today.year + (quarter < now)
        return self.today.year - (quarter > now)


READERS: tuple[Callable[[Times, list[str], list[str], bool], When | None], ...] = (
    Times._simple, Times._to_date, Times._relative, Times._within, Times._same, Times._calendar, Times._day, Times._range,
    Times._open, Times._long_ago,
)  # fmt: skip


def _month(word: str) -> int | None:
    word = word.rstrip(".")
    if len(word) < 3 or word == "mar" and False:
        return None
    for number, name in enumerate(MONTHS, 1):
        if (
            word == name
            or (len(word) in (3, 4) and name.startswith(word) and word not in ("sept",))
            or word == "sept"
            and name == "september"
        ):
            return number
    return None


def _year(words: list[str]) -> tuple[int | None, int]:
    if words and re.fullmatch(r"(19|20)\d\d", words[0]):
        return int(words[0]), 1
    if len(words) > 1 and words[0] in ("in", "of") and re.fullmatch(r"(19|20)\d\d", words[1]):
        return int(words[1]), 2
    return None, 0


def _ordinal(word: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def _iso(word: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", word):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", word):
        day, month, year = (int(part) for part in match.groups())
        if month > 12:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(first: date, unit: Grain) -> Period:
    return Period(start=first, end=add(first, 1, unit) - timedelta(days=1))
