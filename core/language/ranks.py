"""Rankings: "top 5 customers by revenue", "which warehouse has the most stock", "the 3 slowest", "lowest first"."""

from core.language.adjectives import by_adjective
from core.language.frame import Frame
from core.language.moments import is_date
from core.language.rankings import USUAL, descending, is_ranked_by, plural, rank_rows
from core.language.state_days import days_dimension
from core.semantic.query import Fields, Group, Order


def read_ranks(frame: Frame) -> None:
    for number, item in list(frame.free()):
        if number in frame.used or not item.is_word("most", "least", "best", "worst"):
            continue
        if item.is_word("avg", "min", "max") and not item.is_word("most", "least"):
            continue
        _rank(frame, number)


def read_frequent(frame: Frame) -> None:
    """ "which errors come up most often": ranked by how many there are."""
    for number, item in list(frame.free()):
        if not item.is_word("frequent"):
            continue
        for other, _ in list(frame.free()):
            entity, dimension = frame.entity(other), frame.dimension(other)
            owner = (dimension or "").split(".")[0]
            count = frame.count_of(owner) if owner in frame.scope.model.entities else None
            if count and dimension and not (entity and entity == owner):
                frame.take(number, other)
                frame.groups.append(Group(dimension=dimension))
                frame.order.append(Order(by=count, descending=True))
                frame.limit = USUAL if plural(frame, other) else 1
                frame.narrow(Fields(field=dimension, op="not null"), other)
                return


def _rank(frame: Frame, number: int) -> None:
    """The number beside it, the noun it ranks and the measure it ranks by."""
    count = _count_beside(frame, number)
    noun = _noun_after(frame, number)
    if noun is None and _is_aggregate(frame, number):
        return
    frame.take(number)
    frame.superlative = _descending(frame, number)
    if noun is None and (_latest(frame, number, count) or _numbered_before(frame, number) or _said_of(frame, number)):
        return
    if noun is None:
        frame.limit = count or frame.limit
        asks = any(item.is_word("which", "where") for item in frame.items)
        if (
            count is None
            and frame.limit is None
            and (asks or not frame.follow_up)
            and (frame.follow_up or not _wh_noun(frame))
        ):
            frame.limit = 1
        return
    kind, at, name = noun
    if kind == "attribute":
        _ranks_rows(frame, at, name, count)
        return
    if kind == "entity":
        frame.take(at)
        implied = _implied(frame, number)
        if implied is None and (attribute := by_adjective(frame, number, name)) is not None:
            frame.limit = count or (USUAL if plural(frame, at) else 1)
            rank_rows(frame, attribute)
            return
        if implied is not None:
            frame.order.append(implied)
        frame.groups.insert(0, Group(dimension=name))
        frame.limit = count or (USUAL if plural(frame, at) else 1)
        return
    _ranks_by(frame, at, name, count)


def _said_of(frame: Frame, number: int) -> bool:
    """ "which stadium is the biggest": the one attribute that the adjective can be about."""
    thing = _wh_noun(frame)
    attribute = by_adjective(frame, number, thing[0]) if thing else None
    if thing is None or attribute is None:
        return False
    frame.take(thing[1])
    frame.limit = USUAL if plural(frame, thing[1]) else 1
    rank_rows(frame, attribute)
    return True


def _ranks_rows(frame: Frame, at: int, attribute: str, count: int | None) -> None:
    """ "the 5 orders with the most days overdue", "which order has the most days overdue"."""
    frame.take(at)
    thing = attribute.split(".")[0]
    place = next((n for n, _ in frame.free() if frame.entity(n) == thing), None)
    before = frame.items[place - 1].number if place else None
    if place is not None:
        frame.take(place, *([place - 1] if before is not None else []))
    named = USUAL if place is not None and plural(frame, place) else 1
    frame.limit = count or (int(before) if before is not None else named)
    rank_rows(frame, attribute)


def _implied(frame: Frame, number: int) -> Order | None:
    """ "cheapest", "slowest": superlatives that say what they rank by, where nothing else does."""
    if any(item.is_word("by") for item in frame.items[number:]) or frame.order:
        return None
    for sense in frame.items[number].senses:
        if sense.kind in ("ranks_low", "ranks_high") and frame.senses.visible(sense.kind, sense.name):
            return Order(by=sense.name, descending=sense.kind == "ranks_high")
    return None


def _numbered_before(frame: Frame, number: int) -> bool:
    """ "the 3 vendors we owe the most": the thing and how many of it stand before."""
    for other in range(number - 1, max(0, number - 8), -1):
        value = frame.items[other - 1].number if other else None
        name = frame.entity(other) or _category(frame, other)
        if other not in frame.used and value is not None and name:
            frame.take(other, other - 1)
            frame.groups.insert(0, Group(dimension=name))
            frame.limit = int(value)
            return True
    return False


def _ranks_by(frame: Frame, at: int, measure: str, count: int | None) -> None:
    """ "which X has the most Y": the X is what the question is about."""
    frame.take(at)
    frame.order.append(Order(by=measure, descending=descending(frame, measure)))
    wh = _wh_noun(frame)
    if wh is not None:
        name, place = wh
        frame.take(place)
        if Group(dimension=name) not in frame.groups:
            frame.groups.insert(0, Group(dimension=name))
        before = frame.items[place - 1].number if place else None
        if before is not None:  # "5 products with the lowest revenue"
            frame.take(place - 1)
        frame.limit = count or (int(before) if before else USUAL if plural(frame, place) else 1)
    elif count:
        frame.limit = count


def _wh_noun(frame: Frame) -> tuple[str, int] | None:
    """The noun behind "which", "who" or "what", or the first one of the question."""
    for number, _ in frame.free():
        if (entity := frame.entity(number)) and not frame.is_word(number - 1, "by", "each"):
            return entity, number
    for number, _ in frame.free():
        asked = number > 0 and (frame.is_word(number - 1, "which") or frame.items[number - 1].number is not None)
        if asked and (name := _category(frame, number)):
            return name, number
    return None


def _category(frame: Frame, number: int) -> str | None:
    """An attribute in words, whose values may be ranked: a country, a channel."""
    name = frame.dimension(number) if frame.measure(number) is None else None
    known = frame.scope.model.dimensions.get(name or "")
    return name if known is not None and known.search and not known.unit else None


def _count_beside(frame: Frame, number: int) -> int | None:
    for other in (number + 1, number - 1):
        if 0 <= other < len(frame.items) and other not in frame.used:
            value = frame.items[other].number
            if value is not None and value == int(value) and 0 < value < 1000:
                frame.take(other)
                return int(value)
    return None


def _noun_after(frame: Frame, number: int) -> tuple[str, int, str] | None:
    """What a superlative is said of: "top 5 customers", "most revenue", "highest average lead time"."""
    for other in range(number + 1, min(len(frame.items), number + 5)):
        if other in frame.used:
            continue
        item = frame.items[other]
        if item.is_word("which", "where", "and"):
            return None
        if item.filler or item.number is not None or item.is_word("avg", "sum", "count", "distinct", "share"):
            continue
        if item.named("role") and not item.named("dimension"):
            continue  # "most arriving flights"
        measure, entity = frame.measure(other), frame.entity(other)
        if (
            measure
            and entity
            and measure != frame.scope.model.entities[entity].count
            and not _ranks_things(frame, number)
        ):
            return "measure", other, measure
        counts = frame.items[number].text.lower() in ("most", "least", "fewest") or _numbered(frame, number, other)
        top = _ranks_things(frame, number)
        if entity and (not top or measure is None or measure == frame.scope.model.entities[entity].count):
            counted = frame.count_of(entity)
            return ("measure", other, counted) if counts and counted else ("entity", other, entity)
        if entity and top:
            return "entity", other, entity
        if measure:
            return "measure", other, measure
        if condition := frame.condition(other):
            return _of_state(frame, other, condition)
        dimension = frame.dimension(other)
        if dimension and is_date(frame, dimension):
            continue  # "most prescribed drugs": the noun is still to come
        if dimension and is_ranked_by(frame, dimension) and _asked_of(frame, dimension, other):
            return "attribute", other, dimension
        counted = frame.count_of(dimension.split(".")[0]) if dimension and _owner(frame, dimension) else None
        if dimension and counted and not frame.scope.model.dimensions[dimension].unit:
            frame.order.append(Order(by=counted, descending=True))
            return "entity", other, dimension
        return None
    return None


def _numbered(frame: Frame, number: int, at: int) -> bool:
    """ "the highest number of flights": it is ranked by how many there are."""
    said = [item.text.lower() for item in frame.items[number + 1 : at + 1]]
    return any(text.startswith(("number", "count")) for text in said)


def _asked_of(frame: Frame, attribute: str, at: int) -> bool:
    """Whether the thing that has it is what the question is about."""
    first = next((e for n in range(at) if (e := frame.senses.of(frame.items[n], "entity"))), None)
    return first == attribute.split(".")[0]


def _owner(frame: Frame, dimension: str) -> bool:
    return dimension.split(".")[0] in frame.scope.model.entities


def _latest(frame: Frame, number: int, count: int | None) -> bool:
    """ "which doctor was hired most recently": the things with the latest (or first) of a date."""
    for other in range(number - 1, max(-1, number - 4), -1):
        condition = frame.condition(other)
        if condition and (days := days_dimension(frame, other, condition)):  # "late the longest"
            _ranks_rows(frame, number, days, count)
            return True
        dimension = frame.dimension(other) if other not in frame.used else None
        if dimension and is_date(frame, dimension) and _owner(frame, dimension):
            frame.take(other)
            frame.subject = dimension.split(".")[0]
            frame.columns.append(dimension)
            frame.order.append(Order(by=dimension, descending=bool(frame.superlative)))
            frame.limit = count or 1
            return True
    return False


def _ranks_things(frame: Frame, number: int) -> bool:
    """ "top customers": the noun is what is ranked; "highest sales": what it is ranked by."""
    first = frame.items[number].text.lower().split()[0]
    return first in (
        "top",
        "best",
        "worst",
        "bottom",
        "biggest",
        "largest",
        "leading",
        "smallest",
        "cheapest",
        "fastest",
        "slowest",
    )


def _of_state(frame: Frame, at: int, condition: str) -> tuple[str, int, str] | None:
    """ "the most overdue": ordered by the attribute that tells how much."""
    days = days_dimension(frame, at, condition)
    if days is None:
        return None
    frame.order.append(Order(by=days, descending=True))
    frame.columns.append(days)
    frame.subject = frame.subject or condition.split(".")[0]
    frame.limit = frame.limit or 1
    return None


def _is_aggregate(frame: Frame, number: int) -> bool:
    return frame.is_word(number, "min", "max") and not frame.follow_up


def _descending(frame: Frame, number: int) -> bool:
    return frame.is_word(number, "most", "best", "worst")
