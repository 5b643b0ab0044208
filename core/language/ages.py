"""How old people are: "older than 70", "customers over 65", "under 18 years"."""

from decimal import Decimal

from core.language.frame import Frame
from core.semantic.query import Fields, Operator

OLDER: dict[str, Operator] = {"older than": ">", "younger than": "<", "aged over": ">", "aged under": "<"}


def read_age(frame: Frame, number: int, at: int, value: Decimal, sign: Operator) -> bool:
    """Said of those who have an age: with the word for it, in years, or of nothing else that has a number."""
    said = frame.items[number].text.lower()
    unit = frame.items[at + 1].grain if at + 1 < len(frame.items) else None
    aged = _aged(frame, number)
    if aged is None or unit not in (None, "year") or not (said in OLDER or _plain(frame, number, at)):
        return False
    frame.take(*([at + 1] if unit else []))
    frame.narrow(Fields(field=aged, op=OLDER.get(said, sign), value=value), number)
    return True


def _aged(frame: Frame, before: int) -> str | None:
    """The age of those that the question is about."""
    things = [name for n in range(before) for name in frame.senses.all(frame.items[n], "entity")]
    known = frame.scope.model.dimensions.values()
    return next((d.name for name in things for d in known if d.entity == name and d.label.split()[-1] == "age"), None)


def _plain(frame: Frame, number: int, at: int) -> bool:
    """ "customers over 65": right behind those who are counted, and nothing is said behind the number."""
    after = frame.items[at + 1] if at + 1 < len(frame.items) else None
    counted = number > 0 and bool(frame.items[number - 1].named("entity"))
    ends = after is None or after.grain == "year" or after.text.lower() in ("old", "by", "per", "in", "from", "and")
    return counted and ends
