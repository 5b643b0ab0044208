"""Purchase orders: what was bought from whom, when it came, and in what state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scripts.sample_data.catalogue import Catalogue
from scripts.sample_data.chance import Ints, Rng, Wheel, apportion_above, stream
from scripts.sample_data.days import History, busyness
from scripts.sample_data.ledger import Ledger
from scripts.sample_data.places import WAREHOUSES
from scripts.sample_data.sales import line_numbers, once_each
from scripts.sample_data.situations import (
    CALLED_OFF,
    NOT_YET,
    ONE_REJECTED,
    ONE_SHORT,
    OPEN,
    PARTLY,
    PO_STATUS,
    RECEIVED,
    fixed_purchases,
    settled,
)
from scripts.sample_data.sourcing import PO_LINES, Range, purchase_count
from scripts.sample_data.suppliers import Supplier
from scripts.sample_data.tables import dates, integers, labels, money, numbers, same

PIECE = 25_000
PREFIX = "PO"
RECEIPT = ("Pending", "Partial", "Complete", "Rejected")
WAITING, SHORT, COMPLETE, REJECTED = range(4)
CANCELS = 30  # of a thousand
NEVER = 2  # of a thousand: open for ever, until somebody asks
SPLIT = 14  # per cent of the open ones have come in part
INFLATION = 40  # thousandths a year, of what we pay
LINE_COUNT = Wheel.of(PO_LINES)


@dataclass(frozen=True)
class Purchases:
    number: Ints
    day: Ints
    warehouse: Ints
    supplier: Ints
    expected: Ints
    actual: Ints  # NOT_YET where it has not come
    status: Ints
    goods: Ints  # what was settled beforehand of how they came


@dataclass(frozen=True)
class Receipts:
    order: Ints  # place in the piece
    line: Ints
    product: Ints
    quantity: Ints
    received: Ints
    cost: Ints
    receipt: Ints


class PurchaseBook:
    """The purchase orders of the whole history, piece by piece."""

    def __init__(
        self, seed: int, orders: int, history: History, catalogue: Catalogue, suppliers: tuple[Supplier, ...],
        wanted: Range,
    ) -> None:  # fmt: skip
        self.seed, self.history, self.catalogue, self.suppliers, self.wanted = (
            seed,
            history,
            catalogue,
            suppliers,
            wanted,
        )
        self.orders = purchase_count(orders)
        self.fixed = fixed_purchases(history, len(suppliers))
        busy = busyness(history, stream(seed, "purchase days"), sunday=0)
        self.ends = np.cumsum(apportion_above(self.fixed.per_day(history.days), busy, self.orders))
        self.width = max(6, len(str(self.orders)))

    def pieces(self) -> Iterator[tuple[Purchases, Receipts]]:
        for start in range(0, self.orders, PIECE):
            rng = stream(self.seed, "purchases", start)
            yield self.draw(rng, start, min(start + PIECE, self.orders))

    def draw(self, rng: Rng, start: int, end: int) -> tuple[Purchases, Receipts]:
        place = np.arange(start, end)
        day: Ints = np.searchsorted(self.ends, place, side="right")
        warehouse, supplier = np.divmod(self.wanted.partners.spin(rng, self.history.month[day]), len(self.suppliers))
        expected, actual = self.draw_days(rng, day, supplier)
        status = draw_status(rng, self.history.today, day, expected, actual)
        actual = np.where(status == RECEIVED, actual, NOT_YET)
        orders = Purchases(place + 1, day, warehouse, supplier, expected, actual, status, np.zeros_like(status))
        self.settle(orders, start, end)
        lines = self.draw_lines(rng, orders)
        short = lines.order[(lines.receipt == SHORT) & (orders.status[lines.order] == RECEIVED)]
        orders.status[short] = PARTLY
        return orders, lines

    def settle(self, orders: Purchases, start: int, end: int) -> None:
        mine, how = settled(self.fixed.day, self.ends, start, end)
        for name in ("warehouse", "supplier", "expected", "actual", "status", "goods"):
            getattr(orders, name)[mine] = getattr(self.fixed, name)[how]

    def draw_days(self, rng: Rng, day: Ints, supplier: Ints) -> tuple[Ints, Ints]:
        """When it was promised and when it comes, which may lie ahead."""
        lead = np.array([s.lead_days for s in self.suppliers])[supplier]
        on_time = np.array([s.on_time for s in self.suppliers])[supplier]
        expected = day + np.maximum(lead + rng.integers(-2, 4, len(day)), 1)
        late = rng.integers(1, 3 + lead // 2, len(day))
        delay = np.where(rng.integers(0, 100, len(day)) < on_time, -rng.integers(0, 3, len(day)), late)
        return expected, np.maximum(expected + delay, day + 1)

    def draw_lines(self, rng: Rng, orders: Purchases) -> Receipts:
        order = np.repeat(np.arange(len(orders.day)), LINE_COUNT.spins(rng, len(orders.day)) + 1)
        depot = self.history.month[orders.day[order]] * len(WAREHOUSES) + orders.warehouse[order]
        product = self.wanted.products.spin(rng, depot * len(self.suppliers) + orders.supplier[order])
        order, product = once_each(order, product, self.catalogue.many)
        line = line_numbers(order)
        quantity = self.quantity(rng, orders.warehouse[order], product)
        receipt = self.draw_receipt(rng, orders, order, line)
        part = np.clip(quantity * rng.integers(40, 95, len(quantity)) // 100, 1, quantity - 1)
        received = np.choose(receipt, (np.zeros_like(quantity), part, quantity, np.zeros_like(quantity)))
        cost = self.cost(rng, orders.day[order], orders.supplier[order], product)
        return Receipts(order, line, product, quantity, received, cost, receipt)

    def quantity(self, rng: Rng, warehouse: Ints, product: Ints) -> Ints:
        usual, pack = self.wanted.quantity[warehouse, product], self.catalogue.pack[product]
        drawn = (usual * rng.integers(70, 131, len(product)) // 50 // pack + 1) // 2 * pack  # rounded, not cut
        return np.maximum(drawn, np.maximum(pack, 2))

    def cost(self, rng: Rng, day: Ints, supplier: Ints, product: Ints) -> Ints:
        """The standard cost, at this supplier's level, cheaper in earlier years, never quite the same."""
        place = np.argmax(self.catalogue.sources[product] == supplier[:, None], axis=1)
        level = self.catalogue.source_price[product, place] * (1000 - (self.history.today - day) * INFLATION // 365)
        noise = rng.integers(985, 1016, len(product))
        return np.maximum(self.catalogue.cost[product] * level // 1000 * noise // 1_000_000, 1)

    def draw_receipt(self, rng: Rng, orders: Purchases, order: Ints, line: Ints) -> Ints:
        delivered = (orders.actual != NOT_YET)[order]
        receipt = np.where(delivered, receipts_of(self.suppliers).spin(rng, orders.supplier[order]) + 1, WAITING)
        first, goods = line == 1, orders.goods[order]
        receipt[first & (goods == ONE_REJECTED)] = REJECTED
        receipt[first & (goods == ONE_SHORT)] = SHORT
        split = ~delivered & (orders.status[order] == PARTLY)
        last = np.diff(order, append=-1) != 0
        receipt[split & (rng.integers(0, 100, len(order)) < 40)] = COMPLETE
        receipt[split & last] = WAITING
        receipt[split & first] = np.where(last, SHORT, COMPLETE)[split & first]
        return receipt

    def header_columns(self, orders: Purchases) -> dict[str, pa.Array]:
        return {
            "purchase_order_prefix": same(PREFIX, len(orders.day)),
            "purchase_order_number": numbers(orders.number, self.width),
            "order_date": dates(self.history.on(orders.day)),
            "supplier_code": labels(orders.supplier, [s.code for s in self.suppliers]),
            "supplier_name": labels(orders.supplier, [s.name for s in self.suppliers]),
            "warehouse_code": labels(orders.warehouse, [w.code for w in WAREHOUSES]),
            "expected_delivery_date": dates(self.history.on(orders.expected)),
            "actual_delivery_date": dates(self.history.on(orders.actual), orders.actual == NOT_YET),
            "status": labels(orders.status, PO_STATUS),
        }

    def line_columns(self, orders: Purchases, lines: Receipts) -> dict[str, pa.Array]:
        return {
            "purchase_order_prefix": same(PREFIX, len(lines.order)),
            "purchase_order_number": numbers(orders.number[lines.order], self.width),
            "purchase_order_line": integers(lines.line),
            "product_code": labels(lines.product, self.catalogue.codes),
            "order_quantity": integers(lines.quantity),
            "received_quantity": integers(lines.received),
            "unit_cost": money(lines.cost),
            "line_total": money(lines.cost * lines.quantity),
            "receipt_status": labels(lines.receipt, RECEIPT),
        }

    def record(self, ledger: Ledger, orders: Purchases, lines: Receipts) -> None:
        """A split delivery that is not complete has no day; it is not in the ledger."""
        there = orders.actual[lines.order] != NOT_YET
        order = lines.order[there]
        ledger.come(orders.actual[order], orders.warehouse[order], lines.product[there], lines.received[there])


def draw_status(rng: Rng, today: int, day: Ints, expected: Ints, actual: Ints) -> Ints:
    never = rng.integers(0, 1000, len(day)) < NEVER
    split = (rng.integers(0, 100, len(day)) < SPLIT) & (expected <= today + 3) & (day < today - 2)
    status = np.where((actual > today) | never, np.where(split, PARTLY, OPEN), RECEIVED)
    return np.where(rng.integers(0, 1000, len(day)) < CANCELS, CALLED_OFF, status)


def receipts_of(suppliers: Sequence[Supplier]) -> Wheel:
    """Short, complete, rejected: a group for each supplier."""
    return Wheel.of(np.array([(s.short, 1000 - s.short - s.rejected, s.rejected) for s in suppliers]))
