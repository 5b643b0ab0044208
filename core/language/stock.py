"""All values of all searchable columns, packed: what is looked up by words, by code and by number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.language.packed import Numbers, Places, Texts, Wide, hashed
from core.language.phrases import EDGE, Phrases
from core.language.written import as_word, code_keys, is_code, last_number, name_words, runs, spellings


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
    def of(cls, columns: Sequence[Column]) -> "Stock":
        read = _Reading()
        marks: list[Wide] = []
        codes: list[str] = []
        for column in columns:
            read.column(column.texts)
            marks.append(column.marks)
            codes += column.codes or [""] * len(column.texts)
        return cls(
            columns=tuple((column.dimension, column.key) for column in columns),
            bounds=np.cumsum([0, *(len(column.texts) for column in columns)]).astype(np.int32),
            texts=Texts.of(text for column in columns for text in column.texts),
            codes=Texts.of(codes),
            marks=np.concatenate([*marks, np.empty(0, np.int64)]),
            by_code=Places.of((key for _, key in read.codes), [number for number, _ in read.codes]),
            by_number=Places.of((digits for _, digits in read.numbers), [number for number, _ in read.numbers]),
            phrases=read.phrases(),
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
        return [n for n in self.by_code.at(key) if key in code_keys(name_words(self.texts[n]))]

    def numbered(self, digits: str) -> list[int]:
        return [n for n in self.by_number.at(digits) if last_number(name_words(self.texts[n])) == digits]

    @property
    def bytes(self) -> int:
        packed = (self.texts, self.codes, self.by_code, self.by_number, self.phrases)
        return sum(part.bytes for part in packed) + self.marks.nbytes + self.bounds.nbytes


class _Reading:
    """Value after value to words and codes."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.known: dict[str, int] = {}  # runs as typed, to the number of their word
        self.row, self.names = [EDGE], [0]
        self.codes: list[tuple[int, str]] = []
        self.numbers: list[tuple[int, str]] = []
        self.count = 0

    def column(self, texts: Iterable[str]) -> None:
        for text in texts:
            if is_code(text):
                self._code(text)
            else:
                self._name(text)
            self.count += 1

    def _code(self, text: str) -> None:
        words = name_words(text)
        if len(words) > 1:  # a number alone is no code by itself
            self.codes += ((self.count, key) for key in code_keys(words))
        if digits := last_number(words):
            self.numbers.append((self.count, digits))

    def _name(self, text: str) -> None:
        for spelling in spellings(text):
            numbers = [self.known.get(run) or self._new(run) for run in runs(spelling)]
            if not numbers:
                continue
            self.row += (*numbers, EDGE)
            self.names += [self.count] * (len(numbers) + 1)
        if text[-1:].isdigit() and (digits := last_number(name_words(text))):
            self.numbers.append((self.count, digits))

    def _new(self, run: str) -> int:
        number = self.known[run] = self.words.setdefault(as_word(run), len(self.words))
        return number

    def phrases(self) -> Phrases:
        row = np.array([*self.row, EDGE], np.int32)
        return Phrases.of(list(self.words), row, np.array([*self.names, 0], np.int32))
