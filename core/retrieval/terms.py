"""Terms of the vocabulary that lie near a word nobody knows: by meaning where that is ready, and by spelling."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.access import Asker
from core.context import Context
from core.errors import suggest
from core.offered import conditions, dimensions, entities, measures
from core.retrieval.embed import Embedder
from core.retrieval.near import nearest
from core.semantic.model import Model

Kind = Literal["measure", "entity", "dimension", "condition"]
# Of single words this model is less sure than of sentences: below, words that have nothing to do with each other begin.
ALIKE = 0.55


@dataclass(frozen=True)
class Term:
    """A thing of the vocabulary by one of its names; `label` is the first of them."""

    kind: Kind
    name: str
    label: str
    phrase: str


def near_in_meaning(ctx: Context, model: Model, word: str, most: int = 3) -> list[Term]:
    """Among what the asker sees, each once, best first. Nothing where meaning is not ready: nobody waits for it."""
    terms = visible_terms(model, ctx.asker)
    phrases = [term.phrase for term in terms]
    if not ctx.embedder.at_hand(phrases):
        return []
    found = nearest(ctx.embedder, word, phrases, len(phrases), ALIKE)
    return _once([terms[near.place] for near in found])[:most]


def near_in_any_way(ctx: Context, model: Model, word: str, most: int = 5) -> list[Term]:
    """To pick from by hand: what is near in meaning and what is spelt alike, in turn."""
    terms = visible_terms(model, ctx.asker)
    by_phrase: dict[str, Term] = {}
    for term in terms:
        by_phrase.setdefault(term.phrase, term)
    spelt = [by_phrase[phrase] for phrase in suggest(word, by_phrase, most)]
    meant = near_in_meaning(ctx, model, word, most)
    pairs = zip([*meant, *[None] * len(spelt)], [*spelt, *[None] * len(meant)], strict=True)
    return _once([term for pair in pairs for term in pair if term is not None])[:most]


def warm(embedder: Embedder, model: Model) -> None:
    """Of the whole vocabulary, which every asker's part is a part of."""
    every = (persona for persona in model.personas)
    phrases = {term.phrase for persona in every for term in visible_terms(model, Asker(persona))}
    embedder.learn(sorted(phrases))


@lru_cache(maxsize=64)
def visible_terms(model: Model, asker: Asker) -> tuple[Term, ...]:
    """Whatever can be called by a name, in the order of figures, things, attributes, conditions."""
    return tuple(_terms(model, asker))


def _terms(model: Model, asker: Asker) -> Iterator[Term]:
    for name, measure in measures(model, asker).items():
        yield from _named("measure", name, (measure.label, *measure.synonyms))
    for name, entity in entities(model, asker).items():
        yield from _named("entity", name, (entity.plural, entity.label, *entity.synonyms))
    for name, dimension in dimensions(model, asker).items():
        yield from _named("dimension", name, (dimension.label, *dimension.synonyms))
    for name, condition in conditions(model, asker).items():
        yield from _named("condition", name, (condition.label, *condition.synonyms))


def _named(kind: Kind, name: str, phrases: Sequence[str]) -> Iterator[Term]:
    for phrase in dict.fromkeys(filter(None, phrases)):
        yield Term(kind, name, phrases[0] or phrase, phrase)


def _once(terms: Sequence[Term]) -> list[Term]:
    """Two things of the same name are one to whoever reads it."""
    found: dict[str, Term] = {}
    for term in terms:
        found.setdefault(term.label.lower(), term)
    return list(found.values())
