"""The earlier query with what was said now in the place of its own: time, filters, figures, groups, order."""

from datetime import date

from core.language.frame import Frame, all_of, during, negate
from core.semantic.compile.cells import parts
from core.semantic.expression import measures_in
from core.semantic.period import Period
from core.semantic.query import Compare, Fields, Filter, Group, Having, In, Is, Not, Order, Query, Term


def each_of_them(frame: Frame) -> bool:
    return any(item.is_word("each") for item in frame.items) and any(item.is_word("those") for item in frame.items)


def with_time(frame: Frame, before: Query) -> Query:
    """A period said now stands instead of the earlier one; a shift moves the earlier one."""
    kept = [f for f in filters_of(before) if not isinstance(f, In)]
    old = [f for f in filters_of(before) if isinstance(f, In)]
    if frame.compare is not None and not frame.periods and old and not _wants_comparison(frame):
        shift, today = frame.compare, frame.scope.today
        moved = [f.model_copy(update={"period": _moved(f.period, shift, today)}) for f in old]
        frame.compare = None
        return before.model_copy(update={"where": all_of([*kept, *moved])})
    if (word := _compared(frame)) is not None and (compared := _against(frame, before, [f.period for f in old])):
        frame.take(word)
        return compared
    if frame.periods:
        date = frame.date or next((f.date for f in old if isinstance(f, In)), None)
        new = [during(period, date) for period in frame.periods]
        return before.model_copy(update={"where": all_of([*kept, *new]), "compare": frame.compare or before.compare})
    if any(item.is_word("drop") for item in frame.items) and any(item.is_word("period_word") for item in frame.items):
        return before.model_copy(update={"where": all_of(kept)})
    return before.model_copy(update={"compare": frame.compare or before.compare})


def _compared(frame: Frame) -> int | None:
    """Where "compare with" stands, when what it is compared with is a period."""
    if frame.compare is not None or len(frame.periods) != 1:
        return None
    return next((number for number, item in enumerate(frame.items) if item.is_word("compare")), None)


def _against(frame: Frame, before: Query, old: list[Period]) -> Query | None:
    """ "compare with last month": the figure beside that month; where it is that month's, beside the one before; a
    figure of all time is this month's then, beside the last."""
    other, today = frame.periods[0], frame.scope.today
    measures = before.measures
    if not measures and before.rows and (count := frame.count_of(before.rows)):
        measures = (Term(measure=count),)
    if not measures or len(old) > 1 or not other.calendar:
        return None
    where = before.where
    if not old:
        current = other.model_copy(update={"offset": other.offset + other.count})
        where = all_of([*filters_of(before), during(current, frame.date)])
    elif old[0].days(today) == other.days(today):
        other = other.back(other.count, other.calendar, today)
    shape = {"measures": measures, "where": where, "compare": Compare(to=other)}
    lists = {"rows": None, "by": (), "order": (), "limit": None} if before.rows else {}
    return before.model_copy(update={**shape, **lists})


def _wants_comparison(frame: Frame) -> bool:
    return any(item.is_word("compare", "growth") for item in frame.items)


def _moved(period: Period, shift: Compare, today: date) -> Period:
    """Only a comparison with a period of its own has no step back."""
    return period.back(shift.back, shift.grain, today) if shift.back and shift.grain else shift.to or period


def filters_of(query: Query) -> tuple[Filter, ...]:
    return parts(query.where) if query.where is not None else ()


def with_filters(frame: Frame, query: Query) -> Query:
    """A name replaces names of its kind; a state is added; "all warehouses" drops the filter on warehouses."""
    filters = _others(frame, list(filters_of(query)))
    for new in frame.filters:
        if (field := _field(new)) is not None:  # "without WH001" after "for WH001", and the other way round
            filters = [f for f in filters if _field(f) != field or (isinstance(f, Not) and isinstance(new, Not))]
        if new not in filters:
            filters.append(new)
    if any(item.is_word("drop") for item in frame.items) and frame.subject:
        filters = _not_about(frame, frame.subject, filters)
        frame.subject = None
    for entity in _unlimited(frame):
        filters = _not_about(frame, entity, filters)
    frame.filters = []
    return query.model_copy(update={"where": all_of(filters)})


def _others(frame: Frame, filters: list[Filter]) -> list[Filter]:
    """ "the other warehouses": all but the one that the last answer was about."""
    said = next((n for n, item in frame.free() if item.text.lower() in ("other", "others")), None)
    thing = frame.scope.model.entities.get(frame.subject or "")
    if said is None or thing is None:
        return filters
    named = [f for f in filters if isinstance(f, Fields) and f.field in (*thing.key, thing.title) and f.query is None]
    if len(named) != 1:
        return filters
    frame.take(said)
    frame.subject = None
    return [negate(f) if f is named[0] else f for f in filters]


def _field(wanted: Filter) -> str | None:
    inner = wanted.negated if isinstance(wanted, Not) else wanted
    return inner.field if isinstance(inner, Fields) else None


def _not_about(frame: Frame, entity: str, filters: list[Filter]) -> list[Filter]:
    """Those that name no member of it."""
    known = frame.scope.model.entities[entity]
    return [f for f in filters if not (isinstance(f, Fields) and f.field in (*known.key, known.title))]


def _unlimited(frame: Frame) -> list[str]:
    """ "over all warehouses", "all suppliers taken together" """
    found = []
    for number in range(len(frame.items)):
        said_all = number > 0 and frame.items[number - 1].text.lower() in ("all", "any", "every")
        if said_all and (entity := frame.entity(number)):
            found.append(entity)
            if frame.subject == entity:
                frame.subject = None
            frame.groups = [g for g in frame.groups if g.dimension != entity]
            frame.columns = [c for c in frame.columns if c != entity]
    return found


def with_figures(frame: Frame, query: Query) -> Query:
    """A new figure stands instead of the earlier one; states that its definition holds already go."""
    counted = frame.counted or any(item.is_word("count") for _, item in frame.free())
    terms = list(frame.terms)
    if not terms and counted and query.rows and (count := frame.count_of(query.rows)):
        terms = [Term(measure=count)]
    if not terms and frame.subject and frame.counted and (count := frame.count_of(frame.subject)):
        terms = [Term(measure=count)]
    if terms and query.measures and any(item.is_word("also") for item in frame.items):
        added = (*query.measures, *(term for term in terms if term not in query.measures))
        return query.model_copy(update={"measures": added})
    if terms:
        inside = {state for term in terms if term.measure for state in _states_in(frame, term.measure)}
        kept = [f for f in filters_of(query) if not (isinstance(f, Is) and f.state in inside)]
        same = len(kept) == len(filters_of(query)) or each_of_them(frame) or _by_things(frame, query)
        by = query.by if not query.rows and same else ()
        if query.limit and by and not query.rows:
            kept.append(Fields(field=by[0].dimension, op="in", query=query))
        return Query(
            measures=tuple(terms), by=tuple(by), where=all_of(kept), compare=query.compare, including=query.including
        )
    if frame.subject and not frame.counted and not frame.groups and _counted_in(frame, query):
        return query
    if frame.subject and query.rows and frame.subject != query.rows and _belongs(frame, query.rows, frame.subject):
        frame.columns.insert(0, frame.subject)
        return _with_columns(frame, query)
    if frame.subject and frame.subject != query.rows and not frame.groups:
        return Query(rows=frame.subject, where=query.where, by=tuple(Group(dimension=c) for c in frame.columns))
    if frame.columns:
        return _with_columns(frame, query)
    if frame.having:
        return query.model_copy(update={"having": _having(frame, query)})
    return query


def _counted_in(frame: Frame, query: Query) -> bool:
    """ "only open invoices" after a figure of invoices: the figure stays."""
    model = frame.scope.model
    facts = {model.measures[term.measure].fact for term in query.measures if term.measure in model.measures}
    source = model.entities[frame.subject].sources[0] if frame.subject else None
    return source in facts and any(item.is_word("only", "instead") for item in frame.items)


def _belongs(frame: Frame, rows: str, thing: str) -> bool:
    """Each row of the list has one of it: an order its customer."""
    model = frame.scope.model
    reached = frame.scope.reach(model.entities[rows].sources[0])
    keys = [model.dimensions[name] for name in model.entities[thing].key]
    return all(any(place.rpartition(".")[0] in reached for place in key.at) for key in keys)


def _by_things(frame: Frame, query: Query) -> bool:
    """Grouped by what exists whatever the figure: suppliers, months; not by a reason for failing."""
    entities = frame.scope.model.entities
    keys = {name for entity in entities.values() for name in (*entity.key, entity.name)}
    return frame.compare is None and all(group.grain or group.dimension in keys for group in query.by)


def _having(frame: Frame, query: Query) -> Having:
    first = frame.having[0]
    if first.measure.measure == "?" and query.measures:
        return first.model_copy(update={"measure": query.measures[0]})
    return first


def _with_columns(frame: Frame, query: Query) -> Query:
    """An attribute beside a list is a column; beside a figure it is what the figure is broken down by."""
    groups = tuple(Group(dimension=name) for name in dict.fromkeys(frame.columns))
    if query.rows:
        return query.model_copy(update={"by": tuple(dict.fromkeys((*query.by, *groups)))})
    if (summed := _sums_of(frame, query)) and frame.items[0].is_word("and", "also", "instead"):
        return query.model_copy(update={"measures": summed, "order": (), "limit": None})
    entity = frame.columns[0].split(".")[0]
    numeric = frame.scope.model.dimensions.get(frame.columns[0])
    if numeric is not None and numeric.unit and entity in frame.scope.model.entities:
        return Query(rows=entity, by=groups, where=query.where)
    return query.model_copy(update={"by": groups})


def _sums_of(frame: Frame, query: Query) -> tuple[Term, ...]:
    """ "and the amount?" after how many there are: what they add up to."""
    model = frame.scope.model
    facts = {model.measures[term.measure].fact for term in query.measures if term.measure in model.measures}
    columns = [model.dimensions[name] for name in frame.columns if name in model.dimensions]
    wanted = {f"sum({place})" for known in columns for place in known.at}
    sums = [m.name for m in model.measures.values() if m.sql in wanted and m.fact in facts and not m.where]
    return tuple(Term(measure=name) for name in sums[:1])


def _states_in(frame: Frame, measure: str) -> set[str]:
    model = frame.scope.model
    parts_of = [model.measures[name] for name in (measure, *measures_in(model.measures[measure].formula))]
    return {state for part in parts_of for state in part.where}


def with_groups(frame: Frame, query: Query) -> Query:
    if not frame.groups:
        return query
    if query.rows and not query.measures and (count := frame.count_of(query.rows)):
        return Query(measures=(Term(measure=count),), by=tuple(frame.groups), where=query.where)
    also = any(item.is_word("also") for item in frame.items) or (
        frame.items[0].is_word("and") and frame.items[1:] and frame.is_word(1, "by", "each")
    )
    groups = (*query.by, *(g for g in frame.groups if g not in query.by)) if also else tuple(frame.groups)
    return query.model_copy(update={"by": groups, "order": (), "limit": None, "per": ()})


def with_order(frame: Frame, query: Query) -> Query:
    order = list(frame.order)
    main = _main_column(query)
    if not order and (frame.limit or frame.superlative is not None or frame.direction is not None) and main:
        descending = frame.superlative if frame.superlative is not None else frame.direction
        order = [Order(by=main, descending=descending if descending is not None else True)]
    elif order and frame.direction is not None:
        order = [Order(by=order[0].by, descending=frame.direction)]
    if not order and not frame.limit:
        return query
    if query.rows:
        missing = [
            o.by for o in order if o.by in frame.scope.model.dimensions and o.by not in {g.dimension for g in query.by}
        ]
        by = (*query.by, *(Group(dimension=name) for name in missing))
        order = [o if o.by in frame.scope.model.dimensions else _as_attribute(frame, query, o) for o in order]
        by = (*by, *(Group(dimension=o.by) for o in order if o.by not in {g.dimension for g in by}))
        return query.model_copy(update={"order": tuple(order), "limit": frame.limit or query.limit, "by": tuple(by)})
    return query.model_copy(update={"order": tuple(order), "limit": frame.limit or query.limit})


def _as_attribute(frame: Frame, query: Query, order: Order) -> Order:
    """A measure's name in a list is the attribute of the same name."""
    for dimension in frame.scope.model.dimensions.values():
        same = (
            dimension.label.lower() == frame.scope.model.measures[order.by].label.lower()
            if order.by in frame.scope.model.measures
            else False
        )
        if dimension.entity == query.rows and same:
            return Order(by=dimension.name, descending=order.descending)
    return order


def _main_column(query: Query) -> str | None:
    if query.measures:
        return query.measures[0].name or query.measures[0].measure
    return query.by[-1].dimension if query.by else None
