"""Attributes worked out of two that the vocabulary lists: a difference, a product, the days between two dates."""

import re
from collections.abc import Sequence

from core.semantic.model import Dimension, Kind, Unit

NAME = r"[A-Za-z_]\w*\.\w+"
_DAYS = re.compile(rf"days_between\(({NAME}), ({NAME})\)")
_SINCE = re.compile(rf"days_since\(({NAME})\)")
_TWO = re.compile(rf"({NAME}) ([-+*/]) ({NAME})")
SPOKEN = {"-": "minus", "+": "plus", "*": "times", "/": "divided by"}


def days_between(first: str, last: str) -> str:
    return f"days_between({first}, {last})"


def days_since(day: str) -> str:
    return f"days_since({day})"


def parts_of(name: str) -> tuple[str, ...] | None:
    """The attributes that it is made of; None where a name is no such thing."""
    if match := _SINCE.fullmatch(name):
        return (match[1],)
    if match := _DAYS.fullmatch(name):
        return match[1], match[2]
    if match := _TWO.fullmatch(name):
        return match[1], match[3]
    return None


def reckoned(name: str, sides: Sequence[Dimension], kinds: Sequence[Kind]) -> Dimension:
    """As the vocabulary would describe it."""
    first, last = sides[0], sides[-1]
    if match := _TWO.fullmatch(name):
        label = f"{first.label} {SPOKEN[match[2]]} {last.label}"
        sql = f"{{{first.name}}} {match[2]} {{{last.name}}}"
        whole = set(kinds) == {"integer"} and match[2] != "/"
        kind: Kind = "integer" if whole else "number"
        return Dimension(name=name, label=label, sql=sql, kind=kind, unit=_unit(first.unit, match[2], last.unit))
    days = [
        f"cast({{{d.name}}} as date)" if k == "timestamp" else f"{{{d.name}}}"
        for d, k in zip(sides, kinds, strict=True)
    ]
    if len(sides) == 1:
        days, label = [*days, "today"], f"days since {first.label}"
    else:
        label = f"days from {first.label} to {last.label}"
    return Dimension(name=name, label=label, sql=f"days_between({', '.join(days)})", kind="integer", unit="days")


def _unit(first: Unit, sign: str, last: Unit) -> Unit:
    if sign == "*":
        return "money" if "money" in (first, last) else first
    if sign == "/":
        return "ratio" if first == last else ""
    return first if first == last else ""


def column_name(name: str) -> str:
    """A name as a column bears it: order.date → order_date."""
    return re.sub(r"\W+", "_", name).strip("_")
