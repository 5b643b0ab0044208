"""Every phrase the vocabulary and the grammar know, with what it may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from core.language import grammar
from core.language.words import key
from core.semantic.model import Measure, Model

Phrase = tuple[str, ...]
# Parts of dimensions' names that say nothing without their entity.
GENERIC = {
    "code",
    "name",
    "number",
    "id",
    "prefix",
    "line",
    "type",
    "day",
    "date",
    "value",
    "amount",
    "key",
    "text",
    "description",
}
# Small words that may stand inside a phrase: "money IS tied up in THE stock".
LOOSE = set(
    "is are was were be been the a an of our we its their his her it they to us on average lie lies still there".split()
)


@dataclass(frozen=True)
class Sense:
    """What a phrase may mean: a thing of the vocabulary, or a word of the grammar."""

    kind: str  # measure | dimension | entity | condition | word
    name: str
    weight: float = 1.0


@dataclass
class Lexicon:
    senses: dict[Phrase, list[Sense]] = field(default_factory=dict)
    tight: dict[Phrase, list[Sense]] = field(default_factory=dict)  # without the small words inside
    longest: int = 1
    words: dict[str, None] = field(default_factory=dict)

    def add(self, phrase: str, sense: Sense) -> None:
        looked_up = key(phrase)
        if not looked_up:
            return
        tight = tuple(stem for stem in looked_up if stem not in LOOSE)
        if sense.kind != "word" and len(tight) > 1:
            self.tight.setdefault(tight, []).append(sense)
        known = self.senses.setdefault(looked_up, [])
        if not any((s.kind, s.name) == (sense.kind, sense.name) for s in known):
            known.append(sense)
        self.longest = max(self.longest, len(looked_up))
        self.words.update(dict.fromkeys(looked_up))

    def at(self, stems: list[str]) -> Iterator[tuple[int, list[Sense]]]:
        """Phrases that start here, longest first; small words may stand inside a phrase of the vocabulary."""
        for length in range(len(stems), 0, -1):
            if found := self.senses.get(tuple(stems[:length])):
                yield length, found
            elif length > 2 and stems[0] not in LOOSE and stems[length - 1] not in LOOSE:
                tight = tuple(stem for stem in stems[:length] if stem not in LOOSE)
                if 1 < len(tight) < length and (loose := self.tight.get(tight)):
                    yield length, loose


@lru_cache(maxsize=16)
def lexicon_of(model: Model) -> Lexicon:
    """Of the whole vocabulary, whoever asks: what a persona lacks must be understood to be refused by name."""
    lexicon = Lexicon()
    for words, kinds in grammar.closed_words().items():
        for kind in kinds:
            lexicon.add(" ".join(words), Sense("word", kind))
    for kind, name, phrases in _vocabulary(model):
        for number, phrase in enumerate(phrases):
            weak = kind == "weak"  # "value", where an order's is called "order value"
            weight = 0.6 if weak else 1.0 if number == 0 else 0.95
            lexicon.add(phrase, Sense("dimension" if weak else kind, name, weight))
    return lexicon


def _vocabulary(model: Model) -> Iterator[tuple[str, str, Iterable[str]]]:
    for name, measure in model.measures.items():
        if not measure.hidden:
            yield "measure", name, (measure.label, *measure.synonyms, name.replace("_", " "), *_percents(measure))
        yield "ranks_low", name, measure.lowest
        yield "ranks_high", name, measure.highest
    for name, entity in model.entities.items():
        yield "verb", name, entity.verbs
        yield "entity", name, (entity.label, entity.plural, *entity.synonyms, name.replace("_", " "))
    for name, dimension in model.dimensions.items():
        own = name.split(".")[1].replace("_", " ")
        if dimension.unit and own in GENERIC:
            yield "weak", name, (own,)
        yield "dimension", name, (dimension.label, *dimension.synonyms, *([own] if own not in GENERIC else []))
        yield "role", name, (word for word in dimension.said_after if word not in grammar.FILLER)
    for name, condition in model.conditions.items():
        if condition.hidden:
            continue
        yield "condition", name, (condition.label, *condition.synonyms, name.split(".")[1].replace("_", " "))


def _percents(measure: Measure) -> Iterator[str]:
    """A rate is a percentage by another name."""
    for phrase in (measure.label, *measure.synonyms) if measure.unit == "ratio" else ():
        if phrase.lower().endswith(" rate"):
            bare = phrase[: -len(" rate")]
            yield from (f"{bare} %", f"{bare} percentage", f"{bare} percent", f"% {bare}", f"percentage {bare}")
