"""How much hangs on few suppliers, and what moving some of it would do."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Invalid

HIGH = 0.25  # Herfindahl index from which a market counts as concentrated (US merger guidelines 2010)


@dataclass(frozen=True)
class Concentration:
    shares: Mapping[str, float]
    index: float  # sum of squared shares: 1 is a single supplier

    @property
    def high(self) -> bool:
        return self.index >= HIGH


def concentration(spend: Mapping[str, float]) -> Concentration:
    whole = sum(spend.values())
    if whole <= 0:
        return Concentration({}, 0.0)
    shares = {name: value / whole for name, value in sorted(spend.items(), key=lambda one: (-one[1], one[0]))}
    return Concentration(shares, sum(share * share for share in shares.values()))


@dataclass(frozen=True)
class Moved:
    """Of what two suppliers both sell: spend before and after a share of it moved from one to the other."""

    products: int
    before: float
    after: float

    @property
    def saved(self) -> float:
        return self.before - self.after


def move(share: float, units: Mapping[str, float], first: Mapping[str, float], second: Mapping[str, float]) -> Moved:
    """`units` of each product from the first supplier; `first` and `second`: cost of a unit from each."""
    if not 0 <= share <= 1:
        raise Invalid(f"A share of {share:g} cannot be moved; it lies between 0 and 1.")
    both = [product for product in units if product in first and product in second]
    before = sum(units[product] * first[product] for product in both)
    other = sum(units[product] * second[product] for product in both)
    return Moved(len(both), before, before * (1 - share) + other * share)
