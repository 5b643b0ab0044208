"""Every phrase the vocabulary and the grammar know, with what it may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from core.language import grammar
from core.language.words import key, singular
from core.semantic.model import Model

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Sense:
    """What a phrase may mean: a thing of the vocabulary, or a word of the grammar."""

    kind: str  # measure | dimension | entity | condition | word
    name: str
    weight: float = 1.0


@dataclass
class Lexicon:
    senses: dict[Phrase, list[Sense]] = field(default_factory=dict)
    longest: int = 1
    words: dict[str, None] = field(default_factory=dict)

    def add(self, phrase: str, sense: Sense) -> None:
        looked_up = key(phrase)
        if not looked_up:
            return
        known = self.senses.setdefault(looked_up, [])
        if not any((s.kind, s.name) == (sense.kind, sense.name) for s in known):
            known.append(sense)
        self.longest = max(self.longest, len(looked_up))
        self.words.update(dict.fromkeys(looked_up))

    def at(self, stems: list[str]) -> Iterator[tuple[int, list[Sense]]]:
        """Phrases that start here, longest first."""
        for length in range(min(self.longest, len(stems)), 0, -1):
            if found := self.senses.get(tuple(stems[:length])):
                yield length, found


@lru_cache(maxsize=16)
def lexicon_of(model: Model) -> Lexicon:
    """Of the whole vocabulary, whoever asks: what a persona lacks must be understood to be refused by name."""
    lexicon = Lexicon()
    for phrase, kinds in grammar.closed_words().items():
        for kind in kinds:
            lexicon.add(" ".join(phrase), Sense("word", kind))
    for kind, name, phrases in _vocabulary(model):
        for number, phrase in enumerate(phrases):
            lexicon.add(phrase, Sense(kind, name, 1.0 if number == 0 else 0.95))
    return lexicon


def _vocabulary(model: Model) -> Iterator[tuple[str, str, Iterable[str]]]:
    for name, measure in model.measures.items():
        if not measure.hidden:
            yield "measure", name, (measure.label, *measure.synonyms, name.replace("_", " "))
    for name, entity in model.entities.items():
        yield "entity", name, (entity.label, entity.plural, *entity.synonyms, name.replace("_", " "))
    for name, dimension in model.dimensions.items():
        yield "dimension", name, (dimension.label, *dimension.synonyms, name.split(".")[1].replace("_", " "))
    for name, condition in model.conditions.items():
        yield "condition", name, (condition.label, *condition.synonyms, name.split(".")[1].replace("_", " "))


def known_word(word: str, lexicon: Lexicon) -> bool:
    return word in grammar.FILLER or singular(word) in lexicon.words or word in lexicon.words
