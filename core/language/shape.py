"""From a filled frame to a Query: figures, a count, a list, or a share."""

from core.language.by_what import natural
from core.language.doings import read_doings
from core.language.figures import figures, having_of, how_many, terms_of
from core.language.frame import Frame, all_of, state
from core.language.lists import attributes, members, one_thing
from core.language.moments import period_filters
from core.language.shares import shared
from core.semantic.query import Fields, Group, Is, Query, Term


def to_query(frame: Frame) -> Query | None:
    """None where something is missing that only the asker can say; the frame then holds what to ask."""
    _subject_from_states(frame)
    _ahead(frame)
    _implied_states(frame)
    terms = terms_of(frame)
    if frame.share is not None:
        return shared(frame, terms)
    if not terms and frame.superlative is not None and not frame.order:
        _ask_by_what(frame)
        return None
    if not terms:
        read_doings(frame)
    period_filters(frame)
    where = all_of(frame.filters)
    having = having_of(frame)
    if terms:
        return figures(frame, terms, where, having)
    if frame.subject is not None:
        listed = members(frame, where, having)
        return (having is not None and how_many(frame, listed)) or listed
    if frame.columns:
        return attributes(frame, where)
    return one_thing(frame, where)


def _ask_by_what(frame: Frame) -> None:
    """ "who bought the most": most of what?"""
    if frame.subject and not frame.groups:
        frame.groups.append(Group(dimension=frame.subject))
    if frame.groups:
        natural(frame)


def _ahead(frame: Frame) -> None:
    """A period that lies ahead speaks of what is due in it, not of what was ordered."""
    today = frame.scope.today
    if not any((p.days(today)[0] or today) > today for p in frame.periods):
        return
    model = frame.scope.model
    if frame.date is not None:
        _not_yet(frame)
        return
    facts = [model.measures[term.measure].fact for term in frame.terms if term.measure]
    named = [frame.subject, *(e.name for fact in facts if fact and (e := frame.scope.fact_entity(fact)))]
    ahead = next((model.entities[name].ahead for name in named if name and model.entities[name].ahead), None)
    if ahead:
        frame.date = model.conditions[ahead].date
        frame.narrow(state(ahead), len(frame.items))


def _implied_states(frame: Frame) -> None:
    """Days overdue are told of what is overdue, and of nothing else."""
    model = frame.scope.model
    named = [term.of for term in frame.terms] + [order.by for order in frame.order]
    named += [f.field for f in frame.filters if isinstance(f, Fields)]
    pinned = any(isinstance(f, Fields) and f.op == "=" and _is_key(frame, f.field) for f in frame.filters)
    for dimension in (model.dimensions[name] for name in named if name in model.dimensions and not pinned):
        words = set(dimension.label.lower().split())
        for condition in model.conditions.values():
            told = dimension.unit == "days" and condition.entity == dimension.entity and not condition.hidden
            if told and set(condition.label.lower().split()) < words:
                frame.narrow(state(condition.name), len(frame.items))


def _is_key(frame: Frame, name: str) -> bool:
    entity = frame.scope.model.entities.get(name.split(".")[0])
    return entity is not None and name in entity.key and len(entity.key) > 1


def _not_yet(frame: Frame) -> None:
    """ "must be delivered tomorrow": what lies ahead has not happened."""
    model = frame.scope.model
    for wanted in [f for f in frame.filters if isinstance(f, Is) and model.conditions[f.state].date == frame.date]:
        ahead = model.entities[wanted.state.split(".")[0]].ahead
        if ahead and wanted.state != ahead and model.conditions[ahead].date == frame.date:
            frame.filters.remove(wanted)
            frame.narrow(state(ahead), len(frame.items))


def _units_in(frame: Frame, states: list[Is]) -> bool:
    """ "how many pumps are in stock": how much there is of what was named, not how many kinds of it."""
    model = frame.scope.model
    counts = [n for n, item in frame.free() if item.is_word("count", "much")]
    owners = [model.entities.get(f.field.split(".")[0]) for f in frame.filters if isinstance(f, Fields)]
    amount = next((owner.amount for owner in owners if owner and owner.amount), None)
    listed = any(item.is_word("list") for item in frame.items[max(counts, default=0) :])
    listed = listed or any(item.is_word("where") for item in frame.items)
    if not counts or listed or amount is None or frame.terms or not frame.senses.visible("measure", amount):
        return False
    told = {f"{small} {model.measures[amount].label.lower()}" for small in ("in", "on", "at")}
    if not all(model.conditions[each.state].label.lower() in told for each in states):
        return False
    frame.take(*counts)
    frame.terms.append(Term(measure=amount))
    return True


def _place_of(frame: Frame, thing: str) -> str:
    """ "where is it in stock": the places, not what lies there; how many lie there is told of each of them."""
    asked = [n for n, item in frame.free() if item.is_word("where")] + [
        n for n, item in enumerate(frame.items) if item.is_word("where")
    ]
    entities = frame.scope.model.entities
    if not asked or any(item.is_word("count", "much") for item in frame.items) or thing not in entities:
        return thing
    located = {d.entity for d in frame.scope.model.dimensions.values() if d.unit == "degrees"}
    keys = [name.split(".")[0] for name in entities[thing].key]
    return next((name for name in keys if name in located and name in entities), thing)


def _subject_from_states(frame: Frame) -> None:
    if frame.subject is not None or (frame.groups and frame.terms):
        return
    states = [f for f in frame.filters if isinstance(f, Is)]
    if states and _units_in(frame, states):
        return
    if not states and frame.date and frame.periods and not (frame.columns or frame.terms or frame.filters):
        owner = frame.scope.model.entities.get(frame.date.split(".")[0])
        frame.subject = owner.name if owner and frame.scope.own_rows(owner) else None
        asked = [n for n, item in frame.free() if item.is_word("count")]
        frame.take(*asked)
        frame.counted = bool(asked)
    if states:
        frame.subject = _place_of(frame, states[0].state.split(".")[0])
