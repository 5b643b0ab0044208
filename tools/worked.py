"""A number with how it was worked out: what every calculation hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Worked:
    """`inputs` are by the letters of the formula, so that anyone can do it again by hand."""

    name: str
    value: float | None  # None: it cannot be known, and the note says why
    unit: str
    formula: str
    source: str
    inputs: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def known(self) -> float:
        assert self.value is not None, f"{self.name} is not known"
        return self.value


def counted(number: str, unit: str) -> str:
    """1 vehicle, 2 vehicles."""
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


@dataclass(frozen=True)
class Assumption:
    """What the data did not say, and what was taken in its place."""

    name: str
    value: str
    because: str  # "config.yaml, planning.order_cost", "given with the question"
