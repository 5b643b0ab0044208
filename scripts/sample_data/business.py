"""The whole business, table by table, into one file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import Invalid
from scripts.sample_data.assortment import Assortment, assortment
from scripts.sample_data.catalogue import GROUPS, Catalogue, catalogue
from scripts.sample_data.customers import Customers, customers
from scripts.sample_data.days import History
from scripts.sample_data.demand import MEAN_LINES, Demand, demand, mean_units
from scripts.sample_data.invoices import invoice_pieces
from scripts.sample_data.ledger import Ledger
from scripts.sample_data.places import WAREHOUSES, location_rows
from scripts.sample_data.planning import item_rows, promotion_rows, supplier_rows, vehicle_rows
from scripts.sample_data.promotions import Promotions, promotions
from scripts.sample_data.purchasing import PurchaseBook
from scripts.sample_data.sales import OrderBook
from scripts.sample_data.sold import sale_pieces
from scripts.sample_data.sourcing import buying_range
from scripts.sample_data.stock import Levels, levels, snapshots, stock_columns
from scripts.sample_data.suppliers import Supplier, suppliers
from scripts.sample_data.tables import dates, labels, money
from scripts.sample_data.vendors import vendor_rows, vendors
from scripts.sample_data.write import Sink, check_room, database

LEAST_ORDERS, MOST_ORDERS = 500, 50_000_000
BYTES_AN_ORDER, BYTES_ANYWAY = 130, 30_000_000  # measured, with room to spare
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Business:
    """What is decided before the first order is written."""

    seed: int
    orders: int
    history: History
    suppliers: tuple[Supplier, ...]
    catalogue: Catalogue
    assortment: Assortment
    promotions: Promotions
    promoted: NDArray[np.bool_]
    demand: Demand
    customers: Customers

    @classmethod
    def found(cls, seed: int, orders: int, as_of: date) -> "Business":
        history = History.until(as_of)
        partners = suppliers(seed)
        goods = catalogue(seed, history, [s.groups for s in partners], [s.price for s in partners])
        kept = assortment(seed, history, goods)
        planned = promotions(seed, history, goods)
        promoted = planned.running(history, goods.many)
        wanted = demand(seed, history, goods, kept, promoted)
        buyers = customers(seed, orders)
        return cls(seed, orders, history, partners, goods, kept, planned, promoted, wanted, buyers)

    def shelf(self) -> Levels:
        """Levels for the demand of the last year."""
        year = self.history.days - 365
        share = np.array([w.share for w in WAREHOUSES])[:, None] / 100 * self.demand.share(year, self.history.days)
        daily = self.orders / self.history.days * MEAN_LINES * share * mean_units(self.catalogue)
        return levels(self.seed, self.catalogue, self.assortment, self.suppliers, daily)


def generate(target: Path, orders: int, as_of: date, seed: int, progress: Progress) -> int:
    """Writes the file and says how many rows it has."""
    if not LEAST_ORDERS <= orders <= MOST_ORDERS:
        raise Invalid(f"{orders} orders are not possible; ask for {LEAST_ORDERS} to {MOST_ORDERS}.")
    if seed < 0:
        raise Invalid(f"The seed {seed} is below zero; take any whole number from 0 on.")
    if not 1900 <= as_of.year <= 2200:
        raise Invalid(f"{as_of} is too far away; the last day lies between 1900 and 2200.")
    check_room(target, BYTES_ANYWAY + orders * BYTES_AN_ORDER)
    business = Business.found(seed, orders, as_of)
    with database(target) as sink:
        write(business, sink, progress)
        progress("Closing the file", 1.0)
    return sink.rows


def write(business: Business, sink: Sink, progress: Progress) -> None:
    ledger = Ledger.empty(business.history, business.catalogue.many)
    shelf = business.shelf()
    write_products(business, sink)
    sink.insert("location", location_rows())
    write_sales(business, sink, ledger, progress)
    write_purchases(business, sink, ledger, progress)
    write_stock(business, sink, shelf, ledger)
    write_planning(business, sink, shelf)
    write_books(business, sink, progress)


def write_products(business: Business, sink: Sink) -> None:
    goods, partners = business.catalogue, business.suppliers
    sink.append("product", {
        "product_code": labels(np.arange(goods.many), goods.codes),
        "product_name": labels(np.arange(goods.many), goods.names),
        "product_group": labels(goods.group, [g.name for g in GROUPS]),
        "unit_cost": money(goods.cost),
        "unit_price": money(goods.price),
        "supplier_code": labels(goods.sources[:, 0], [s.code for s in partners]),
        "supplier_name": labels(goods.sources[:, 0], [s.name for s in partners]),
        "created_date": dates(goods.created),
        "updated_date": dates(goods.updated),
    })  # fmt: skip


def write_sales(business: Business, sink: Sink, ledger: Ledger, progress: Progress) -> None:
    book = OrderBook(
        business.seed, business.orders, business.history, business.catalogue, business.customers, business.demand,
        business.promoted,
    )  # fmt: skip
    for orders, lines in book.pieces():
        sink.append("sales_order_header", book.header_columns(orders))
        sink.append("sales_order_line", book.line_columns(orders, lines))
        book.record(ledger, orders, lines)
        progress("Sales orders", int(orders.number[-1]) / business.orders)


def write_purchases(business: Business, sink: Sink, ledger: Ledger, progress: Progress) -> None:
    wanted = buying_range(
        business.history, business.catalogue, business.assortment, business.demand, len(business.suppliers),
        business.orders,
    )  # fmt: skip
    book = PurchaseBook(
        business.seed, business.orders, business.history, business.catalogue, business.suppliers, wanted
    )
    for orders, lines in book.pieces():
        sink.append("purchase_order_header", book.header_columns(orders))
        sink.append("purchase_order_line", book.line_columns(orders, lines))
        book.record(ledger, orders, lines)
        progress("Purchase orders", int(orders.number[-1]) / book.orders)


def write_stock(business: Business, sink: Sink, shelf: Levels, ledger: Ledger) -> None:
    history, goods, kept = business.history, business.catalogue, business.assortment
    sink.append("warehouse_product", stock_columns(business.seed, history, goods, kept, shelf, ledger))
    for columns in snapshots(history, goods, kept, shelf, ledger):
        sink.append("stock_snapshot", columns)


def write_planning(business: Business, sink: Sink, shelf: Levels) -> None:
    sink.insert("planning_item", item_rows(business.seed, business.catalogue, shelf))
    sink.insert("planning_supplier", supplier_rows(business.seed, business.suppliers))
    sink.insert("planning_vehicle", vehicle_rows())
    sink.insert("promotion", promotion_rows(business.history, business.catalogue, business.promotions))


def write_books(business: Business, sink: Sink, progress: Progress) -> None:
    seed, orders, history = business.seed, business.orders, business.history
    known = vendors(seed)
    sink.insert("vendors", vendor_rows(known))
    for columns in invoice_pieces(seed, orders, history, known):
        sink.append("invoices", columns)
    progress("Invoices", 1.0)
    for columns in sale_pieces(seed, orders, history, business.catalogue, business.customers):
        sink.append("sales", columns)
    progress("Sales", 1.0)
