"""A frame whose answer is figures: which ones, by what, under which condition."""

from dataclasses import replace

from core.language.by_what import amount_done, natural, reaches
from core.language.content import counted_by
from core.language.events import said_event
from core.language.frame import Ask, Frame
from core.language.lexicon import Sense
from core.language.lists import finest, members, named_in
from core.language.moments import each_period
from core.language.rankings import ordering
from core.language.told import those, told_with
from core.semantic.query import AllHaving, Fields, Filter, Group, Having, HavingFilter, Is, Order, Query, Term

AMOUNT = ("running total", "sum", "cumulative", "total value", "total of", "how much")  # no number of things


def terms_of(frame: Frame) -> list[Term]:
    """The figures asked for; where only counting was asked for, the count of what was named."""
    terms = list(frame.terms)
    ordered = [o.by for o in frame.order if o.by in frame.scope.model.measures]
    for name in ordered:
        if not any(term.measure == name for term in terms):
            terms.append(Term(measure=name))
    if terms and frame.having and not frame.groups and frame.subject:
        frame.groups.append(Group(dimension=those(frame) or frame.subject))
    terms = _with_count(frame, terms)
    counting = frame.counted or frame.yes_no or _grouped_apart(frame) or frame.compare is not None
    if (
        counting
        and not terms
        and not frame.counted
        and any("every" in item.text.lower().split() for item in frame.items)
    ):
        asked = 'How many in each of them, or only those that are in all of them? Say "how many" or name the figure.'
        frame.asks.append(Ask(asked))
    if not terms and frame.subject and counting and (count := frame.count_of(frame.subject)):
        amounts = _amounts_too(frame)
        spoken = frame.counted or any(item.is_word("count") for item in frame.items)
        if spoken and not amounts and _and_amount(frame) and (amount := _money_of(frame, count)):
            amounts = [Term(measure=amount)]
        terms += [*([Term(measure=_amount_of(frame, count))] if spoken or not amounts else []), *amounts]
    subject = those(frame) or frame.subject
    if not terms and frame.having and subject and not _absent(frame):
        terms += [h.measure.model_copy(update={"overall": False}) for h in frame.having]
        frame.groups = frame.groups or [Group(dimension=subject)]
    if not terms and frame.having and not frame.subject and not frame.groups and frame.columns:
        frame.groups = [Group(dimension=name) for name in frame.columns]
        frame.columns = []
        terms += [h.measure for h in frame.having]
    if not terms and frame.having and not frame.subject and frame.yes_no:
        terms += [h.measure for h in frame.having]
        frame.having = []
    if not terms and frame.groups and frame.columns:
        terms += _averaged_columns(frame)
    if not terms:
        terms += amount_done(frame)
    if not terms and frame.groups and not frame.subject:
        terms += _count_of_named(frame) or natural(frame)
    if terms and frame.subject and not frame.groups and not frame.counted and _said_first(frame):
        frame.groups.append(Group(dimension=frame.subject))
    terms = [_as_state_says(frame, _as_happened(frame, term)) for term in terms]
    _one_end(frame, terms)
    if frame.running:
        terms = [term.model_copy(update={"running": True}) for term in terms]
    return terms


def _count_of_named(frame: Frame) -> list[Term]:
    """ "no shows by channel": how many there are of what the name or state is told of."""
    model = frame.scope.model
    owner = finest(frame, named_in(frame))
    if any(item.is_word("sum", "avg", "much") for item in frame.items):
        return []
    if owner is None or not frame.scope.own_rows(model.entities[owner]) or model.entities[owner].title is not None:
        return []
    count = frame.count_of(owner)
    count = _amount_of(frame, count) if count else None
    return [Term(measure=count)] if count and reaches(frame, count, frame.groups[0].dimension) else []


def _one_end(frame: Frame, terms: list[Term]) -> None:
    """ "which product has the highest unit cost": the one that has it, where that is a figure of its own name."""
    known = frame.scope.model.measures.get(terms[0].measure or "") if len(terms) == 1 else None
    end = known.label.lower().split()[0] if known else ""
    asks = any(item.is_word("which") for item in frame.items) and not frame.order and frame.limit is None
    if known and asks and end in ("highest", "lowest") and len(frame.groups) == 1 and frame.groups[0].grain is None:
        frame.order.append(Order(by=known.name, descending=end == "highest"))
        frame.limit = 1


def _as_happened(frame: Frame, term: Term) -> Term:
    """ "cars sold last month": the sales of that month, not the cars that came in it."""
    counted = counted_by(frame.scope, term.measure or "")
    event = said_event(frame, counted) if counted and frame.periods and frame.date is None else None
    count = frame.count_of(event) if event else None
    if count is None:
        return term
    if any(item.is_word("distinct") for item in frame.items):
        frame.asks.append(
            Ask("How often that happened can be counted, not yet how many different ones it happened to.")
        )
    frame.order = [o.model_copy(update={"by": count}) if o.by == term.measure else o for o in frame.order]
    return term.model_copy(update={"measure": count})


def _as_state_says(frame: Frame, term: Term) -> Term:
    """ "how many units did each warehouse receive": the units received, a figure of its own."""
    model, said = (
        frame.scope.model,
        [item.text.lower() for item in frame.items if term.measure in item.named("measure")],
    )
    for wanted in [f for f in frame.filters if isinstance(f, Is)]:
        known = model.conditions[wanted.state]
        words = {word.lower() for word in (known.label, *known.synonyms) if " " not in word}
        spoken = {f"{one} {word}" for one in said for word in words} | {
            f"{word} {one}" for one in said for word in words
        }
        named = (m for m in model.measures.values() if spoken & {m.label.lower(), *(s.lower() for s in m.synonyms)})
        other = next((m.name for m in named if frame.senses.visible("measure", m.name)), None)
        if other and known.date:
            frame.filters.remove(wanted)
            for number, item in enumerate(frame.items):
                if term.measure in item.named("measure"):
                    frame.items[number] = replace(item, senses=(Sense("measure", other),))
            return term.model_copy(update={"measure": other})
    return term


def _with_count(frame: Frame, terms: list[Term]) -> list[Term]:
    """ "number and amount of invoices": the count of what the amount is of."""
    spoken = any(item.text.lower() == "number and" for item in frame.items)
    own = frame.count_of(frame.subject) if frame.subject and frame.counted else None
    if (
        terms
        and own
        and any(item.is_word("and") for item in frame.items)
        and all(term.measure != own for term in terms)
    ):
        return [Term(measure=own), *terms]  # "order count and revenue"
    known = frame.scope.model.measures.get(terms[0].measure or "") if terms and spoken else None
    entity = frame.scope.fact_entity(known.fact) if known and known.fact else None
    count = frame.count_of(entity.name) if entity else None
    return [Term(measure=count), *terms] if count else terms


def _amounts_too(frame: Frame) -> list[Term]:
    """ "how many … and what is their amount": the sum of an amount that was named beside the count."""
    model = frame.scope.model
    wanted = {
        f"sum({place})" for name in frame.columns if name in model.dimensions for place in model.dimensions[name].at
    }
    own = frame.count_of(frame.subject or "") if frame.subject else None
    fact = model.measures[own].fact if own else None
    sums = [m.name for m in model.measures.values() if m.sql in wanted and m.fact == fact and not m.where]
    return [Term(measure=name) for name in sums[:1]]


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
    own = any(term.measure == count for term in frame.terms) or _told_of_rows(frame)
    return bool(places and figures) and places[0] < figures[0] and not own and not frame.share


def _told_of_rows(frame: Frame) -> bool:
    """ "minibar charges last quarter, total amount": one figure of those rows, unless each is told with its own."""
    named = [frame.scope.model.measures.get(term.measure or "") for term in frame.terms]
    known = named[0] if named else None
    fact = frame.scope.fact_entity(known.fact) if known and known.fact else None
    spoken = any(
        item.is_word("sum", "avg", "median") or item.text.lower().split()[0] in ("total", "average", "sum")
        for item in frame.items
    )
    return fact is not None and fact.name == frame.subject and spoken and not frame.listed


def _absent(frame: Frame) -> bool:
    return any(h.op == "=" and h.value == 0 for h in frame.having)


def _grouped_apart(frame: Frame) -> bool:
    return bool([g for g in frame.groups if g.dimension != frame.subject])


def having_of(frame: Frame) -> HavingFilter | None:
    """Every condition on groups that was said; one about "the figure" is about the first one asked for."""
    figure = next((term.measure for term in frame.terms if term.measure), None)
    said = [_about(condition, figure) for condition in dict.fromkeys(frame.having)]
    known = [condition for condition in said if condition is not None]
    if len(known) < 2:
        return known[0] if known else None
    return AllHaving(**{"and": tuple(known)})


def _about(condition: Having, figure: str | None) -> Having | None:
    if condition.measure.measure != "?":
        return condition
    return condition.model_copy(update={"measure": Term(measure=figure)}) if figure else None


def figures(frame: Frame, terms: list[Term], where: Filter | None, having: HavingFilter | None) -> Query:
    if having and _absent(frame) and frame.subject:
        listed = members(frame, where, having)
        return how_many(frame, listed) or listed
    if frame.aggregate and frame.groups:
        inner = [g for g in frame.groups if g.grain] or frame.groups[:1]
        terms = [term.model_copy(update={"agg": frame.aggregate, "per": tuple(inner)}) for term in terms]
        frame.groups = [g for g in frame.groups if g not in inner]
    each_period(frame, terms)
    order, limit, per = ordering(frame, terms)
    terms = _dated(frame, terms)
    by = (*frame.groups, *told_with(frame))
    return Query(
        measures=tuple(terms), by=by, where=where, having=having, compare=frame.compare,
        order=order, limit=limit, per=per, including=tuple(frame.including),
    )  # fmt: skip


def how_many(frame: Frame, listed: Query) -> Query | None:
    """ "how many products have never been ordered": the number of those in the list."""
    entity = frame.scope.model.entities[frame.subject or ""]
    count = frame.count_of(entity.name)
    fact = frame.scope.model.measures[count].fact if count else None
    if not frame.counted or count is None or fact != entity.sources[0] or frame.groups:
        return None
    return Query(measures=(Term(measure=count),), where=Fields(field=entity.name, op="in", query=listed))


def _dated(frame: Frame, terms: list[Term]) -> list[Term]:
    """Grouped by time, a figure goes by the date that the question speaks of."""
    if frame.date is None or not any(group.dimension == "date" for group in frame.groups):
        return terms
    return [term if term.per else term.model_copy(update={"date": frame.date}) for term in terms]


def add_figure(frame: Frame, measure: str) -> None:
    summed = frame.running or any(item.is_word("sum", "share", "running") for item in frame.items)
    term = Term(measure=_amount_of(frame, _summed(frame, measure)) if summed else measure)
    if term not in frame.terms:
        frame.terms.append(term)


def _amount_of(frame: Frame, measure: str) -> str:
    """ "running total of payments", "sum of paid invoices": of the one amount that they have, not their number."""
    model = frame.scope.model
    known = model.measures[measure]
    spoken = any(item.text.lower().startswith(AMOUNT) for item in frame.items)
    if known.unit != "count" or not spoken or any(item.is_word("count") for item in frame.items):
        return measure
    return _money_of(frame, measure) or measure


def _and_amount(frame: Frame) -> bool:
    """ "count and total of invoices", "how many … and for how much": their number, and their amount."""
    counts = [n for n, item in enumerate(frame.items) if item.is_word("count")]
    sums = [n for n, item in enumerate(frame.items) if item.is_word("sum", "much")]
    pairs = [(min(a, b), max(a, b)) for a in counts for b in sums if a != b]
    return any(any(frame.is_word(n, "and") for n in range(a, b + 1)) for a, b in pairs)


def _money_of(frame: Frame, count: str) -> str | None:
    """The one amount of what a measure counts."""
    model = frame.scope.model
    known = model.measures[count]
    fits = [m.name for m in model.measures.values() if m.fact == known.fact and m.unit == "money" and m.additive]
    plain = [name for name in fits if not model.measures[name].where]
    return plain[0] if len(plain) == 1 else None


def _summed(frame: Frame, measure: str) -> str:
    """The sum beside an average of the same column, where there is one."""
    model = frame.scope.model
    known = model.measures[measure]
    if not (known.sql or "").startswith("avg("):
        return measure
    wanted = (known.sql or "").replace("avg(", "sum(", 1)
    return next((m.name for m in model.measures.values() if m.fact == known.fact and m.sql == wanted), measure)
