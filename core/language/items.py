"""A span of the question and what it may mean: what linking makes, and the frame is filled from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.language.lexicon import Sense
from core.language.times import When
from core.language.values import Found
from core.language.words import Token
from core.semantic.period import Grain

Option = tuple[float, "Item"]  # how much it explains, and what


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


def item_at(tokens: Sequence[Token], at: int, length: int, **what: object) -> Item:
    text = " ".join(token.text for token in tokens[at : at + length])
    return Item(at, at + length, text, **what)  # type: ignore[arg-type]
