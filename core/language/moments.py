"""Time in the question: which date it is about, and which stretch is compared with which."""

from core.language.frame import Ask, Frame, any_of, during, negate
from core.language.items import Item
from core.language.negation import denial_of, refused
from core.language.times import GRAIN_WORDS, UNITS
from core.semantic.compile.keys import dimension_kind
from core.semantic.period import Grain, Period
from core.semantic.query import Compare, Group, Term, TimeGrain

NEAR = 3  # items between a time and the word for its date
LOOSE_CHANGE = {"difference", "change", "delta", "gap"}  # of what from what has to be said


def read_times(frame: Frame) -> None:
    """Periods, their date, and time grains: "monthly", "by week", "each of the last 6 weeks"."""
    found = [(number, item) for number, item in frame.free() if item.when is not None]
    dates: list[tuple[int, Period, str | None]] = []
    for number, item in found:
        frame.take(number)
        assert item.when
        if item.when.prior and item.when.grain and {"over", "on"} & set(item.text.lower().split()):
            frame.groups.append(Group(dimension="date", grain=item.when.grain))  # "month over month"
        if item.when.period is not None:
            frame.periods.append(item.when.period)
            dates.append((number, item.when.period, _date_word(frame, number)))
            if _each_of(frame, number) and item.when.grain:
                frame.groups.append(Group(dimension="date", grain=item.when.grain))
    if frame.periods and frame.date is None and frame.absent is None:
        told = [date for n in range(len(frame.items)) if (date := _date_in_phrase(frame, n))]
        frame.date = next(iter(told), None)
    _dates_apart(frame, dates)
    _grains(frame)
    _finest_step(frame)
    _compared(frame, [item for _, item in found])


def _dates_apart(frame: Frame, dates: list[tuple[int, Period, str | None]]) -> None:
    """ "placed in May and delivered in June": each time holds for a date of its own, and both hold."""
    named = {date for _, _, date in dates}
    if len(dates) < 2 or None in named or len(named) < len(dates):
        return
    for number, period, date in dates:
        frame.periods.remove(period)
        frame.narrow(during(period, date), number)
    frame.date = None


def _finest_step(frame: Frame) -> None:
    """ "year over year growth by month": by month, each beside the one a year ago."""
    steps = [group for group in frame.groups if group.grain]
    over = [item.when.grain for item in frame.items if item.when and item.when.prior and item.when.grain]
    if over and len(steps) > 1:
        frame.groups.remove(next(group for group in steps if group.grain == over[0]))
        frame.compare = Compare(back=1, grain=over[0])


def _each_of(frame: Frame, number: int) -> bool:
    """ "in each of the last 6 weeks", "for every one of the last 3 months" """
    for back in range(number - 1, max(-1, number - 4), -1):
        if frame.items[back].is_word("each"):
            frame.take(back)
            return True
        if not frame.items[back].filler:
            return False
    return False


def _date_word(frame: Frame, number: int) -> str | None:
    """A word for a date near the time says which one is meant: "restocked since March", "due this week"."""
    for distance in range(1, NEAR + 1):
        for other in (number - distance, number + distance):
            if not 0 <= other < len(frame.items) or other in frame.used:
                continue
            if date := _date_of(frame, other):
                denied = not frame.condition(other) and refused(frame, other, 4)
                if denied and _event(frame, date, other):
                    return None
                frame.date = frame.date or date
                frame.negated_time = frame.negated_time or denied
                return date
    return None


def _event(frame: Frame, date: str, number: int) -> bool:
    """ "customers who have not ordered in …": nothing of another kind happened to them in that time."""
    happened = date.split(".")[0]
    first = next((e for n in range(len(frame.items)) if (e := frame.entity(n))), None)
    if first is None or first == happened or happened not in frame.scope.model.entities or not frame.periods:
        return False
    if not (count := frame.count_of(happened)):
        return False
    frame.absent = (happened, count, number)
    return True


def _date_of(frame: Frame, number: int) -> str | None:
    item = frame.items[number]
    condition = frame.condition(number)
    if condition and denial_of(frame, number, 4) is not None:
        return None
    if condition and (date := frame.scope.model.conditions[condition].date):
        return date
    if date := _date_in_phrase(frame, number):
        return date
    names = [n for n in frame.senses.all(item, "dimension") if is_date(frame, n)]
    if not names or frame.is_word(number - 1, "by", "each"):
        return None
    best = max(names, key=lambda name: frame.senses.fit(item, "dimension", name))
    if condition is None and not frame.senses.all(item, "entity") and not frame.senses.all(item, "measure"):
        frame.take(number)
    return best


def _date_in_phrase(frame: Frame, number: int) -> str | None:
    """ "units delivered last month": a figure whose words name a state that has a date of its own."""
    measure = frame.measure(number)
    said = frame.items[number].text.lower().split()
    if measure is None or len(said) < 2:
        return None
    model, senses = frame.scope.model, frame.senses
    fact = model.measures[measure].fact
    for condition in model.conditions.values():
        words = {
            word for phrase in (condition.label, *condition.synonyms) for word in [phrase.lower()] if " " not in word
        }
        near = fact and condition.date and fact in senses.home("measure", measure)
        if near and words & set(said) and senses.visible("condition", condition.name):
            return condition.date
    return None


def is_date(frame: Frame, name: str) -> bool:
    return dimension_kind(frame.scope, name) in ("date", "timestamp")


def _grains(frame: Frame) -> None:
    """ "monthly", "by month", "per week", "month by month"; a bare "day" or "days" says nothing here."""
    for number, item in list(frame.free()):
        if item.special and not _ranked_time(frame, number):
            frame.take(number, *(n for n in (number - 1,) if frame.is_word(n, "by", "each")))
            frame.groups.append(Group(dimension="date", grain=item.special))
        if item.grain is None:
            continue
        if frame.is_word(number - 1, "count", "much"):
            continue
        named = number > 0 and any(is_date(frame, n) for n in frame.senses.all(frame.items[number - 1], "dimension"))
        if _ranked_time(frame, number) or (named and frame.is_word(number - 2, "by", "each")):
            continue  # "by check-out month" is read with the other groups
        said = item.text.lower() in GRAIN_WORDS or frame.is_word(number - 1, "by", "each", "avg") or _a(frame, number)
        between = frame.next_content(number - 2, 2)
        if said or (between is not None and frame.is_word(between, "by", "each")):
            frame.take(*(n for n in (number, number - 1) if n == number or frame.is_word(n, "by", "each")))
            if Group(dimension="date", grain=item.grain) not in frame.groups:
                frame.groups.append(Group(dimension="date", grain=item.grain))


def _a(frame: Frame, number: int) -> bool:
    """ "revenue a month", but not "within a month"."""
    article = number > 1 and frame.items[number - 1].text.lower() in ("a", "an")
    return article and frame.items[number - 2].content and frame.items[number].text.lower() in UNITS


def _ranked_time(frame: Frame, number: int) -> bool:
    """ "which month had the highest revenue", "the best day": months and days are ranked like things."""
    asked = frame.is_word(number - 1, "which", "best", "worst") and not frame.items[number - 1].content
    value = frame.items[number - 1].number if number else None
    asked = asked or (value is not None and number > 1 and frame.is_word(number - 2, "most", "best", "worst", "which"))
    ranks = [n for n, item in frame.free() if item.is_word("most", "least", "best", "worst")]
    if not asked or not ranks:
        return False
    frame.take(number, *([number - 1] if value is not None else []))
    grain: TimeGrain | None = frame.items[number].grain or frame.items[number].special  # type: ignore[assignment]
    frame.groups.insert(0, Group(dimension="date", grain=grain))
    frame.limit = int(value) if value is not None else 1
    return True


def _compared(frame: Frame, found: list[Item]) -> None:
    """Two stretches of time, or one against its year-ago self."""
    whens = [item.when for item in found if item.when]
    shifted = next((w.shift for w in whens if w.shift), None)
    asked = any(item.is_word("compare", "growth") for item in frame.items)
    for number, item in list(frame.free()):
        loose = item.text.lower() in LOOSE_CHANGE
        if item.is_word("compare", "growth") and (len(whens) > 1 or shifted or (item.is_word("growth") and not loose)):
            frame.take(number)
    if frame.compare is not None:
        return
    span = any(item.text.lower().split()[0] in ("from", "between") for item in found)
    grown = any(item.is_word("growth") and item.text.lower() not in LOOSE_CHANGE for item in frame.items)
    if span and grown and len(whens) == 1 and not any(group.grain for group in frame.groups):
        frame.asks.append(Ask("From which period to which? Say the two of them, such as 2025 compared with 2024."))
    if shifted:
        frame.compare = Compare(back=shifted[0], grain=shifted[1])
    elif len(frame.periods) == 2 and asked:
        _two_periods(frame)
    elif any(w.prior for w in whens) and (frame.periods or any(group.grain for group in frame.groups)):
        grain = next((w.grain for w in whens if w.prior and w.grain), None) or _grain_of(frame)
        frame.compare = Compare(back=1, grain=grain)
    elif (
        asked
        and any(item.is_word("growth") and item.text.lower() not in LOOSE_CHANGE for item in frame.items)
        and (frame.periods or frame.groups)
    ):
        grain = _grain_of(frame)
        frame.compare = Compare(back=1, grain=grain) if grain else None


def _grain_of(frame: Frame) -> Grain:
    grouped = next((group.grain for group in frame.groups if group.grain), None)
    if grouped and grouped not in ("weekday", "month_of_year"):
        return grouped  # type: ignore[return-value]
    named = next((period.calendar for period in frame.periods if period.calendar), None)
    return named or "month"


def _two_periods(frame: Frame) -> None:
    """The later one is asked for, the earlier one is what it is compared with."""
    today = frame.scope.today
    first, second = frame.periods
    later, earlier = sorted((first, second), key=lambda p: p.days(today)[0] or today, reverse=True)
    frame.periods = [later]
    if later.to_date and later.calendar == earlier.calendar and earlier.count == 1 and earlier.offset < 0:
        frame.compare = Compare(back=-earlier.offset, grain=later.calendar)  # of a whole year it is the same stretch
        return
    for grain in ("month", "quarter", "year", "week", "day"):
        for steps in (1, 2, 3, 4, 12):
            if later.back(steps, grain, today).days(today) == earlier.days(today):
                frame.compare = Compare(back=steps, grain=grain)
                return
    frame.compare = Compare(to=earlier)


def period_filters(frame: Frame) -> None:
    """Periods become filters once it is known what they apply to."""
    wanted = [during(period, frame.date) for period in dict.fromkeys(frame.periods)]
    if wanted:  # "for 2024 and 2025" is either of them
        either = any_of(wanted)
        frame.filters.append(negate(either) if frame.negated_time else either)


def figure_then(frame: Frame, measure: str) -> Term:
    """A figure of the period that was said, which then is no filter of the list."""
    period = frame.periods.pop(0) if frame.periods else None
    return Term(measure=measure, period=period)


def each_period(frame: Frame, terms: list[Term]) -> None:
    """ "spend this year and last year": of each, not of both together."""
    grains = {period.calendar for period in frame.periods} or {None}
    joined = not any(item.is_word("or", "sum") for item in frame.items)
    grain = next(iter(grains))
    stepped = any(group.grain for group in frame.groups)
    if len(frame.periods) > 1 and len(grains) == 1 and grain and joined and not stepped and not frame.compare and terms:
        frame.groups.append(Group(dimension="date", grain=grain))
