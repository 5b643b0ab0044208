"""What is wanted where and when: popularity, season, trend, promotions, spare parts that are wanted now and then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.sample_data.assortment import Assortment, sellable
from scripts.sample_data.catalogue import FAST, GROUPS, NEW, SPARE, STEADY, Catalogue
from scripts.sample_data.chance import Ints, Rng, Wheel, stream
from scripts.sample_data.days import History, bend
from scripts.sample_data.places import WAREHOUSES
from scripts.sample_data.promotions import PULL

LINES = np.array((34, 28, 18, 11, 6, 3))  # per cent of the orders with one line, two lines …
MEAN_LINES = float(LINES @ np.arange(1, len(LINES) + 1)) / 100
TRENDS = (-180, 260)  # thousandths a year, from and to
SPARE_WEEKS = 15  # per cent of the weeks in which a spare part is wanted at all


@dataclass(frozen=True)
class Demand:
    """`weights` is days × warehouses × products: how likely a line asks for the product on that day."""

    weights: Ints
    packs: Wheel  # how many packs a line takes less one; a group for each product

    def products(self) -> Wheel:
        """One group for each day and warehouse."""
        return Wheel.of(self.weights.reshape(-1, self.weights.shape[-1]))

    def share(self, first: int, last: int) -> NDArray[np.float64]:
        """Of a warehouse's lines, each product's share over some days."""
        window = self.weights[first:last].sum(axis=0)
        shares: NDArray[np.float64] = window / window.sum(axis=1, keepdims=True)
        return shares


def demand(
    seed: int, history: History, catalogue: Catalogue, assortment: Assortment, promoted: NDArray[np.bool_]
) -> Demand:
    rng = stream(seed, "demand")
    shape = (len(WAREHOUSES), catalogue.many)
    taste = popularity(rng, catalogue) * rng.integers(60, 141, shape) // 100 * assortment.kept
    first, last = sellable(history, catalogue, assortment)
    wanted = spare_weeks(rng, history, catalogue)
    curve = daily_curve(rng, history, catalogue) * np.where(promoted, PULL, 100) // 100
    weights = taste[None] * curve[:, None, :] // 1000 * wanted
    day = np.arange(history.days)[:, None, None]
    return Demand(weights * ((day >= first) & (day <= last)), packs(catalogue))


def popularity(rng: Rng, catalogue: Catalogue) -> Ints:
    """A few products make most of the business (Pareto): best sellers first, spare parts last."""
    rank = np.empty(catalogue.many, dtype=np.int64)
    order = np.concatenate(
        [rng.permutation(np.flatnonzero(catalogue.kind == kind)) for kind in (FAST, NEW, STEADY, SPARE)]
    )
    rank[order] = np.arange(catalogue.many)
    by_rank = np.array([round(1_000_000 / (place + 3) ** 0.9) for place in range(catalogue.many)])
    return by_rank[rank]


def daily_curve(rng: Rng, history: History, catalogue: Catalogue) -> Ints:
    """Days × products, some 1000 on an average day: the season of the group and the product's own trend."""
    season = np.stack([bend(group.season, history) for group in GROUPS], axis=1)[:, catalogue.group]
    trend = rng.integers(*TRENDS, catalogue.many)
    years = (np.arange(history.days) - history.days // 2)[:, None]
    return season * 10 * np.maximum(1000 + trend * years // 365, 200) // 1000


def spare_weeks(rng: Rng, history: History, catalogue: Catalogue) -> Ints:
    """Days × warehouses × products: 1, but for spare parts nothing in most weeks and plenty in the others."""
    weeks = np.arange(history.days) // 7
    spare = catalogue.kind == SPARE
    wanted = rng.integers(0, 100, (int(weeks[-1]) + 1, len(WAREHOUSES), int(spare.sum()))) < SPARE_WEEKS
    factor = np.ones((history.days, len(WAREHOUSES), catalogue.many), dtype=np.int64)
    factor[:, :, spare] = wanted[weeks] * (100 // SPARE_WEEKS)
    return factor


def packs(catalogue: Catalogue) -> Wheel:
    """Small orders are the rule: n packs weigh 1/n."""
    most = int(catalogue.largest.max())
    number = np.arange(1, most + 1)
    return Wheel.of(np.where(number <= catalogue.largest[:, None], 100_000 // number, 0))


def mean_units(catalogue: Catalogue) -> NDArray[np.float64]:
    """Units on an average line, by product."""
    harmonic = np.array([0.0, *np.cumsum(1 / np.arange(1, int(catalogue.largest.max()) + 1))])
    units: NDArray[np.float64] = catalogue.pack * catalogue.largest / harmonic[catalogue.largest]
    return units
