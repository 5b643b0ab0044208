"""A service level for many items at once: what it holds, orders and lets run short, by arrays."""

from dataclasses import dataclass

import numpy as np

from core.errors import Invalid
from tools.stock.normal import loss, quantile

Numbers = np.ndarray


@dataclass(frozen=True)
class Shelves:
    """One number an item: what does not change when the level is moved."""

    yearly: Numbers  # demand
    over_lead: Numbers  # mean demand over the lead time
    spread: Numbers  # deviation of it
    position: Numbers  # stock and what is on its way
    cost: Numbers  # of a unit
    rate: Numbers  # holding cost a year, of the value
    economic: Numbers  # quantity, before packs
    pack: Numbers
    least: Numbers
    most: Numbers  # infinite where nobody says

    def whole(self, units: Numbers) -> Numbers:
        """As tools.stock.order_quantity.Packing has it, of all items."""
        wanted = np.ceil(np.maximum(units, self.least) / self.pack - 1e-9) * self.pack
        most = np.where(np.isinf(self.most), np.inf, np.floor(self.most / self.pack) * self.pack)
        return np.where(units > 0, np.minimum(wanted, most), 0.0)


@dataclass(frozen=True)
class AtLevel:
    """Of all items, at one level: by item the safety stock, the point and what is to be ordered; and their sums."""

    safety: Numbers
    point: Numbers
    order: Numbers
    value: float  # of the safety stock
    holding: float  # of it, a year
    items: int  # at their reorder point or below
    order_value: float
    outs: float  # replenishment cycles a year that end short
    short: float  # units a year
    fill: float | None  # share of the units that are served; None: nothing is asked for


def at_level(shelves: Shelves, service: float | Numbers) -> AtLevel:
    """`service`: the share of replenishment cycles without a shortage, one for all or one an item."""
    levels = np.broadcast_to(np.asarray(service, dtype=float), shelves.cost.shape)
    if levels.size and not (levels.min() > 0 and levels.max() < 1):
        raise Invalid("A service level lies between 0 and 1, such as 0.95.")
    kinds, which = np.unique(levels, return_inverse=True)  # few: each is looked up once
    z = np.array([quantile(float(one)) for one in kinds])[which]
    lost = np.array([loss(quantile(float(one))) for one in kinds])[which]
    safety = z * shelves.spread
    point = shelves.over_lead + safety
    due = (shelves.position <= point) & (shelves.yearly > 0)
    order = np.where(due, shelves.whole(point + shelves.economic - shelves.position), 0.0)
    usual = shelves.whole(shelves.economic)
    cycles = np.divide(shelves.yearly, usual, out=np.zeros_like(usual), where=usual > 0)
    short = float((cycles * shelves.spread * lost).sum())
    yearly = float(shelves.yearly.sum())
    return AtLevel(
        safety, point, order, float((safety * shelves.cost).sum()),
        float((safety * shelves.cost * shelves.rate).sum()), int(due.sum()), float((order * shelves.cost).sum()),
        float((cycles * (1 - levels)).sum()), short, 1 - short / yearly if yearly else None,
    )  # fmt: skip
