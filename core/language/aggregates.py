"""Averages and extremes: of an attribute, or of a figure's groups."""

from core.language.frame import Frame
from core.semantic.query import Term


def read_aggregate(frame: Frame, number: int) -> None:
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
    if (
        dimension
        and (measure is None or word in ("median", "min", "max"))
        and frame.scope.model.dimensions[dimension].unit
    ):
        frame.take(number, at)
        frame.terms.append(Term(agg=word, of=dimension))
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
