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
    breaks: tuple[Break, ...] = ()  # prices by quantity, the standard cost first; empty: one price
    assumed: tuple[Assumption, ...] = ()

    def holding_cost(self, item: Item) -> float:
        """Of one unit for a year."""
        return max(float(item.cost) * self.holding_rate, LITTLE)

    def quantity(self, item: Item, year_demand: float) -> tuple[float, Break | None]:
        """The cheapest to order at once, before packs, and the price break that it was chosen for."""
        if len(self.breaks) > 1 and year_demand > 0 and self.holding_rate > 0 and item.cost > 0:
            return with_breaks(year_demand, self.order_cost, self.holding_rate, self.breaks)
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
        _prices(item, (suppliers or {}).get(item.supplier, ALONE)),
        _assumed(missing, float(planning.order_cost), planning.holding_rate, planning.service_target),
    )


def _prices(item: Item, supplier: Supplied) -> tuple[Break, ...]:
    if not supplier.breaks or item.cost <= 0:
        return ()
    cost = float(item.cost)
    cheaper = (Break(quantity, cost * (1 - discount)) for quantity, discount in supplier.breaks)
    return (Break(0, cost), *cheaper)


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
