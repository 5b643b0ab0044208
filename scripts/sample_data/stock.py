"""What lies on the shelves: levels that fit the demand, today's stock by its state, a record of the last weeks."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scripts.sample_data.assortment import (
    AT_REORDER,
    BELOW_REORDER,
    DEAD,
    FORGOTTEN,
    HEALTHY,
    LOW,
    OUT,
    OVERSTOCKED,
    Assortment,
)
from scripts.sample_data.catalogue import NEW, Catalogue
from scripts.sample_data.chance import Ints, Rng, stream
from scripts.sample_data.days import History
from scripts.sample_data.ledger import Ledger
from scripts.sample_data.places import WAREHOUSES
from scripts.sample_data.suppliers import Supplier
from scripts.sample_data.tables import dates, integers, labels

SAFETY_DAYS = 12
CYCLE_DAYS = 45  # from the reorder point to the maximum
MOST = 50_000_000
WEEKLY = range(60, 13, -7)  # days ago of the older records; the last fortnight has one a day


@dataclass(frozen=True)
class Levels:
    """Arrays of warehouses × products."""

    lead_days: Ints
    minimum: Ints
    reorder: Ints
    maximum: Ints
    stock: Ints


def levels(
    seed: int, catalogue: Catalogue, assortment: Assortment, suppliers: tuple[Supplier, ...],
    daily_units: NDArray[np.float64],
) -> Levels:  # fmt: skip
    rng = stream(seed, "stock")
    usual = np.array([s.lead_days for s in suppliers])[catalogue.sources[:, 0]]
    lead = usual + rng.integers(0, 4, daily_units.shape)
    minimum = whole(daily_units * SAFETY_DAYS, catalogue) + 2
    reorder = minimum + whole(daily_units * lead, catalogue)
    maximum = reorder + whole(daily_units * CYCLE_DAYS, catalogue) + catalogue.pack
    stock = stock_by_state(rng, assortment.state, minimum, reorder, maximum)
    return Levels(lead, minimum, reorder, maximum, stock)


def whole(units: NDArray[np.float64], catalogue: Catalogue) -> Ints:
    """In packs, one at least."""
    packs = np.minimum(units, MOST).astype(np.int64) // catalogue.pack
    return np.maximum(packs, 1) * catalogue.pack


def stock_by_state(rng: Rng, state: Ints, minimum: Ints, reorder: Ints, maximum: Ints) -> Ints:
    bounds = {  # from and below
        HEALTHY: (reorder + 1, maximum + 1),
        LOW: (np.ones_like(minimum), minimum),
        FORGOTTEN: (np.ones_like(minimum), minimum),
        OUT: (np.zeros_like(minimum), np.ones_like(minimum)),
        AT_REORDER: (reorder, reorder + 1),
        BELOW_REORDER: (minimum, reorder),
        OVERSTOCKED: (maximum + maximum // 8 + 1, maximum * 5 // 2 + 2),
        DEAD: (minimum, maximum + 1),
    }
    stock = np.zeros_like(minimum)
    for name, (low, high) in bounds.items():
        drawn = rng.integers(low, high)
        stock[state == name] = drawn[state == name]
    return stock


def stock_columns(
    seed: int, history: History, catalogue: Catalogue, assortment: Assortment, shelf: Levels, ledger: Ledger
) -> dict[str, pa.Array]:
    at = assortment.places()
    restocked = last_restock(seed, history, catalogue, ledger)[at]
    return {
        "warehouse_code": labels(at[0], [w.code for w in WAREHOUSES]),
        "product_code": labels(at[1], catalogue.codes),
        "current_stock": integers(shelf.stock[at]),
        "minimum_stock": integers(shelf.minimum[at]),
        "maximum_stock": integers(shelf.maximum[at]),
        "reorder_point": integers(shelf.reorder[at]),
        "lead_time_days": integers(shelf.lead_days[at]),
        "last_restock_date": dates(history.on(restocked), restocked == NEVER),
    }


NEVER = -100_000


def last_restock(seed: int, history: History, catalogue: Catalogue, ledger: Ledger) -> Ints:
    """The last receipt in the books; before them some day of the year before; a new product without one has none."""
    before = -stream(seed, "restock").integers(1, 365, ledger.came.shape)
    return np.where(ledger.came >= 0, ledger.came, np.where(catalogue.kind == NEW, NEVER, before))


def snapshots(
    history: History, catalogue: Catalogue, assortment: Assortment, shelf: Levels, ledger: Ledger
) -> list[dict[str, pa.Array]]:
    at = assortment.places()
    tables = []
    for ago in [*WEEKLY, *range(13, -1, -1)]:
        day = np.full(len(at[0]), history.today - ago)
        tables.append({
            "snapshot_day": dates(history.on(day)),
            "warehouse_code": labels(at[0], [w.code for w in WAREHOUSES]),
            "product_code": labels(at[1], catalogue.codes),
            "stock": integers(ledger.stock_before(shelf.stock, ago)[at]),
        })  # fmt: skip
    return tables
