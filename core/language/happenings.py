"""What happened and what did not: "never ordered", "customers without orders this year", "cars that we sold"."""

from collections.abc import Mapping

from core.language.figures import add_figure
from core.language.frame import Frame, all_of, during, negate, state
from core.language.moments import figure_then
from core.language.negation import refused
from core.semantic.query import And, Fields, Filter, Having


def happened(frame: Frame, number: int) -> bool:
    """ "never ordered", "not bought": nothing of that happened to the members of the list."""
    verbs = frame.senses.all(frame.items[number], "verb")
    if not verbs or frame.entity(number) or frame.measure(number):
        return False
    if frame.subject and frame.subject not in verbs and refused(frame, number):
        event = max(verbs, key=lambda name: frame.senses.fit(frame.items[number], "verb", name))
        if absent_rows(frame, event, number):
            frame.take(number)
            return True
        if count := frame.count_of(event):
            none_of(frame, event, count, number)
    elif frame.counted and frame.subject and frame.subject not in verbs:
        _events_counted(frame, verbs)
    elif frame.yes_no and frame.subject is None and not frame.terms:  # "did we sell any Volvo?"
        frame.subject = max(verbs, key=lambda name: frame.senses.fit(frame.items[number], "verb", name))
    frame.take(number)
    return True


def none_of(frame: Frame, event: str, count: str, number: int) -> None:
    """There are none of these: of those with the names that are said behind, if any are."""
    known = frame.scope.reach(frame.scope.model.entities[event].sources[0])
    there = any(item.text.lower() == "there" for item in frame.items[number:])
    inside = [f for f in frame.filters if isinstance(f, Fields) and told_by(frame, f.field, known)]
    behind = [f for f in inside if frame.places.get(f, -1) > number]
    frame.filters = [f for f in frame.filters if f not in behind]
    term = figure_then(frame, count)
    where = all_of(inside if there else behind)
    frame.having.append(Having(measure=term.model_copy(update={"where": where}), op="=", value=0))


def told_by(frame: Frame, field: str, known: Mapping[str, object]) -> bool:
    """Whether what happened knows it, or something on it does; what the list is of narrows the list."""
    model = frame.scope.model
    if field.split(".")[0] == frame.subject or field not in model.dimensions:
        return False
    tables = {place.rpartition(".")[0] for place in model.dimensions[field].at}
    finer = {child for table in known for child, _ in frame.scope.children(table)}
    return any(table in known or any(table in frame.scope.reach(child) for child in finer) for table in tables)


def _events_counted(frame: Frame, verbs: list[str]) -> None:
    """ "how many cars did we sell last month": the sales of that month, one car each."""
    model, scope = frame.scope.model, frame.scope
    subject = model.entities[frame.subject or ""]
    counted = model.measures.get(subject.count or "")
    for verb in verbs:
        event = model.entities[verb]
        joined = subject.sources[0] in {
            step.join.target for steps in scope.reach(event.sources[0]).values() for step in steps
        }
        if joined and (count := frame.count_of(verb)) and not (counted and counted.fact == event.sources[0]):
            add_figure(frame, count)
            return


def absent_rows(frame: Frame, entity: str, number: int) -> bool:
    """ "number of invoices without any payment": counted, it is a filter on finer rows that there are none of."""
    if not (frame.counted or frame.groups) or frame.subject is None:
        return False
    scope, missing = frame.scope, frame.scope.model.entities[entity]
    own = scope.model.entities[frame.subject].sources[0]
    if missing.sources[0] not in {child for child, _ in scope.children(own)}:
        return False
    inside: list[Filter] = [Fields(field=missing.key[-1], op="not null"), *(state(name) for name in missing.defaults)]
    inside += [during(period, missing.date) for period in frame.periods]
    frame.periods = []
    frame.narrow(negate(And(**{"and": tuple(inside)})), number)
    return True
