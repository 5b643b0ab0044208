"""What tools read, as rows of the trade: items of stock, their demand, what is on its way, how items are packed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from core.errors import Invalid
from core.export import whole
from core.semantic.compile.view import Only
from core.semantic.query import Fields, Group, Query
from core.table import Table
from core.views import read_planning, read_view
from core.warehouse.base import Value
from tools.stock.safety_stock import Demand
from tools.tool import Desk

Key = tuple[str, str]  # warehouse, product
MOST = 2_000_000  # rows of a view
DEMAND_DAYS = 90  # as DATA.md has it for the average daily demand: whole days before today
NO_DEMAND = Demand(0, 0, 0)


@dataclass(frozen=True)
class Item:
    """A product in a warehouse."""

    warehouse: str
    product: str
    name: str
    supplier: str
    stock: int
    minimum: int
    maximum: int
    point: int
    lead_days: int
    cost: Decimal

    @property
    def key(self) -> Key:
        return self.warehouse, self.product


ITEM = (
    "warehouse.code", "product.code", "product.name", "supplier.code", "item.stock", "item.minimum_stock",
    "item.maximum_stock", "item.reorder_point", "item.lead_time_days", "product.unit_cost",
)  # fmt: skip


def items(desk: Desk, warehouse: str | None = None, product: str | None = None) -> list[Item]:
    """All that the asker sees, of one warehouse or of all."""
    only = [
        Fields(field=name, value=value) for name, value in (("warehouse", warehouse), ("product", product)) if value
    ]
    query = Query.model_validate(
        {
            "rows": "item",
            "by": [Group(dimension=name) for name in ITEM],
            **({"where": {"and": only}} if only else {}),
        }
    )
    table = whole(desk.ctx, query, desk.cancel).table
    return [_item(row) for row in table.rows]


def _item(row: Sequence[Value]) -> Item:
    warehouse, product, name, supplier = (str(one or "") for one in row[:4])
    stock, minimum, maximum, point, lead = (int(str(one or 0)) for one in row[4:9])
    cost = Decimal(str(row[9] or 0))
    return Item(warehouse, product, name, supplier, stock, minimum, maximum, point, lead, cost)


def demand(
    desk: Desk, warehouse: str | None = None, product: str | None = None, days: int = DEMAND_DAYS
) -> Mapping[Key, Demand]:
    """A day's mean, deviation and maximum over the days before today; what was never ordered is not in it."""
    today = desk.ctx.clock.today
    between = {"day": (today - timedelta(days=days), today - timedelta(days=1))}
    table = _view(desk, "demand_spread", Only(_among(warehouse, product), between))
    return {
        (str(row[0]), str(row[1])): _spread(float(str(row[2])), float(str(row[3])), float(str(row[4])), days)
        for row in table.rows
    }


def _spread(units: float, squares: float, most: float, days: int) -> Demand:
    """With the days on which nothing was ordered."""
    mean = units / days
    return Demand(mean, sqrt(max(squares / days - mean * mean, 0.0)), most)


def arriving(desk: Desk, warehouse: str | None = None) -> Mapping[Key, Mapping[date, int]]:
    """Open units of open purchase orders by the day they are expected; what is past due is expected today."""
    today = desk.ctx.clock.today
    found: dict[Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in _view(desk, "inbound", Only(_among(warehouse, None))).rows:
        expected = row[2] if isinstance(row[2], date) else today
        found[str(row[0]), str(row[1])][max(expected, today)] += int(str(row[3] or 0))
    return found


@dataclass(frozen=True)
class Planned:
    """What planning_item says of an item; what it leaves open is None."""

    pack: int | None = None
    least: int | None = None
    most: int | None = None
    order_cost: float | None = None
    holding_rate: float | None = None
    service: float | None = None


def planned(desk: Desk) -> Mapping[Key, Planned] | None:
    """By warehouse and product, where the warehouse may be empty; None where there is no such table."""
    table = read_planning(desk.ctx, "planning_item")
    if table is None:
        return None
    return {
        (str(row["warehouse_code"] or ""), str(row["product_code"])): Planned(
            _whole(row["pack_size"]),
            _whole(row["minimum_order_quantity"]),
            _whole(row["maximum_order_quantity"]),
            _real(row["order_cost"]),
            _real(row["holding_rate"]),
            _real(row["service_target"]),
        )
        for row in table.records()
    }


@dataclass(frozen=True)
class Supplied:
    """What a supplier asks for at least, and how much a unit is cheaper from which quantity on."""

    least: float | None = None
    breaks: tuple[tuple[int, float], ...] = ()  # quantity, discount


def supplied(desk: Desk) -> Mapping[str, Supplied] | None:
    """By supplier; None where there is no such table, or the persona's tools do not read it."""
    if "planning_supplier" not in desk.ctx.model.personas[desk.ctx.asker.persona].planning:
        return None
    table = read_planning(desk.ctx, "planning_supplier")
    if table is None:
        return None
    found: dict[str, Supplied] = {}
    for row in table.records():
        name, quantity, discount = (
            str(row["supplier_code"]),
            _whole(row["break_quantity"]),
            _real(row["break_discount"]),
        )
        before = found.get(name, Supplied())
        step = ((quantity, discount),) if quantity is not None and discount is not None else ()
        least = _real(row["minimum_order_value"])
        found[name] = Supplied(before.least if least is None else least, (*before.breaks, *step))
    return found


def price(desk: Desk, product: str) -> float:
    """What a unit sells for."""
    query = Query.model_validate(
        {
            "rows": "product",
            "by": [Group(dimension="product.unit_price")],
            "where": Fields(field="product", value=product),
        }
    )
    row = whole(desk.ctx, query, desk.cancel).table.rows[0]
    return float(str(row[-1] or 0))


def _view(desk: Desk, name: str, only: Only) -> Table:
    table = read_view(desk.ctx, name, only, MOST, desk.cancel)
    if table.truncated:
        raise Invalid(f"This takes more than {MOST:,} rows of {name}: ask for one warehouse.")
    return table


def _among(warehouse: str | None, product: str | None) -> dict[str, list[str]]:
    named = {"warehouse_code": warehouse, "product_code": product}
    return {name: [value] for name, value in named.items() if value}


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def _real(value: object) -> float | None:
    return None if value is None else float(str(value))
