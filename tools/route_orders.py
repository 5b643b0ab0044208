"""Which orders a route is planned for: those named, or those due on a day, of one warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Invalid, Unknown
from tools.deliveries import OVERDUE, TO_DELIVER, Order, Where, at, orders, orders_called
from tools.order_names import order_code
from tools.routing.edits import Edits
from tools.tool import Desk

CLOSED = ("Delivered", "Cancelled")


@dataclass(frozen=True)
class Chosen:
    """`closed`: named, but there is nothing to deliver any more."""

    warehouse: str | None  # None: nothing is due anywhere
    orders: tuple[Order, ...]
    closed: tuple[Order, ...] = ()


def named(desk: Desk, codes: Sequence[str], warehouse: str | None) -> Chosen:
    found = orders_called(desk, codes)
    for code in codes:
        if code not in {one.code for one in found}:
            raise Unknown("sales order", code, [one.code for one in found])
    closed = tuple(one for one in found if one.status in CLOSED)
    return Chosen(_one_warehouse(found, warehouse), tuple(one for one in found if one not in closed), closed)


def due_on(desk: Desk, day: date, warehouse: str | None, *, overdue: bool) -> Chosen:
    on_day: Where = {"field": "sales_order.delivery_date", "value": day}
    wanted: Where = {"or": [on_day, OVERDUE]} if overdue else on_day
    found = orders(desk, TO_DELIVER, wanted, *at(warehouse))
    return Chosen(_one_warehouse(found, warehouse), tuple(found))


def _one_warehouse(found: Sequence[Order], warehouse: str | None) -> str | None:
    """A plan starts at one place."""
    starts = sorted({one.warehouse for one in found})
    if warehouse is None and len(starts) > 1:
        raise Invalid(f"These orders leave from {' and '.join(starts)}: say which warehouse to plan for.")
    if warehouse is not None and (other := [one for one in found if one.warehouse != warehouse]):
        raise Invalid(f"{other[0].code} leaves from {other[0].warehouse}, not from {warehouse}.")
    return warehouse or (starts[0] if starts else None)


def edits(desk: Desk, chosen: Chosen, hold: dict[str, str] | None, leave_out: Sequence[str] | None) -> Edits:
    """Only of orders that are planned; those without a place are in no route anyway."""
    codes = [one.code for one in chosen.orders]
    held = {order_code(desk.ctx, code): vehicle for code, vehicle in (hold or {}).items()}
    for code in (*held, *(leave_out or ())):
        if code not in codes:
            raise Unknown("order in this plan", code, codes)
    return Edits(held, frozenset(leave_out or ()))
