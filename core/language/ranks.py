"""Rankings: "top 5 customers by revenue", "which warehouse has the most stock", "the 3 slowest", "lowest first"."""

from core.language.amounts import days_dimension as _days_dimension
from core.language.frame import Frame
from core.semantic.compile.keys import dimension_kind
from core.semantic.model import Measure
from core.semantic.query import Fields, Group, Order, Term

USUAL = 10  # rows of a ranking where the noun is plural and no number is given


def read_order(frame: Frame) -> None:
    """ "sort by shortage, biggest first" """
    for number, item in list(frame.free()):
        if item.is_word("descending", "ascending"):
            frame.direction = item.is_word("descending")
            frame.take(number)
        elif item.is_word("sort") and not item.is_word("list"):
            frame.take(number)
            _sorted_by(frame, number)


def _sorted_by(frame: Frame, number: int) -> None:
    """ "sort by X": the column; "rank X by Y": X is grouped, Y is the order."""
    by = next((n for n in range(number + 1, len(frame.items)) if frame.is_word(n, "by")), None)
    spoken = frame.items[number].text.lower()
    if by is None and not spoken.endswith("by"):
        frame.direction = True if frame.direction is None else frame.direction
        if spoken.startswith("rank"):
            _ranked_noun(frame, number)
        return
    target = by if by is not None else number
    if spoken.startswith("rank") and by is not None:
        _ranked_noun(frame, number)
    for other in range(target + 1, min(len(frame.items), target + 5)):
        name = frame.measure(other)
        if frame.is_word(other, "count"):
            continue
        if name is None and (entity := frame.entity(other)):
            name = frame.count_of(entity)
        dimension = frame.dimension(other)
        if name or dimension:
            default = bool(name)
            frame.order.append(Order(by=_column(frame, name, dimension), descending=default))
            if by is not None:
                frame.take(by)
            if not (spoken.startswith("rank") and name):
                frame.take(other)
            if dimension and not name:
                frame.columns.append(dimension)
            return


def _column(frame: Frame, measure: str | None, dimension: str | None) -> str:
    return measure or dimension or ""


def _ranked_noun(frame: Frame, number: int) -> None:
    for other in range(number + 1, min(len(frame.items), number + 5)):
        if frame.is_word(other, "by"):
            return
        if entity := frame.entity(other):
            frame.take(other)
            frame.groups.append(Group(dimension=entity))
            frame.direction = True if frame.direction is None else frame.direction
            return


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
                frame.limit = USUAL if _plural(frame, other) else 1
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
    if noun is None and (_numbered_before(frame, number) or _latest(frame, number, count)):
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
    if kind == "entity":
        frame.take(at)
        if implied := _implied(frame, number):
            frame.order.append(implied)
        frame.groups.insert(0, Group(dimension=name))
        frame.limit = count or (USUAL if _plural(frame, at) else 1)
        return
    _ranks_by(frame, at, name, count)


def _implied(frame: Frame, number: int) -> Order | None:
    """ "cheapest", "slowest": superlatives that say what they rank by, where nothing else does."""
    if any(item.is_word("by") for item in frame.items[number:]) or frame.order:
        return None
    for sense in frame.items[number].senses:
        if sense.kind in ("ranks_low", "ranks_high") and frame.senses.visible(sense.kind, sense.name):
            return Order(by=sense.name, descending=sense.kind == "ranks_high")
    return None


def _direction(frame: Frame, measure: str) -> bool:
    """The worst on-time rate is the lowest, the worst delay the highest."""
    judged = any(item.is_word("best", "worst") for item in frame.items)
    low = frame.scope.model.measures[measure].better == "low"
    return bool(frame.superlative) if not judged else low == any(item.is_word("worst") for item in frame.items)


def _numbered_before(frame: Frame, number: int) -> bool:
    """ "the 3 vendors we owe the most": the thing and how many of it stand before."""
    for other in range(number - 1, max(0, number - 8), -1):
        value = frame.items[other - 1].number if other else None
        if other not in frame.used and value is not None and (entity := frame.entity(other)):
            frame.take(other, other - 1)
            frame.groups.insert(0, Group(dimension=entity))
            frame.limit = int(value)
            return True
    return False


def _ranks_by(frame: Frame, at: int, measure: str, count: int | None) -> None:
    """ "which X has the most Y": the X is what the question is about."""
    frame.take(at)
    frame.order.append(Order(by=measure, descending=_direction(frame, measure)))
    wh = _wh_noun(frame)
    if wh is not None:
        name, place = wh
        frame.take(place)
        if Group(dimension=name) not in frame.groups:
            frame.groups.insert(0, Group(dimension=name))
        before = frame.items[place - 1].number if place else None
        if before is not None:  # "5 products with the lowest revenue"
            frame.take(place - 1)
        frame.limit = count or (int(before) if before else USUAL if _plural(frame, place) else 1)
    elif count:
        frame.limit = count


def _wh_noun(frame: Frame) -> tuple[str, int] | None:
    """The noun behind "which", "who" or "what", or the first one of the question."""
    for number, _ in frame.free():
        if (entity := frame.entity(number)) and not frame.is_word(number - 1, "by", "each"):
            return entity, number
    return None


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
        measure, entity = frame.measure(other), frame.entity(other)
        if (
            measure
            and entity
            and measure != frame.scope.model.entities[entity].count
            and not _ranks_things(frame, number)
        ):
            return "measure", other, measure
        counts = frame.items[number].text.lower() in ("most", "least", "fewest")
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
        if dimension and dimension_kind(frame.scope, dimension) in ("date", "timestamp"):
            continue  # "most prescribed drugs": the noun is still to come
        counted = frame.count_of(dimension.split(".")[0]) if dimension and _owner(frame, dimension) else None
        if dimension and counted and not frame.scope.model.dimensions[dimension].unit:
            frame.order.append(Order(by=counted, descending=True))
            return "entity", other, dimension
        return None
    return None


def _owner(frame: Frame, dimension: str) -> bool:
    return dimension.split(".")[0] in frame.scope.model.entities


def _latest(frame: Frame, number: int, count: int | None) -> bool:
    """ "which doctor was hired most recently": the things with the latest (or first) of a date."""
    for other in range(number - 1, max(-1, number - 4), -1):
        condition = frame.condition(other)
        if condition and (days := _days_dimension(frame, other, condition)):  # "late the longest"
            frame.subject = frame.subject or condition.split(".")[0]
            frame.columns.append(days)
            frame.order.append(Order(by=days, descending=bool(frame.superlative)))
            frame.limit = count or 1
            return True
        dimension = frame.dimension(other) if other not in frame.used else None
        if dimension and dimension_kind(frame.scope, dimension) in ("date", "timestamp") and _owner(frame, dimension):
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
    days = _days_dimension(frame, at, condition)
    if days is None:
        return None
    frame.order.append(Order(by=days, descending=True))
    frame.columns.append(days)
    frame.subject = frame.subject or condition.split(".")[0]
    frame.limit = frame.limit or 1
    return None


def _is_aggregate(frame: Frame, number: int) -> bool:
    return frame.is_word(number, "min", "max") and not frame.follow_up


def read_extremes(frame: Frame) -> None:
    """ "the lowest and the highest unit cost": two aggregates of one attribute, no ranking."""
    found = [n for n, item in frame.free() if item.is_word("most", "least")]
    if len(found) == 1:
        _with_twin(frame, found[0])
    if len(found) != 2 or not any(frame.is_word(n, "and") for n in range(found[0], found[1])):
        return
    at = frame.next_content(found[1] + 1, 3)
    names = [
        n for n in (frame.senses.all(frame.items[at], "dimension") if at is not None else []) if not _is_key(frame, n)
    ]
    if not names or at is None:
        return
    model = frame.scope.model
    paid = [n for n in names if len(model.entities[n.split(".")[0]].key) > 1] or names
    frame.take(*found, at, *(n for n in range(found[0], found[1]) if frame.is_word(n, "and")))
    for number in found:
        frame.terms.append(Term(agg="max" if frame.is_word(number, "most") else "min", of=paid[0]))


def _with_twin(frame: Frame, number: int) -> None:
    """ "the lowest and the highest unit cost", where the second is a figure of its own: so is the first."""
    joint = frame.next_content(number + 1, 2)
    at = frame.next_content(joint + 1, 3) if joint is not None and frame.is_word(joint, "and") else None
    measure = frame.measure(at) if at is not None else None
    if measure is None or at is None or joint is None:
        return
    model = frame.scope.model
    sql = model.measures[measure].sql or ""
    ends = ("min(", "max(") if sql.startswith("max(") else ("max(", "min(")
    twin = next((m.name for m in model.measures.values() if m.sql == sql.replace(ends[1], ends[0]) != sql), None)
    if twin:
        frame.take(number, joint, at)
        frame.terms += [Term(measure=twin), Term(measure=measure)]


def _is_key(frame: Frame, name: str) -> bool:
    return frame.scope.model.dimensions[name].unit == ""


def _descending(frame: Frame, number: int) -> bool:
    return frame.is_word(number, "most", "best", "worst")


def _plural(frame: Frame, number: int) -> bool:
    last = frame.items[number].text.lower().split()[-1]
    return last.endswith("s") and not last.endswith("ss")


def lower_is_better(measure: Measure) -> bool:
    return measure.better == "low"
