"""The values in the data that an asker may see, looked up by the words of a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from rapidfuzz import process

from core.language.named import Run, nearest_runs, runs_of
from core.language.seen import SHOWN, Seen
from core.language.stock import Column, Stock
from core.language.stock import Value as Value
from core.language.written import name_words

CODE = 6  # runs of letters and digits of a code


@dataclass(frozen=True)
class Found:
    values: tuple[Value, ...]
    length: int  # words
    score: float  # 1 exact, less for part of a name or a typo
    how: str  # exact | code | part | typo


@dataclass(frozen=True)
class ValueIndex:
    seen: Seen

    @classmethod
    def of(cls, values: Iterable[Value]) -> "ValueIndex":
        """Of few values, all of which are seen."""
        columns = []
        for (dimension, key), same in groupby(values, lambda value: (value.dimension, value.key)):
            listed = list(same)
            codes = [value.code or "" for value in listed] if key else ()
            columns.append(Column(dimension, [value.text for value in listed], key, codes))
        return cls(Seen(Stock.of(columns)))

    def of_question(self) -> "ValueIndex":
        """The same for one question, in which nothing is looked up twice."""
        return ValueIndex(replace(self.seen, noted={}))

    def at(self, words: Sequence[str], strange: Sequence[bool] = ()) -> list[Found]:
        """Every match that starts with the first of the words, the longest first.

        Strange words are those that nothing else knows: inside a name they may be misspelt or cut short.
        """
        spans = range(1, min(CODE, len(words)) + 1)
        found = {length: coded for length in spans if (coded := self._code(words[:length]))}
        for run in runs_of(self.seen, words, strange):
            named = self._noted(run, words)
            if named and (named.how == "exact" or run.length not in found):
                found[run.length] = named
        return [found[length] for length in sorted(found, reverse=True)]

    def _code(self, words: Sequence[str]) -> Found | None:
        if not any(word.isdigit() for word in words) or (len(words) == 1 and words[0].isdigit()):
            return None  # a number alone is no code
        values = self.seen.coded(" ".join(words))
        return Found(values, len(words), 1.0, "code") if values else None

    def _noted(self, run: Run, words: Sequence[str]) -> Found | None:
        if run.nearly:
            return self._named(run, words)
        return self.seen.once(("named", *words[: run.length]), lambda: self._named(run, words))

    def _named(self, run: Run, words: Sequence[str]) -> Found | None:
        if run.nearly:
            return Found(self.seen.best(run.rows), run.length, 0.7, "typo")
        whole = self.seen.phrases.whole(run.rows)
        if whole.any():
            exact = self.seen.named(run.rows.only(whole))
            return Found((*exact, *self._also_start(run, words[0], exact)), run.length, 1.0, "exact")
        if run.length == 1 and (len(words[0]) < 3 or words[0].isdigit()):
            return None
        return Found(self.seen.named(run.rows), run.length, 0.8, "part")

    def _also_start(self, run: Run, first: str, exact: Sequence[Value]) -> list[Value]:
        """Names of another kind that begin like this one: an area, and a customer called after it."""
        kinds = {value.dimension for value in exact}
        if len(first) < 3 or any(value.code is None and len(kinds) > 1 for value in exact):
            return []
        starting = self.seen.named(run.rows.only(self.seen.phrases.starting(run.rows)))
        return [value for value in starting if value.dimension not in kinds]

    def like(self, words: Sequence[str]) -> Found | None:
        """The nearest values to a word that nothing knows, with the words that go on from it."""
        runs = list(nearest_runs(self.seen, words)) if words else []
        if not runs:
            return None
        length = max(run.length for run in runs)
        values = tuple(v for run in runs if run.length == length for v in self.seen.best(run.rows))
        return Found(values[:SHOWN], length, 0.7 if length > 1 else 0.6, "typo")

    def numbered(self, digits: str, dimension: str) -> tuple[Value, ...]:
        """Codes of a dimension with this number: "warehouse 4", "so 123"."""
        return self.seen.numbered(digits.lstrip("0") or "0", dimension)

    def first(self, dimension: str) -> str | None:
        """Some value of a dimension."""
        return self.seen.first(dimension)

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Names to offer when nothing matches."""
        offered: dict[str, None] = {}
        for word in name_words(text)[:4]:
            near = self.seen.phrases.spelling.near(word, max(1, len(word) // 3))
            seen = (rows for _, number in near if len(rows := self.seen.rows(number)))
            offered.update(dict.fromkeys(v.text for rows in islice(seen, SHOWN) for v in self.seen.best(rows)))
        names = process.extract(text, list(offered), limit=limit, score_cutoff=60)
        return [name for name, _, _ in names]
