"""Both ends of one thing: "the lowest and the highest unit cost" are two figures, no ranking."""

from core.language.frame import Frame
from core.semantic.query import Term


def read_extremes(frame: Frame) -> None:
    """ "the lowest and the highest unit cost": two aggregates of one attribute, no ranking."""
    found = [n for n, item in frame.free() if item.is_word("most", "least")]
    if len(found) == 1:
        _with_twin(frame, found[0])
    if len(found) != 2 or not any(frame.is_word(n, "and") for n in range(found[0], found[1])):
        return
    at = frame.next_content(found[1] + 1, 3)
    names = [
        n for n in (frame.senses.all(frame.items[at], "dimension") if at is not None else []) if not _is_key(frame, n)
    ]
    if not names or at is None:
        return
    model = frame.scope.model
    paid = [n for n in names if len(model.entities[n.split(".")[0]].key) > 1] or names
    best = max(paid, key=lambda name: frame.senses.fit(frame.items[at], "dimension", name))
    frame.take(*found, at, *(n for n in range(found[0], found[1]) if frame.is_word(n, "and")))
    for number in found:
        frame.terms.append(Term(agg="max" if frame.is_word(number, "most") else "min", of=best))


def _with_twin(frame: Frame, number: int) -> None:
    """ "the lowest and the highest unit cost", where the second is a figure of its own: so is the first."""
    joint = frame.next_content(number + 1, 2)
    at = frame.next_content(joint + 1, 3) if joint is not None and frame.is_word(joint, "and") else None
    measure = frame.measure(at) if at is not None else None
    if measure is None or at is None or joint is None:
        return
    model = frame.scope.model
    sql = model.measures[measure].sql or ""
    ends = ("min(", "max(") if sql.startswith("max(") else ("max(", "min(")
    twin = next((m.name for m in model.measures.values() if m.sql == sql.replace(ends[1], ends[0]) != sql), None)
    if twin:
        frame.take(number, joint, at)
        frame.terms += [Term(measure=twin), Term(measure=measure)]


def _is_key(frame: Frame, name: str) -> bool:
    return frame.scope.model.dimensions[name].unit == ""
