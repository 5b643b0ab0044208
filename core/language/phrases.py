"""Where words stand in a row within names: one long row of word numbers, and for each word its places in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.language.packed import Numbers, Places, Texts
from core.language.spelling import Spelling

Which = npt.NDArray[np.bool_]
EDGE = -1  # stands before and after every name
OPTIONAL = "and"  # may be left out: "Bed Bath & Beyond"


@dataclass(frozen=True)
class Rows:
    """Places of the same words in a row: where they start, and where the next word would stand."""

    first: Numbers
    after: Numbers

    def __len__(self) -> int:
        return len(self.first)

    def only(self, which: Which) -> "Rows":
        return Rows(self.first[which], self.after[which])


@dataclass(frozen=True)
class Phrases:
    words: Texts
    numbers: Places  # of the words
    row: Numbers
    names: Numbers  # whose name each place of the row belongs to
    places: Numbers  # of all words, one word after the other
    starts: Numbers  # where the places of each word begin
    optional: int
    spelling: Spelling

    @classmethod
    def of(cls, words: Sequence[str], row: Numbers, names: Numbers) -> "Phrases":
        packed = Texts.of(words)
        order = np.argsort(row, kind="stable").astype(np.int32)
        starts = np.searchsorted(row[order], np.arange(len(words) + 1)).astype(np.int32)
        optional = words.index(OPTIONAL) if OPTIONAL in words else EDGE - 1
        return cls(packed, Places.of(words), row, names, order, starts, optional, Spelling.of(packed))

    def word(self, text: str) -> int | None:
        return next((number for number in self.numbers.at(text) if self.words[number] == text), None)

    def of_word(self, number: int) -> Numbers:
        return self.places[self.starts[number] : self.starts[number + 1]]

    def beginning(self, word: int) -> Rows:
        first = self.of_word(word)
        return Rows(first, first + 1)

    def pair(self, word: int, then: int) -> Rows:
        """Two words in a row, found from the rarer of them."""
        if self._count(word) <= self._count(then):
            return self.longer(self.beginning(word), [then])
        second = self.of_word(then)
        before = self.row[second - 1]
        first = np.where(before == self.optional, second - 2, second - 1)
        return Rows(first, second + 1).only(self.row[first] == word)

    def longer(self, rows: Rows, then: Sequence[int]) -> Rows:
        """Those of the rows that go on with one of these words."""
        after = np.where(self.row[rows.after] == self.optional, rows.after + 1, rows.after)
        after = after if self.optional not in then else rows.after
        goes_on = self.row[after] == then[0] if len(then) == 1 else np.isin(self.row[after], then)
        return Rows(rows.first[goes_on], after[goes_on] + 1)

    def next_words(self, rows: Rows) -> list[int]:
        found: list[int] = np.unique(self.row[rows.after]).tolist()
        return [number for number in found if number != EDGE]

    def starting(self, rows: Rows) -> Which:
        starts: Which = self.row[rows.first - 1] == EDGE
        return starts

    def whole(self, rows: Rows) -> Which:
        """Which of them are all of their names."""
        ends: Which = self.row[rows.after] == EDGE
        return self.starting(rows) & ends

    def _count(self, word: int) -> int:
        return int(self.starts[word + 1] - self.starts[word])

    @cached_property
    def bytes(self) -> int:
        arrays = self.row.nbytes + self.names.nbytes + self.places.nbytes + self.starts.nbytes
        return arrays + self.words.bytes + self.numbers.bytes + self.spelling.bytes
