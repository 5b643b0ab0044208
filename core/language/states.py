"""Named states in the question: "late", "low stock", "not delivered"."""

from dataclasses import replace

from core.language.frame import Frame, negate, state
from core.language.grammar import FILLER
from core.language.moments import is_date
from core.language.negation import refused
from core.language.state_days import read_state_days
from core.semantic.query import Fields, Filter, Is


def read_states(frame: Frame) -> None:
    """Named states of things become filters; "not" before one turns it round."""
    _happened_to(frame)
    days = read_state_days(frame)
    for number, _ in list(frame.free()):
        condition = frame.condition(number)
        if condition is None or _better_as_measure(frame, number):
            continue
        if _said_in_passing(frame, number, condition):
            frame.items[number] = replace(frame.items[number], senses=(), filler=True)
            continue
        frame.take(number)
        params = {"days": days[condition]} if condition in days else {}
        wanted: Filter = state(condition, **params)
        if refused(frame, number):
            wanted = negate(wanted)
        frame.narrow(wanted, number)
        date = frame.scope.model.conditions[condition].date
        if date and frame.periods and frame.date is None and isinstance(wanted, Is):
            frame.date = date


def _happened_to(frame: Frame) -> None:
    """ "registered passengers", "hired employees": those to whom it has happened."""
    for number, _ in list(frame.free()):
        thing = frame.senses.of(frame.items[number + 1], "entity") if number + 1 < len(frame.items) else None
        own = [n for n in frame.senses.all(frame.items[number], "dimension") if n.split(".")[0] == thing]
        plain = not frame.items[number].named("measure") and not frame.items[number].named("entity")
        if (
            thing
            and len(own) == 1
            and plain
            and frame.items[number].text.lower().endswith("ed")
            and is_date(frame, own[0])
        ):
            frame.take(number)
            frame.narrow(Fields(field=own[0], op="not null"), number)


def _said_in_passing(frame: Frame, number: int, condition: str) -> bool:
    """ "the quantity used in orders", where cars may be used ones: said of nothing that has the state."""
    item = frame.items[number]
    named = {name for other in frame.items for name in other.named("entity")}
    named |= {value.dimension.split(".")[0] for other in frame.items if other.found for value in other.found.values}
    return item.text.lower() in FILLER and bool(named) and condition.split(".")[0] not in named


def _figure(frame: Frame, number: int) -> bool:
    """ "sales and refunds": two figures side by side."""
    return 0 <= number < len(frame.items) and frame.measure(number) is not None and not frame.condition(number)


def _better_as_measure(frame: Frame, number: int) -> bool:
    """A word that names a figure too is one where a figure is asked for: "how much do we owe"."""
    if frame.measure(number) is None:
        return False
    if any(frame.is_word(number + side, "and", "compare") and _figure(frame, number + 2 * side) for side in (-1, 1)):
        return True
    alone = not any(
        n != number and (frame.measure(n) or frame.entity(n)) and not frame.is_word(n - 1, "by", "each")
        for n in range(len(frame.items))
    )
    if alone and not frame.follow_up and not frame.listed:
        return True
    return any(item.is_word("much", "sum", "share") for item in frame.items) or not frame.senses.all(
        frame.items[number], "condition"
    )
