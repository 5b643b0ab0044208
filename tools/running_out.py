"""Which items run out within some days: the chance, the day, by when to order, and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan

import numpy as np

from core.warehouse.base import Value
from tools.found import Col
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, Key, arriving, demand, items, planned, supplied
from tools.stock.reorder_point import reorder_point
from tools.stock.safety_stock import Demand, by_service_level
from tools.stock.stockout import days_left, risk
from tools.terms import Terms, terms
from tools.tool import Desk
from tools.worked import Assumption

YEAR = 365
FARTHEST = 180  # days ahead that are worth looking at
TOLD_EVERY = 2_000  # items between two words of progress


@dataclass(frozen=True)
class Outlook:
    """Of one item over the days that are looked at."""

    item: Item
    demand: Demand
    coming: int  # open units of purchase orders, whenever they are expected
    chance: float  # to be short on some day; what is asked for and not there is short
    out_on: date | None  # when average demand has taken everything; None: much later
    order_by: date | None
    point: float
    quantity: int  # suggested now, in whole packs; 0 where enough is there or on its way
    terms: Terms
    covered: bool  # over these days, by the rule of days of cover alone, as DATA.md has the stockout risk

    @property
    def runs_out(self) -> date | None:
        """What is out already does not run out."""
        return self.out_on if self.item.stock > 0 else None

    @property
    def position(self) -> int:
        return self.item.stock + self.coming


def outlook(
    desk: Desk, warehouse: str | None, days: int, *, until_delivery: bool = False
) -> tuple[list[Outlook], tuple[Assumption, ...]]:
    """Every item that the asker sees, with what had to be assumed for any of them."""
    found = items(desk, warehouse)
    spread, coming = demand(desk, warehouse), arriving(desk, warehouse)
    rates = [spread.get(item.key, NO_DEMAND) for item in found]
    chances, covered = _ahead(desk, found, rates, coming, days, until_delivery)
    left = _left(desk, found, rates, coming)
    known, suppliers, receipts = planned(desk), supplied(desk), measured(desk)
    made, assumed = [], dict[str, Assumption]()
    for place, (item, rate) in enumerate(zip(found, rates, strict=True)):
        on, (lead, of_lead) = terms(desk, item, known, suppliers), lead_time(desk, item, receipts)
        assumed.update({one.name: one for one in (*on.assumed, *of_lead)})
        point = reorder_point(rate, lead, by_service_level(rate, lead, on.service)).known()
        units = sum(coming.get(item.key, {}).values())
        out_on = None if isnan(left[place]) else desk.ctx.clock.today + timedelta(days=int(left[place]))
        made.append(
            Outlook(
                item, rate, units, 1.0 if item.stock <= 0 < rate.mean else float(chances[place]), out_on,
                out_on - timedelta(days=item.lead_days) if out_on else None,
                point, _quantity(item, rate, item.stock + units, point, on), on, bool(covered[place]),
            )
        )  # fmt: skip
        if place % TOLD_EVERY == 0:
            desk.tell(place / len(found), f"{place:,} of {len(found):,} items")
    return made, tuple(assumed.values())


def _ahead(
    desk: Desk,
    found: Sequence[Item],
    rates: Sequence[Demand],
    coming: Mapping[Key, Mapping[date, int]],
    days: int,
    until_delivery: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """The chance of being short, and whether the average demand is covered, of all items at once."""
    ends = [_ends(desk, coming.get(item.key, {}), days) if until_delivery else days for item in found]
    arrivals = _arrivals(desk, found, coming, ends)
    stock = np.array([item.stock for item in found], dtype=float)
    means = np.array([rate.mean for rate in rates])
    spreads = np.array([rate.deviation**2 for rate in rates])
    return risk(stock, arrivals, means, spreads, ends), np.isnan(days_left(stock, arrivals, means))


def _left(
    desk: Desk, found: Sequence[Item], rates: Sequence[Demand], coming: Mapping[Key, Mapping[date, int]]
) -> np.ndarray:
    """Whole days left; however many days are looked at, an order that comes too late is the same."""
    arrivals = _arrivals(desk, found, coming, [FARTHEST] * len(found))
    return days_left([item.stock for item in found], arrivals, [rate.mean for rate in rates])


def _arrivals(
    desk: Desk, found: Sequence[Item], coming: Mapping[Key, Mapping[date, int]], ends: Sequence[int]
) -> np.ndarray:
    """Units by item and day, of each item those before its end."""
    today, arrivals = desk.ctx.clock.today, np.zeros((len(found), max(ends, default=0)))
    for place, item in enumerate(found):
        for day, units in coming.get(item.key, {}).items():
            if (ahead := (day - today).days) < ends[place]:
                arrivals[place, ahead] += units
    return arrivals


def _ends(desk: Desk, coming: Mapping[date, int], days: int) -> int:
    """Days before the next delivery, which comes in the morning; without one, those that were asked for."""
    ahead = [(day - desk.ctx.clock.today).days for day, units in coming.items() if units > 0]
    return min(min(ahead, default=days), FARTHEST)


def _quantity(item: Item, rate: Demand, position: int, point: float, on: Terms) -> int:
    """Up to the reorder point and an economic quantity, once the position is at the point or below."""
    if position > point or rate.mean == 0:
        return 0
    quantity, _ = on.quantity(item, rate.mean * YEAR)
    return on.packing.whole(point + quantity - position)


RISK = (
    Col("warehouse_code", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("chance", "Chance to run out", "ratio", "Probability to be short on some day of the period"),
    Col("out_on", "Runs out on", "", "When average demand has taken all there is or comes; empty: is out, or later"),
    Col("order_by", "Order by", "", "The day it runs out − lead time"),
    Col("suggested", "Suggested order", "units", "Up to reorder point + economic quantity, in whole packs"),
    Col("stock", "Stock", "units"),
    Col("coming", "On its way", "units", "Open units of purchase orders"),
    Col("daily", "Daily demand", "units", "Average of the last 90 days"),
    Col("supplier_code", "Preferred supplier", key=True),
)


def row(one: Outlook) -> tuple[Value, ...]:
    item = one.item
    return (
        item.warehouse, item.product, item.name, one.chance, one.runs_out, one.order_by, one.quantity,
        item.stock, one.coming, round(one.demand.mean, 3), item.supplier,
    )  # fmt: skip
