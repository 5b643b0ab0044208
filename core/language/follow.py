"""Follow-ups: what a later question keeps of an earlier one, replaces, adds or drops."""

from core.language.frame import Frame, all_of, during
from core.semantic.compile.cells import parts
from core.semantic.query import Compare, Fields, Filter, Group, Having, In, Is, Order, Query, Share, Term

PRONOUNS = {"it", "them", "those", "these", "they", "their", "that"}


def is_follow_up(frame: Frame) -> bool:
    """Refers back, or says too little to stand alone."""
    if any(item.is_word("those", "only", "instead", "drop") for item in frame.items):
        return True
    if frame.items[0].is_word("also", "drop") or frame.items[0].text.lower() == "as":
        return True
    if any(word in PRONOUNS for item in frame.items for word in item.text.lower().split()):
        return True
    if frame.items[0].is_word("and", "by", "sort", "descending", "ascending", "chart", "breakdown"):
        return True
    return not _has_noun(frame)


def _has_noun(frame: Frame) -> bool:
    """Names a figure or a thing outside of "by …"."""
    for number, item in enumerate(frame.items):
        if item.found is not None:
            continue
        if (frame.measure(number) or frame.entity(number)) and not frame.is_word(number - 1, "by", "each"):
            return True
        del item
    return False


def follow_up(frame: Frame, before: Query) -> Query | None:
    if frame.share is not None:
        return _share_of(frame, before)
    if _each_of_them(frame) and frame.groups:
        return _within_each(frame, before)
    _most_of_them(frame)
    if any(item.is_word("drop") for item in frame.items) and (fewer := _without_figures(frame, before)):
        return fewer
    query = _with_time(frame, before)
    query = _with_filters(frame, query)
    query = _with_figures(frame, query)
    query = _with_groups(frame, query)
    return _with_order(frame, query)


def _most_of_them(frame: Frame) -> None:
    """ "which warehouse has the most of them": the earlier figure by that, the first one."""
    if frame.superlative is not None and frame.subject and not (frame.terms or frame.order or frame.groups):
        frame.groups, frame.subject = [Group(dimension=frame.subject)], None
        frame.limit = frame.limit or 1


def _without_figures(frame: Frame, before: Query) -> Query | None:
    """ "drop the cost of goods column" """
    named = {term.measure for term in frame.terms}
    kept = tuple(term for term in before.measures if term.measure not in named)
    if kept and len(kept) < len(before.measures):
        return before.model_copy(update={"measures": kept})
    columns = {*frame.columns, frame.subject}
    by = tuple(group for group in before.by if group.dimension not in columns)
    return before.model_copy(update={"by": by}) if by and len(by) < len(before.by) and before.rows else None


def _each_of_them(frame: Frame) -> bool:
    return any(item.is_word("each") for item in frame.items) and any(item.is_word("those") for item in frame.items)


def _within_each(frame: Frame, before: Query) -> Query | None:
    """ "the cheapest supplier for each of them": a ranking within each member of the earlier answer."""
    first = before.rows or (before.by[0].dimension if before.by else None)
    ranked = [o.by for o in frame.order if o.by in frame.scope.model.measures]
    if first is None or not ranked:
        return None
    chosen = Fields(field=first, op="in", query=before.model_copy(update={"order": (), "limit": None}))
    times = [f for f in _filters(before) if _is_period(f)]
    best = Order(by=ranked[0], descending=bool(frame.superlative))
    by = (Group(dimension=first), *(g for g in frame.groups if g.dimension != first))
    return Query(
        measures=(Term(measure=ranked[0]),), by=by, where=all_of([chosen, *times, *frame.filters]), order=(best,),
        limit=frame.limit or 1, per=(first,),
    )  # fmt: skip


def _with_time(frame: Frame, before: Query) -> Query:
    """A period said now stands instead of the earlier one; a shift moves the earlier one."""
    kept = [f for f in _filters(before) if not _is_period(f)]
    old = [f for f in _filters(before) if _is_period(f)]
    if frame.compare is not None and not frame.periods and old and not _wants_comparison(frame):
        shift, today = frame.compare, frame.scope.today
        moved = [_moved(f, shift, today) for f in old]
        frame.compare = None
        return before.model_copy(update={"where": all_of([*kept, *moved])})
    if frame.periods:
        date = frame.date or next((f.date for f in old if isinstance(f, In)), None)
        new = [during(period, date) for period in frame.periods]
        return before.model_copy(update={"where": all_of([*kept, *new]), "compare": frame.compare or before.compare})
    if any(item.is_word("drop") for item in frame.items) and any(item.is_word("period_word") for item in frame.items):
        return before.model_copy(update={"where": all_of(kept)})
    return before.model_copy(update={"compare": frame.compare or before.compare})


def _wants_comparison(frame: Frame) -> bool:
    return any(item.is_word("compare", "growth") for item in frame.items)


def _moved(wanted: Filter, shift: Compare, today: object) -> Filter:
    assert isinstance(wanted, In) and shift.back and shift.grain
    return wanted.model_copy(update={"period": wanted.period.back(shift.back, shift.grain, today)})  # type: ignore[arg-type]


def _is_period(wanted: Filter) -> bool:
    return isinstance(wanted, In)


def _filters(query: Query) -> tuple[Filter, ...]:
    return parts(query.where) if query.where is not None else ()


def _with_filters(frame: Frame, query: Query) -> Query:
    """A name replaces names of its kind; a state is added; "all warehouses" drops the filter on warehouses."""
    filters = list(_filters(query))
    for new in frame.filters:
        if isinstance(new, Fields):
            filters = [f for f in filters if not (isinstance(f, Fields) and f.field == new.field)]
        if new not in filters:
            filters.append(new)
    if any(item.is_word("drop") for item in frame.items) and frame.subject:
        dropped = frame.scope.model.entities[frame.subject]
        filters = [f for f in filters if not (isinstance(f, Fields) and f.field in (*dropped.key, dropped.title))]
        frame.subject = None
    for entity in _unlimited(frame):
        keys = {*frame.scope.model.entities[entity].key, frame.scope.model.entities[entity].title}
        filters = [f for f in filters if not (isinstance(f, Fields) and f.field in keys)]
    frame.filters = []
    return query.model_copy(update={"where": all_of(filters)})


def _unlimited(frame: Frame) -> list[str]:
    """ "over all warehouses", "all suppliers taken together" """
    found = []
    for number, item in enumerate(frame.items):
        said_all = number > 0 and frame.items[number - 1].text.lower() in ("all", "any", "every")
        if said_all and (entity := frame.entity(number)):
            found.append(entity)
            if frame.subject == entity:
                frame.subject = None
            frame.groups = [g for g in frame.groups if g.dimension != entity]
            frame.columns = [c for c in frame.columns if c != entity]
        del item
    return found


def _with_figures(frame: Frame, query: Query) -> Query:
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
        kept = [f for f in _filters(query) if not (isinstance(f, Is) and f.state in inside)]
        same = len(kept) == len(_filters(query)) or _each_of_them(frame) or _by_things(frame, query)
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
    entity = frame.columns[0].split(".")[0]
    numeric = frame.scope.model.dimensions.get(frame.columns[0])
    if numeric is not None and numeric.unit and entity in frame.scope.model.entities:
        return Query(rows=entity, by=groups, where=query.where)
    return query.model_copy(update={"by": groups})


def _states_in(frame: Frame, measure: str) -> set[str]:
    model = frame.scope.model
    known = model.measures[measure]
    found = set(known.where)
    if known.formula:
        for name, other in model.measures.items():
            if name in known.formula:
                found |= set(other.where)
    return found


def _with_groups(frame: Frame, query: Query) -> Query:
    if not frame.groups:
        return query
    if query.rows and not query.measures and (count := frame.count_of(query.rows)):
        return Query(measures=(Term(measure=count),), by=tuple(frame.groups), where=query.where)
    also = any(item.is_word("also") for item in frame.items) or (
        frame.items[0].is_word("and") and frame.items[1:] and frame.is_word(1, "by", "each")
    )
    groups = (*query.by, *(g for g in frame.groups if g not in query.by)) if also else tuple(frame.groups)
    return query.model_copy(update={"by": groups, "order": (), "limit": None, "per": ()})


def _with_order(frame: Frame, query: Query) -> Query:
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


def _share_of(frame: Frame, before: Query) -> Query | None:
    """ "what share of the total do these three make up": the earlier groups against all of them."""
    if not before.measures:
        return None
    term = before.measures[0]
    if before.limit and before.by:
        chosen = Fields(field=before.by[0].dimension, op="in", query=before)
        part = term.model_copy(update={"where": chosen, "share": Share(of="unfiltered")})
        return Query(measures=(part,), where=before.where)
    states = [f for f in _filters(before) if isinstance(f, Is)]
    if states and not frame.terms:  # "as share of all orders": of those without the state
        part = term.model_copy(update={"where": all_of(states), "share": Share(of="unfiltered")})
        rest = [f for f in _filters(before) if f not in states]
        return before.model_copy(update={"measures": (part,), "where": all_of(rest), "order": ()})
    if before.by:
        return before.model_copy(update={"measures": (term.model_copy(update={"share": Share()}),)})
    return None
