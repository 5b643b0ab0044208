"""A question about a change as a figure between two periods: each part is read as an ordinary question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.language.because import Because, because, compared_with, says, two_periods
from core.language.frame import all_of
from core.language.grammar import WHY
from core.language.reading import Reading, Turn, Why
from core.language.words import tokens
from core.semantic.compile.cells import parts
from core.semantic.period import Period
from core.semantic.query import Compare, Filter, In, Query

Understand = Callable[[str, Sequence[Turn]], Reading]
EXPLAINS = (
    "What can be explained is why a figure changed between two periods, such as “why did … fall in May?”. "
    "Why a single thing is as it is, the data does not say."
)
NOTHING_BEFORE = "That refers to an earlier answer, and there is none here. Ask why a figure changed, and when."
LONG = 200  # days: beside a longer period, "last year" is the whole of it


def reading(question: str, earlier: Sequence[Turn], understand: Understand, today: date) -> Reading:
    """Whatever is asked: about a change, or anything else."""
    asked = because(question)
    if asked is None:
        return _still(question, earlier, understand)
    if not asked.changes:
        read = understand(question, earlier)
        return Reading("clarify", reason=EXPLAINS) if read.status == "answered" else read
    read = _Change(asked, earlier, understand, today).read()
    return replace(read, marked=((0, len(tokens(question))),)) if read.why else read


@dataclass(frozen=True)
class _Change:
    asked: Because
    earlier: Sequence[Turn]
    understand: Understand
    today: date

    def read(self) -> Reading:
        said = self.asked
        read = (self._two() or self._versus() or self._figure(said.rest)) if said.rest else self._again()
        return self._explained(read) if read.status == "answered" else read

    def _explained(self, read: Reading) -> Reading:
        """Along what it names, such as "which products", or is grouped by."""
        assert read.query is not None
        along = tuple(group.dimension for group in read.query.by if not group.grain)
        if self.asked.things:
            shape = {"by": (), "order": (), "limit": None, "per": (), "compare": None, "having": None}
            plain = read.query.model_copy(update=shape)
            named = self.understand(f"by {self.asked.things}", [Turn(self.asked.rest, plain)])
            if named.status != "answered" or named.query is None:
                return named
            along = tuple(group.dimension for group in named.query.by)
        return replace(read, why=Why(read.query, self.asked.claim, along), chart=None)

    def _again(self) -> Reading:
        """ "why?": of the last answer."""
        before = next((turn.query for turn in reversed(self.earlier) if turn.query is not None), None)
        if before is None:
            return Reading("clarify", reason=NOTHING_BEFORE)
        return Reading("answered", before, follow_up=True) if before.measures else Reading("clarify", reason=EXPLAINS)

    def _figure(self, text: str) -> Reading:
        """A figure; a thing is its number, since a list does not rise or fall."""
        read = self.understand(text, self.earlier)
        if read.status != "answered" or (read.query is not None and read.query.measures):
            return read
        counted = self.understand(f"number of {text}", self.earlier)
        figure = counted.query is not None and counted.query.measures
        return counted if figure else Reading("clarify", reason=EXPLAINS)

    def _two(self) -> Reading | None:
        """Both periods named: read twice, once for each."""
        spoken = two_periods(self.asked.rest)
        if spoken is None:
            return None
        first, second = (self._figure(f"{spoken.figure} in {when}") for when in (spoken.first, spoken.second))
        return self._pair(first, second)

    def _pair(self, first: Reading, second: Reading) -> Reading | None:
        """Two readings of one figure that differ in their period."""
        if first.query is None or second.query is None or first.status != "answered" or first.status != second.status:
            return None
        periods = [_period(read.query) for read in (first, second)]
        if periods[0] is None or periods[1] is None or first.query.measures != second.query.measures:
            return None
        if not set(_others(first.query)) <= set(_others(second.query)):
            return None
        return replace(second, query=second.query.model_copy(update={"compare": Compare(to=periods[0])}))

    def _versus(self) -> Reading | None:
        """ "vs last month": the period before is named, the later one as well or not."""
        spoken = compared_with(self.asked.rest)
        if spoken is None:
            return None
        later = self._figure(spoken.figure) if spoken.figure else self._again()
        if later.status != "answered" or later.query is None:
            return None
        after = _period(later.query)
        if says(spoken.first, WHY.before):
            return replace(later, query=later.query.model_copy(update={"compare": None}))
        if after is not None and says(spoken.first, WHY.year_before) and (length(after, self.today) or LONG) < LONG:
            year = Compare(back=1, grain="year")
            return replace(later, query=later.query.model_copy(update={"compare": year}))
        earlier = self._figure(f"{spoken.figure} in {spoken.first}")
        if after is None:
            now = self._current(earlier)
            return self._pair(earlier, now) if now is not None else None
        return self._pair(earlier, later)

    def _current(self, earlier: Reading) -> Reading | None:
        """ "vs last month" by itself is this month against it."""
        period = _period(earlier.query) if earlier.status == "answered" else None
        if earlier.query is None or period is None or not period.calendar or period.offset >= 0:
            return None
        now = period.model_copy(update={"offset": period.offset + period.count})
        moved = [
            each.model_copy(update={"period": now}) if isinstance(each, In) else each
            for each in _filters(earlier.query)
        ]
        return replace(earlier, query=earlier.query.model_copy(update={"where": all_of(moved)}))


def _still(question: str, earlier: Sequence[Turn], understand: Understand) -> Reading:
    """ "and for WH002?" right after a change was explained asks the same of another part."""
    read = understand(question, earlier)
    last, query = earlier[-1] if earlier else None, read.query
    if last is None or last.query is None or last.query.compare is None or because(last.question) is None:
        return read
    if read.status != "answered" or not read.follow_up or query is None or not query.measures:
        return read
    same = query.where == last.query.where and query.measures == last.query.measures
    if same or query.order or query.limit or any(group.grain for group in query.by):
        return read
    if _period(query) != _period(last.query) and query.compare == last.query.compare:
        query = query.model_copy(update={"compare": None})
    along = tuple(group.dimension for group in query.by)
    return replace(read, query=query, why=Why(query, "", along))


def length(period: Period, today: date) -> int | None:
    first, last = period.days(today)
    return (last - first).days + 1 if first and last else None


def _filters(query: Query) -> tuple[Filter, ...]:
    return parts(query.where) if query.where is not None else ()


def _others(query: Query) -> list[Filter]:
    return [each for each in _filters(query) if not isinstance(each, In)]


def _period(query: Query | None) -> Period | None:
    times = [each.period for each in _filters(query) if isinstance(each, In)] if query is not None else []
    return times[0] if len(times) == 1 else None
