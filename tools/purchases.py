"""What the supplier tools read: figures by supplier, purchase lines, and what suppliers give breaks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from core.export import whole
from core.semantic.query import Fields, Group, Query
from core.table import Table
from core.views import read_planning
from core.warehouse.base import Value
from tools.buying.savings import Bought, Break
from tools.tool import Desk

PARTS = ("receipt_fill_rate", "on_time_rate", "quality_rate", "cost_competitiveness", "supplier_score")
COUNTS = ("purchase_orders", "delivered_purchase_orders", "spend", "average_lead_time", "average_delay")


def asked(desk: Desk, **parts: object) -> Table:
    """A Query of these parts, with all of its rows."""
    return whole(desk.ctx, Query.model_validate(parts), desk.cancel).table


def since(desk: Desk, days: int) -> Fields:
    """Orders of the last days, today among them."""
    return Fields(field="purchase_order.order_date", op=">", value=desk.ctx.clock.today - timedelta(days=days))


def scores(desk: Desk, days: int) -> dict[str, dict[str, Value]]:
    """Every supplier's name, parts of the score, and counts, over the orders of the last days."""
    table = asked(desk, measures=[*PARTS, *COUNTS], by=[Group(dimension="supplier")], where=since(desk, days))
    names = ("code", "name", *PARTS, *COUNTS)
    return {str(row[0]): dict(zip(names, row, strict=True)) for row in table.rows}


LINE = (
    "supplier.code", "product.code", "purchase_order.order_date", "purchase_order_line.order_quantity",
    "purchase_order_line.unit_cost",
)  # fmt: skip


def bought(
    desk: Desk, days: int, suppliers: Sequence[str] = (), group: str | None = None, product: str | None = None
) -> list[Bought]:
    """Lines of orders that were not cancelled."""
    only = [since(desk, days)]
    if suppliers:
        only.append(Fields(field="supplier.code", op="in", value=tuple(suppliers)))
    if group:
        only.append(Fields(field="product.group", value=group))
    if product:
        only.append(Fields(field="product.code", value=product))
    by = [Group(dimension=name) for name in LINE]
    table = asked(desk, rows="purchase_order_line", by=by, where={"and": only})
    return [_line(row) for row in table.rows]


def _line(row: tuple[Value, ...]) -> Bought:
    """Before the columns that were asked for stands the line's own key: prefix, number, line."""
    supplier, product, day, units, cost = row[-5:]
    assert isinstance(day, date)
    return Bought(str(supplier), str(product), day, f"{row[0]}-{row[1]}", float(str(units or 0)), float(str(cost or 0)))


def breaks(desk: Desk) -> Mapping[str, Sequence[Break]] | None:
    """By supplier; None where this warehouse has no such table."""
    table = read_planning(desk.ctx, "planning_supplier")
    if table is None:
        return None
    found: dict[str, list[Break]] = defaultdict(list)
    for row in table.records():
        if row["break_quantity"] and row["break_discount"]:
            tier = Break(float(str(row["break_quantity"])), float(str(row["break_discount"])))
            found[str(row["supplier_code"])].append(tier)
    return found


def product_names(desk: Desk) -> Mapping[str, str]:
    table = asked(desk, by=[Group(dimension="product")])
    return {str(row[0]): str(row[1] or "") for row in table.rows}


def real(value: Value) -> float | None:
    return None if value is None else float(str(value))
