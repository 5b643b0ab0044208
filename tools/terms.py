"""On which terms an item is ordered: packs, order cost, holding cost, service; what nobody said is assumed by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.reading import Item, Key, Planned
from tools.stock.order_quantity import Packing
from tools.tool import Desk
from tools.worked import Assumption

NOTHING = Planned()


@dataclass(frozen=True)
class Terms:
    packing: Packing
    order_cost: float
    holding_rate: float  # of the value, for a year
    service: float
    assumed: tuple[Assumption, ...]

    def holding_cost(self, item: Item) -> float:
        """Of one unit for a year; goods without a cost are held for next to nothing."""
        return max(float(item.cost) * self.holding_rate, 1e-6)


def terms(desk: Desk, item: Item, known: Mapping[Key, Planned] | None) -> Terms:
    """The item's own row, then the product's, then config.yaml."""
    own = (known or {}).get(item.key, NOTHING)
    product = (known or {}).get(("", item.product), NOTHING)
    planning = desk.ctx.config.planning
    order_cost = _first(own.order_cost, product.order_cost)
    rate, service = _first(own.holding_rate, product.holding_rate), _first(own.service, product.service)
    pack, least, most = own.pack or product.pack, own.least or product.least, own.most or product.most
    assumed = [
        Assumption(name, f"{value:g}", f"planning_item has none for {item.product}: config.yaml, planning.{setting}")
        for name, given, value, setting in (
            ("Cost of placing an order", order_cost, float(planning.order_cost), "order_cost"),
            ("Holding cost a year, share of the value", rate, planning.holding_rate, "holding_rate"),
            ("Service level", service, planning.service_target, "service_target"),
        )
        if given is None
    ]
    if pack is None:
        assumed.append(Assumption("Pack", "single units", f"planning_item has none for {item.product}"))
    return Terms(
        Packing(pack or 1, least or 0, most),
        float(planning.order_cost) if order_cost is None else order_cost,
        planning.holding_rate if rate is None else rate,
        planning.service_target if service is None else service,
        tuple(assumed),
    )


def _first(*given: float | None) -> float | None:
    return next((one for one in given if one is not None), None)
