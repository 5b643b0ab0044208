"""What can be bought from whom, how often, and how much at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.sample_data.assortment import FORGOTTEN, Assortment
from scripts.sample_data.catalogue import NEW, Catalogue
from scripts.sample_data.chance import Ints, Wheel
from scripts.sample_data.days import History
from scripts.sample_data.demand import MEAN_LINES, Demand, mean_units
from scripts.sample_data.places import WAREHOUSES

LEAST, SHARE = 2_000, 27  # purchase orders: so many at least, and per cent of the sales orders
LARGE, LARGE_SHARE = 20_000, 12  # beyond so many sales orders the orders grow larger rather than more
PO_LINES = np.array((14, 20, 24, 20, 13, 9))  # per cent of the orders with one line, two lines …
LINES_AN_ORDER = 2.7  # measured: a product that comes up twice stands there once
FORGOTTEN_MONTHS = 6  # without an order for what is low and forgotten
SOURCE_SHARES = (100, 45, 30)  # of the preferred supplier, the second, the third
LARGEST_LINE = 9_000_000_000  # in paise, what a line total may be


@dataclass(frozen=True)
class Range:
    """What each supplier is asked for: arrays of months × warehouses × suppliers × products, or their wheels."""

    partners: Wheel  # groups: months; options: warehouse and supplier in one number
    products: Wheel  # groups: month, warehouse and supplier
    quantity: Ints  # warehouses × products: units on a line


def buying_range(
    history: History, catalogue: Catalogue, assortment: Assortment, demand: Demand, suppliers: int, orders: int
) -> Range:
    yearly = yearly_units(history, catalogue, demand, orders)
    value = np.where(assortment.kept, yearly * catalogue.cost, 0)
    often = np.sqrt(value).astype(np.int64) + 200 * assortment.kept
    shares = np.zeros((suppliers, catalogue.many), dtype=np.int64)
    for place, share in enumerate(SOURCE_SHARES):
        sourced = np.flatnonzero(catalogue.sources[:, place] >= 0)
        shares[catalogue.sources[sourced, place], sourced] = share
    when = bought_in(history, catalogue, assortment)
    weights = when[:, :, None, :] * often[None, :, None, :] * shares[None, None]
    flat = weights.reshape(history.months, -1, catalogue.many)
    lines_a_year = purchase_count(orders) * 12 / history.months * LINES_AN_ORDER
    quantity = yearly / np.maximum(lines_a_year * often_bought(weights), 0.01)
    return Range(Wheel.of(flat.sum(axis=2)), Wheel.of(flat.reshape(-1, catalogue.many)), in_packs(catalogue, quantity))


def often_bought(weights: Ints) -> NDArray[np.float64]:
    """Each item's share of all lines, warehouses × products: the mean over the months."""
    each = weights.sum(axis=2)
    share: NDArray[np.float64] = (each / each.sum(axis=(1, 2), keepdims=True)).mean(axis=0)
    return share


def purchase_count(orders: int) -> int:
    return max(LEAST, min(orders, LARGE) * SHARE // 100) + max(orders - LARGE, 0) * LARGE_SHARE // 100


def yearly_units(history: History, catalogue: Catalogue, demand: Demand, orders: int) -> NDArray[np.float64]:
    """Units that a warehouse sells of a product in a year, on average over the history."""
    share = np.array([w.share for w in WAREHOUSES])[:, None] / 100
    lines = orders * 365 / history.days * MEAN_LINES
    units: NDArray[np.float64] = lines * share * demand.share(0, history.days) * mean_units(catalogue)
    return units


def bought_in(history: History, catalogue: Catalogue, assortment: Assortment) -> Ints:
    """Months × warehouses × products: 1 where an order is possible."""
    month = np.arange(history.months)[:, None, None]
    launched = (catalogue.created.astype("datetime64[M]") - np.datetime64(history.start, "M")).astype(np.int64)
    from_month = np.where(catalogue.kind == NEW, launched + 1, 0)
    until = history.month[np.maximum(assortment.last_sale, 0)]
    until = np.where(assortment.state == FORGOTTEN, history.months - 1 - FORGOTTEN_MONTHS, until)
    return ((month >= from_month) & (month <= until) & assortment.kept).astype(np.int64)


def in_packs(catalogue: Catalogue, quantity: NDArray[np.float64]) -> Ints:
    """Two units at least, so that an order can come short."""
    most = np.minimum(LARGEST_LINE // catalogue.cost // 2, 1_000_000)
    packs: Ints = (np.minimum(quantity, most) / catalogue.pack + 0.5).astype(np.int64) * catalogue.pack
    return np.maximum(packs, np.maximum(catalogue.pack, 2))
