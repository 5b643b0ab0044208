"""What a service level costs a whole warehouse: read once, tried at any level without reading again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.lead_times import lead_time, measured
from tools.reading import NO_DEMAND, Item, arriving, demand, items, planned, supplied
from tools.stock.at_level import AtLevel, Shelves, at_level
from tools.stock.normal import over_lead_time
from tools.stock.safety_stock import SILVER
from tools.terms import terms
from tools.tool import Desk
from tools.worked import Assumption, Worked

YEAR = 365
TRIED = (0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999)
LEVELS = (
    Col("level", "Service level", "ratio", "Share of replenishment cycles without a shortage", key=True),
    Col("value", "Safety stock", "money", "Σ z × σ × standard cost"),
    Col("holding", "Holding it a year", "money"),
    Col("items", "Items to order now", "count"),
    Col("order_value", "Order value now", "money"),
    Col("outs", "Shortages a year", "count", "Replenishment cycles that end short"),
    Col("short", "Units short a year", "units"),
    Col("fill", "Share of units served", "ratio"),
)
ITEMS = (
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("safety", "Safety stock", "units", "At this service level"),
    Col("point", "Reorder point", "units", "At this service level"),
    Col("set", "Set now", "units", "The reorder point in the warehouse's data"),
    Col("difference", "Above what is set", "units"),
    Col("value", "Value of the safety stock", "money"),
    Col("order", "To order", "units", "Up to reorder point + economic quantity, in whole packs"),
)


@dataclass(frozen=True)
class Standing:
    """A warehouse as it was read; `targets`: the service level of each item now."""

    items: tuple[Item, ...]
    shelves: Shelves
    targets: np.ndarray
    assumed: tuple[Assumption, ...]


def standing(desk: Desk, warehouse: str) -> Standing:
    found, spread, coming = items(desk, warehouse), demand(desk, warehouse), arriving(desk, warehouse)
    known, suppliers, receipts = planned(desk), supplied(desk), measured(desk)
    rows, assumed = [], dict[str, Assumption]()
    for item in found:
        rate = spread.get(item.key, NO_DEMAND)
        on, (lead, of_lead) = terms(desk, item, known, suppliers), lead_time(desk, item, receipts)
        assumed.update({one.name: one for one in (*on.assumed, *of_lead)})
        yearly = rate.mean * YEAR
        rows.append(
            (yearly, rate.mean * lead.mean, over_lead_time(rate.deviation, rate.mean, lead.mean, lead.deviation),
             item.stock + sum(coming.get(item.key, {}).values()), float(item.cost), on.holding_rate,
             on.quantity(item, yearly)[0], on.packing.pack, on.packing.least,
             float("inf") if on.packing.most is None else on.packing.most, on.service)
        )  # fmt: skip
    columns = np.array(rows, dtype=float).reshape(len(rows), 11).T
    return Standing(tuple(found), Shelves(*columns[:10]), columns[10], tuple(assumed.values()))


def tried(known: Standing, service: float) -> Found:
    """At this level, beside each item's own target and other levels."""
    made, now = at_level(known.shelves, service), at_level(known.shelves, known.targets)
    curve = [(level, *_sums(at_level(known.shelves, level))) for level in sorted({*TRIED, service})]
    return Found(
        figures=figures(made, now, service),
        sheets=(
            sheet("By item", ITEMS, _items(known, made)),
            sheet("By service level", LEVELS, curve),
        ),
        assumptions=known.assumed,
        method="One cycle service level for every item of the warehouse; demand over the lead time is taken as normal."
        " Beside it stands each item's own target, or the one of the settings. Orders are economic quantities in"
        " whole packs; a unit is short where the demand of a cycle exceeds the reorder point.",
    )


def figures(made: AtLevel, now: AtLevel, service: float) -> tuple[Worked, ...]:
    beside = {"service level": service}
    return (
        Worked("Safety stock", made.value, "money", "Σ z × √(L × σd² + d² × σL²) × unit cost", SILVER,
               {**beside, "at the targets now": now.value}),
        Worked("Holding it a year", made.holding, "money", "Σ safety stock × unit cost × holding rate", SILVER,
               {"at the targets now": now.holding}),
        Worked("Items to order now", made.items, "items", "position ≤ reorder point", SILVER,
               {"at the targets now": now.items}),
        Worked("Order value now", made.order_value, "money", "Σ quantity × unit cost", "standard cost",
               {"at the targets now": now.order_value}),
        Worked("Shortages a year", made.outs, "count", "Σ D / Q × (1 − service level)", SILVER,
               {"at the targets now": now.outs}),
        Worked("Share of units served", made.fill, "ratio", "1 − Σ D / Q × σ × G(z) / Σ D", SILVER,
               {} if now.fill is None else {"at the targets now": now.fill},
               "" if made.fill is not None else "Nothing was asked for in the last 90 days."),
    )  # fmt: skip


def _sums(made: AtLevel) -> tuple[Value, ...]:
    return (
        round(made.value, 2), round(made.holding, 2), made.items, round(made.order_value, 2), round(made.outs, 1),
        round(made.short, 1), made.fill,
    )  # fmt: skip


def _items(known: Standing, made: AtLevel) -> Sequence[tuple[Value, ...]]:
    """The dearest safety stock first."""
    rows = [
        (item.product, item.name, round(safety, 2), round(point, 2), item.point, round(point - item.point, 2),
         round(safety * float(item.cost), 2), round(order))
        for item, safety, point, order in zip(
            known.items, made.safety.tolist(), made.point.tolist(), made.order.tolist(), strict=True
        )
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-float(str(row[6])), row[0]))
