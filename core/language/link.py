"""Tokens to a row of items: at each place the best-explained span, with every sense it may have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from core.language import grammar
from core.language.lexicon import Lexicon, Sense
from core.language.times import GRAIN_WORDS, UNITS, Times, When
from core.language.values import Found, ValueIndex, typos_allowed, value_words
from core.language.words import Token
from core.semantic.model import Model
from core.semantic.period import Grain

FUTURE = {"due", "expected", "deliver", "next", "upcoming", "coming"}
SPECIAL_GRAINS = tuple(
    (len(phrase.split()), phrase, name)
    for name, phrases in {
        "weekday": ("weekday", "weekdays", "day of the week", "day of week", "days of the week"),
        "month_of_year": ("month of the year", "month of year", "calendar month", "calendar months"),
    }.items()
    for phrase in phrases
)
SCALE = {"k": 1000, "m": 1_000_000, "bn": 1_000_000_000}


@dataclass(frozen=True)
class Item:
    """A span of the question and what it may mean."""

    start: int  # token numbers
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    when: When | None = None
    grain: Grain | None = None
    special: str | None = None  # weekday, month_of_year
    number: Decimal | None = None
    found: Found | None = None
    filler: bool = False
    typo_of: str | None = None

    def is_word(self, *kinds: str) -> bool:
        return any(sense.kind == "word" and sense.name in kinds for sense in self.senses)

    def named(self, kind: str) -> list[str]:
        return [sense.name for sense in self.senses if sense.kind == kind]

    @property
    def unknown(self) -> bool:
        known = self.senses or self.when or self.grain or self.special or self.found or self.filler
        return not known and self.number is None

    @property
    def content(self) -> bool:
        """Whether it speaks of the data."""
        return bool(self.found) or any(sense.kind != "word" for sense in self.senses)


@dataclass
class Linker:
    model: Model
    lexicon: Lexicon
    values: ValueIndex
    times: Times
    code_entities: dict[str, str] = field(default_factory=dict)  # entity → its code dimension
    visible: Callable[[Sense], bool] = lambda _: True

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """Left to right, the longest and surest span at each place."""
        found: list[Item] = []
        at = 0
        while at < len(tokens):
            item = self._best(tokens, at, found)
            found.append(item)
            at = item.end
        return found

    def _best(self, tokens: Sequence[Token], at: int, before: list[Item]) -> Item:
        future = any(t.word in FUTURE for t in tokens[max(0, at - 4) : at + 1])
        options = [
            *self._phrase(tokens, at), *self._value(tokens, at, before), *self._time(tokens, at, future),
            *self._number(tokens, at),
        ]  # fmt: skip
        if options:
            return max(options, key=lambda option: option[0])[1]
        return self._guess(tokens, at)

    def _phrase(self, tokens: Sequence[Token], at: int) -> list[tuple[float, Item]]:
        stems = [token.stem for token in tokens[at : at + self.lexicon.longest + 3]]
        options = []
        for length, senses in self.lexicon.at(stems):
            senses = self._worth(self._as_typed(tokens[at : at + length], senses))
            if not senses:
                continue
            business = any(sense.kind != "word" for sense in senses)
            options.append((length + (0.3 if business else 0.2), self._item(tokens, at, length, senses=tuple(senses))))
        return options

    @staticmethod
    def _as_typed(tokens: Sequence[Token], senses: list[Sense]) -> list[Sense]:
        """The closed words have no plural: "orders by" is no "order by"."""
        if grammar.spoken(" ".join(token.word for token in tokens)):
            return senses
        return [sense for sense in senses if sense.kind != "word"]

    def _worth(self, senses: list[Sense]) -> list[Sense]:
        """Side words of no use to the asker are as if unsaid; things and figures stay, to be refused by name."""
        main = any(sense.kind in ("measure", "entity", "word") for sense in senses)
        return senses if main else [sense for sense in senses if self.visible(sense)]

    def _value(self, tokens: Sequence[Token], at: int, before: list[Item]) -> list[tuple[float, Item]]:
        words = value_words(token.word for token in tokens[at : at + 8])
        options = []
        for found in self.values.at(words):
            if found.length == 1 and self._common(tokens[at], found):
                continue
            bonus = {"exact": 0.45, "code": 0.5, "part": 0.1}[found.how]
            if found.how == "exact" and self._is_state(tokens[at : at + found.length]):
                bonus = 0.25
            options.append((found.length + bonus, self._item(tokens, at, found.length, found=found)))
        options += self._numbered(tokens, at)
        return options

    def _is_state(self, tokens: Sequence[Token]) -> bool:
        """A word of the vocabulary for a state says more than the value it stands for."""
        return any(s.kind == "condition" for s in self.lexicon.senses.get(tuple(t.stem for t in tokens), ()))

    def _common(self, token: Token, found: Found) -> bool:
        """A word of the grammar is no part of a name by itself; a year or a plain number is no code."""
        if token.word.isdigit():
            return True
        if found.how == "exact":
            return token.word in grammar.FILLER
        closed = any(s.kind == "word" for s in self.lexicon.senses.get((token.stem,), ()))
        return closed or token.word in grammar.FILLER or (found.how == "part" and (token.stem,) in self.lexicon.senses)

    def _numbered(self, tokens: Sequence[Token], at: int) -> list[tuple[float, Item]]:
        """An entity and its number: "warehouse 4", "so 123", "order 000123"."""
        stems = [token.stem for token in tokens[at : at + 4]]
        options: list[tuple[float, Item]] = []
        for length, senses in self.lexicon.at(stems[:3]):
            rest = tokens[at + length : at + length + 1]
            if not rest or not rest[0].word.isdigit():
                continue
            for sense in senses:
                dimension = self.code_entities.get(sense.name) if sense.kind == "entity" else None
                values = self.values.numbered(rest[0].word, dimension) if dimension else []
                if len(values) == 1:
                    found = Found(tuple(values), length + 1, 1.0, "code")
                    options.append((length + 1.5, self._item(tokens, at, length + 1, found=found)))
        return options + self._prefixed(tokens, at)

    def _prefixed(self, tokens: Sequence[Token], at: int) -> list[tuple[float, Item]]:
        """A number behind the prefix that its entity's key begins with: SO000123, po-77."""
        joined = "".join(token.word for token in tokens[at : at + 2])
        for length, text in ((1, tokens[at].word), (2, joined)):
            letters = text.rstrip("0123456789")
            digits = text[len(letters) :]
            if not letters or not digits or length > len(tokens) - at:
                continue
            for entity in self.model.entities.values():
                prefixed = len(entity.key) > 1 and letters in (
                    key_prefix(entity.key[0], self.values),
                    *map(str, entity.synonyms),
                )
                values = self.values.numbered(digits, entity.key[1]) if prefixed else []
                if len(values) == 1:
                    found = Found(tuple(values), length, 1.0, "code")
                    return [(length + 0.6, self._item(tokens, at, length, found=found))]
        return []

    def _time(self, tokens: Sequence[Token], at: int, future: bool) -> list[tuple[float, Item]]:
        options = []
        if (when := self.times.read(tokens, at, future)) is not None:
            options.append((when.length + 0.6, self._item(tokens, at, when.length, when=when)))
        grain = GRAIN_WORDS.get(tokens[at].word) or UNITS.get(tokens[at].stem)
        for length, phrase, name in SPECIAL_GRAINS:
            if [token.word for token in tokens[at : at + length]] == phrase.split():
                options.append((length + 0.7, self._item(tokens, at, length, special=name)))
        if grain:
            options.append((1.25, self._item(tokens, at, 1, grain=grain)))
        return options

    def _number(self, tokens: Sequence[Token], at: int) -> list[tuple[float, Item]]:
        word = tokens[at].word
        if (number := as_number(word)) is not None:
            return [(1.1, self._item(tokens, at, 1, number=number))]
        if word in grammar.NUMBERS:
            return [
                (
                    1.25 if word not in ("half", "couple") else 0.9,
                    self._item(tokens, at, 1, number=Decimal(grammar.NUMBERS[word])),
                )
            ]
        return []

    def _guess(self, tokens: Sequence[Token], at: int) -> Item:
        """A word that nothing knows: filler, a slip of the pen, or unknown."""
        token = tokens[at]
        if token.word in grammar.FILLER:
            return self._item(tokens, at, 1, filler=True)
        near_value = self.values.like(value_words(t.word for t in tokens[at : at + 6]))
        if near_value and near_value.length > 1:
            return self._item(tokens, at, near_value.length, found=near_value)
        if allowed := typos_allowed(token.word):
            pool = [
                word for word in self.lexicon.words if abs(len(word) - len(token.word)) <= allowed and len(word) > 3
            ]
            hit = process.extractOne(token.stem, pool, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
            if hit and (senses := self._rest_of(tokens, at, hit[0])):
                length, found = senses
                return self._item(tokens, at, length, senses=tuple(found), typo_of=hit[0])
        if near_value:
            return self._item(tokens, at, near_value.length, found=near_value)
        return self._item(tokens, at, 1)

    def _rest_of(self, tokens: Sequence[Token], at: int, word: str) -> tuple[int, list[Sense]] | None:
        stems = [word, *(token.stem for token in tokens[at + 1 : at + self.lexicon.longest])]
        return next(((length, senses) for length, senses in self.lexicon.at(stems)), None)

    @staticmethod
    def _item(tokens: Sequence[Token], at: int, length: int, **what: object) -> Item:
        text = " ".join(token.text for token in tokens[at : at + length])
        return Item(at, at + length, text, **what)  # type: ignore[arg-type]


def key_prefix(dimension: str, values: ValueIndex) -> str:
    """The common prefix of an entity's numbers: the values of its prefix dimension."""
    return next((whole for whole, found in values.exact.items() if found[0].dimension == dimension), "")


def as_number(word: str) -> Decimal | None:
    scale = next(
        (
            factor
            for suffix, factor in SCALE.items()
            if word.endswith(suffix) and word[: -len(suffix)].replace(".", "").isdigit()
        ),
        1,
    )
    bare = word.rstrip("kmbn").replace(",", "")
    try:
        return Decimal(bare) * scale if bare and bare[0].isdigit() else None
    except InvalidOperation:
        return None
