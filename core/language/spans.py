"""Two dates as one thing: "days from order to delivery", "paid within 30 days of the invoice", "after it was due"."""

from collections.abc import Iterator
from itertools import product

from core.language.frame import Ask, Frame
from core.language.moments import is_date
from core.language.times import ABOUT_DAYS
from core.semantic.query import Fields, Order, Term
from core.semantic.reckoned import days_between

LENGTH = {"time", "times", "gap", "duration", "lag", "long", "span"}  # words for a stretch, beside "days"
AGGREGATES = ("avg", "median", "min", "max")
FAR = 5  # items between the two dates
SIGNS = {"after": ">", "before": "<"}


def read_spans(frame: Frame) -> None:
    """Before any time is read: "within 30 days of" is no period, nor is "after the due date"."""
    for number in range(len(frame.items)):
        if number not in frame.used:
            _stretch(frame, number) or _apart(frame, number) or _order_of_dates(frame, number)


def _stretch(frame: Frame, number: int) -> bool:
    """ "days between A and B", "from A to B": how long it took."""
    opening = frame.items[number].text.lower()
    closing = {"between": ("and",), "from": ("to", "until", "till")}.get(opening)
    first = _event_after(frame, number) if closing else None
    if first is None or closing is None:
        return False
    joint = next((n for n in range(first + 1, first + FAR) if _says(frame, n, *closing)), None)
    last = _event_after(frame, joint) if joint is not None else None
    if last is None or joint is None:
        return False
    pair = _linked(frame, first, last)
    said = [n for n, item in frame.free() if _says(frame, n, *LENGTH) or item.grain == "day" or item.is_word("much")]
    if pair is None or not said:
        return False
    frame.take(*said, *range(number, last + 1))
    _asked(frame, days_between(*pair), number)
    return True


def _asked(frame: Frame, name: str, place: int) -> None:
    """Its average, unless it is told of each thing."""
    wh = [n for n, item in frame.free() if item.is_word("count", "much")]
    aggregate = next((n for n, item in frame.free() if item.is_word(*AGGREGATES)), None)
    most = next((n for n, item in frame.free() if item.is_word("most", "least")), None)
    frame.take(*(n for n in wh if abs(n - place) < FAR))
    things = [n for n, _ in frame.free() if frame.entity(n) and not frame.is_word(n - 1, "by", "each")]
    if aggregate is not None and not (most is not None and things):
        frame.take(aggregate)
        word = next(kind for kind in AGGREGATES if frame.is_word(aggregate, kind))
        frame.terms.append(Term(agg=word, of=name))
    elif most is not None and things:
        frame.take(most, things[0])
        frame.subject = frame.entity(things[0])
        frame.columns.append(name)
        frame.order.append(Order(by=name, descending=frame.is_word(most, "most")))
        frame.limit = frame.limit or 1
    elif frame.items[0].is_word("list", "which") and things:
        frame.columns.append(name)
    else:
        frame.terms.append(Term(agg="avg", of=name))


def _apart(frame: Frame, number: int) -> bool:
    """ "delivered more than 5 days after the promised date", "paid within 30 days of the invoice date"."""
    found = _days_at(frame, number)
    if found is None:
        return False
    sign, value, end = found
    side = next((n for n in range(end, end + 2) if _says(frame, n, "after", "before", "of", "from", "later")), None)
    last = _event_before(frame, number)
    first = _event_after(frame, side) if side is not None else None
    pair = _linked(frame, first, last) if first is not None and last is not None else None
    if pair is None and side is not None and first is not None and _dated(frame, first) and frame.items[number].when:
        frame.asks.append(Ask("So many days between which two dates? Name both."))
    if pair is None or side is None or first is None or last is None:
        return False
    earlier, later = (pair[1], pair[0]) if _says(frame, side, "before") else pair
    frame.take(*range(number, first + 1))
    frame.narrow(Fields(field=days_between(earlier, later), op=sign, value=value), number)
    if not frame.condition(last) and not frame.entity(last):
        frame.take(last)
    return True


def _days_at(frame: Frame, number: int) -> tuple[str, int, int] | None:
    """A comparison, how many days, and where they end."""
    item = frame.items[number]
    if item.when and item.when.period and item.when.period.next_days and _says(frame, number, "within"):
        return "<=", item.when.period.next_days, number + 1
    sign = next((s for s in (">=", "<=", ">", "<") if item.is_word(s)), None)
    at = frame.next_content(number + 1, 2) if sign else number
    if at is None or at + 1 >= len(frame.items):
        return None
    value, grain = frame.items[at].number, frame.items[at + 1].grain
    return (sign or "=", int(value) * ABOUT_DAYS[grain], at + 2) if value is not None and grain else None


def _order_of_dates(frame: Frame, number: int) -> bool:
    """ "delivered after the expected date": one date of a row against another."""
    sign = SIGNS.get(frame.items[number].text.lower())
    first = _event_before(frame, number) if sign else None
    last = _event_after(frame, number) if sign else None
    if first is None or last is None or sign is None or not _dated(frame, last):
        return False
    pair = _linked(frame, first, last)
    if pair is None:
        return False
    frame.take(*range(number, last + 1))
    frame.narrow(Fields(field=pair[0], op=sign, other=pair[1]), number)
    if not frame.condition(first) and not frame.entity(first):
        frame.take(first)
    return True


def _dated(frame: Frame, number: int) -> bool:
    """A date by its own name, not a thing that has one: "after the due date", but not "after the order"."""
    return any(is_date(frame, name) for name in frame.senses.all(frame.items[number], "dimension"))


def _event_after(frame: Frame, number: int) -> int | None:
    at = frame.next_content(number + 1, 4)
    return at if at is not None and any(_dates(frame, at)) else None


def _event_before(frame: Frame, number: int) -> int | None:
    for back in range(number - 1, max(-1, number - 4), -1):
        if any(_dates(frame, back)):
            return back
        if not frame.items[back].filler:
            return None
    return None


def _dates(frame: Frame, number: int) -> Iterator[str]:
    """The dates that a word may speak of: by name, or those of what it says happened."""
    item, model, senses = frame.items[number], frame.scope.model, frame.senses
    yield from (name for name in senses.all(item, "dimension") if is_date(frame, name))
    yield from (date for name in senses.all(item, "condition") if (date := model.conditions[name].date))
    words = item.text.lower().split()
    if item.senses and not item.is_word("and"):
        dates = (name for name, d in model.dimensions.items() if d.label.lower().split()[:-1] == words)
        yield from (name for name in dates if is_date(frame, name) and senses.visible("dimension", name))
    for kind in ("entity", "verb"):
        yield from (date for name in senses.all(item, kind) if (date := model.entities[name].date))


def _linked(frame: Frame, first: int, last: int) -> tuple[str, str] | None:
    """Of the dates that two words may mean the first two that stand on one row, or on rows that lead to each other."""
    senses = frame.senses
    pairs = [(a, b) for a, b in product(_dates(frame, first), _dates(frame, last)) if a != b]
    known = [p for p in pairs if senses.linked(senses.home("dimension", p[0]), senses.home("dimension", p[1]))]
    return min(known, key=lambda p: p[0].split(".")[0] != p[1].split(".")[0], default=None)


def _says(frame: Frame, number: int, *words: str) -> bool:
    return 0 <= number < len(frame.items) and bool({*words} & set(frame.items[number].text.lower().split()))
