"""All values of all searchable columns, packed: what is looked up by words, by code and by number."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np

from core.language.packed import Numbers, Places, Texts, Wide, hashed
from core.language.phrases import EDGE, Phrases
from core.language.written import as_word, code_keys, is_code, last_number, runs, spellings


@dataclass(frozen=True)
class Value:
    """A value of a dimension. For a name, `code` is the key it stands beside."""

    dimension: str
    text: str
    code: str | None = None  # the key's value, when the dimension is an entity's title
    key: str | None = None  # the key dimension


@dataclass(frozen=True)
class Column:
    """The distinct values of a dimension; of an entity's title, each with the key that it stands beside."""

    dimension: str
    texts: Sequence[str]
    key: str | None = None
    codes: Sequence[str] = ()

    @property
    def marks(self) -> Wide:
        """A number for each value, to tell which of them are among others."""
        if not self.codes:
            return hashed(self.texts)
        return hashed(f"{text}\0{code}" for text, code in zip(self.texts, self.codes, strict=True))


@dataclass(frozen=True)
class Stock:
    """Values by number; those of one column are neighbours."""

    columns: tuple[tuple[str, str | None], ...]  # dimension and its key
    bounds: Numbers  # the first value of each column
    texts: Texts
    codes: Texts
    marks: Wide
    by_code: Places
    by_number: Places
    phrases: Phrases

    @classmethod
    def of(cls, columns: Iterable[Column]) -> "Stock":
        """One column after the other, so that only one is there unpacked."""
        read = Reading()
        for column in columns:
            read.column(column)
        return cls(
            columns=tuple(read.columns),
            bounds=np.cumsum([0, *map(len, read.texts)]).astype(np.int32),
            texts=Texts.joined(read.texts),
            codes=Texts.joined(read.keys),
            marks=np.concatenate([*read.marks, np.empty(0, np.int64)]),
            by_code=Places.of_hashes(np.array(read.codes[0], np.int64), np.array(read.codes[1], np.int32)),
            by_number=Places.of_hashes(np.array(read.numbers[0], np.int64), np.array(read.numbers[1], np.int32)),
            phrases=Phrases.of(list(read.words), np.array(read.row, np.int32), np.array(read.names, np.int32)),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> Value:
        dimension, key = self.columns[int(np.searchsorted(self.bounds, number, side="right")) - 1]
        return Value(dimension, self.texts[number], self.codes[number] if key else None, key)

    def of_column(self, dimension: str) -> Iterator[range]:
        for (name, _), (first, last) in zip(self.columns, pairwise(self.bounds.tolist()), strict=True):
            if name == dimension:
                yield range(first, last)

    def coded(self, key: str) -> list[int]:
        return [n for n in self.by_code.at(key) if key in code_keys(runs(self.texts[n]))]

    def numbered(self, digits: str) -> list[int]:
        return [n for n in self.by_number.at(digits) if last_number(runs(self.texts[n])) == digits]

    @property
    def bytes(self) -> int:
        packed = (self.texts, self.codes, self.by_code, self.by_number, self.phrases)
        return sum(part.bytes for part in packed) + self.marks.nbytes + self.bounds.nbytes


class Reading:
    """Value after value to words and codes."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, str | None]] = []
        self.texts: list[Texts] = []
        self.keys: list[Texts] = []
        self.marks: list[Wide] = []
        self.words: dict[str, int] = {}
        self.known: dict[str, int] = {}  # runs as typed, to the number of their word
        self.row, self.names = array("i", [EDGE, EDGE]), array("i", [0, 0])  # two: one may be left out at the end
        self.codes, self.numbers = (array("q"), array("i")), (array("q"), array("i"))  # hashes and values
        self.count = 0

    def column(self, column: Column) -> None:
        self.columns.append((column.dimension, column.key))
        self.texts.append(Texts.of(column.texts))
        self.keys.append(Texts.of(column.codes or repeat("", len(column.texts))))
        self.marks.append(column.marks)
        for text in column.texts:
            apart = runs(text)
            if is_code(text, apart):
                self._code(apart)
            else:
                self._name(text, apart)
            self.count += 1

    def _code(self, apart: list[str]) -> None:
        for key in code_keys(apart) if len(apart) > 1 else ():  # a number alone is no code by itself
            self._put(self.codes, key)
        if digits := last_number(apart):
            self._put(self.numbers, digits)

    def _put(self, where: tuple["array[int]", "array[int]"], key: str) -> None:
        where[0].append(hash(key))
        where[1].append(self.count)

    def _name(self, text: str, apart: list[str]) -> None:
        for spelling in spellings(text, apart):
            numbers = [self.known.get(run) or self._new(run) for run in spelling]
            if numbers:  # between the edge before and one more
                self.row.pop()
                self.names.pop()
                self.row.extend((*numbers, EDGE, EDGE))
                self.names.extend([self.count] * (len(numbers) + 2))
        if digits := last_number(apart):
            self._put(self.numbers, digits)

    def _new(self, run: str) -> int:
        number = self.known[run] = self.words.setdefault(as_word(run), len(self.words))
        return number
