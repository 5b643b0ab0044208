"""Promotions: a product at a tenth off for a week or two, some to come."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.sample_data.catalogue import FAST, STEADY, Catalogue
from scripts.sample_data.chance import Ints, stream
from scripts.sample_data.days import History

A_MONTH = 3
AHEAD = 60  # days that are planned already
PRICE = 90  # per cent
PULL = 240  # per cent of the usual demand


@dataclass(frozen=True)
class Promotions:
    """Entry by entry: product, first and last day."""

    product: Ints
    first: Ints
    last: Ints

    def running(self, history: History, products: int) -> NDArray[np.bool_]:
        """Days × products of the history."""
        on = np.zeros((history.days, products), dtype=np.bool_)
        for product, first, last in zip(self.product, self.first, self.last, strict=True):
            on[first : last + 1, product] = True
        return on


def promotions(seed: int, history: History, catalogue: Catalogue) -> Promotions:
    rng = stream(seed, "promotions")
    many = (history.months + 2) * A_MONTH
    first = np.sort(rng.integers(0, history.days + AHEAD - 1, many))
    first[-1] = history.today + AHEAD // 2  # one to come for certain
    first[-A_MONTH] = history.today - 3  # and one that runs today
    product = rng.choice(np.flatnonzero(np.isin(catalogue.kind, (FAST, STEADY))), many)
    order = np.argsort(first, kind="stable")
    return Promotions(product[order], first[order], first[order] + rng.integers(6, 15, many))
