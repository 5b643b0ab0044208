"""Which warehouse keeps which product, and in what state its stock is today."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.sample_data.catalogue import FAST, NEW, SPARE, STEADY, Catalogue
from scripts.sample_data.chance import Ints, Rng, stream
from scripts.sample_data.days import History
from scripts.sample_data.names import BRANDS
from scripts.sample_data.places import WAREHOUSES

HEALTHY, LOW, FORGOTTEN, OUT, AT_REORDER, BELOW_REORDER, OVERSTOCKED, DEAD = range(8)

# How many items of each warehouse are in a state, whatever the size of the business: a demonstration needs each.
ORDINARY = {OUT: 5, LOW: 7, FORGOTTEN: 5, AT_REORDER: 2, BELOW_REORDER: 9, OVERSTOCKED: 9, DEAD: 9}
BEST_SELLERS = {LOW: 2, BELOW_REORDER: 2}
KEPT = 80  # per cent of the ordinary products are in a warehouse
DEAD_DAYS = (185, 420)  # without a sale, from and to


@dataclass(frozen=True)
class Assortment:
    """Arrays of warehouses × products."""

    kept: NDArray[np.bool_]
    state: Ints
    last_sale: Ints  # the day after which a dead item was never sold again

    def places(self) -> tuple[Ints, Ints]:
        """Warehouse and product of every item, in the order of the table."""
        warehouse, product = np.nonzero(self.kept)
        return warehouse, product


def assortment(seed: int, history: History, catalogue: Catalogue) -> Assortment:
    rng = stream(seed, "assortment")
    shape = (len(WAREHOUSES), catalogue.many)
    family = np.array([name.split()[0] not in BRANDS for name in catalogue.names])
    everywhere = (catalogue.kind == FAST) | family
    kept = (rng.integers(0, 100, shape) < KEPT) | everywhere
    kept[rng.integers(0, len(WAREHOUSES), catalogue.many), np.arange(catalogue.many)] = True
    ordinary = np.isin(catalogue.kind, (STEADY, SPARE)) & ~family
    state = np.full(shape, HEALTHY)
    for warehouse in range(shape[0]):
        deal(rng, state[warehouse], np.flatnonzero(kept[warehouse] & ordinary), ORDINARY)
        deal(rng, state[warehouse], np.flatnonzero(catalogue.kind == FAST), BEST_SELLERS)
    since = history.today - rng.integers(*DEAD_DAYS, shape)
    return Assortment(kept, state, np.where(state == DEAD, since, history.today))


def deal(rng: Rng, state: Ints, items: Ints, quotas: dict[int, int]) -> None:
    order = rng.permutation(items)
    start = 0
    for name, many in quotas.items():
        state[order[start : start + many]] = name
        start += many


def sellable(history: History, catalogue: Catalogue, assortment: Assortment) -> tuple[Ints, Ints]:
    """First and last day on which an item can be ordered, warehouses × products."""
    launched = (catalogue.created - np.datetime64(history.start)).astype(np.int64)
    first = np.where(catalogue.kind == NEW, launched + 5, 0)
    return np.broadcast_to(first, assortment.kept.shape), assortment.last_sale
