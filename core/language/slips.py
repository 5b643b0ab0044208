"""Words that nothing knows: filler, a slip of the pen, or truly unknown."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from core.language import grammar
from core.language.items import Item, item_at
from core.language.lexicon import Lexicon, Sense
from core.language.named import LONGEST
from core.language.spelling import typos_allowed
from core.language.values import Found, ValueIndex
from core.language.words import Token
from core.language.written import as_named


def guess(tokens: Sequence[Token], at: int, lexicon: Lexicon, values: ValueIndex) -> Item:
    token = tokens[at]
    if token.word in grammar.FILLER:
        return item_at(tokens, at, 1, filler=True)
    near = _name_like(tokens, at, values)
    if near and near.length > 1:
        return item_at(tokens, at, near.length, found=near)
    if word := _meant(token, lexicon):
        length, senses = _phrase_with(word, tokens, at, lexicon)
        if senses:
            return item_at(tokens, at, length, senses=tuple(senses), typo_of=word)
    return item_at(tokens, at, near.length, found=near) if near else item_at(tokens, at, 1)


def _name_like(tokens: Sequence[Token], at: int, values: ValueIndex) -> Found | None:
    said = [as_named(token) for token in tokens[at : at + LONGEST]]
    found = values.like([word for named in said for word in named]) if len(said[0]) == 1 else None
    ends = {count: number for number, count in enumerate(accumulate(map(len, said)), 1)}
    return replace(found, length=ends[found.length]) if found and found.length in ends else None


def _meant(token: Token, lexicon: Lexicon) -> str | None:
    """The one word of the vocabulary that is nearest, within the typos that its length allows."""
    allowed = typos_allowed(token.word)
    if not allowed:
        return None
    pool = [word for word in lexicon.words if abs(len(word) - len(token.word)) <= allowed and len(word) > 3]
    near = process.extract(token.stem, pool, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=None)
    if not near and token.word.endswith("s"):  # "untis": a plural that is not seen as one
        plurals = {f"{word}s": word for word in pool}
        hits = process.extract(
            token.word, [*plurals], scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=None
        )
        near = [(plurals[text], wrong, key) for text, wrong, key in hits]
    best = min(near, key=lambda hit: (hit[1], *_unlikely(token.stem, hit[0])), default=None)
    return best[0] if best else None


def _unlikely(typed: str, word: str) -> tuple[bool, bool]:
    """Two letters are swapped more often than one is wrong, and few slips are in the first."""
    return sorted(typed) != sorted(word), typed[0] != word[0]


def _phrase_with(word: str, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[Sense]]:
    stems = [word, *(token.stem for token in tokens[at + 1 : at + lexicon.longest])]
    return next(((length, senses) for length, senses in lexicon.at(stems)), (1, []))
