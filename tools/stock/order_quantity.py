"""How much to order: the economic quantity, in whole packs, within the supplier's minimum and maximum."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from core.errors import Invalid
from tools.worked import Worked

HARRIS = "Harris 1913: How many parts to make at once"


@dataclass(frozen=True)
class Packing:
    """What a supplier sells at once."""

    pack: int = 1
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        if self.pack < 1 or self.least < 0 or (self.most is not None and self.most < max(self.least, self.pack)):
            raise Invalid(f"Packs of {self.pack} between {self.least} and {self.most} units cannot be ordered.")

    def whole(self, units: float) -> int:
        """Whole packs that cover the units; as many as may be ordered where that is less."""
        if units <= 0:
            return 0
        wanted = ceil(max(units, self.least) / self.pack - 1e-9) * self.pack
        return wanted if self.most is None else min(wanted, self.most // self.pack * self.pack)


def economic_quantity(year_demand: float, order_cost: float, holding_cost: float) -> Worked:
    """Where ordering and holding cost the same; `holding_cost` is of one unit for a year."""
    return Worked(
        "Economic order quantity",
        economic(year_demand, order_cost, holding_cost),
        "units",
        "√(2 × K × D / h)",
        HARRIS,
        {"K": order_cost, "D": year_demand, "h": holding_cost},
    )


def economic(year_demand: float, order_cost: float, holding_cost: float) -> float:
    """The bare number, for thousands of items."""
    if year_demand < 0 or order_cost < 0 or holding_cost <= 0:
        raise Invalid("The economic quantity needs a holding cost above zero, and demand and order cost not below it.")
    return sqrt(2 * order_cost * year_demand / holding_cost)


def yearly_cost(quantity: float, year_demand: float, order_cost: float, holding_cost: float) -> float:
    """Of ordering and of holding, without the goods."""
    if quantity <= 0:
        raise Invalid(f"An order of {quantity:g} units has no yearly cost; the quantity is above zero.")
    return order_cost * year_demand / quantity + holding_cost * quantity / 2


@dataclass(frozen=True)
class Break:
    """From this quantity on a unit costs this."""

    least: float
    price: float


def with_breaks(year_demand: float, order_cost: float, rate: float, breaks: Sequence[Break]) -> tuple[float, Break]:
    """The cheapest quantity in all, goods included, where larger orders are cheaper a unit (all-units discount)."""
    if not breaks or rate <= 0:
        raise Invalid("Price breaks need at least one price and a holding rate above zero.")
    tiers = sorted(breaks, key=lambda one: one.least)
    found = []
    for tier, beyond in zip(tiers, [*tiers[1:], None], strict=True):
        free = economic(year_demand, order_cost, rate * tier.price)
        quantity = max(free, tier.least, 1.0)
        if beyond is None or quantity < beyond.least:
            cost = yearly_cost(quantity, year_demand, order_cost, rate * tier.price) + year_demand * tier.price
            found.append((cost, quantity, tier))
    _, quantity, tier = min(found, key=lambda one: one[:2])
    return quantity, tier
