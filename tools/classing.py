"""Items by what they turn over (ABC) and how steadily (XYZ), and what that says about planning them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.warehouse.base import Value
from tools.demand_history import all_series, ordered
from tools.found import Col, Found, Sheet, sheet
from tools.keeping import kept, told
from tools.reading import Item, items
from tools.stock.classes import SHARE_A, SHARE_B, STEADY, VARYING, Abc, Kind, Xyz, abc, kind, xyz
from tools.tool import Desk
from tools.worked import Worked

WEEKS = 52
DICKIE = "Dickie 1951: ABC inventory analysis shoots for dollars"
PLANNED = {
    "X": "reorder by rule, little safety stock", "Y": "reorder by rule, safety stock by service level",
    "Z": "order to demand or by hand",
}  # fmt: skip
LOOKED_AT = {"A": "looked at weekly", "B": "monthly", "C": "quarterly"}

CLASSES = (
    Col("class", "Class", "", "ABC by turnover at cost, XYZ by how steady weekly demand is", key=True),
    Col("items", "Items", "count"),
    Col("turnover", "Turnover a year", "money", "Units ordered × standard cost"),
    Col("share", "Share of it", "ratio"),
    Col("stock_value", "Stock value", "money"),
    Col("planned", "Usually planned", key=True),
)
ITEMS = (
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("class", "Class", key=True),
    Col("turnover", "Turnover a year", "money"),
    Col("weekly", "Demand of a week", "units", f"Mean of {WEEKS} weeks"),
    Col("variation", "Variation", "", "Deviation of weekly demand over its mean; empty without demand"),
    Col("kind", "Kind of demand", key=True),
    Col("stock_value", "Stock value", "money"),
)


@dataclass(frozen=True)
class Sold:
    """Of one product: units of a week, and the kind of its daily demand."""

    mean: float
    deviation: float
    kind: Kind


@dataclass(frozen=True)
class Classed:
    product: str
    name: str
    abc: Abc
    xyz: Xyz
    turnover: float
    sold: Sold
    value: float

    @property
    def both(self) -> str:
        return self.abc + self.xyz


NOTHING = Sold(0, 0, "none")


def classified(desk: Desk, warehouse: str | None) -> Found:
    found = _classed(items(desk, warehouse), _sold(desk, warehouse))
    total = sum(one.turnover for one in found)
    found.sort(key=lambda one: (-one.turnover, one.product))
    rows: list[tuple[Value, ...]] = [
        (
            one.product, one.name, one.both, round(one.turnover, 2), round(one.sold.mean, 2),
            round(one.sold.deviation / one.sold.mean, 2) if one.sold.mean else None, one.sold.kind, round(one.value, 2),
        )
        for one in found
    ]  # fmt: skip
    a = [one for one in found if one.abc == "A"]
    idle = [one for one in found if not one.sold.mean]
    return Found(
        figures=(
            Worked("Class A", len(a), "items", f"the largest that make {SHARE_A:.0%} of the turnover", DICKIE),
            Worked("Turnover of a year", round(total, 2), "money", "Σ units × unit cost", "sales orders"),
            Worked("Stock value without demand", round(sum(one.value for one in idle), 2), "money",
                   f"Σ stock × unit cost, nothing ordered in {WEEKS} weeks", "sales orders"),
        ),
        sheets=(_classes(found, total), sheet("Items", ITEMS, rows)),
        method=f"A makes {SHARE_A:.0%} of the year's turnover at standard cost, B up to {SHARE_B:.0%}, C the rest. X"
        f" varies from week to week by up to {STEADY:g} of its mean, Y up to {VARYING:g}, Z more.",
    )  # fmt: skip


def _sold(desk: Desk, warehouse: str | None) -> dict[str, Sold]:
    products = ordered(desk, warehouse)
    return kept(desk, f"weekly demand {warehouse}", lambda: _weekly(desk, products, warehouse), 200 * len(products) + 1)


def _weekly(desk: Desk, products: Sequence[str], warehouse: str | None) -> dict[str, Sold]:
    found: dict[str, Sold] = {}
    for product, series in all_series(desk, products, warehouse):
        days = series.units[-WEEKS * 7 :]
        weeks = days.reshape(-1, 7).sum(axis=1)
        found[product] = Sold(float(weeks.mean()), float(np.std(weeks)), kind(days.tolist()))
        told(desk, len(found) / len(products), f"{len(found):,} of {len(products):,} products looked at")
    return found


def _classed(held: Sequence[Item], sold: dict[str, Sold]) -> list[Classed]:
    """A product held in several warehouses is one here, with all its stock."""
    value: dict[str, float] = {}
    for item in held:
        value[item.product] = value.get(item.product, 0.0) + item.stock * float(item.cost)
    products = list({item.product: item for item in held}.values())
    turnover = [sold.get(one.product, NOTHING).mean * WEEKS * float(one.cost) for one in products]
    return [
        Classed(
            one.product, one.name, group, xyz(week.mean, week.deviation), turned, week, value[one.product]
        )
        for one, turned, group in zip(products, turnover, abc(turnover), strict=True)
        for week in (sold.get(one.product, NOTHING),)
    ]  # fmt: skip


def _classes(found: Sequence[Classed], total: float) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    for name in (first + second for first in "ABC" for second in "XYZ"):
        own = [one for one in found if one.both == name]
        turnover = sum(one.turnover for one in own)
        rows.append((
            name, len(own), round(turnover, 2), turnover / total if total else None,
            round(sum(one.value for one in own), 2), f"{PLANNED[name[1]]}; {LOOKED_AT[name[0]]}",
        ))  # fmt: skip
    return sheet("Classes", CLASSES, rows)
