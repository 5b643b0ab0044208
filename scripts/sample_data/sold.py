"""The sales books: what was sold where, completed, refunded or pending."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scripts.sample_data.books import Piece, impose, pieces, rights
from scripts.sample_data.catalogue import Catalogue
from scripts.sample_data.chance import Ints, Wheel
from scripts.sample_data.customers import Customers
from scripts.sample_data.days import History
from scripts.sample_data.places import AREAS, REGIONS
from scripts.sample_data.tables import dates, integers, labels, money

LEAST, SHARE = 6_000, 50  # so many at least, and per cent of the orders
STATUS = ("completed", "refunded", "pending")
COMPLETED, REFUNDED, PENDING = range(3)
STATUS_BY_AGE = Wheel.of(np.array(((68, 5, 27), (89, 8, 3))))  # in the last month, before
REGION = Wheel.of(np.array((27, 24, 30, 19)))


@dataclass(frozen=True)
class Settled:
    day: Ints
    region: Ints
    status: Ints
    workspace: Ints


def settled_sales(history: History) -> Settled:
    """Each region's completed and refunded sales in each month, lately pending ones; today all, in each workspace."""
    places = [(region, workspace) for region in range(len(REGIONS)) for workspace in (0, 1)]
    rows = [(history.today, region, status, workspace) for region, workspace in places for status in range(len(STATUS))]
    for month in range(history.months):
        for place, (region, workspace) in enumerate(places):
            rows.append((history.month_ago(month, 1 + (place * 3 + month) % 28), region, REFUNDED, workspace))
            rows.append((history.month_ago(month, 1 + (place * 5 + month) % 28), region, COMPLETED, workspace))
    rows += [
        (history.month_ago(month, 4 + region * 6), region, PENDING, workspace)
        for month in (1, 2, 3)
        for region, workspace in places
    ]
    columns = np.array(sorted(row for row in rows if row[0] <= history.today), dtype=np.int64).T
    return Settled(*columns)


def sale_pieces(
    seed: int, orders: int, history: History, catalogue: Catalogue, customers: Customers
) -> Iterator[dict[str, pa.Array]]:
    fixed = settled_sales(history)
    buyers = Wheel.of(customers.weight * (regions(customers) == np.arange(len(REGIONS))[:, None]))
    for piece in pieces(seed, "sold", history, fixed.day, max(LEAST, orders * SHARE // 100)):
        yield sale_columns(piece, fixed, history, catalogue, customers, buyers)


def regions(customers: Customers) -> Ints:
    """A customer belongs to the region of its home."""
    return np.array([REGIONS.index(area.region) for area in AREAS])[customers.home]


def sale_columns(
    piece: Piece, fixed: Settled, history: History, catalogue: Catalogue, customers: Customers, buyers: Wheel
) -> dict[str, pa.Array]:
    rng, rows = piece.rng, piece.rows
    region = REGION.spins(rng, len(rows.day))
    impose(region, piece, fixed.region)
    impose(rows.workspace, piece, fixed.workspace)
    status = STATUS_BY_AGE.spin(rng, (rows.day < history.today - 30).astype(np.int64))
    impose(status, piece, fixed.status)
    product = rng.integers(0, catalogue.many, len(region))
    units = catalogue.pack[product] * rng.integers(1, 1 + np.maximum(catalogue.largest[product], 2))
    return {
        "id": integers(rows.id),
        "sale_date": dates(history.on(rows.day)),
        "customer_name": labels(buyers.spin(rng, region), customers.names),
        "product_id": integers(product + 1),
        "total_amount": money(catalogue.price[product] * units, 15),
        "region": labels(region, REGIONS),
        "status": labels(status, STATUS),
        **rights(rows),
    }
