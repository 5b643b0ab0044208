"""The distinct values of searchable columns that the asker may see: names and codes as people write them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from core.language.words import plain, singular

LONGEST = 7  # words of a name
_CODE = re.compile(r"([a-z]+)[\s_-]*0*(\d+)$")


@dataclass(frozen=True)
class Value:
    """A value of a dimension. For a name, `code` is the key it stands beside."""

    dimension: str
    text: str
    code: str | None = None  # the key's value, when the dimension is an entity's title
    key: str | None = None  # the key dimension


@dataclass(frozen=True)
class Found:
    values: tuple[Value, ...]
    length: int  # words
    score: float  # 1 exact, less for part of a name or a typo
    how: str  # exact | code | part | typo


@dataclass
class ValueIndex:
    """Looks up spans of words. Built once for a set of rights and a generation of the data."""

    exact: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[tuple[str, str], list[Value]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: list[tuple[tuple[str, ...], Value]] = field(default_factory=list)
    vocabulary: list[str] = field(default_factory=list)
    by_letters: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    wholes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, values: Iterable[Value]) -> "ValueIndex":
        index = cls()
        for value in values:
            index._add(value)
        for word in index.words:
            index.by_letters[len(word)].append(word)
        for whole in index.exact:
            index.wholes[len(whole)].append(whole)
        return index

    def _add(self, value: Value) -> None:
        parts = tuple(_words(value.text))
        if not parts:
            return
        self.exact[" ".join(parts)].append(value)
        if match := _CODE.match("".join(parts)):
            self.codes[match[1], match[2]].append(value)
        elif "".join(parts).isdigit():
            self.codes["", "".join(parts).lstrip("0") or "0"].append(value)
        if not any(character.isdigit() for character in value.text) or len(parts) > 1:
            self.names.append((parts, value))
            for part in set(parts):
                self.words[part].append(len(self.names) - 1)

    def at(self, words: list[str]) -> list[Found]:
        """Every match that starts with the first of the words, best first within a length."""
        found: list[Found] = []
        for length in range(min(LONGEST, len(words)), 0, -1):
            span = words[:length]
            if exact := self._exact(span):
                found.append(Found((*exact, *self._also_starts(span, exact)), length, 1.0, "exact"))
            elif code := self._code(span):
                found.append(Found(tuple(code), length, 1.0, "code"))
            elif part := self._part(span):
                found.append(Found(tuple(part), length, 0.8, "part"))
        return found

    def _exact(self, span: list[str]) -> list[Value]:
        whole = " ".join(span)
        alike = self.exact.get(whole) or self.exact.get(" ".join(map(singular, span)))
        return alike or self.exact.get(whole + "s", []) if len(span) == 1 else alike or []

    def _also_starts(self, span: list[str], exact: list[Value]) -> list[Value]:
        """Names of another kind that begin like this one: an area, and a customer called after it."""
        kinds = {value.dimension for value in exact}
        if any(value.code is None and len(kinds) > 1 for value in exact):
            return []
        numbers = self.words.get(span[0], ()) if len(span[0]) > 2 else ()
        named = (self.names[n] for n in numbers if len(numbers) < 500)
        return [
            v
            for parts, v in named
            if list(parts[: len(span)]) == span and len(parts) > len(span) and v.dimension not in kinds
        ]

    def _code(self, span: list[str]) -> list[Value]:
        joined = "".join(span)
        if len(span) <= 3 and (match := _CODE.match(joined)):
            return self.codes.get((match[1], match[2]), [])
        return []

    def numbered(self, digits: str, dimension: str) -> list[Value]:
        """Codes of a dimension with this number: "warehouse 4", "so 123"."""
        bare = digits.lstrip("0") or "0"
        return [v for (_, number), values in self._numbered(bare) for v in values if v.dimension == dimension]

    def _numbered(self, bare: str) -> list[tuple[tuple[str, str], list[Value]]]:
        prefixes = {prefix for prefix, _ in self.codes}
        return [((prefix, bare), self.codes[prefix, bare]) for prefix in prefixes if (prefix, bare) in self.codes]

    def _part(self, span: list[str]) -> list[Value]:
        """Names that hold these words in a row."""
        if len(span) == 1 and len(span[0]) < 3:
            return []
        rare = min(span, key=lambda word: len(self.words.get(word, ())))
        if rare not in self.words or len(self.words[rare]) > 2000:
            return []
        size = len(span)
        hits = []
        for number in self.words[rare]:
            parts, value = self.names[number]
            if any(list(parts[i : i + size]) == span for i in range(len(parts) - size + 1)):
                hits.append(value)
        return hits

    def like(self, words: list[str]) -> Found | None:
        """The nearest value to a misspelt span: a whole name first, then one word of a name."""
        for length in range(min(LONGEST, len(words)), 0, -1):
            whole = " ".join(words[:length])
            if near := self._near(whole, self.wholes):
                values = [v for text in near for v in self.exact[text]]
                return Found(tuple(values), length, 0.7, "typo")
        if near := self._near(words[0], self.by_letters):
            values = [v for word in near for v in self._part([word])]
            return Found(tuple(dict.fromkeys(values)), 1, 0.6, "typo") if values else None
        return None

    @staticmethod
    def _near(text: str, shelves: Mapping[int, list[str]]) -> list[str]:
        allowed = typos_allowed(text)
        if not allowed:
            return []
        pool = [word for size in range(len(text) - allowed, len(text) + allowed + 1) for word in shelves.get(size, ())]
        hits = process.extract(text, pool, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=5)
        best = min((distance for _, distance, _ in hits), default=None)
        return [word for word, distance, _ in hits if distance == best]

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Names to offer when nothing matches."""
        near = process.extract(text, list(self.exact), limit=limit, score_cutoff=60)
        return [self.exact[whole][0].text for whole, _, _ in near]


def typos_allowed(text: str) -> int:
    """None in short words: there a typo makes another word."""
    return 0 if len(text) < 5 else 1 if len(text) < 9 else 2


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text).replace("'", ""))


def value_words(words: Iterable[str]) -> list[str]:
    return [part for word in words for part in _words(word)]
