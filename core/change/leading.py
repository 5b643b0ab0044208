"""Which dimension explains a change best: the one where few values make up much more of it than their size would.

For the k values (at most three) that pull hardest the way of the change:

    score = net × ( explained − expected ) × 0.9^(k−1),  the best k counts

explained: their part of the change (at most 1); expected: their part of the whole, which is what they would explain if
everything had changed alike; net: the change over the sum of all movements, which is small where values only move
against each other, as those of a dimension with many values do. Explanatory power, surprise and succinctness are
the three things that Bhagwan et al., "Adtributor: Revenue Debugging in Advertising Systems" (NSDI 2014) rank by; here
surprise is the difference to one's size, which can be read off the table, instead of a divergence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.change.parts import Part

MOST = 3
FEWER = Decimal("0.9")
STANDS_OUT = Decimal("0.15")  # below, a change is spread as the business is; found by trying evenly spread changes
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Leading:
    """How well a dimension explains a change, and how many of its first parts do it."""

    score: Decimal
    values: tuple[Part, ...]


def leading(made: Sequence[Part], change: Decimal) -> Leading:
    moved = sum((abs(part.contribution) for part in made), ZERO)
    if not change or not moved:
        return Leading(ZERO, ())
    along = [part for part in made if part.contribution * change > 0]
    along.sort(key=lambda part: -abs(part.contribution))
    net = abs(change) / moved
    found = [
        Leading(net * _excess(along[:count], change) * FEWER ** (count - 1), tuple(along[:count]))
        for count in range(1, min(MOST, len(along)) + 1)
    ]
    best = max(found, key=lambda each: each.score, default=Leading(ZERO, ()))
    return Leading(round(max(best.score, ZERO), 6), best.values)


def _excess(chosen: Sequence[Part], change: Decimal) -> Decimal:
    explained = sum((part.contribution for part in chosen), ZERO) / change
    expected = sum((part.size for part in chosen), ZERO)
    return min(explained, ONE) - min(expected, ONE)
