"""From a filled frame to a Query: figures, a count, a list, or a share."""

from core.language.amounts import read_state_days
from core.language.frame import Ask, Choice, Frame, all_of, negate, state
from core.language.moments import period_filters
from core.semantic.query import Fields, Filter, Group, Having, Is, Order, Query, Share, Term


def read_states(frame: Frame) -> None:
    """Named states of things become filters; "not" before one turns it round."""
    days = read_state_days(frame)
    for number, item in list(frame.free()):
        condition = frame.condition(number)
        if condition is None or _better_as_measure(frame, number):
            continue
        frame.take(number)
        params = {"days": days[condition]} if condition in days else {}
        wanted: Filter = state(condition, **params)
        if _denied(frame, number):
            wanted = negate(wanted)
        frame.narrow(wanted, number)
        date = frame.scope.model.conditions[condition].date
        if date and frame.periods and frame.date is None:
            frame.date = date
        frame.subject = frame.subject or None
        del item


def _better_as_measure(frame: Frame, number: int) -> bool:
    """A word that names a figure too is one where a figure is asked for: "how much do we owe"."""
    if frame.measure(number) is None:
        return False
    alone = not any(
        n != number and (frame.measure(n) or frame.entity(n)) and not frame.is_word(n - 1, "by", "each") for n in range(len(frame.items))
    )
    if alone and not frame.follow_up and not frame.listed:
        return True
    return any(item.is_word("much", "sum", "share") for item in frame.items) or not frame.senses.all(
        frame.items[number], "condition"
    )


def _denied(frame: Frame, number: int) -> bool:
    for back in range(number - 1, max(-1, number - 7), -1):
        item = frame.items[back]
        if item.is_word("not", "except"):
            frame.take(back)
            return True
        if not (item.filler or item.is_word("any", "distinct")):
            return False
    return False


def read_nouns(frame: Frame) -> None:
    """What is left: measures to show, the thing that is listed or counted, attributes to show."""
    for number, _ in list(frame.free()):
        if number in frame.used:
            continue
        if frame.items[number].is_word("avg", "sum", "min", "max", "median", "distinct", "most", "least"):
            _aggregate(frame, number)
    for number, item in list(frame.free()):
        if number in frame.used:
            continue
        if item.is_word("count") and frame.subject:
            frame.take(number)
            frame.counted = True
            continue
        if _happened(frame, number):
            continue
        measure, entity = frame.measure(number), frame.entity(number)
        dimension = frame.dimension(number)
        if entity and not (measure and _counts_units(frame, number, measure, entity)):
            _thing(frame, number, entity)
        elif dimension and frame.subject and dimension.split(".")[0] == frame.subject and not frame.counted:
            frame.take(number)
            frame.columns += _alike(frame, number, dimension)
        elif measure:
            frame.take(number)
            _figure(frame, measure)
        elif dimension:
            frame.take(number)
            frame.columns += _alike(frame, number, dimension)
        del item


def _happened(frame: Frame, number: int) -> bool:
    """ "never ordered", "not bought": nothing of that happened to the members of the list."""
    verbs = frame.senses.all(frame.items[number], "verb")
    if not verbs or frame.entity(number) or frame.measure(number):
        return False
    if frame.subject and frame.subject not in verbs and _denied(frame, number):
        event = max(verbs, key=lambda name: frame.senses.fit(frame.items[number], "verb", name))
        if count := frame.count_of(event):
            frame.having.append(Having(measure=_during(frame, count), op="=", value=0))
    frame.take(number)
    return True


def _alike(frame: Frame, number: int, dimension: str) -> list[str]:
    """One word for several attributes of a thing: "coordinates" are latitude and longitude."""
    entity = dimension.split(".")[0]
    return [name for name in frame.senses.all(frame.items[number], "dimension") if name.split(".")[0] == entity]


def _counts_units(frame: Frame, number: int, measure: str, entity: str) -> bool:
    """A noun that is a figure and a thing is the figure, unless the thing is what is counted or listed."""
    count = frame.scope.model.entities[entity].count
    return measure != count


def _thing(frame: Frame, number: int, entity: str) -> None:
    """The first thing is what the question is about; another one goes with it or is denied to it."""
    frame.take(number)
    if frame.subject is None and not _is_place_of_state(frame, number):
        frame.subject = entity
        if frame.is_word(number - 1, "count") or _counted_before(frame, number):
            frame.counted = True
        return
    if entity == frame.subject:
        return
    if _denied(frame, number) and (count := frame.count_of(entity)):
        frame.having.append(Having(measure=_during(frame, count), op="=", value=0))
        return
    if _finer(frame, entity):
        frame.subject = entity
        return
    if not frame.counted and not frame.terms and _shown_beside(frame, number):
        frame.columns.append(entity)


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
        if text in ("with", "and", "their", "its", "show", "which", "what", "whose", "including") or frame.entity(back) or frame.dimension(back):
            return True
        if text in ("on", "of", "from", "for", "in", "to", "at"):
            return False
    return False


def _during(frame: Frame, measure: str) -> Term:
    """A figure of the period that was said, which then is no filter of the list."""
    period = frame.periods.pop(0) if frame.periods else None
    return Term(measure=measure, period=period)


def _finer(frame: Frame, entity: str) -> bool:
    """ "orders … items on them": the finer of two kinds of rows is what is listed."""
    return False


def _counted_before(frame: Frame, number: int) -> bool:
    for back in range(number - 1, max(-1, number - 5), -1):
        item = frame.items[back]
        if item.is_word("count"):
            frame.take(back)
            return True
        if not (item.filler or item.is_word("distinct") or back in frame.used):
            return False
    return False


def _aggregate(frame: Frame, number: int) -> None:
    """ "average invoice amount" where no measure says it: an aggregate of an attribute."""
    word = next((k for k in ("avg", "median", "min", "max", "sum") if frame.is_word(number, k)), None)
    if word is None:
        if frame.is_word(number, "distinct"):
            frame.take(number)
            return
        word = "max" if frame.is_word(number, "most") else "min"
    at = frame.next_content(number + 1, 3)
    while at is not None and at in frame.used and (frame.items[at].grain or frame.items[at].filler):
        at = frame.next_content(at + 1, 3)
    if at is None:
        frame.take(number)
        return
    dimension, measure = frame.dimension(at), frame.measure(at)
    if dimension and (measure is None or word in ("median", "min", "max")) and frame.scope.model.dimensions[dimension].unit:
        frame.take(number, at)
        frame.terms.append(Term(agg=word, of=dimension))  # type: ignore[arg-type]
    elif measure and word == "avg" and (better := _average_of(frame, measure)):
        frame.take(number, at)
        frame.terms.append(Term(measure=better))
    else:
        frame.take(number)
        additive = measure is not None and frame.scope.model.measures[measure].additive
        if word in ("avg", "median", "max", "min") and frame.groups and additive and _per_groups(frame, number):
            frame.aggregate = word


def _per_groups(frame: Frame, number: int) -> bool:
    """ "average monthly revenue", "average revenue per customer": of those groups, not by them."""
    after = frame.next_content(number + 1, 2)
    adjective = after is not None and frame.items[after].grain is not None
    return adjective or any(item.text.lower() == "per" for item in frame.items)


def _average_of(frame: Frame, measure: str) -> str | None:
    """The measure that averages what another sums up, over the same fact."""
    model = frame.scope.model
    total = model.measures[measure]
    for name, other in model.measures.items():
        if other.fact == total.fact and other.sql == (total.sql or "").replace("sum(", "avg("):
            return name
    return None


def _figure(frame: Frame, measure: str) -> None:
    term = Term(measure=measure)
    if term not in frame.terms:
        frame.terms.append(term)


def read_share(frame: Frame) -> None:
    for number, item in list(frame.free()):
        if item.is_word("share") and number not in frame.used:
            frame.take(number)
            frame.share = Share()
        elif item.is_word("running") and number not in frame.used:
            frame.take(number)
            frame.running = True


def to_query(frame: Frame) -> Query | None:
    """None where something is missing that only the asker can say; the frame then holds what to ask."""
    _subject_from_states(frame)
    terms = _terms(frame)
    if frame.share is not None:
        return _shared(frame, terms)
    if not terms and frame.superlative is not None and not frame.order:
        _ask_by_what(frame)
        return None
    if not terms:
        _active_then(frame)
    period_filters(frame)
    where = all_of(frame.filters)
    having = _having(frame)
    if terms:
        return _figures(frame, terms, where, having)
    if frame.subject is not None:
        return _list(frame, where, having)
    if frame.columns:
        return _attributes(frame, where)
    return _pinned(frame, where)


def _pinned(frame: Frame, where: Filter | None) -> Query | None:
    """Only one thing was named: how many there are of it, or itself with what is usually shown."""
    model = frame.scope.model
    for wanted in frame.filters:
        if not isinstance(wanted, Fields) or wanted.field.split(".")[0] not in model.entities:
            continue
        entity = model.entities[wanted.field.split(".")[0]]
        asked_how_many = any(item.is_word("count", "much") for item in frame.items)
        if asked_how_many and entity.amount and frame.senses.visible("measure", entity.amount):
            return Query(measures=(Term(measure=entity.amount),), by=tuple(frame.groups), where=where)
        if wanted.field in entity.key and not asked_how_many and not frame.periods and frame.scope.own_rows(entity):
            return Query(rows=entity.name, where=where)
    return None


def _ask_by_what(frame: Frame) -> None:
    """ "who bought the most": most of what?"""
    if frame.subject and not frame.groups:
        frame.groups.append(Group(dimension=frame.subject))
    if frame.groups:
        _natural(frame)


def _active_then(frame: Frame) -> None:
    """Things without a date of their own are meant by what happened to them: "customers of last month" ordered then."""
    entity = frame.subject_entity()
    if entity is None or entity.date is not None or not frame.periods or frame.date is not None:
        return
    facts = [frame.scope.fact_entity(table) for table in entity.sources if table in frame.scope.tables]
    event = next((fact for fact in facts if fact is not None and fact.date and fact.name != entity.name), None)
    if event and (count := frame.count_of(event.name)):
        frame.having.append(Having(measure=_during(frame, count), op=">", value=0))


def _subject_from_states(frame: Frame) -> None:
    if frame.subject is not None or frame.groups and frame.terms:
        return
    states = [f for f in frame.filters if hasattr(f, "state")]
    if states:
        frame.subject = states[0].state.split(".")[0]


def _terms(frame: Frame) -> list[Term]:
    """The figures asked for; where only counting was asked for, the count of what was named."""
    terms = list(frame.terms)
    ordered = [o.by for o in frame.order if o.by in frame.scope.model.measures]
    for name in ordered:
        if not any(term.measure == name for term in terms):
            terms.append(Term(measure=name))
    if terms and frame.having and not frame.groups and frame.subject:
        frame.groups.append(Group(dimension=frame.subject))
    if not terms and frame.subject and (frame.counted or frame.yes_no or _grouped_apart(frame)):
        if count := frame.count_of(frame.subject):
            terms.append(Term(measure=count))
    if not terms and frame.having and frame.subject and not _absent(frame):
        terms += [h.measure.model_copy(update={"overall": False}) for h in frame.having]
        frame.groups = frame.groups or [Group(dimension=frame.subject)]
    if not terms and frame.groups and frame.columns:
        terms += _averaged_columns(frame)
    if not terms and frame.groups and not frame.subject:
        terms += _natural(frame)
    if terms and frame.subject and not frame.groups and not frame.counted and _said_first(frame):
        frame.groups.append(Group(dimension=frame.subject))
    if frame.running:
        terms = [term.model_copy(update={"running": True}) for term in terms]
    return terms


def _averaged_columns(frame: Frame) -> list[Term]:
    """An attribute with an amount, broken down by something: its average."""
    model = frame.scope.model
    numeric = [name for name in frame.columns if name in model.dimensions and model.dimensions[name].unit]
    fits = [name for name in numeric if len(model.entities[name.split(".")[0]].key) > 1] or numeric
    frame.columns = [name for name in frame.columns if name not in numeric]
    return [Term(agg="avg", of=name) for name in fits[:1]]


def _said_first(frame: Frame) -> bool:
    """ "products with stock": the thing stands first and the figure is told of each."""
    assert frame.subject
    places = [n for n in range(len(frame.items)) if frame.entity(n) == frame.subject]
    figures = [n for n in range(len(frame.items)) if frame.measure(n) in {term.measure for term in frame.terms}]
    count = frame.scope.model.entities[frame.subject].count
    own = any(term.measure == count for term in frame.terms)
    return bool(places and figures) and places[0] < figures[0] and not own and not frame.share


def _absent(frame: Frame) -> bool:
    return any(h.op == "=" and h.value == 0 for h in frame.having)


def _grouped_apart(frame: Frame) -> bool:
    return bool([g for g in frame.groups if g.dimension != frame.subject])


def _natural(frame: Frame) -> list[Term]:
    """A ranking without a measure asks which, unless there is only one natural one."""
    entity = frame.groups[0].dimension
    model = frame.scope.model
    reachable = [
        name for name, m in model.measures.items()
        if not m.hidden and m.additive and frame.senses.visible("measure", name) and _reaches(frame, name, entity)
    ]  # fmt: skip
    if len(reachable) == 1:
        return [Term(measure=reachable[0])]
    label = model.entities[entity].plural if entity in model.entities else entity
    choices = [Choice(model.measures[name].label) for name in reachable[:6]]
    frame.asks.append(Ask(f"Which {label} by what? Say the figure that counts.", choices))
    return []


def _reaches(frame: Frame, measure: str, entity: str) -> bool:
    fact = frame.scope.model.measures[measure].fact
    keys = frame.scope.model.entities[entity].key if entity in frame.scope.model.entities else (entity,)
    reached = frame.scope.reach(fact) if fact else {}
    dimensions = [frame.scope.model.dimensions[key] for key in keys if key in frame.scope.model.dimensions]
    return bool(fact) and all(any(p.rpartition(".")[0] in reached for p in d.at) for d in dimensions)


def _having(frame: Frame) -> Having | None:
    if not frame.having:
        return None
    first = frame.having[0]
    if first.measure.measure == "?":
        measure = next((t.measure for t in frame.terms if t.measure), None)
        return first.model_copy(update={"measure": Term(measure=measure)}) if measure else None
    return first


def _figures(frame: Frame, terms: list[Term], where: Filter | None, having: Having | None) -> Query:
    if having and _absent(frame) and frame.subject:
        return _list(frame, where, having)
    if frame.aggregate and frame.groups:
        inner = [g for g in frame.groups if g.grain] or frame.groups[:1]
        terms = [term.model_copy(update={"agg": frame.aggregate, "per": tuple(inner)}) for term in terms]
        frame.groups = [g for g in frame.groups if g not in inner]
    order, limit, per = _ordering(frame, terms)
    terms = _dated(frame, terms)
    return Query(
        measures=tuple(terms), by=tuple(frame.groups), where=where, having=having, compare=frame.compare,
        order=order, limit=limit, per=per, including=tuple(frame.including),
    )  # fmt: skip


def _dated(frame: Frame, terms: list[Term]) -> list[Term]:
    """Grouped by time, a figure goes by the date that the question speaks of."""
    if frame.date is None or not any(group.dimension == "date" for group in frame.groups):
        return terms
    return [term if term.per else term.model_copy(update={"date": frame.date}) for term in terms]


def _ordering(frame: Frame, terms: list[Term]) -> tuple[tuple[Order, ...], int | None, tuple[str, ...]]:
    """A ranking of several groupings is one within the others: the first two of each warehouse."""
    order = list(frame.order)
    first = terms[0].name or terms[0].measure
    if frame.direction is not None:
        order = [Order(by=(order[0].by if order else first or ""), descending=frame.direction)]
    elif not order and frame.superlative is not None and first:
        order = [Order(by=first, descending=_really_descending(frame, first))]
    per: tuple[str, ...] = ()
    if frame.limit and len(frame.groups) > 1:
        ranked = frame.groups[0].dimension
        per = tuple(group.dimension for group in frame.groups if group.dimension != ranked)
        frame.groups = [*(g for g in frame.groups if g.dimension != ranked), frame.groups[0]]
    return tuple(order), frame.limit, per


def _really_descending(frame: Frame, measure: str) -> bool:
    """The best delay is the shortest one."""
    wanted = bool(frame.superlative)
    best = any(item.is_word("best", "worst") for item in frame.items)
    known = frame.scope.model.measures.get(measure)
    worst = any(item.is_word("worst") for item in frame.items)
    if not best or known is None:
        return wanted
    low = known.better == "low"
    return low if worst else not low


def _list(frame: Frame, where: Filter | None, having: Having | None) -> Query:
    assert frame.subject
    entity = frame.scope.model.entities[frame.subject]
    by = tuple(Group(dimension=name) for name in dict.fromkeys(frame.columns))
    order = list(frame.order)
    if frame.direction is not None and order:
        order = [Order(by=order[0].by, descending=frame.direction)]
    del entity
    return Query(
        rows=frame.subject, by=by, where=where, having=having, order=tuple(order), limit=frame.limit,
        including=tuple(frame.including),
    )  # fmt: skip


def _attributes(frame: Frame, where: Filter | None) -> Query:
    """Attributes of one thing: "unit cost of prd 12", "delivery address of SO000123"."""
    entity = frame.columns[0].split(".")[0]
    if entity not in frame.scope.model.entities:
        return Query(by=tuple(Group(dimension=name) for name in frame.columns), where=where)
    by = tuple(Group(dimension=name) for name in dict.fromkeys(frame.columns))
    return Query(rows=entity, by=by, where=where, order=tuple(frame.order), limit=frame.limit)


def _shared(frame: Frame, terms: list[Term]) -> Query | None:
    """ "what share of A was B": B is what the figure is narrowed by, A what it is narrowed from."""
    period_filters(frame)
    if not terms and frame.subject and (count := frame.count_of(frame.subject)):
        terms = [Term(measure=count)]
    if not terms:
        frame.asks.append(Ask("A share of what? Say the figure."))
        return None
    part, whole = _top_part(frame) or _parted(frame)
    if part is None and frame.groups:
        shared = [term.model_copy(update={"share": Share()}) for term in terms]
        order, limit, per = _ordering(frame, shared)
        return Query(
            measures=tuple(shared), by=tuple(frame.groups), where=all_of(whole), order=order, limit=limit, per=per
        )
    if part is None:
        frame.asks.append(Ask("A share of what in what? Say the part and the whole."))
        return None
    shared = [term.model_copy(update={"where": part, "share": Share(of="unfiltered")}) for term in terms]
    return Query(measures=tuple(shared), by=tuple(frame.groups), where=all_of(whole))


def _top_part(frame: Frame) -> tuple[Filter | None, list[Filter]] | None:
    """ "what share sits with the 3 vendors we owe the most": the part is a ranking's first few."""
    if not (frame.limit and frame.superlative is not None and frame.groups and frame.terms):
        return None
    ranked = frame.groups.pop(0)
    order = Order(by=frame.terms[0].measure or "", descending=True)
    top = Query(measures=(frame.terms[0],), by=(ranked,), where=all_of(frame.filters), order=(order,), limit=frame.limit)
    return Fields(field=ranked.dimension, op="in", query=top), frame.filters


def _parted(frame: Frame) -> tuple[Filter | None, list[Filter]]:
    """The last state or name said is the part; periods and what stands before "of" are the whole."""
    narrow = [f for f in frame.filters if hasattr(f, "state") or isinstance(f, Fields) or hasattr(f, "negated")]
    if not narrow:
        return None, frame.filters
    part = max(narrow, key=lambda f: frame.places.get(f, 0))
    return part, [f for f in frame.filters if f is not part]
