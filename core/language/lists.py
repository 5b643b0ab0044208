"""A frame whose answer is a list: the members of something, attributes of one, or one thing itself."""

from core.language.frame import Frame
from core.semantic.query import Fields, Filter, Group, Having, Order, Query, Term


def one_thing(frame: Frame, where: Filter | None) -> Query | None:
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


def members(frame: Frame, where: Filter | None, having: Having | None) -> Query:
    assert frame.subject
    entity = frame.scope.model.entities[frame.subject]
    compared = [f.field for f in frame.filters if isinstance(f, Fields) and f.op in (">", "<", ">=", "<=", "between")]
    own = [name for name in compared if name.split(".")[0] == frame.subject]
    shown = frame.columns or (frame.scope.model.entities[frame.subject].show if own else ())
    by = tuple(Group(dimension=name) for name in dict.fromkeys((*shown, *own)))
    order = list(frame.order)
    if frame.direction is not None and order:
        order = [Order(by=order[0].by, descending=frame.direction)]
    del entity
    return Query(
        rows=frame.subject, by=by, where=where, having=having, order=tuple(order), limit=frame.limit,
        including=tuple(frame.including),
    )  # fmt: skip


def attributes(frame: Frame, where: Filter | None) -> Query:
    """Attributes of one thing: "unit cost of prd 12", "delivery address of SO000123"."""
    entity = frame.columns[0].split(".")[0]
    if entity not in frame.scope.model.entities:
        return Query(by=tuple(Group(dimension=name) for name in frame.columns), where=where)
    by = tuple(Group(dimension=name) for name in dict.fromkeys(frame.columns))
    return Query(rows=entity, by=by, where=where, order=tuple(frame.order), limit=frame.limit)
