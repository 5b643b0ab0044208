"""What people asked and got no answer to, put together by meaning, with the words that nobody knows even today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core import verified
from core.context import Context
from core.language.reader import Reader
from core.quality import Unanswered
from core.retrieval.near import groups

By = Literal["meaning", "words"]
HALF = 0.5  # of their words, where words are all there is: "moolah by warehouse", "moolah per warehouse"


@dataclass(frozen=True)
class Group:
    """Questions that are much the same, the most frequent first. `unknown`: by today's vocabulary."""

    questions: tuple[Unanswered, ...]
    unknown: tuple[str, ...]
    understood: bool  # the first of them would be answered today

    @property
    def times(self) -> int:
        return sum(one.times for one in self.questions)

    @property
    def latest(self) -> datetime:
        return max(one.latest for one in self.questions)


@dataclass(frozen=True)
class Grouped:
    by: By
    groups: tuple[Group, ...]  # the most frequent first


def grouped(ctx: Context, reader: Reader, asked: Sequence[Unanswered]) -> Grouped:
    """By meaning where that is ready; nobody waits for it."""
    texts = [one.question for one in asked]
    meant = ctx.embedder.at_hand(texts)
    places = groups(ctx.embedder, texts) if meant else _by_words(texts)
    made = [_group(reader, [asked[place] for place in members]) for members in places]
    return Grouped("meaning" if meant else "words", tuple(sorted(made, key=lambda one: (-one.times, one.latest))))


def _group(reader: Reader, asked: Sequence[Unanswered]) -> Group:
    readings = [reader.understand(one.question) for one in asked]
    unknown = dict.fromkeys(reading.unknown for reading in readings if reading.unknown)
    return Group(tuple(asked), tuple(unknown), readings[0].status == "answered")


def _by_words(texts: Sequence[str]) -> list[list[int]]:
    """Each beside the first one that it shares its words with."""
    found: list[list[int]] = []
    for place, text in enumerate(texts):
        home = next((one for one in found if verified.overlap(texts[one[0]], text) >= HALF), None)
        if home is None:
            found.append([place])
        else:
            home.append(place)
    return found
