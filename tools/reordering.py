"""When and how much to order of one item, by every method, beside what is set for it now."""

from tools.found import Col, Found, Sheet, sheet
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, demand, planned
from tools.stock.order_quantity import HARRIS, economic_quantity
from tools.stock.reorder_point import reorder_point
from tools.stock.safety_stock import Demand, LeadTime, by_fill_rate, by_maximum, by_service_level
from tools.terms import Terms, terms
from tools.tool import Desk
from tools.worked import Worked

YEAR = 365

METHODS = (
    Col("method", "Method", key=True),
    Col("safety_stock", "Safety stock", "units"),
    Col("reorder_point", "Reorder point", "units"),
    Col("difference", "Against the setting", "units", "Reorder point − the one that is set now"),
    Col("stock_value", "Value of the safety stock", "money", "Safety stock × standard cost"),
    Col("formula", "Formula", key=True),
)


def worked_out(desk: Desk, item: Item) -> Found:
    spread = demand(desk, item.warehouse, item.product).get(item.key, NO_DEMAND)
    lead, assumed = lead_time(desk, item, measured(desk))
    on = terms(desk, item, planned(desk))
    quantity = economic_quantity(spread.mean * YEAR, on.order_cost, on.holding_cost(item))
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
                "Order", order, "units", "economic quantity in whole packs, between minimum and maximum", HARRIS,
                {"pack": on.packing.pack, "minimum": on.packing.least, "maximum": on.packing.most or 0},
            ),
        ),
        sheets=(_sheet(item, safety, points),),
        assumptions=(*assumed, *on.assumed),
        method=f"Cycle service level of {on.service:.0%}: it holds what the target needs. The maximum method is the"
        " textbooks'; it covers the worst demand over the worst lead time at once.",
        unknown=unknown,
    )  # fmt: skip


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
