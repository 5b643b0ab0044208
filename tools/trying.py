"""Levels of an item tried on the days that were: those set now beside those that are recommended."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from core.errors import NotFound
from core.warehouse.base import Value
from tools.demand_history import series_of
from tools.found import Col, Found, sheet
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, demand, items, planned, price, supplied
from tools.reordering import YEAR, order_quantity, safety_stocks
from tools.stock.policy import Costs, Course, try_levels, try_quantity
from tools.stock.reorder_point import reorder_point
from tools.terms import terms
from tools.tool import Desk
from tools.worked import Assumption, Worked

TRIED = (
    Col("policy", "Policy", key=True),
    Col("point", "Orders at", "units", "As soon as stock and what is on its way are no more than this"),
    Col("order", "Orders", key=True),
    Col("orders", "Orders placed", "count"),
    Col("short_days", "Days short", "days", "Days on which more was asked for than was there"),
    Col("served", "Served", "ratio", "Share of the units that were asked for"),
    Col("average_stock", "Average stock", "units"),
    Col("stock_value", "Its value", "money", "At standard cost"),
    Col("cost", "Cost of the year", "money", "Orders placed, stock held, margin of what was not sold"),
)
SOURCE = "simulation of each day; Axsäter: Inventory Control, chapter 5"


@dataclass(frozen=True)
class Policy:
    """`quantity`: of every order; None: up to `upper`."""

    name: str
    point: int
    upper: int
    quantity: int | None = None

    def tried(self, units: Sequence[float], lead: int, costs: Costs) -> Course:
        if self.quantity is not None:
            return try_quantity(units, lead, self.point, self.quantity, costs)
        return try_levels(units, lead, self.point, self.upper, costs)

    @property
    def order(self) -> str:
        return f"up to {self.upper:,}" if self.quantity is None else f"{self.quantity:,} at once"


def simulated(desk: Desk, product: str, warehouse: str) -> Found:
    found = items(desk, warehouse, product)
    if not found:
        raise NotFound(f"{product} is not held at {warehouse}.")
    item = found[0]
    series = series_of(desk, [product], warehouse).get(product)
    units = [] if series is None else [float(one) for one in series.units[-YEAR:]]
    if not any(units):
        return Found(unknown=(f"{product} had no demand at {warehouse} in the last {YEAR} days: nothing to try on.",))
    policies, costs, assumed = _policies(desk, item)
    courses = [(one, one.tried(units, item.lead_days, costs)) for one in policies]
    now, better = courses[0][1], min(courses[1:], key=lambda pair: pair[1].cost)
    return Found(
        figures=(
            Worked("Served now", now.served, "ratio", "Σ sold / Σ asked for", SOURCE),
            Worked(f"Served with {better[0].name}", better[1].served, "ratio", "Σ sold / Σ asked for", SOURCE),
            Worked("Cost now", round(now.cost, 2), "money", COST, SOURCE, _letters(costs)),
            Worked(f"Cost with {better[0].name}", round(better[1].cost, 2), "money", COST, SOURCE, _letters(costs)),
        ),
        sheets=(sheet("Policies", TRIED, [_row(item, one, course) for one, course in courses]),),
        assumptions=(*assumed, *_taken(item, costs)),
        method=f"Each policy runs through the {YEAR} days before today as they were, from a full shelf, with a lead"
        f" time of {item.lead_days} days; what is not there is not sold. Recommended levels are worked out from the"
        " last 90 days, as in calculate_reorder_point.",
    )  # fmt: skip


COST = "K × orders + h × Σ stock + m × units not sold"


def _policies(desk: Desk, item: Item) -> tuple[list[Policy], Costs, tuple[Assumption, ...]]:
    rate = demand(desk, item.warehouse, item.product).get(item.key, NO_DEMAND)
    on, (lead, assumed) = terms(desk, item, planned(desk), supplied(desk)), lead_time(desk, item, measured(desk))
    quantity = max(on.packing.whole(order_quantity(item, rate.mean * YEAR, on).known()), on.packing.pack)
    by_worst, by_service, by_fill = (
        ceil(reorder_point(rate, lead, one).known() - 1e-9) for one in safety_stocks(rate, lead, on, quantity)
    )
    margin = price(desk, item.product) - float(item.cost)
    costs = Costs(on.order_cost, on.holding_cost(item) / YEAR, margin if margin > 0 else max(float(item.cost), 1e-6))
    policies = [
        Policy("now", item.point, max(item.maximum, item.point + 1)),
        Policy("service level", by_service, by_service + quantity, quantity),
        Policy("service level, up to", by_service, by_service + quantity),
        Policy("fill rate", by_fill, by_fill + quantity, quantity),
        Policy("maximum method", by_worst, by_worst + quantity, quantity),
    ]
    return policies, costs, (*assumed, *on.assumed)


def _taken(item: Item, costs: Costs) -> tuple[Assumption, ...]:
    return (
        Assumption("A unit not sold", f"{costs.short:.2f}", "its margin: unit price less standard cost, or the cost"),
        Assumption("Lead time", f"{item.lead_days} days each time", "warehouse_product.lead_time_days"),
    )


def _letters(costs: Costs) -> dict[str, float]:
    return {"K": costs.order, "h": costs.hold, "m": costs.short}


def _row(item: Item, one: Policy, course: Course) -> tuple[Value, ...]:
    return (
        one.name, one.point, one.order, course.orders, course.short_days, course.served, round(course.average_stock, 1),
        round(course.average_stock * float(item.cost), 2), round(course.cost, 2),
    )  # fmt: skip
