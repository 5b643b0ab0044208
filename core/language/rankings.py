"""The order and the limit of figures, within groups where several are named."""

from core.language.frame import Frame
from core.semantic.query import Order, Term

USUAL = 10  # rows of a ranking where the noun is plural and no number is given


def plural(frame: Frame, number: int) -> bool:
    """ "which warehouses", but not "which of the warehouses has"."""
    last = frame.items[number].text.lower().split()[-1]
    one_of = number > 1 and frame.items[number - 1].text.lower() == "the" and _one_of(frame, number)
    return last.endswith("s") and not last.endswith("ss") and not one_of


def _one_of(frame: Frame, number: int) -> bool:
    """ "which of the warehouses has": one of them, as the verb says."""
    after = frame.items[number + 1].text.lower() if number + 1 < len(frame.items) else ""
    return frame.items[number - 2].text.lower() == "of" and after in ("has", "is", "does", "was", "had")


def is_ranked_by(frame: Frame, attribute: str) -> bool:
    """Whether rows can stand in an order by it: a number or a date of a thing that has rows of its own."""
    entity = frame.scope.model.entities.get(attribute.split(".")[0])
    known = frame.scope.model.dimensions[attribute]
    return entity is not None and frame.scope.own_rows(entity) and bool(known.unit)


def rank_rows(frame: Frame, attribute: str) -> None:
    """The first of a list by an attribute of each."""
    frame.subject = attribute.split(".")[0]
    frame.columns.append(attribute)
    frame.order.append(Order(by=attribute, descending=frame.superlative is not False))


def ordering(frame: Frame, terms: list[Term]) -> tuple[tuple[Order, ...], int | None, tuple[str, ...]]:
    """A ranking of several groupings is one within the others: the first two of each warehouse."""
    order = list(frame.order)
    first = terms[0].name or terms[0].measure
    judged = next((item for item in frame.items if item.is_word("worst_first", "best_first")), None)
    if judged is not None and first:
        measure = frame.scope.model.measures.get(first)
        low = measure is not None and measure.better == "low"
        return (Order(by=first, descending=low == judged.is_word("worst_first")),), frame.limit, ()
    if frame.direction is not None:
        order = [Order(by=(order[0].by if order else first or ""), descending=frame.direction)]
    elif not order and frame.superlative is not None and first:
        order = [Order(by=first, descending=descending(frame, first))]
    per: tuple[str, ...] = ()
    if frame.limit and len(frame.groups) > 1:
        ranked = frame.groups[0].dimension
        per = tuple(group.dimension for group in frame.groups if group.dimension != ranked)
        frame.groups = [*(g for g in frame.groups if g.dimension != ranked), frame.groups[0]]
    return tuple(order), frame.limit, per


def descending(frame: Frame, measure: str) -> bool:
    """The worst on-time rate is the lowest, the worst delay the highest."""
    known = frame.scope.model.measures.get(measure)
    if known is None or not any(item.is_word("best", "worst") for item in frame.items):
        return bool(frame.superlative)
    return (known.better == "low") == any(item.is_word("worst") for item in frame.items)
