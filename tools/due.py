"""Orders that are to be delivered soon: by day, warehouse and area."""

from datetime import timedelta

from core.table import Table
from core.warehouse.base import Value
from tools.deliveries import TO_DELIVER, Order, at, orders
from tools.found import Col, sheet
from tools.tool import Desk

DUE = (
    Col("due", "Due", key=True),
    Col("order", "Order", key=True),
    Col("warehouse", "Warehouse", key=True),
    Col("customer", "Customer", key=True),
    Col("area", "Delivery area", key=True),
    Col("address", "Address", key=True),
    Col("status", "Status", key=True),
)


def due_soon(desk: Desk, warehouse: str | None, days: int) -> Table:
    """Today and some days ahead, the nearest first."""
    today = desk.ctx.clock.today
    window = {"and": [
        {"field": "sales_order.delivery_date", "op": ">=", "value": today},
        {"field": "sales_order.delivery_date", "op": "<=", "value": today + timedelta(days=days)},
    ]}  # fmt: skip
    found = sorted(orders(desk, TO_DELIVER, window, *at(warehouse)), key=lambda one: (str(one.due), one.code))
    return sheet("Due", DUE, [_row(one) for one in found]).table


def _row(one: Order) -> tuple[Value, ...]:
    return one.due, one.code, one.warehouse, one.customer, one.area, one.address, one.status
