"""The words of "why did it change?": how it begins, which way it went, and the question that is left without them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from core.language import grammar
from core.language.reading import Claim
from core.language.words import Token, tokens

LEAD = frozenset(
    "please can could would will you tell show me us do know and so but then ok okay now i we want need to like let "
    "understand help wonder find out also the of about question is".split()
)
AUXILIARY = frozenset("did do does has have had is are was were be been the a an our there been being".split())
NOUN_MARKS = frozenset("the a an our this that such of in recent".split())


@dataclass(frozen=True)
class Because:
    """A question about a change, taken apart."""

    rest: str  # what is left: "revenue in May"; "" where it only points back
    claim: Claim = ""
    things: str = ""  # "products", of "which products contributed …"
    changes: bool = True  # False: it begins with why, and speaks of no change
    back: bool = False  # points to what was said before


def because(question: str) -> Because | None:
    """None for every other question."""
    found = tokens(question)
    words = [token.word for token in found]
    things, at, implied = _which(words)
    if not things:
        at, implied = _opening(words)
    if not at:
        return None
    left = found[at:]
    rest, claim, moved = _without_change(left)
    rest, back = _without_back(rest)
    if things and rest and not moved:
        return None
    says_nothing = not rest
    if not (moved or implied or says_nothing) and _explains(words[:at]):
        return None  # "explain fill rate" asks for a definition
    text = " ".join(token.text for token in rest)
    return Because(text, claim, things, changes=moved or implied or says_nothing, back=back or says_nothing)


def _explains(opening: Sequence[str]) -> bool:
    return opening[-1] in ("explain", "analyse", "analyze", "me")


def _opening(words: Sequence[str]) -> tuple[int, bool]:
    """Where the question goes on, after small words of politeness; 0 where it is none."""
    start = 0
    while start <= len(words):
        for phrases, implied in ((grammar.WHY.about_change, True), (grammar.WHY.open, False)):
            if length := _longest(words, start, phrases):
                return start + length, implied
        if start == len(words) or words[start] not in LEAD:
            return 0, False
        start += 1
    return 0, False


def _which(words: Sequence[str]) -> tuple[str, int, bool]:
    """ "which products contributed most to": the things, and where the question goes on."""
    if words[:1] not in (["which"], ["what"]):
        return "", 0, False
    for at in range(2, min(len(words), 6)):
        if length := _longest(words, at, grammar.WHY.joint):
            return " ".join(words[1:at]), at + length, False
    return "", 0, False


def _longest(words: Sequence[str], at: int, phrases: Iterable[str]) -> int:
    lengths = [len(said) for phrase in phrases if list(said := _spoken(phrase)) == list(words[at : at + len(said)])]
    return max(lengths, default=0)


@cache
def _spoken(phrase: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(phrase))


def _without_change(found: Sequence[Token]) -> tuple[list[Token], Claim, bool]:
    """Without the words for the change; which way it went; whether any were there."""
    words = [token.word for token in found]
    kept: list[Token] = []
    claim: Claim = ""
    moved = False
    at = 0
    while at < len(found):
        if not kept and words[at] in AUXILIARY:
            at += 1
            continue
        if length := _longest(words, at, grammar.WHY.degree):
            at += length
            continue
        way, length = _way(words, at)
        if length and not (moved and way and claim):
            claim, at = claim or way, at + length
            at += 1 if not kept and words[at : at + 1] in (["in"], ["of"], ["to"], ["for"]) else 0  # "the drop in …"
            moved, at = True, at + _by_how_much(words, at)
            continue
        kept.append(found[at])
        at += 1
    return kept, claim, moved


def _by_how_much(words: Sequence[str], at: int) -> int:
    """ "by 10 %": how much it was is worked out, not taken from the question."""
    number = words[at + 1 : at + 2]
    if words[at : at + 1] != ["by"] or not number or not number[0][:1].isdigit():
        return 0
    return 2 + _longest(words, at + 2, grammar.WHY.share)


def _way(words: Sequence[str], at: int) -> tuple[Claim, int]:
    if words[at] in ("up", "down") and words[at + 1 : at + 2] == ["to"]:
        return "", 0
    ways: tuple[tuple[Claim, tuple[str, ...]], ...] = (
        ("fall", grammar.WHY.fall),
        ("rise", grammar.WHY.rise),
        ("", grammar.WHY.moved),
    )
    return max(((way, _longest(words, at, phrases)) for way, phrases in ways), key=lambda each: each[1])


def _without_back(found: Sequence[Token]) -> tuple[list[Token], bool]:
    """Words that only point back are no part of what is asked; small words alone ask nothing."""
    words = [token.word for token in found]
    kept: list[Token] = []
    at, back = 0, False
    while at < len(found):
        if (length := _longest(words, at, grammar.WHY.back)) and not _points_at_time(words, at):
            at, back = at + length, True
            continue
        kept.append(found[at])
        at += 1
    if all(token.word in grammar.FILLER or token.word in AUXILIARY for token in kept):
        kept = []
    return kept, back


def _points_at_time(words: Sequence[str], at: int) -> bool:
    """ "this month" """
    return words[at] in ("this", "that") and words[at + 1 : at + 2] != [] and words[at + 1] not in grammar.FILLER


_SPANS = (
    re.compile(r"^(?P<figure>.*?)\bbetween\s+(?P<first>.+?)\s+and\s+(?P<second>.+)$", re.IGNORECASE),
    re.compile(r"^(?P<figure>.*?)\bfrom\s+(?P<first>.+?)\s+to\s+(?P<second>.+)$", re.IGNORECASE),
)


@dataclass(frozen=True)
class Spoken:
    """Two periods by their words: the earlier one may have been named first or after "than"."""

    figure: str
    first: str
    second: str = ""  # "" where the later one is in the figure's words or was not said


def two_periods(rest: str) -> Spoken | None:
    """ "revenue between Q1 and Q2", "from April to May" """
    for pattern in _SPANS:
        if match := pattern.match(rest):
            return Spoken(match["figure"].strip(), match["first"].strip(), match["second"].strip())
    return None


def compared_with(rest: str) -> Spoken | None:
    """ "late orders vs last month": the figure, and the words of the earlier period."""
    found = tokens(rest)
    words = [token.word for token in found]
    for at in range(len(words)):
        if (length := _longest(words, at, grammar.WHY.compared)) and at + length < len(words):
            figure = " ".join(token.text for token in found[:at])
            return Spoken(figure, " ".join(token.text for token in found[at + length :]))
    return None


def says(text: str, phrases: Iterable[str]) -> bool:
    words = [token.word for token in tokens(text)]
    return bool(words) and _longest(words, 0, phrases) == len(words)
