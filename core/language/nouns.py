"""What is left when times, names and numbers are taken: figures, the thing listed or counted, attributes to show."""

from core.language.aggregates import read_aggregate
from core.language.figures import add_figure
from core.language.frame import Frame
from core.language.happenings import absent_rows, happened, none_of
from core.language.moments import is_date
from core.language.negation import refused
from core.semantic.query import Fields, Group, Is, Term

UNIT_WORDS = {"units", "unit", "quantity", "pieces", "items"}


def read_nouns(frame: Frame) -> None:
    """What is left: measures to show, the thing that is listed or counted, attributes to show."""
    if frame.absent is not None:
        none_of(frame, *frame.absent)
    for number, _ in list(frame.free()):
        if number in frame.used:
            continue
        if _total(frame, number):
            continue
        if frame.items[number].is_word("avg", "sum", "min", "max", "median", "distinct", "most", "least"):
            read_aggregate(frame, number)
    for number, item in list(frame.free()):
        if number in frame.used:
            continue
        if item.is_word("count") and _counts_beside(frame, number):
            continue
        if happened(frame, number) or _as_verb(frame, number):
            continue
        if frame.listed and not frame.groups and not frame.counted and _attribute(frame, number):
            continue
        measure, entity = frame.measure(number), frame.entity(number)
        dimension = frame.dimension(number)
        if entity and not (measure and _counts_units(frame, measure, entity)):
            _thing(frame, number, entity)
        elif dimension and not (measure and frame.groups) and (refused(frame, number, 2) or _empty(frame, number)):
            frame.take(number)
            frame.narrow(Fields(field=dimension, op="is null"), number)
        elif dimension and _owned(frame, dimension) and not (measure and frame.groups):
            frame.take(number)
            frame.columns += _alike(frame, number, dimension)
            if _is_had(frame, number, dimension):
                frame.narrow(Fields(field=dimension, op="not null"), number)
        elif measure and not _beside_count(frame, number):
            frame.take(number)
            if not _only_unit(frame, number, measure):
                add_figure(frame, _worth(frame, number, measure))
        elif dimension:
            frame.take(number)
            frame.columns += _alike(frame, number, dimension)


def _beside_count(frame: Frame, number: int) -> bool:
    """ "count items with excess stock": how many there are was asked; no other figure, unless it is joined on."""
    thing = next((n for n in range(number) if frame.entity(n) == frame.subject), None)
    if not frame.counted or thing is None or not any(frame.is_word(n, "count") for n in range(thing)):
        return False
    return not any(frame.is_word(n, "and", "compare", "much", "sum", "avg", "share") for n in range(thing, number))


def _only_unit(frame: Frame, number: int, measure: str) -> bool:
    """ "how many units are on backorder": what it is counted in, beside the figure itself."""
    if frame.items[number].text.lower() not in UNIT_WORDS:
        return False
    others = [m for n in range(len(frame.items)) if n != number and (m := frame.measure(n))]
    joined = frame.is_word(number + 1, "and") or frame.is_word(number - 1, "and")
    units = frame.scope.model.measures
    return not joined and any(units[m].unit == units[measure].unit and m != measure for m in others)


def _worth(frame: Frame, number: int, measure: str) -> str:
    """ "how much is the stock worth": its value."""
    model = frame.scope.model
    if not any(item.is_word("cost_word") for item in frame.items) or model.measures[measure].unit == "money":
        return measure
    wanted = f"{model.measures[measure].label.lower()} value"
    return next((m.name for m in model.measures.values() if m.label.lower() == wanted), measure)


def _counts_beside(frame: Frame, number: int) -> bool:
    """ "how many …": the thing that was named, the things with a state ("no shows"), or the different values."""
    after = frame.next_content(number + 1, 3)
    distinct = after is not None and frame.is_word(after, "distinct")
    after = frame.next_content(after + 1, 3) if distinct and after is not None else after
    entities = frame.scope.model.entities
    if after is not None and not frame.entity(after) and not frame.measure(after) and after not in frame.used:
        dimension = frame.dimension(after)
        dated = dimension is not None and is_date(frame, dimension) and not distinct
        if dimension and not dated and not frame.scope.model.dimensions[dimension].unit:
            frame.take(number, after)
            frame.terms.append(Term(agg="count_distinct", of=dimension))
            return True
    found = frame.items[after].found if after is not None else None
    owner = found.values[0].dimension.split(".")[0] if found else ""
    if owner in entities and frame.subject is None and (count := frame.count_of(owner)) and frame.groups:
        frame.take(number)
        add_figure(frame, count)
        return True
    if frame.subject is None:
        return False
    frame.take(number)
    frame.counted = True
    return True


def _empty(frame: Frame, number: int) -> bool:
    """ "orders with an empty address", "address unknown" """
    beside = next((n for n in (number - 1, number + 1) if frame.is_word(n, "null") and n not in frame.used), None)
    frame.take(*([beside] if beside is not None else []))
    return beside is not None


def _is_had(frame: Frame, number: int, dimension: str) -> bool:
    """ "invoices with errors", "with an error message": a text that some have none of; "with their …" only shows it."""
    before = next(
        (n for n in range(number - 1, -1, -1) if frame.items[n].text.lower() not in ("a", "an", "any", "some")), -1
    )
    if before < 0 or frame.items[before].text.lower() != "with":
        return False
    model = frame.scope.model
    places = [place.split(".") for place in model.dimensions[dimension].at]
    columns = [model.tables[table].columns[column] for table, column in places if table in model.tables]
    return bool(columns) and all(column.null and column.kind == "text" for column in columns)


def _owned(frame: Frame, dimension: str) -> bool:
    return dimension.split(".")[0] == frame.subject and not frame.counted


def read_versus(frame: Frame) -> None:
    """ "ordered vs fulfilled", "WH001 against WH002": two things side by side, no two times."""
    _named_sides(frame)
    sides = sum(1 for n in range(len(frame.items)) if frame.measure(n) or frame.items[n].found)
    for number, item in list(frame.free()):
        if item.is_word("compare") and sides > 1 and frame.compare is None:
            frame.take(number)


def _named_sides(frame: Frame) -> None:
    """ "does WH003 have more late orders than WH001": each name with its own figure."""
    compared = any(item.is_word("compare") for item in frame.items)
    compared = compared or any(
        item.is_word(">", "<") and n + 1 < len(frame.items) and frame.items[n + 1].found
        for n, item in enumerate(frame.items)
    )
    chosen = any(item.is_word("or") for item in frame.items) and any(
        item.is_word("which", "most", "least") or item.text.lower() == "more" for item in frame.items
    )
    lists = [f for f in frame.filters if isinstance(f, Fields) and f.op == "in" and isinstance(f.value, tuple)]
    for wanted in lists if compared or chosen or _unsummed(frame) else []:
        owner = wanted.field.split(".")[0]
        entity = frame.scope.model.entities.get(owner)
        name = owner if entity is not None and wanted.field in entity.key else wanted.field
        if not frame.compare and not any(group.dimension == name for group in frame.groups):
            frame.groups.append(Group(dimension=name))


def _total(frame: Frame, number: int) -> bool:
    """ "overdue total": a word for a sum that is also the amount of each."""
    dimension = frame.dimension(number) if frame.items[number].is_word("sum") and not frame.listed else None
    if dimension is None or frame.scope.model.dimensions[dimension].unit != "money":
        return False
    others = [n for n in range(len(frame.items)) if n != number]
    if any(frame.measure(n) or frame.dimension(n) or frame.is_word(n, "count", "avg") for n in others):
        return False
    frame.take(number)
    frame.terms.append(Term(agg="sum", of=dimension))
    return True


def _unsummed(frame: Frame) -> bool:
    """ "average delay for WH001 and WH005": an average of two is neither's."""
    terms = frame.terms
    rates = [frame.scope.model.measures.get(term.measure or "") for term in terms]
    averaged = [
        term.agg == "avg" or (known is not None and known.unit in ("ratio", "days"))
        for term, known in zip(terms, rates, strict=True)
    ]
    return bool(terms) and all(averaged) and any(item.is_word("and") for item in frame.items) and not frame.groups


def _as_verb(frame: Frame, number: int) -> bool:
    """ "the bearings we stock": said of what somebody does."""
    spoken = number > 0 and frame.items[number - 1].text.lower() in ("we", "they", "i", "you", "to")
    if spoken and frame.senses.all(frame.items[number], "verb"):
        frame.take(number)
        return True
    return False


def _attribute(frame: Frame, number: int) -> bool:
    """In a list an amount is a column: "list the toyotas with colour and asking price"."""
    dimension, measure = frame.dimension(number), frame.measure(number)
    if not dimension or frame.entity(number) or not (frame.columns or frame.subject):
        return False
    owner = dimension.split(".")[0]
    if measure is None or owner not in frame.scope.model.entities:
        return False
    frame.take(number)
    frame.columns += _alike(frame, number, dimension)
    return True


def _alike(frame: Frame, number: int, dimension: str) -> list[str]:
    """One word for several attributes of a thing: "coordinates" are latitude and longitude."""
    entity = dimension.split(".")[0]
    return [name for name in frame.senses.all(frame.items[number], "dimension") if name.split(".")[0] == entity]


def _counts_units(frame: Frame, measure: str, entity: str) -> bool:
    """A noun that is a figure and a thing is the figure, unless that figure is only how many there are."""
    return measure != frame.scope.model.entities[entity].count


def _thing(frame: Frame, number: int, entity: str) -> None:
    """The first thing is what the question is about; another one goes with it or is denied to it."""
    frame.take(number)
    if frame.subject is None and not _is_place_of_state(frame, number):
        frame.subject = entity
        spoken = {"number", "count"} & set(frame.items[number].text.lower().split())
        if spoken or frame.is_word(number - 1, "count") or _counted_before(frame, number):
            frame.counted = True
        return
    if entity == frame.subject:
        return
    denied = refused(frame, number)
    if denied and absent_rows(frame, entity, number):
        return
    if denied and (count := frame.count_of(entity)):
        none_of(frame, entity, count, number)
        return
    if any(h.measure.measure == frame.count_of(entity) for h in frame.having):
        return  # "who placed an order": said with what happened
    if not frame.counted and (count := frame.count_of(entity)) and _numbered(frame, number):
        add_figure(frame, count)  # "list the stadiums and the number of concerts in each"
        return
    if not frame.counted and not frame.terms and _shown_beside(frame, number):
        frame.columns.append(entity)


def _numbered(frame: Frame, number: int) -> bool:
    spoken = frame.items[number].text.lower().startswith(("number of", "count of"))
    if not spoken and frame.is_word(number - 1, "count"):
        frame.take(number - 1)
        return True
    return spoken


def _is_place_of_state(frame: Frame, number: int) -> bool:
    """ "what are we overstocked on, and in which warehouse": the state's own thing is listed, this stands beside it."""
    states = [f for f in frame.filters if isinstance(f, Is)]
    if not states or frame.counted or frame.terms:
        return False
    before = [n for n in (frame.places.get(f, 99) for f in states) if n < number]
    said = [word for b in range(max(0, number - 3), number) for word in frame.items[b].text.lower().split()]
    preposed = any(word in ("in", "at", "and", "from") for word in said)
    own = states[0].state.split(".")[0]
    entity = frame.entity(number)
    if not before or not preposed or entity == own or own not in frame.scope.model.entities:
        return False
    frame.subject = own
    return True


def _shown_beside(frame: Frame, number: int) -> bool:
    """ "orders with customer and area": a column; "lines on purchase orders": only says which lines."""
    for back in range(number - 1, max(-1, number - 4), -1):
        text = frame.items[back].text.lower()
        if (
            text in ("with", "and", "their", "its", "show", "which", "what", "whose", "including")
            or frame.entity(back)
            or frame.dimension(back)
        ):
            return True
        if text in ("on", "of", "from", "for", "in", "to", "at"):
            return False
    return False


def _counted_before(frame: Frame, number: int) -> bool:
    for back in range(number - 1, max(-1, number - 5), -1):
        item = frame.items[back]
        if item.is_word("count"):
            frame.take(back)
            return True
        if not (item.filler or item.is_word("distinct", "or", "and") or back in frame.used):
            return False
    return False
