"""When and how much to order of one item, by every method, beside what is set for it now."""

from core.warehouse.base import Value
from tools.found import Col, Found, Sheet, sheet
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, demand, planned, supplied
from tools.stock.order_quantity import economic, economic_quantity, yearly_cost
from tools.stock.reorder_point import reorder_point
from tools.stock.safety_stock import Demand, LeadTime, by_fill_rate, by_maximum, by_service_level
from tools.terms import LITTLE, Terms, terms
from tools.tool import Desk
from tools.worked import Worked

YEAR = 365

METHODS = (
    Col("method", "Method", key=True),
    Col("safety_stock", "Safety stock", "units"),
    Col("reorder_point", "Reorder point", "units"),
    Col("difference", "Above what is set", "units", "Reorder point − the one that is set now"),
    Col("stock_value", "Value of the safety stock", "money", "Safety stock × standard cost"),
    Col("formula", "Formula", key=True),
)

BREAKS = (
    Col("least", "From", "units", key=True),
    Col("price", "Unit cost", "money", "Standard cost less the discount"),
    Col("quantity", "Cheapest quantity", "units", "Empty: more than this price's own quantities would be cheaper"),
    Col("cost", "Cost of a year", "money", "Goods, ordering and holding"),
)
HADLEY = "Hadley, Whitin 1963: Analysis of Inventory Systems, all-units discount"


def worked_out(desk: Desk, item: Item) -> Found:
    spread = demand(desk, item.warehouse, item.product).get(item.key, NO_DEMAND)
    lead, assumed = lead_time(desk, item, measured(desk))
    on = terms(desk, item, planned(desk), supplied(desk))
    quantity = order_quantity(item, spread.mean * YEAR, on)
    order = on.packing.whole(quantity.known())
    safety = safety_stocks(spread, lead, on, order)
    points = [reorder_point(spread, lead, one) for one in safety]
    unknown = () if spread.mean else (f"{item.product} had no demand at {item.warehouse} in the last 90 days.",)
    best = points[1]
    return Found(
        figures=(
            best,
            Worked("Reorder point set now", item.point, "units", "as it is set", "warehouse_product.reorder_point"),
            quantity,
            Worked(
                "Order", order, "units", "this quantity in whole packs, between minimum and maximum", quantity.source,
                {"pack": on.packing.pack, "minimum": on.packing.least, "maximum": on.packing.most or 0},
            ),
        ),
        sheets=(
            _sheet(item, safety, points),
            *([sheet("Price breaks", BREAKS, _breaks(item, spread.mean * YEAR, on))] if on.breaks(item) else []),
        ),
        assumptions=(*assumed, *on.assumed),
        method=f"Cycle service level of {on.service:.0%}: it holds what the target needs. The maximum method is the"
        " textbooks'; it covers the worst demand over the worst lead time at once.",
        unknown=unknown,
    )  # fmt: skip


def order_quantity(item: Item, year_demand: float, on: Terms) -> Worked:
    """The economic quantity; where larger orders are cheaper a unit, the one of least cost with the goods."""
    quantity, tier = on.quantity(item, year_demand)
    if tier is None:
        return economic_quantity(year_demand, on.order_cost, on.holding_cost(item))
    return Worked(
        "Order quantity with price breaks", quantity, "units", "least K × D / Q + r × c(Q) × Q / 2 + c(Q) × D", HADLEY,
        {"K": on.order_cost, "D": year_demand, "r": on.holding_rate, "c(Q)": tier.price, "from": tier.least},
    )  # fmt: skip


def _breaks(item: Item, year_demand: float, on: Terms) -> list[tuple[Value, ...]]:
    """Each price with the cheapest quantity that has it, and what a year costs with that."""
    tiers = sorted(on.breaks(item), key=lambda one: one.least)
    rows: list[tuple[Value, ...]] = []
    for tier, beyond in zip(tiers, [*tiers[1:], None], strict=True):
        held = max(on.holding_rate * tier.price, LITTLE)
        quantity = max(economic(year_demand, on.order_cost, held), tier.least, 1.0)
        if beyond is None or quantity < beyond.least:
            cost = yearly_cost(quantity, year_demand, on.order_cost, held) + year_demand * tier.price
            rows.append((int(tier.least), tier.price, round(quantity, 1), round(cost, 2)))
        else:
            rows.append((int(tier.least), tier.price, None, None))
    return rows


def safety_stocks(spread: Demand, lead: LeadTime, on: Terms, order: int) -> list[Worked]:
    return [
        by_maximum(spread, lead),
        by_service_level(spread, lead, on.service),
        by_fill_rate(spread, lead, on.service, max(order, 1)),
    ]


def _sheet(item: Item, safety: list[Worked], points: list[Worked]) -> Sheet:
    rows = [
        (stock.name.removeprefix("Safety stock, "), stock.value, point.value, point.known() - item.point,
         round(item.cost * int(stock.known() + 0.5), 2), stock.formula)
        for stock, point in zip(safety, points, strict=True)
    ]  # fmt: skip
    return sheet("Methods", METHODS, rows)
