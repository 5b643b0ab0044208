"""On which terms an item is ordered: packs, price breaks, costs, service; what nobody said is assumed by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tools.reading import Item, Key, Planned, Supplied
from tools.stock.order_quantity import Break, Packing, economic, with_breaks
from tools.tool import Desk
from tools.worked import Assumption

NOTHING = Planned()
ALONE = Supplied()
LITTLE = 1e-6  # a year: goods without a cost are held for next to nothing


@dataclass(frozen=True)
class Terms:
    packing: Packing
    order_cost: float
    holding_rate: float  # of the value, for a year
    service: float
    discounts: tuple[tuple[int, float], ...] = ()  # from which quantity on, how much cheaper a unit is
    assumed: tuple[Assumption, ...] = ()

    def holding_cost(self, item: Item) -> float:
        """Of one unit for a year."""
        return max(float(item.cost) * self.holding_rate, LITTLE)

    def breaks(self, item: Item) -> list[Break]:
        """Prices by quantity, the standard cost first; empty: one price."""
        if not self.discounts or item.cost <= 0:
            return []
        cost = float(item.cost)
        return [Break(0, cost), *(Break(quantity, cost * (1 - off)) for quantity, off in self.discounts)]

    def quantity(self, item: Item, year_demand: float) -> tuple[float, Break | None]:
        """The cheapest to order at once, before packs, and the price break that it was chosen for."""
        if year_demand > 0 and self.holding_rate > 0 and (breaks := self.breaks(item)):
            return with_breaks(year_demand, self.order_cost, self.holding_rate, breaks)
        return economic(year_demand, self.order_cost, self.holding_cost(item)), None


def terms(
    desk: Desk, item: Item, known: Mapping[Key, Planned] | None, suppliers: Mapping[str, Supplied] | None = None
) -> Terms:
    """The item's own row, then the product's, then config.yaml."""
    own = (known or {}).get(item.key, NOTHING)
    product = (known or {}).get(("", item.product), NOTHING)
    planning = desk.ctx.config.planning
    order_cost = product.order_cost if own.order_cost is None else own.order_cost
    rate = product.holding_rate if own.holding_rate is None else own.holding_rate
    service = product.service if own.service is None else own.service
    pack, least, most = own.pack or product.pack, own.least or product.least, own.most or product.most
    given = (("order_cost", order_cost), ("holding_rate", rate), ("service_target", service), ("pack", pack))
    missing = tuple(name for name, value in given if value is None)
    return Terms(
        Packing(pack or 1, least or 0, most),
        float(planning.order_cost) if order_cost is None else order_cost,
        planning.holding_rate if rate is None else rate,
        planning.service_target if service is None else service,
        (suppliers or {}).get(item.supplier, ALONE).breaks,
        _assumed(missing, float(planning.order_cost), planning.holding_rate, planning.service_target),
    )


@cache
def _assumed(missing: tuple[str, ...], order_cost: float, rate: float, service: float) -> tuple[Assumption, ...]:
    """Made once for all items that lack the same."""
    none = "planning_item has none"
    every = {
        "order_cost": ("Cost of placing an order", f"{order_cost:g}", f"{none}: config.yaml, planning.order_cost"),
        "holding_rate": (
            "Holding cost a year, share of the value", f"{rate:g}", f"{none}: config.yaml, planning.holding_rate",
        ),
        "service_target": ("Service level", f"{service:g}", f"{none}: config.yaml, planning.service_target"),
        "pack": ("Pack", "single units", none),
    }  # fmt: skip
    return tuple(Assumption(*every[name]) for name in missing)
