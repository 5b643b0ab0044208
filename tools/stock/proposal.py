"""Purchase proposals: within a budget the most urgent first, and up to what a supplier takes at least."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import Invalid


@dataclass(frozen=True)
class Line:
    """One item that should be ordered."""

    key: tuple[str, str]
    supplier: str
    quantity: int
    pack: int
    cost: float  # of a unit
    urgency: float  # the chance to run out before it comes
    least: int = 0  # units that the supplier sells at once

    @property
    def value(self) -> float:
        return self.quantity * self.cost


@dataclass(frozen=True)
class Proposal:
    """`left_out`: what the budget did not reach; `short`: by supplier, what is missing to its minimum."""

    lines: tuple[Line, ...]
    left_out: tuple[Line, ...]
    short: dict[str, float]

    @property
    def value(self) -> float:
        return sum(line.value for line in self.lines)


def propose(lines: Sequence[Line], least: dict[str, float], budget: float | None = None) -> Proposal:
    """`least`: the order value that a supplier takes at least."""
    if budget is not None and budget < 0:
        raise Invalid(f"A budget of {budget:,.2f} is below zero.")
    ordered = sorted(
        (line for line in lines if line.quantity > 0), key=lambda line: (-line.urgency, line.value, line.key)
    )
    taken, left = _within(ordered, budget)
    values: dict[str, float] = defaultdict(float)
    for line in taken:
        values[line.supplier] += line.value
    short = {name: least[name] - value for name, value in values.items() if value < least.get(name, 0.0)}
    return Proposal(tuple(taken), tuple(left), short)


def _within(lines: Sequence[Line], budget: float | None) -> tuple[list[Line], list[Line]]:
    """A line that the budget reaches only in part is cut to whole packs, or left out where that is below its minimum;
    a cheaper one after it may still fit."""
    if budget is None:
        return list(lines), []
    taken, left, rest = list[Line](), list[Line](), budget
    for line in lines:
        packs = int(rest / (line.cost * line.pack) + 1e-9) if line.cost > 0 else line.quantity // line.pack
        units = min(line.quantity, packs * line.pack)
        units = units if units >= min(line.least, line.quantity) else 0
        if units > 0:
            taken.append(replace(line, quantity=units))
            rest -= units * line.cost
        if units < line.quantity:
            left.append(replace(line, quantity=line.quantity - units))
    return taken, left
