"""Numbers in the question: conditions on figures of groups, on attributes of rows, or parameters of a state."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.language import parts
from core.language.ages import read_age
from core.language.events import said_event
from core.language.frame import Ask, Frame, all_of, during, negate, state
from core.language.state_days import days_dimension
from core.language.times import ABOUT_DAYS
from core.semantic.compile.keys import dimension_kind
from core.semantic.period import Period
from core.semantic.query import Fields, Filter, Having, Operator, Term

SIGNS: tuple[Operator, ...] = (">=", "<=", ">", "<", "=")
OTHERWISE: Mapping[Operator, Operator] = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
ENDS = {"with", "and", "by", "for", "in", "per", "from", "at", "on", "dated", "or"}  # what follows is another part
AFTER = 5  # items after a number in which its noun is looked for
BEFORE = 6


def read_amounts(frame: Frame) -> None:
    """ "more than 5 late orders", "above 10,000", "at least 3 suppliers", "above the overall figure"."""
    for number, item in list(frame.free()):
        sign = next((s for s in SIGNS if item.is_word(s)), None)
        if sign and number not in frame.used:
            _compared(frame, number, sign)
        elif item.is_word("between") and number not in frame.used:
            _between(frame, number)


def _compared(frame: Frame, number: int, sign: Operator) -> None:
    at = frame.next_content(number + 1)
    if at is None:
        return
    value = frame.items[at].number
    if value is None:
        if frame.dimension(at) and at + 1 < len(frame.items) and frame.items[at + 1].number is not None:
            _on_noun_between(frame, number, at, sign)
        elif frame.is_word(at, "overall", "avg", "sum"):
            _above_overall(frame, number, at, sign)
        else:
            _two_attributes(frame, number, at, sign)
        return
    frame.take(number, at)
    if frame.is_word(number - 1, "not"):  # "no more than", "not less than"
        sign = OTHERWISE.get(sign, sign)
        frame.take(number - 1)
    if read_age(frame, number, at, value, sign) or _age(frame, number, at, value):
        return
    share = at + 1 < len(frame.items) and frame.is_word(at + 1, "share")
    if share:
        frame.take(at + 1)
        after = " ".join(item.text.lower() for item in frame.items[at + 1 : at + 3]).split()
        if "of" in after[:3]:
            if not parts.read_part(frame, number, sign, value, at + 1):
                frame.asks.append(Ask("A share of what in what? Say the part and the whole."))
            return
    if not _on_noun_after(frame, at, sign, value):
        _on_noun_before(frame, number, sign, value / 100 if share else value)


def _on_noun_between(frame: Frame, number: int, at: int, sign: str) -> None:
    """ "above age 20": the attribute stands before its number."""
    name, value = frame.dimension(at), frame.items[at + 1].number
    if name and value is not None and is_numeric(frame, name):
        frame.take(number, at, at + 1)
        frame.narrow(Fields(field=name, op=sign, value=value), number)


def _two_attributes(frame: Frame, number: int, at: int, sign: str) -> None:
    """ "stock quantity below minimum quantity": one attribute of a row against another."""
    right = frame.dimension(at)
    before = next((n for n in range(number - 1, max(-1, number - 4), -1) if not frame.items[n].filler), None)
    left = frame.dimension(before) if before is not None else None
    if (
        left
        and right
        and is_numeric(frame, left)
        and is_numeric(frame, right)
        and left.split(".")[0] == right.split(".")[0]
    ):
        frame.take(number, at, before or 0)
        frame.narrow(Fields(field=left, op=sign, other=right), number)


def _age(frame: Frame, number: int, at: int, value: Decimal) -> bool:
    """ "older than 60 days": dated before the last 60 days."""
    older = frame.items[number].text.lower() == "older than"
    days = frame.items[at + 1].grain if at + 1 < len(frame.items) else None
    if not older or days is None:
        return False
    frame.take(at + 1)
    length = int(value) * ABOUT_DAYS[days]
    frame.narrow(negate(during(Period(last_days=length))), number)
    return True


def _between(frame: Frame, number: int) -> None:
    numbers = [n for n in range(number + 1, min(len(frame.items), number + 6)) if frame.items[n].number is not None]
    if len(numbers) != 2:
        return
    frame.take(number, *range(numbers[0], numbers[1] + 1))
    low, high = (frame.items[n].number for n in numbers)
    assert low is not None and high is not None
    noun = _noun_before(frame, number)
    if noun is None:
        return
    kind, name = noun
    if kind == "measure":
        frame.having.append(Having(measure=Term(measure=name), op="between", value=(low, high)))
    else:
        frame.narrow(Fields(field=name, op="between", value=(low, high)), number)


def _on_noun_after(frame: Frame, at: int, sign: str, value: Decimal) -> bool:
    """What is counted stands behind the number, with its states between: "5 late purchase orders"."""
    states: list[tuple[int, str]] = []
    names: list[Filter] = []
    for number in range(at + 1, min(len(frame.items), at + 1 + AFTER)):
        item = frame.items[number]
        if item.text.lower() in ENDS or (number in frame.used and not item.found):
            break
        if item.found:
            names += [wanted for wanted in frame.filters if frame.places.get(wanted) == number]
            continue
        if item.text.lower() not in ("times", "time") and (
            item.filler or item.grain == "day" or item.is_word("distinct")
        ):
            continue
        if item.text.lower() in ("times", "time") and (count := _times_done(frame, at)):
            frame.take(number)
            _having(frame, count, states, sign, value, names)
            return True
        if (entity := frame.entity(number)) and (count := _count_of(frame, entity, at)):
            frame.take(number, *(n for n, _ in states))
            _having(frame, count, states, sign, value, names)
            return True
        if name := frame.measure(number):
            frame.take(number, *(n for n, _ in states))
            _having(frame, name, states, sign, value, names)
            return True
        if (condition := frame.condition(number)) and (days := days_dimension(frame, number, condition)):
            frame.narrow(Fields(field=days, op=sign, value=value), number)
            return True
        if condition:
            states.append((number, condition))
            continue
        if (dimension := frame.dimension(number)) and is_numeric(frame, dimension):
            frame.take(number)
            frame.narrow(Fields(field=dimension, op=sign, value=value), number)
            return True
        break
    return False


def _times_done(frame: Frame, before: int) -> str | None:
    """ "members who visited more than 50 times": how often that happened."""
    things = [name for n in range(before) if (name := frame.senses.of(frame.items[n], "entity"))]
    events = [event for name in things if (event := said_event(frame, name))]
    return frame.count_of(events[0]) if events else None


def _count_of(frame: Frame, entity: str, before: int) -> str | None:
    """ "customers who bought more than one car": how often that happened, where it is said to have happened."""
    event = said_event(frame, entity)
    things = {name for n in range(before) if (name := frame.senses.of(frame.items[n], "entity")) and name != entity}
    counted = frame.scope.reach(frame.scope.model.entities[event].sources[0]) if event else {}
    both = any(frame.scope.model.entities[name].sources[0] in counted for name in things)
    return frame.count_of(event) if event and both else frame.count_of(entity)


def _having(
    frame: Frame,
    measure: str,
    states: list[tuple[int, str]],
    sign: str,
    value: Decimal,
    names: Sequence[Filter] = (),
) -> None:
    """ "more than 5 late orders", "more than 200 active policies": of those only."""
    frame.filters = [wanted for wanted in frame.filters if wanted not in names]
    where = all_of([*(state(name) for _, name in states[:1]), *names])
    frame.having.append(Having(measure=Term(measure=measure, where=where), op=sign, value=value))


def _on_noun_before(frame: Frame, number: int, sign: str, value: Decimal) -> None:
    """ "invoices above 5000", "stock below 10" """
    if _number_before(frame, number, sign, value):
        return
    noun = _noun_before(frame, number)
    if noun is None:
        return
    kind, name = noun
    counted = {entity.count for entity in frame.scope.model.entities.values()}
    if kind == "measure" and name in counted and not any(item.is_word("count") for item in frame.items[:number]):
        frame.asks.append(Ask("What of it is compared with that number? Name the figure."))
    elif kind == "measure" and 0 < value <= 1 and frame.scope.model.measures[name].unit == "count":
        frame.asks.append(Ask("A percentage of what? Say the rate that is meant."))
    elif kind == "measure":
        percent = frame.scope.model.measures[name].unit == "ratio" and value > 1  # "margin % below 33"
        frame.having.append(Having(measure=Term(measure=name), op=sign, value=value / 100 if percent else value))
    else:
        frame.narrow(Fields(field=name, op=sign, value=value), number)


def _number_before(frame: Frame, number: int, sign: str, value: Decimal) -> bool:
    """ "suppliers whose number of late orders is above 5": how many there are, not what each is worth."""
    spoken = [n for n in range(number) if frame.is_word(n, "count") and n not in frame.used]
    things = [n for n in range(spoken[-1] + 1, number) if frame.senses.of(frame.items[n], "entity")] if spoken else []
    if len(things) != 1 or spoken[-1] < 2 or not any(frame.entity(n) for n in range(spoken[-1])):
        return False
    count = frame.count_of(frame.entity(things[0]) or "")
    states = [(n, name) for n in range(spoken[-1], things[0]) if (name := frame.condition(n))]
    if count is None:
        return False
    frame.take(spoken[-1], things[0], *(n for n, _ in states))
    _having(frame, count, states, sign, value)
    return True


def _noun_before(frame: Frame, number: int) -> tuple[str, str] | None:
    for back in range(number - 1, max(-1, number - BEFORE), -1):
        if back in frame.used:
            continue
        dimension = frame.dimension(back)
        entity = frame.senses.of(frame.items[back], "entity")
        if dimension and is_numeric(frame, dimension) and dimension.split(".")[0] in _named(frame):
            frame.take(back)
            return "dimension", dimension
        if measure := _of_kind(frame, number, back):
            if entity and (money := _amount_of(frame, entity)):
                return "dimension", money
            frame.take(back)
            return "measure", measure
        if dimension and is_numeric(frame, dimension):
            frame.take(back)
            return "dimension", dimension
        if entity and (money := _amount_of(frame, entity)):
            return "dimension", money
    return None


def _named(frame: Frame) -> set[str]:
    return {name for number in range(len(frame.items)) if (name := frame.entity(number))}


def _of_kind(frame: Frame, number: int, noun: int) -> str | None:
    """A percentage speaks of a ratio, where the word has one among its senses."""
    percent = any(
        frame.items[n].is_word("share") or "%" in frame.items[n].text
        for n in range(number, min(len(frame.items), number + 4))
    )
    names = frame.senses.all(frame.items[noun], "measure")
    ratios = [name for name in names if frame.scope.model.measures[name].unit == "ratio"]
    return ratios[0] if percent and ratios else frame.measure(noun)


def _amount_of(frame: Frame, entity: str) -> str | None:
    """The money of one member, where there is just one: an invoice's amount."""
    model = frame.scope.model
    owned = [d.name for d in model.dimensions.values() if d.entity == entity and d.unit == "money"]
    return owned[0] if len(owned) == 1 else None


def _above_overall(frame: Frame, number: int, at: int, sign: str) -> None:
    """ "above the overall rate", "below average": compared with the figure over all rows."""
    noun = _noun_before(frame, number)
    if noun is None or noun[0] != "measure":
        measure = next((m for n, _ in frame.free() if (m := frame.measure(n))), None)
        noun = ("measure", measure) if measure else None
    frame.take(number, *range(at, min(at + 3, len(frame.items))))
    name = noun[1] if noun else ""
    frame.having.append(Having(measure=Term(measure=name or "?"), op=sign, overall=True))


def is_numeric(frame: Frame, dimension: str) -> bool:
    return dimension_kind(frame.scope, dimension) in ("integer", "decimal", "number")
