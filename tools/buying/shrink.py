"""Rates of suppliers with few orders, drawn towards everybody's: for ranking only, the raw rate stays in sight."""

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 10  # orders below which a rate is called uncertain
LEVEL = 0.9  # of the range that is shown with a rate
STRONGEST = 30.0  # orders that everybody's rate counts for at most, however alike the suppliers are


@dataclass(frozen=True)
class Rate:
    good: int
    of: int

    @property
    def raw(self) -> float | None:
        return self.good / self.of if self.of else None


@dataclass(frozen=True)
class Prior:
    """A beta distribution of the rates of all suppliers."""

    good: float
    bad: float

    def drawn(self, rate: Rate) -> float:
        return (rate.good + self.good) / (rate.of + self.good + self.bad)

    def between(self, rate: Rate) -> tuple[float, float]:
        """Where the true rate lies with a chance of 90 %."""
        from scipy.special import betaincinv  # takes longer to load than all other tools together

        a, b = rate.good + self.good, rate.of - rate.good + self.bad
        edge = (1 - LEVEL) / 2
        return float(betaincinv(a, b, edge)), float(betaincinv(a, b, 1 - edge))


def prior_of(rates: Sequence[Rate]) -> Prior:
    """By moments, weighted by orders: the more alike the suppliers are, the more a new one is taken to be like them."""
    known = [rate for rate in rates if rate.of]
    whole = sum(rate.of for rate in known)
    if not whole:
        return Prior(1.0, 1.0)
    mean = sum(rate.good for rate in known) / whole
    if not 0 < mean < 1 or len(known) < 2:
        return Prior(mean + 0.5, 1.5 - mean)
    spread = sum(rate.of * (rate.good / rate.of - mean) ** 2 for rate in known) / whole
    noise = mean * (1 - mean) * len(known) / whole
    strength = STRONGEST if spread <= noise else min(mean * (1 - mean) / (spread - noise), STRONGEST)
    return Prior(max(mean * strength, 0.5), max((1 - mean) * strength, 0.5))
