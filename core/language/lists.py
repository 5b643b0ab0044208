"""A frame whose answer is a list: the members of something, attributes of one, or one thing itself."""

from core.language.frame import Frame
from core.semantic.query import Fields, Filter, Group, HavingFilter, Order, Query, Term


def one_thing(frame: Frame, where: Filter | None) -> Query | None:
    """Only one thing was named: how many there are of it, or itself with what is usually shown."""
    model = frame.scope.model
    if frame.items[0].text.lower() == "how":  # "how is Mysuru doing?" asks for no list
        return None
    for wanted in frame.filters:
        if not isinstance(wanted, Fields) or wanted.field.split(".")[0] not in model.entities:
            continue
        entity = model.entities[wanted.field.split(".")[0]]
        asked_how_many = any(item.is_word("count", "much") for item in frame.items)
        if asked_how_many and entity.amount and frame.senses.visible("measure", entity.amount):
            return Query(measures=(Term(measure=entity.amount),), by=tuple(frame.groups), where=where)
        if wanted.field in entity.key and not asked_how_many and not frame.periods and frame.scope.own_rows(entity):
            return Query(rows=entity.name, where=where)
    if counted := _counted_values(frame):
        return Query(measures=(Term(measure=counted),), by=tuple(frame.groups), where=where)
    thing = finest(frame, named_in(frame))
    own = thing is not None and frame.scope.own_rows(frame.scope.model.entities[thing])
    plural = any(frame.items[n].text.lower().endswith("s") for n in range(len(frame.items)) if frame.items[n].found)
    return Query(rows=thing, where=where) if thing and own and plural and len(frame.filters) > 1 else None


def _counted_values(frame: Frame) -> str | None:
    """ "how many dogs are there": of the things that have that attribute."""
    said = [n for n, item in frame.free() if item.is_word("count")]
    owners = set(named_in(frame))
    if not said or len(owners) != 1 or not any(item.text.lower().startswith("how many") for item in frame.items):
        return None
    entity = frame.scope.model.entities.get(owners.pop())
    fields = {f.field for f in frame.filters if isinstance(f, Fields)}
    if entity is None or fields & {*entity.key, entity.title} or len(frame.filters) != len(fields):
        return None
    frame.take(*said)
    return frame.count_of(entity.name)


def members(frame: Frame, where: Filter | None, having: HavingFilter | None) -> Query:
    assert frame.subject
    if finer := _finer(frame):
        frame.columns.insert(0, frame.subject)
        frame.subject = finer
    compared = [f.field for f in frame.filters if isinstance(f, Fields) and f.op in (">", "<", ">=", "<=", "between")]
    own = [name for name in compared if name.split(".")[0] == frame.subject]
    shown = frame.columns or (frame.scope.model.entities[frame.subject].show if own else ())
    by = tuple(Group(dimension=name) for name in dict.fromkeys((*shown, *own)))
    order = list(frame.order)
    if frame.direction is not None and order:
        order = [Order(by=order[0].by, descending=frame.direction)]
    return Query(
        rows=frame.subject, by=by, where=where, having=having, order=tuple(order), limit=frame.limit,
        including=tuple(frame.including),
    )  # fmt: skip


def _finer(frame: Frame) -> str | None:
    """ "guests with room and check-out date": told of what knows all of it, a stay."""
    subject, scope = frame.subject or "", frame.scope
    owners = [name.split(".")[0] for name in frame.columns if name.split(".")[0] in scope.model.entities]
    known = scope.reach(scope.model.entities[subject].sources[0])
    if all(scope.model.entities[owner].sources[0] in known for owner in owners):
        return None
    if len(scope.model.entities[subject].sources) > 1 or frame.having or frame.terms:
        return None
    finer = finest(frame, [*owners, *named_in(frame), subject])
    reached = scope.reach(scope.model.entities[finer].sources[0]) if finer else {}
    every = all(scope.model.entities[name].sources[0] in reached for name in (*owners, subject))
    return finer if finer and every and scope.own_rows(scope.model.entities[finer]) else None


def named_in(frame: Frame) -> list[str]:
    """The things whose attributes the filters are about."""
    return [f.field.split(".")[0] for f in frame.filters if isinstance(f, Fields)]


def finest(frame: Frame, names: list[str]) -> str | None:
    """Of several things the one that has one of each of the others: the vehicle, not its model."""
    entities = frame.scope.model.entities
    known = [name for name in dict.fromkeys(names) if name in entities]
    for name in known:
        reached = frame.scope.reach(entities[name].sources[0])
        if all(entities[other].sources[0] in reached for other in known):
            return name
    return known[0] if known else None


def attributes(frame: Frame, where: Filter | None) -> Query:
    """Attributes of one thing: "unit cost of prd 12", "delivery address of SO000123"."""
    entity = finest(frame, [name.split(".")[0] for name in frame.columns] + named_in(frame)) or ""
    if entity not in frame.scope.model.entities:
        return Query(by=tuple(Group(dimension=name) for name in frame.columns), where=where)
    by = tuple(Group(dimension=name) for name in dict.fromkeys(frame.columns))
    return Query(rows=entity, by=by, where=where, order=tuple(frame.order), limit=frame.limit)
