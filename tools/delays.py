"""Orders past their date, and what holds each of them up."""

from collections import defaultdict
from collections.abc import Sequence

from tools.deliveries import OVERDUE, at, expected, lines, orders, shelves
from tools.found import Col, Found, Sheet, sheet
from tools.fulfilment import TO_PICK, Judged, Late, judged, late
from tools.stock.blocking import NOTHING
from tools.tool import Desk
from tools.worked import Worked

METHOD = (
    "Late is a delivery date before today of an order neither delivered nor cancelled. Open units are held against "
    "the stock of the warehouse, which goes to orders by due date, then by number, and against the purchases under "
    "way. The worst line gives the order its cause."
)


def delays(desk: Desk, warehouse: str | None, days: int) -> Found:
    today = desk.ctx.clock.today
    known = orders(desk, OVERDUE, *at(warehouse))
    desk.tell(0.3, f"{len(known):,} late orders")
    its = _judged(desk, warehouse)
    found = [late(order, its.get(order.code, []), today) for order in known]
    found = sorted((one for one in found if one.days >= days), key=lambda one: (-one.days, one.order.code))
    held = [line for one in found for line in its.get(one.order.code, []) if line.blocked.cause != NOTHING]
    return Found(_figures(found, days), (_orders(found), _causes(found), _lines(held)), method=METHOD)


def _judged(desk: Desk, warehouse: str | None) -> dict[str, list[Judged]]:
    """All late lines together: the stock is shared among them."""
    open_lines = lines(desk, OVERDUE, *at(warehouse))
    waiting = [one.product for one in open_lines if one.open and one.status in TO_PICK]
    arriving = expected(desk, warehouse) if waiting else {}
    by_order: dict[str, list[Judged]] = defaultdict(list)
    for one in judged(open_lines, shelves(desk, waiting, *at(warehouse)), arriving, desk.ctx.clock.today):
        by_order[one.line.order].append(one)
    return by_order


def _figures(found: Sequence[Late], days: int) -> tuple[Worked, ...]:
    total = sum(one.days for one in found)
    return (
        Worked(
            "Late orders", len(found), "orders", "today − delivery date ≥ days, neither delivered nor cancelled",
            "DATA: overdue order", {"days": days},
        ),
        Worked(
            "Average days late", total / len(found) if found else None, "days", "Σ days late / orders",
            "DATA: days overdue", {"Σ days late": total, "orders": len(found)}, "" if found else "No order is late.",
        ),
        Worked("Open units", sum(one.open for one in found), "units", "Σ (ordered − fulfilled)", "DATA: backorder"),
    )  # fmt: skip


def _orders(found: Sequence[Late]) -> Sheet:
    rows = [
        (
            one.order.code, one.order.warehouse, one.order.customer, one.order.area, one.order.status, one.order.due,
            one.days, one.cause, one.says, one.until, one.open,
        )
        for one in found
    ]  # fmt: skip
    return sheet("Late orders", ORDERS, rows)


def _causes(found: Sequence[Late]) -> Sheet:
    by_cause: dict[str, list[Late]] = defaultdict(list)
    for one in found:
        by_cause[one.cause].append(one)
    rows = [
        (cause, len(some), sum(one.days for one in some) / len(some), sum(one.open for one in some))
        for cause, some in sorted(by_cause.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    ]
    return sheet("By cause", CAUSES, rows)


def _lines(waiting: Sequence[Judged]) -> Sheet:
    rows = [
        (
            one.line.order, one.line.number, one.line.warehouse, one.line.product, one.line.name, one.line.open,
            one.blocked.cause, one.blocked.says, one.blocked.until,
        )
        for one in waiting
    ]  # fmt: skip
    return sheet("Open lines", LINES, rows)


ORDERS = (
    Col("order", "Order", key=True),
    Col("warehouse", "Warehouse", key=True),
    Col("customer", "Customer", key=True),
    Col("area", "Delivery area", key=True),
    Col("status", "Status", key=True),
    Col("delivery_date", "Delivery date"),
    Col("days_late", "Days late", "days"),
    Col("cause", "Cause", key=True),
    Col("why", "Why"),
    Col("until", "Until", meaning="When purchases under way cover its last line"),
    Col("open", "Open", "units"),
)
CAUSES = (
    Col("cause", "Cause", key=True),
    Col("orders", "Orders", "count"),
    Col("days_late", "Average days late", "days"),
    Col("open", "Open", "units"),
)
LINES = (
    Col("order", "Order", key=True),
    Col("line", "Line", key=True),
    Col("warehouse", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("open", "Open", "units"),
    Col("cause", "Blocked by", key=True),
    Col("why", "Why"),
    Col("until", "Until", meaning="When purchases under way cover it"),
)
