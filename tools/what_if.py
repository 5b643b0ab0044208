"""What is known of one item, read once; and what its levels would be on other terms, without reading again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.errors import NotFound
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, arriving, demand, items, planned, supplied
from tools.reordering import YEAR, order_quantity, safety_stocks
from tools.stock.order_quantity import yearly_cost
from tools.stock.reorder_point import reorder_point
from tools.stock.safety_stock import Demand, LeadTime
from tools.terms import Terms, terms
from tools.tool import Desk
from tools.worked import Assumption, Worked


@dataclass(frozen=True)
class ItemFacts:
    """`elsewhere`: the same product in the other warehouses that the asker sees."""

    item: Item
    demand: Demand
    lead: LeadTime
    terms: Terms
    elsewhere: tuple[tuple[Item, Demand], ...]
    coming: Mapping[date, int]
    assumed: tuple[Assumption, ...]


@dataclass(frozen=True)
class Changed:
    """What is tried; None stays as it is."""

    service: float | None = None
    lead_days: float | None = None
    holding_rate: float | None = None
    order_cost: float | None = None


@dataclass(frozen=True)
class Levels:
    """By each method for the safety stock, in the same order; `order`: the economic quantity, with
    price breaks where there are any, in whole packs."""

    safety: tuple[Worked, ...]
    points: tuple[Worked, ...]
    economic: Worked
    order: int
    yearly: float | None  # of ordering and holding; None without demand


def facts(desk: Desk, warehouse: str, product: str) -> ItemFacts:
    everywhere = items(desk, None, product)
    own = next((one for one in everywhere if one.warehouse == warehouse), None)
    if own is None:
        raise NotFound(f"{product} is not held at {warehouse}.")
    rates = demand(desk, None, product)
    on, (lead, assumed) = terms(desk, own, planned(desk), supplied(desk)), lead_time(desk, own, measured(desk))
    others = tuple((one, rates.get(one.key, NO_DEMAND)) for one in everywhere if one is not own)
    coming = arriving(desk, warehouse).get(own.key, {})
    return ItemFacts(
        own, rates.get(own.key, NO_DEMAND), lead, on, others, dict(sorted(coming.items())), (*assumed, *on.assumed)
    )


def levels(known: ItemFacts, tried: Changed) -> Levels:
    """A longer lead time varies as much more as it is longer."""
    on = known.terms
    on = replace(
        on,
        service=on.service if tried.service is None else tried.service,
        holding_rate=on.holding_rate if tried.holding_rate is None else tried.holding_rate,
        order_cost=on.order_cost if tried.order_cost is None else tried.order_cost,
    )
    lead, rate = _lead(known.lead, tried.lead_days), known.demand
    held = on.holding_cost(known.item)
    economic = order_quantity(known.item, rate.mean * YEAR, on)
    order = on.packing.whole(economic.known())
    safety = safety_stocks(rate, lead, on, order)
    points = tuple(reorder_point(rate, lead, one) for one in safety)
    yearly = yearly_cost(order, rate.mean * YEAR, on.order_cost, held) if order else None
    return Levels(tuple(safety), points, economic, order, yearly)


def _lead(lead: LeadTime, days: float | None) -> LeadTime:
    if days is None or lead.mean <= 0:
        return lead
    share = days / lead.mean
    return LeadTime(days, lead.deviation * share, lead.most * share)
