"""What a warehouse should order now, by supplier: the lines, the totals, and what a supplier asks for at least."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.reading import Key, supplied
from tools.running_out import Outlook, outlook
from tools.stock.proposal import Line, Proposal, propose
from tools.tool import Desk
from tools.worked import Assumption, Worked

LINES = (
    Col("supplier_code", "Supplier", key=True),
    Col("warehouse_code", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("quantity", "Quantity", "units", "In whole packs, within minimum and maximum order quantity"),
    Col("unit_cost", "Unit cost", "money", "Standard cost"),
    Col("value", "Value", "money"),
    Col("chance", "Chance to run out", "ratio", "Within the lead time"),
    Col("order_by", "Order by"),
    Col("position", "Position", "units", "Stock and what is on its way"),
    Col("reorder_point", "Reorder point", "units", "By cycle service level"),
)
SUPPLIERS = (
    Col("supplier_code", "Supplier", key=True),
    Col("lines", "Lines", "count"),
    Col("units", "Units", "units"),
    Col("value", "Value", "money"),
    Col("minimum", "Minimum order value", "money", "planning_supplier; empty: none is known"),
    Col("short", "Missing to the minimum", "money"),
)
HORIZON = 30  # days that the chance to run out is looked at over


@dataclass(frozen=True)
class Needs:
    """What should be ordered, as it was read: budgets are tried on it without reading again."""

    wanted: Mapping[Key, Outlook]
    least: Mapping[str, float] | None  # order value that a supplier takes at least; None: nobody knows
    assumed: tuple[Assumption, ...]

    @property
    def value(self) -> float:
        return sum(one.quantity * float(one.item.cost) for one in self.wanted.values())


def proposed(desk: Desk, warehouse: str, budget: float | None) -> Found:
    return within(needs(desk, warehouse), budget)


def needs(desk: Desk, warehouse: str) -> Needs:
    seen, assumed = outlook(desk, warehouse, HORIZON)
    return Needs({one.item.key: one for one in seen if one.quantity > 0}, _least(desk), assumed)


def within(found: Needs, budget: float | None) -> Found:
    return _told(found, propose([_line(one) for one in found.wanted.values()], dict(found.least or {}), budget))


def as_changed(found: Needs, quantities: Mapping[str, int]) -> Found:
    """As somebody changed it by hand, by product; what is not named is left out."""
    lines = [_line(one) for one in found.wanted.values()]
    kept = [replace(line, quantity=quantities[line.key[1]]) for line in lines if quantities.get(line.key[1])]
    return _told(found, propose(kept, dict(found.least or {}), None))


def _told(found: Needs, made: Proposal) -> Found:
    wanted, least = found.wanted, found.least
    left = [_row(line, wanted[line.key]) for line in made.left_out]
    figures = [
        Worked(
            "Lines to order", len(made.lines), "items", "position ≤ reorder point", "reorder point, cycle service level"
        ),
        Worked("Value of the proposal", made.value, "money", "Σ quantity × unit cost", "standard cost"),
    ]
    if made.left_out:
        beyond = sum(line.value for line in made.left_out)
        figures.append(Worked("Beyond the budget", beyond, "money", "most urgent first", "chance to run out"))
    return Found(
        figures=tuple(figures),
        sheets=(
            sheet("Lines", LINES, [_row(line, wanted[line.key]) for line in _by_supplier(made.lines)]),
            sheet("By supplier", SUPPLIERS, _suppliers(made, least)),
            *([sheet("Beyond the budget", LINES, left)] if left else []),
        ),
        assumptions=found.assumed,
        method="Items at or below their reorder point (cycle service level) are ordered up to the reorder point and an"
        " economic quantity, with price breaks where the supplier gives them, in whole packs.",
        unknown=() if least is not None else ("Minimum order values: planning_supplier is not in this warehouse.",),
    )  # fmt: skip


def _line(one: Outlook) -> Line:
    item = one.item
    packing = one.terms.packing
    return Line(item.key, item.supplier, one.quantity, packing.pack, float(item.cost), one.chance, packing.least)


def _row(line: Line, one: Outlook) -> tuple[Value, ...]:
    item = one.item
    return (
        item.supplier, item.warehouse, item.product, item.name, line.quantity, item.cost, line.quantity * item.cost,
        one.chance, one.order_by, one.position, round(one.point, 1),
    )  # fmt: skip


def _by_supplier(lines: tuple[Line, ...]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.supplier, -line.value, line.key))


def _suppliers(made: Proposal, least: Mapping[str, float] | None) -> list[tuple[Value, ...]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in made.lines:
        groups[line.supplier].append(line)
    return [
        (name, len(lines), sum(line.quantity for line in lines), sum(line.value for line in lines),
         (least or {}).get(name), made.short.get(name))
        for name, lines in sorted(groups.items())
    ]  # fmt: skip


def _least(desk: Desk) -> dict[str, float] | None:
    known = supplied(desk)
    return None if known is None else {name: one.least for name, one in known.items() if one.least is not None}
