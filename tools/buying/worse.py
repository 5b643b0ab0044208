"""Whether a rate fell by more than chance explains."""

from math import sqrt

from tools.buying.shrink import Rate

LEAST = 5  # orders of each period
SURE = 1.645  # deviations: a fall that chance alone brings in one of twenty


def fell(before: Rate, after: Rate) -> float:
    """By how much, as a share; 0 where it did not, or where that may be chance (two proportions, pooled)."""
    if min(before.of, after.of) < LEAST:
        return 0.0
    pooled = (before.good + after.good) / (before.of + after.of)
    spread = sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of))
    fall = before.good / before.of - after.good / after.of
    return fall if spread > 0 and fall / spread >= SURE else 0.0
