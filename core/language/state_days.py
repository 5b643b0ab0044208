"""The days of a state: "how many days overdue", "will run out within 14 days"."""

from core.language.frame import Frame
from core.semantic.query import Term


def days_dimension(frame: Frame, number: int, condition: str) -> str | None:
    """ "more than 30 days overdue": the attribute that tells how much of a state."""
    entity = condition.split(".")[0]
    words = frame.items[number].text.lower().split()
    for dimension in frame.scope.model.dimensions.values():
        if dimension.entity == entity and dimension.unit == "days" and any(w in dimension.label.lower() for w in words):
            return dimension.name
    return None


def read_days(frame: Frame) -> None:
    """ "how many days overdue": how much of a state, for each of its things."""
    asked = [n for n, item in frame.free() if item.is_word("count", "much")]
    spoken = [n for n, item in frame.free() if item.grain == "day" or item.is_word("much")]
    if not asked or not spoken:
        return
    for number, _ in frame.free():
        condition = frame.condition(number)
        if condition and (days := days_dimension(frame, number, condition)):
            frame.take(*asked, *spoken)
            average = [n for n, item in frame.free() if item.is_word("avg")]
            frame.take(*average)
            if average:
                frame.terms.append(Term(agg="avg", of=days))
            else:
                frame.columns.append(days)
            return


def read_state_days(frame: Frame) -> dict[str, int]:
    """A stretch of days that a state is about: "will run out within 14 days"."""
    taken: dict[str, int] = {}
    for number in range(len(frame.items)):
        condition = frame.condition(number)
        if not condition or "days" not in frame.scope.model.conditions[condition].params:
            continue
        ahead = [p for p in frame.periods if p.next_days]
        if ahead and ahead[0].next_days:
            taken[condition] = ahead[0].next_days
            frame.periods.remove(ahead[0])
    return taken
