"""ABC by what an item turns over, XYZ by how steady its demand is, and the kind of its demand."""

from collections.abc import Sequence
from typing import Literal

Abc = Literal["A", "B", "C"]
Xyz = Literal["X", "Y", "Z"]
Kind = Literal["smooth", "erratic", "intermittent", "lumpy", "none"]

SHARE_A, SHARE_B = 0.80, 0.95  # of the turnover, added up from the largest item on
STEADY, VARYING = 0.5, 1.0  # coefficient of variation of the weekly demand
# Syntetos, Boylan, Croston 2005: On the categorization of demand patterns.
INTERVAL, SQUARED_VARIATION = 1.32, 0.49


def abc(turnover: Sequence[float]) -> list[Abc]:
    """In the order of the items. What sells nothing is C."""
    whole = sum(turnover)
    found: list[Abc] = ["C"] * len(turnover)
    before = 0.0
    for place in sorted(range(len(turnover)), key=lambda one: (-turnover[one], one)):
        if turnover[place] <= 0:
            break
        # The item that crosses the line still belongs above it.
        found[place] = "A" if before < SHARE_A * whole else "B" if before < SHARE_B * whole else "C"
        before += turnover[place]
    return found


def xyz(mean: float, deviation: float) -> Xyz:
    """Of weekly demand; an item without any cannot be planned for."""
    if mean <= 0:
        return "Z"
    variation = deviation / mean
    return "X" if variation <= STEADY else "Y" if variation <= VARYING else "Z"


def kind(daily: Sequence[float]) -> Kind:
    """By the days between demands, and how much a demand varies when there is one."""
    sizes = [units for units in daily if units > 0]
    if not sizes:
        return "none"
    mean = sum(sizes) / len(sizes)
    squared = sum((size - mean) ** 2 for size in sizes) / len(sizes) / mean**2
    rare, varying = len(daily) / len(sizes) > INTERVAL, squared > SQUARED_VARIATION
    if rare:
        return "lumpy" if varying else "intermittent"
    return "erratic" if varying else "smooth"
