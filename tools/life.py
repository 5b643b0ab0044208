"""The life of one order: what is done, what blocks the rest, where else the goods are."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.errors import Unknown
from tools.deliveries import Key, Line, Order, Shelf, Where, at, expected, lines, lines_of, orders_called, shelves
from tools.found import Col, Found, Sheet, sheet
from tools.fulfilment import TO_PICK, Arriving, Judged, judged
from tools.tool import Desk
from tools.worked import Worked

CLOSED = ("Delivered", "Cancelled")
METHOD = "Open units of each line against the stock of its warehouse; stock goes to orders by due date, then by number."


def life(desk: Desk, code: str) -> Found:
    order = next(iter(orders_called(desk, [code])), None)
    if order is None:
        raise Unknown("sales order", code)
    own = lines_of(desk, [code])
    waiting = [one.product for one in own if one.open and order.status in TO_PICK]
    seen = shelves(desk, waiting) if waiting else {}
    arriving = expected(desk, order.warehouse, waiting) if waiting else {}
    rivals = _rivals(desk, order, waiting) if waiting else []
    mine = [
        one for one in judged([*own, *rivals], seen, arriving, desk.ctx.clock.today) if one.line.order == order.code
    ]
    return Found(
        tuple(_figures(own, order, desk.ctx.clock.today)),
        (
            _header(order, desk.ctx.clock.today), _lines(mine, seen), _coming(order, arriving, desk.ctx.clock.today),
            _elsewhere(order, mine, seen),
        ),
        method=METHOD,
        unknown=tuple(_unknown(desk, order, own)),
    )  # fmt: skip


def _rivals(desk: Desk, order: Order, products: Sequence[str]) -> list[Line]:
    """Lines of other orders that wait for the same items and are due no later."""
    of_them: Where = {"field": "product.code", "op": "in", "value": sorted(set(products))}
    status: Where = {"field": "sales_order.status", "op": "in", "value": list(TO_PICK)}
    due: tuple[Where, ...] = ()
    if order.due:
        due = ({"field": "sales_order.delivery_date", "op": "<=", "value": order.due},)
    found = lines(desk, of_them, status, {"is": "sales_order_line.backordered"}, *at(order.warehouse), *due)
    return [one for one in found if one.order != order.code]


def _figures(own: Sequence[Line], order: Order, today: date) -> list[Worked]:
    ordered, done = sum(one.ordered for one in own), sum(one.fulfilled for one in own)
    rate = done / ordered if ordered else None
    days = (order.due - today).days if order.due else None
    given = {"fulfilled": float(done), "ordered": float(ordered)}
    closed = order.status in CLOSED
    note = (
        f"{order.status}: nothing is due any more."
        if closed
        else ""
        if order.due
        else "The order has no delivery date."
    )
    return [
        Worked("Units ordered", ordered, "units", "Σ ordered of its lines", "DATA: units ordered"),
        Worked("Units fulfilled", done, "units", "Σ fulfilled of its lines", "DATA: units fulfilled"),
        Worked("Units open", ordered - done, "units", "ordered − fulfilled", "DATA: backorder", given),
        Worked(
            "Fill rate",
            rate,
            "ratio",
            "fulfilled / ordered",
            "DATA: fill rate",
            given,
            "" if own else "It has no lines.",
        ),
        Worked("Days to delivery", None if closed else days, "days", "delivery date − today", "DATA: due", note=note),
    ]


def _header(order: Order, today: date) -> Sheet:
    late = order.status not in CLOSED and order.due is not None and order.due < today
    row = (
        order.code, order.status, order.ordered, order.due, late, order.warehouse, order.customer, order.area,
        order.address,
    )  # fmt: skip
    return sheet("Order", ORDER, [row])


def _lines(mine: Sequence[Judged], seen: Mapping[Key, Shelf]) -> Sheet:
    rows = [
        (
            one.line.number, one.line.product, one.line.name, one.line.ordered, one.line.fulfilled, one.line.open,
            seen[one.line.key].stock if one.line.key in seen else None, one.blocked.cause, one.blocked.says,
            one.blocked.until,
        )
        for one in sorted(mine, key=lambda one: one.line.number)
    ]  # fmt: skip
    return sheet("Lines", LINES, rows)


def _coming(order: Order, arriving: Arriving, today: date) -> Sheet:
    rows = [
        (product, day, units, day < today)
        for (warehouse, product), days in sorted(arriving.items())
        for day, units in sorted(days.items())
        if warehouse == order.warehouse
    ]
    return sheet("Purchases under way", COMING, rows)


def _elsewhere(order: Order, mine: Sequence[Judged], seen: Mapping[Key, Shelf]) -> Sheet:
    """Of what is open here, the largest stock first."""
    wanted = {one.line.product for one in mine if one.line.open}
    held = [
        one for one in seen.values() if one.product in wanted and one.warehouse != order.warehouse and one.stock > 0
    ]
    held.sort(key=lambda one: (one.product, -one.stock, one.warehouse))
    return sheet(
        "Stock elsewhere",
        ELSEWHERE,
        [(one.product, one.warehouse, one.stock, one.minimum, max(one.stock - one.minimum, 0)) for one in held],
    )


def _unknown(desk: Desk, order: Order, own: Sequence[Line]) -> list[str]:
    found = [] if own else [f"{order.code} has no lines."]
    if order.due is None:
        found.append(f"{order.code} has no delivery date: whether it is late is not known.")
    if desk.ctx.asker.warehouses:
        found.append(f"Stock elsewhere is that of the warehouses you see: {', '.join(desk.ctx.asker.warehouses)}.")
    return found


ORDER = (
    Col("order", "Order", key=True),
    Col("status", "Status", key=True),
    Col("order_date", "Ordered"),
    Col("delivery_date", "Delivery date"),
    Col("late", "Late"),
    Col("warehouse", "Warehouse", key=True),
    Col("customer", "Customer", key=True),
    Col("area", "Delivery area", key=True),
    Col("address", "Address", key=True),
)
LINES = (
    Col("line", "Line", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("ordered", "Ordered", "units"),
    Col("fulfilled", "Fulfilled", "units"),
    Col("open", "Open", "units", "Ordered − fulfilled"),
    Col("stock", "Stock here", "units"),
    Col("cause", "Blocked by", key=True),
    Col("says", "Why"),
    Col("until", "Until", meaning="When purchases under way cover it"),
)
COMING = (
    Col("product_code", "Product", key=True),
    Col("expected", "Expected"),
    Col("units", "Open units", "units"),
    Col("overdue", "Overdue"),
)
ELSEWHERE = (
    Col("product_code", "Product", key=True),
    Col("warehouse", "Warehouse", key=True),
    Col("stock", "Stock", "units"),
    Col("minimum", "Minimum stock", "units"),
    Col("spare", "Above its minimum", "units", "Stock − minimum stock"),
)
