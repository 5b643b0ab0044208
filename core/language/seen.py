"""The part of the stock that an asker may see: nothing leaves the stock but through here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from core.language.packed import Numbers
from core.language.phrases import Phrases, Rows
from core.language.stock import Stock, Value

SHOWN = 50  # values of one kind that a phrase may fit, beyond which it just fits many
Made = TypeVar("Made")
Visible = npt.NDArray[np.bool_]
NOTHING = Rows(np.empty(0, np.int32), np.empty(0, np.int32))


@dataclass(frozen=True)
class Seen:
    """The stock is everybody's; `visible` says of each value whether this asker sees it, None: all of them."""

    stock: Stock
    visible: Visible | None = None
    noted: dict[tuple[str, ...], object] | None = None  # of one question: what is said again is not looked up again

    def once(self, what: tuple[str, ...], find: Callable[[], Made]) -> Made:
        if self.noted is None:
            return find()
        if what not in self.noted:
            self.noted[what] = find()
        return cast(Made, self.noted[what])

    @property
    def phrases(self) -> Phrases:
        return self.stock.phrases

    def rows(self, word: int | None) -> Rows:
        """Where a word stands in the names that are seen; whatever is found from there is seen as well."""
        if word is None:
            return NOTHING
        rows = self.phrases.beginning(word)
        return rows if self.visible is None else rows.only(self.visible[self.phrases.names[rows.first]])

    def coded(self, key: str) -> tuple[Value, ...]:
        return self._values(self._numbers(self.stock.coded(key)))

    def numbered(self, digits: str, dimension: str) -> tuple[Value, ...]:
        columns = list(self.stock.of_column(dimension))
        numbers = self.stock.numbered(digits) if columns else []
        return self._values(self._numbers([n for n in numbers if any(n in column for column in columns)]))

    def first(self, dimension: str) -> str | None:
        """Some value of a dimension."""
        for column in self.stock.of_column(dimension):
            seen = self._numbers(column) if self.visible is not None else column[:1]
            if len(seen):
                return self.stock.texts[int(seen[0])]
        return None

    def named(self, rows: Rows) -> tuple[Value, ...]:
        return self._values(self.phrases.names[rows.first])

    def best(self, rows: Rows) -> tuple[Value, ...]:
        """Whole names, where there are any."""
        whole = self.phrases.whole(rows)
        return self.named(rows.only(whole) if whole.any() else rows)

    def _numbers(self, numbers: Sequence[int]) -> Numbers:
        listed = np.asarray(numbers, np.int32)
        return listed if self.visible is None else listed[self.visible[listed]]

    def _values(self, numbers: Numbers) -> tuple[Value, ...]:
        """Each once, and of each column only so many that there is no doubt that it fits many."""
        if numbers.size > SHOWN:
            ordered = numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]  # they come from the first to the last
            cuts = np.searchsorted(ordered, self.stock.bounds)
            numbers = np.concatenate([ordered[first:last][:SHOWN] for first, last in pairwise(cuts)])
        return tuple(dict.fromkeys(self.stock[number] for number in numbers.tolist()))


def many(count: int) -> str:
    """How many values there are, where they may have been too many to look at."""
    return str(count) if count < SHOWN else "many"
