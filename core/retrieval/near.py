"""What lies near in meaning: the nearest of some texts, and texts put together in groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.retrieval.embed import Embedder, Floats

# With this model most wordings of one question have a cosine of 0.7 to 0.9, and so have questions that differ in a
# single word that matters ("this year", "last year"): what is near may be offered or put beside, never taken for same.
ALIKE = 0.7


@dataclass(frozen=True)
class Near:
    place: int  # in the texts that were searched
    score: float


def nearest(embedder: Embedder, text: str, among: Sequence[str], most: int = 3, least: float = ALIKE) -> list[Near]:
    """Exact, best first: with some thousand texts an index would only be slower to keep."""
    if not among:
        return []
    vectors = embedder.kept([text, *among])
    scores = vectors[1:] @ vectors[0]
    order = np.argsort(-scores, kind="stable")[:most]
    return [Near(int(place), float(scores[place])) for place in order if scores[place] >= least]


def groups(embedder: Embedder, texts: Sequence[str], least: float = ALIKE) -> list[list[int]]:
    """Every text once, beside the first one that it is like; the largest group first."""
    if not texts:
        return []
    vectors = embedder.kept(texts)
    found: list[list[int]] = []
    for place in range(len(texts)):
        home = _home(vectors, found, place, least)
        if home is None:
            found.append([place])
        else:
            found[home].append(place)
    return sorted(found, key=len, reverse=True)


def _home(vectors: Floats, found: Sequence[Sequence[int]], place: int, least: float) -> int | None:
    if not found:
        return None
    scores = vectors[[members[0] for members in found]] @ vectors[place]
    best = int(np.argmax(scores))
    return best if scores[best] >= least else None
