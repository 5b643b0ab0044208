"""The newest and the oldest: "the latest 5 orders", "first order of …", "last delivery date per supplier"."""

from core.language.frame import Frame
from core.language.moments import is_date
from core.language.rankings import USUAL, plural
from core.semantic.query import Order, Term
from core.semantic.reckoned import days_since

LATE = {"newest", "latest", "most recent", "most recently", "last", "youngest"}
EARLY = {"oldest", "earliest", "first"}
BORN = "born"  # what a date of birth is called, too
AGE = "age"
FAR = 6


def read_recent(frame: Frame) -> None:
    for number, item in list(frame.free()):
        text = item.text.lower()
        if number in frame.used or text not in LATE | EARLY or frame.is_word(number - 1, "by", "sort"):
            continue
        found = _thing_behind(frame, number) or _thing_before(frame, number)
        if found is not None:
            _ranked(frame, number, *found)
        elif date := _date_behind(frame, number):
            frame.take(number)
            frame.terms.append(Term(agg="max" if text in LATE else "min", of=date))


def _thing_behind(frame: Frame, number: int) -> tuple[int, int | None, str] | None:
    """The thing that it is said of, how many of them, and the date they go by."""
    count = None
    for other in range(number + 1, min(len(frame.items), number + FAR)):
        item = frame.items[other]
        if item.number is not None and item.number == int(item.number):
            count = other
        elif entity := frame.senses.of(item, "entity"):
            date = _date_of(frame, entity, frame.items[number].text.lower())
            return (other, count, date) if date else None
        elif not (item.filler or item.found or frame.condition(other)):
            return None
    return None


def _thing_before(frame: Frame, number: int) -> tuple[int, int | None, str] | None:
    """ "which student is the oldest": said of what stands before, where nothing stands behind."""
    text = frame.items[number].text.lower()
    if frame.next_content(number + 1, 9) is not None or text not in ("oldest", "youngest", "newest", "latest"):
        return None
    first = next((n for n, _ in frame.free() if n < number and frame.senses.of(frame.items[n], "entity")), None)
    entity = frame.senses.of(frame.items[first], "entity") if first is not None else None
    date = _date_of(frame, entity, text) if entity else None
    return (first, None, date) if first is not None and date else None


def _date_of(frame: Frame, entity: str, text: str) -> str | None:
    """Its own date; of people, when they were born."""
    model = frame.scope.model
    if not frame.scope.own_rows(model.entities[entity]):
        return None
    own = model.entities[entity].date
    if text in ("oldest", "youngest"):
        known = [d for d in model.dimensions.values() if d.entity == entity]
        born = next((d.name for d in known if BORN in d.synonyms), None)
        own = born or next((d.name for d in known if d.label.split()[-1:] == [AGE]), own)
    return own


def _ranked(frame: Frame, number: int, thing: int, count: int | None, date: str) -> None:
    entity = frame.senses.of(frame.items[thing], "entity")
    text = frame.items[number].text.lower()
    if _of_figures(frame, thing):
        return
    frame.take(number, thing, *([count] if count is not None else []))
    said = next((n for n in range(thing + 1, len(frame.items)) if frame.is_word(n, "by")), None)
    named = frame.next_content(said + 1) if said is not None else None
    if said is not None and named is not None and (own := _dimension(frame, named)):
        frame.take(said, named)
        date = own
    frame.subject = entity
    frame.columns += [*_asked_of(frame, entity or "", number), *_age(frame, date)]
    aged = not is_date(frame, date)  # the oldest has the highest age, and the earliest date of birth
    frame.order.append(Order(by=date, descending=(text in LATE) != aged))
    value = frame.items[count].number if count is not None else None
    frame.limit = int(value) if value is not None else USUAL if plural(frame, thing) else 1


def _age(frame: Frame, date: str) -> list[str]:
    """ "how old is the oldest …": in days."""
    asked = [n for n, item in frame.free() if item.text.lower() in ("how old", "how long ago")]
    frame.take(*asked, *(n for n, item in frame.free() if asked and item.grain == "day"))
    return [days_since(date)] if asked else [date]


def _of_figures(frame: Frame, thing: int) -> bool:
    """ "revenue of the latest order": a figure, narrowed by that."""
    return any(
        frame.measure(n) and not frame.entity(n) and not frame.is_word(n - 1, "by")
        for n, _ in frame.free()
        if n != thing
    )


def _asked_of(frame: Frame, entity: str, number: int) -> list[str]:
    """ "which customer placed the first order": what is asked is a column of it."""
    for before in range(number):
        name = frame.senses.of(frame.items[before], "entity")
        if name and name != entity and before not in frame.used:
            frame.take(before)
            return [name]
    return []


def _date_behind(frame: Frame, number: int) -> str | None:
    """ "last delivery date per supplier" """
    at = frame.next_content(number + 1, 3)
    date = _dimension(frame, at) if at is not None else None
    if at is None or date is None or frame.measure(at):
        return None
    frame.take(at)
    return date


def _dimension(frame: Frame, number: int) -> str | None:
    names = [name for name in frame.senses.all(frame.items[number], "dimension") if is_date(frame, name)]
    item = frame.items[number]
    return max(names, key=lambda name: frame.senses.fit(item, "dimension", name), default=None)
