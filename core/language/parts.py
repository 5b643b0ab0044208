"""A condition on a share: "suppliers where more than 20 % of the orders were late", "refunds above 20 % of sales"."""

from decimal import Decimal

from core.language.frame import Frame, all_of, state
from core.semantic.query import Having, Term

FAR = 6


def read_part(frame: Frame, number: int, sign: str, value: Decimal, percent: int) -> bool:
    """ "more than 20 % of their orders were late", "refunds are above 20 % of sales": a condition on a share."""
    after = next((n for n in range(percent + 1, min(len(frame.items), percent + FAR)) if _figure(frame, n)), None)
    if after is None:
        return False
    whole = _figure(frame, after)
    states = [
        n for n in range(percent + 1, min(len(frame.items), after + FAR)) if frame.condition(n) and n not in frame.used
    ]
    told = [n for n in states if n > after]
    before = next(
        (n for n in range(number - 1, max(-1, number - FAR), -1) if n not in frame.used and frame.measure(n)), None
    )
    if told:
        inside = state(frame.condition(told[0]) or "")
        part = Term(measure=whole, where=inside, over=Term(measure=whole), **{"as": "share"})
    elif before is not None and frame.measure(before) != whole:
        limits = all_of(state(frame.condition(n) or "") for n in states if n < after)
        part = Term(measure=frame.measure(before), over=Term(measure=whole, where=limits), **{"as": "share"})
        frame.take(before)
    else:
        return False
    frame.take(number, percent, after, *states)
    frame.having.append(Having(measure=part, op=sign, value=value / 100))
    return True


def _figure(frame: Frame, number: int) -> str | None:
    """A figure, or how many there are of a thing."""
    entity = frame.senses.of(frame.items[number], "entity")
    return frame.measure(number) or (frame.count_of(entity) if entity else None)
