"""Sales orders: who orders what where, when it is due, and how far it got."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scripts.sample_data.catalogue import Catalogue
from scripts.sample_data.chance import Ints, Rng, Wheel, apportion_above, stream
from scripts.sample_data.customers import Customers
from scripts.sample_data.days import History, busyness
from scripts.sample_data.demand import LINES, Demand
from scripts.sample_data.ledger import Ledger
from scripts.sample_data.places import AREAS, WAREHOUSES
from scripts.sample_data.promotions import PRICE
from scripts.sample_data.situations import (
    CANCELLED,
    DELIVERED,
    SALES_STATUS,
    SHIPPED,
    Fixed,
    fixed_orders,
    settled,
)
from scripts.sample_data.tables import dates, integers, labels, money, numbers, same

PIECE = 25_000  # orders that are in memory at once
PREFIX = "SO"
FULFILMENT = ("Unfulfilled", "Partial", "Fulfilled")
UNFULFILLED, PARTIAL, FULFILLED = range(3)

LEAD = np.array([3, 7, 11, 13, 12, 10, 9, 8, 6, 5, 4, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1])  # days 0…
CANCELS = 45  # of a thousand orders
STILL_OPEN = ((0, 500), (1, 260), (4, 150), (11, 50), (31, 16), (91, 4), (181, 0))  # days overdue, of a thousand orders
PROGRESS = (  # Pending, Processing, Shipped
    (70, 25, 5),  # ordered today
    (35, 50, 15),  # a few days ago
    (10, 40, 50),  # longer ago
    (60, 40, 0),  # not due for a week
    (25, 40, 35),  # overdue
)
LINE_PROGRESS = (  # Unfulfilled, Partial, Fulfilled
    (1, 0, 0),  # Pending
    (62, 25, 13),  # Processing
    (0, 27, 73),  # Shipped
    (0, 0, 1),  # Delivered
    (1, 0, 0),  # Cancelled
)
INFLATION = 45  # thousandths a year, of our prices


@dataclass(frozen=True)
class Orders:
    """A piece of the order book; numbers run on from piece to piece."""

    number: Ints
    day: Ints
    warehouse: Ints
    site: Ints
    due: Ints
    status: Ints


@dataclass(frozen=True)
class Lines:
    order: Ints  # place in the piece
    line: Ints
    product: Ints
    quantity: Ints
    fulfilled: Ints
    price: Ints
    fulfilment: Ints


class OrderBook:
    """The sales orders of the whole history, piece by piece."""

    def __init__(
        self, seed: int, orders: int, history: History, catalogue: Catalogue, customers: Customers, demand: Demand,
        promoted: "np.typing.NDArray[np.bool_]",
    ) -> None:  # fmt: skip
        self.seed, self.orders, self.history = seed, orders, history
        self.catalogue, self.customers, self.demand, self.promoted = catalogue, customers, demand, promoted
        self.products = demand.products()
        self.fixed = fixed_orders(history)
        self.ends = np.cumsum(order_counts(seed, orders, history, self.fixed))
        self.width = max(6, len(str(orders)))

    def pieces(self) -> Iterator[tuple[Orders, Lines]]:
        for start in range(0, self.orders, PIECE):
            rng = stream(self.seed, "sales", start)
            orders = self.draw_orders(rng, start, min(start + PIECE, self.orders))
            yield orders, self.draw_lines(rng, orders)

    def draw_orders(self, rng: Rng, start: int, end: int) -> Orders:
        place = np.arange(start, end)
        day: Ints = np.searchsorted(self.ends, place, side="right")
        warehouse = WAREHOUSE.spins(rng, len(place))
        due = working_day(self.history, day + LEADS.spins(rng, len(place)))
        status = draw_status(rng, self.history.today, day, due, warehouse)
        mine, how = settled(self.fixed.day, self.ends, start, end)
        warehouse[mine], due[mine], status[mine] = (
            self.fixed.warehouse[how], self.fixed.due[how], self.fixed.status[how],
        )  # fmt: skip
        site = self.customers.sites.spin(rng, self.customers.group(self.history, day, warehouse))
        return Orders(place + 1, day, warehouse, site, due, status)

    def draw_lines(self, rng: Rng, orders: Orders) -> Lines:
        order = np.repeat(np.arange(len(orders.day)), LINE_COUNT.spins(rng, len(orders.day)) + 1)
        product = self.products.spin(rng, orders.day[order] * len(WAREHOUSES) + orders.warehouse[order])
        order, product = once_each(order, product, self.catalogue.many)
        quantity = self.catalogue.pack[product] * (self.demand.packs.spin(rng, product) + 1)
        fulfilment = LINE_STATUS.spin(rng, orders.status[order])
        fulfilment, fulfilled = fulfil(rng, orders.status[order], fulfilment, quantity)
        price = self.price(orders.day[order], product)
        return Lines(order, line_numbers(order), product, quantity, fulfilled, price, fulfilment)

    def price(self, day: Ints, product: Ints) -> Ints:
        """Today's price list, cheaper in earlier years, less a tenth in a promotion."""
        then = self.catalogue.price[product] * (1000 - (self.history.today - day) * INFLATION // 365) // 1000
        return np.where(self.promoted[day, product], then * PRICE // 100, then)

    def header_columns(self, orders: Orders) -> dict[str, pa.Array]:
        customer = self.customers.site_customer[orders.site]
        return {
            "sales_order_prefix": same(PREFIX, len(orders.day)),
            "sales_order_number": numbers(orders.number, self.width),
            "order_date": dates(self.history.on(orders.day)),
            "customer_code": labels(customer, self.customers.codes),
            "customer_name": labels(customer, self.customers.names),
            "warehouse_code": labels(orders.warehouse, [w.code for w in WAREHOUSES]),
            "delivery_address": labels(orders.site, self.customers.addresses),
            "delivery_area": labels(self.customers.site_area[orders.site], [a.name for a in AREAS]),
            "delivery_date": dates(self.history.on(orders.due)),
            "status": labels(orders.status, SALES_STATUS),
        }

    def line_columns(self, orders: Orders, lines: Lines) -> dict[str, pa.Array]:
        return {
            "sales_order_prefix": same(PREFIX, len(lines.order)),
            "sales_order_number": numbers(orders.number[lines.order], self.width),
            "sales_order_line": integers(lines.line),
            "product_code": labels(lines.product, self.catalogue.codes),
            "order_quantity": integers(lines.quantity),
            "fulfilled_quantity": integers(lines.fulfilled),
            "unit_price": money(lines.price),
            "line_total": money(lines.price * lines.quantity),
            "fulfillment_status": labels(lines.fulfilment, FULFILMENT),
        }

    def record(self, ledger: Ledger, orders: Orders, lines: Lines) -> None:
        """Goods leave on the day of delivery, at the latest today."""
        day = np.minimum(orders.due, self.history.today)[lines.order]
        ledger.leave(day, orders.warehouse[lines.order], lines.product, lines.fulfilled)


WAREHOUSE = Wheel.of(np.array([w.share for w in WAREHOUSES]))
LEADS = Wheel.of(LEAD)
LINE_COUNT = Wheel.of(LINES)
PROGRESS_WHEEL = Wheel.of(np.array(PROGRESS))
LINE_STATUS = Wheel.of(np.array(LINE_PROGRESS))


def order_counts(seed: int, orders: int, history: History, fixed: Fixed) -> Ints:
    busy = busyness(history, stream(seed, "busy days"))
    return apportion_above(fixed.per_day(history.days), busy, orders)


def working_day(history: History, day: Ints) -> Ints:
    """Nothing is promised for a Sunday."""
    return day + (history.weekday_of(day) == 6)


def draw_status(rng: Rng, today: int, day: Ints, due: Ints, warehouse: Ints) -> Ints:
    overdue = today - due
    steps = np.array([days for days, _ in STILL_OPEN])
    chances = np.array([chance for _, chance in STILL_OPEN])
    chance = chances[np.maximum(np.searchsorted(steps, overdue, side="right") - 1, 0)]
    slowness = np.array([w.slowness for w in WAREHOUSES])[warehouse]
    waiting = (overdue < 0) | (rng.integers(0, 1000, len(day)) < chance * slowness // 100)
    status = np.where(waiting, PROGRESS_WHEEL.spin(rng, progress(today - day, overdue)), DELIVERED)
    return np.where(rng.integers(0, 1000, len(day)) < CANCELS, CANCELLED, status)


def progress(age: Ints, overdue: Ints) -> Ints:
    """The row of PROGRESS that fits an open order."""
    by_age = np.where(age == 0, 0, np.where(age <= 3, 1, 2))
    return np.where(overdue < -7, 3, np.where(overdue > 0, 4, by_age))


def once_each(order: Ints, product: Ints, products: int) -> tuple[Ints, Ints]:
    """A product stands on an order once."""
    both = np.unique(order * products + product)
    return both // products, both % products


def line_numbers(order: Ints) -> Ints:
    """1, 2, … anew for each order; `order` is sorted."""
    place = np.arange(len(order))
    new = np.diff(order, prepend=-1) > 0
    return place - np.maximum.accumulate(np.where(new, place, 0)) + 1


def fulfil(rng: Rng, status: Ints, fulfilment: Ints, quantity: Ints) -> tuple[Ints, Ints]:
    """One unit cannot be fulfilled in part: it has gone if the order has, else it waits."""
    whole = np.where(status == SHIPPED, FULFILLED, UNFULFILLED)
    fulfilment = np.where((fulfilment == PARTIAL) & (quantity == 1), whole, fulfilment)
    part = np.maximum(quantity * rng.integers(25, 91, len(quantity)) // 100, 1)
    return fulfilment, np.choose(fulfilment, (np.zeros_like(quantity), part, quantity))
