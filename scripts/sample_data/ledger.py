"""What sales and purchases say about the shelves: units that left and came lately, and when goods came last."""

from dataclasses import dataclass

import numpy as np

from scripts.sample_data.chance import Ints
from scripts.sample_data.days import History
from scripts.sample_data.places import WAREHOUSES

REACH = 61  # days back, today among them


@dataclass(frozen=True)
class Ledger:
    """`moved[d]`: net units by warehouse and product, d days before today; `came`: day of the last receipt, or -1."""

    history: History
    moved: Ints
    came: Ints

    @classmethod
    def empty(cls, history: History, products: int) -> "Ledger":
        shape = (len(WAREHOUSES), products)
        return cls(history, np.zeros((REACH, *shape), dtype=np.int64), np.full(shape, -1))

    def leave(self, day: Ints, warehouse: Ints, product: Ints, units: Ints) -> None:
        self.move(day, warehouse, product, -units)

    def come(self, day: Ints, warehouse: Ints, product: Ints, units: Ints) -> None:
        self.move(day, warehouse, product, units)
        some = units > 0
        np.maximum.at(self.came, (warehouse[some], product[some]), day[some])

    def move(self, day: Ints, warehouse: Ints, product: Ints, units: Ints) -> None:
        ago = self.history.today - day
        near = (ago >= 0) & (ago < REACH)
        np.add.at(self.moved, (ago[near], warehouse[near], product[near]), units[near])

    def stock_before(self, stock: Ints, days_ago: int) -> Ints:
        """At the end of that day: today's stock with everything since undone; what stock-taking found is not undone."""
        return np.maximum(stock - self.moved[:days_ago].sum(axis=0), 0)
