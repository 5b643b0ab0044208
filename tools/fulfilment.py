"""What holds orders up: each open line against the stock that is left for it and the purchases on their way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.deliveries import Key, Line, Order, Shelf
from tools.stock.blocking import NOTHING, WORST_FIRST, Blocked, blocked

TO_PICK = ("Pending", "Processing")  # what has left the warehouse takes no stock any more
NOT_DELIVERED, NOT_SHIPPED = "not delivered", "not shipped"
GONE = {
    "Shipped": "Shipped without them.",
    "Delivered": "Delivered without them.",
    "Cancelled": "The order is cancelled.",
}
Arriving = Mapping[Key, Mapping[date, int]]


@dataclass(frozen=True)
class Judged:
    line: Line
    blocked: Blocked


def judged(lines: Sequence[Line], shelves: Mapping[Key, Shelf], arriving: Arriving, today: date) -> list[Judged]:
    """Stock goes to whoever is due first, then by number; `lines` should hold all that wait for the same items."""
    ahead: dict[Key, int] = defaultdict(int)
    found = []
    for line in sorted(lines, key=lambda one: (one.due or date.max, one.order, one.number)):
        if line.status not in TO_PICK:
            found.append(Judged(line, Blocked(NOTHING, GONE[line.status] if line.open else "")))
            continue
        stock = shelves[line.key].stock if line.key in shelves else 0
        found.append(Judged(line, blocked(line.open, stock, ahead[line.key], arriving.get(line.key, {}), today)))
        ahead[line.key] += line.open
    return found


@dataclass(frozen=True)
class Late:
    """An order past its date, with the line that holds it up most."""

    order: Order
    days: int
    cause: str
    says: str
    until: date | None
    open: int


def late(order: Order, its: Sequence[Judged], today: date) -> Late:
    days = (today - order.due).days if order.due else 0
    waiting = [one for one in its if one.blocked.cause != NOTHING]
    units = sum(one.line.open for one in its)
    if not waiting:
        gone = order.status == "Shipped"
        says = "It has left the warehouse." if gone else "Everything is picked; it waits to be shipped."
        return Late(order, days, NOT_DELIVERED if gone else NOT_SHIPPED, says, None, units)
    worst = min(waiting, key=lambda one: (WORST_FIRST.index(one.blocked.cause), -one.line.open))
    ends = [one.blocked.until for one in waiting if one.blocked.cause != "not picked"]
    until = max((day for day in ends if day), default=None) if all(ends) else None
    return Late(order, days, worst.blocked.cause, f"{worst.line.product}: {worst.blocked.says}", until, units)
