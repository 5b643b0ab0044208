"""Things known by what happened with them: "customers who bought pumps but no bearings in 2025", "both A and B"."""

from collections.abc import Sequence

from core.language.events import said_event
from core.language.frame import Frame, all_of, equals
from core.language.happenings import told_by
from core.language.moments import figure_then
from core.semantic.model import Entity
from core.semantic.query import Fields, Filter, Having, Not


def read_doings(frame: Frame) -> None:
    """A period and the names of what was bought hold for one and the same purchase, not for the buyer."""
    entity = frame.subject_entity()
    both = _both(frame)
    dated = entity is not None and entity.date is not None and said_event(frame, entity.name) is None
    if entity is None or dated or frame.date is not None or not (frame.periods or both):
        return
    event = _event(frame, entity)
    count = frame.count_of(event.name) if event else None
    if event is None or count is None:
        return
    inside = [f for f in frame.filters if _inside(frame, f, event)]
    frame.filters = [f for f in frame.filters if f not in inside]
    term = figure_then(frame, count)
    wanted = [f for f in inside if not isinstance(f, Not)]
    for where in _each(wanted) if both else [all_of(wanted)]:
        frame.having.append(Having(measure=term.model_copy(update={"where": where}), op=">", value=0))
    for denied in (f for f in inside if isinstance(f, Not)):
        frame.having.append(Having(measure=term.model_copy(update={"where": denied.negated}), op="=", value=0))


def _both(frame: Frame) -> bool:
    """ "both pumps and bearings": two names of one kind, of which a single row has only one."""
    said = next((n for n, item in enumerate(frame.items) if item.text.lower() == "both"), None)
    lists = [
        f for f in frame.filters if isinstance(f, Fields) and f.op == "in" and frame.places.get(f, -1) > (said or 0)
    ]
    return said is not None and bool(lists)


def _event(frame: Frame, entity: Entity) -> Entity | None:
    """What happened: as a verb says, or what the thing is known from."""
    model = frame.scope.model
    said = [name for item in frame.items for name in frame.senses.all(item, "verb")]
    seen = [table for table in entity.sources if table in frame.scope.tables]
    facts = [fact for table in seen if (fact := frame.scope.fact_entity(table)) is not None]
    events = [*(fact for fact in facts if not said or fact.name in said), *(model.entities[name] for name in said)]
    return next((event for event in events if event.date and event.name != entity.name), None)


def _inside(frame: Frame, wanted: Filter, event: Entity) -> bool:
    plain = wanted.negated if isinstance(wanted, Not) else wanted
    known = frame.scope.reach(event.sources[0])
    return isinstance(plain, Fields) and told_by(frame, plain.field, known)


def _each(wanted: Sequence[Filter]) -> list[Filter]:
    """Each of the names by itself."""
    return [
        equals(each.field, [str(value)])
        for each in wanted
        if isinstance(each, Fields)
        for value in (each.value if isinstance(each.value, tuple) else (each.value,))
    ]
