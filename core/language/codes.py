"""Codes in pieces: "warehouse 4", "so 123", "po-77"."""

from collections.abc import Sequence

from core.language.items import Option, item_at
from core.language.lexicon import Lexicon
from core.language.values import Found, ValueIndex
from core.language.words import Token, plain
from core.semantic.model import Entity, Model


def numbered(tokens: Sequence[Token], at: int, lexicon: Lexicon, values: ValueIndex, model: Model) -> list[Option]:
    """An entity and its number."""
    stems = [token.stem for token in tokens[at : at + 3]]
    options: list[Option] = []
    for length, senses in lexicon.at(stems):
        rest = tokens[at + length : at + length + 1]
        if not rest or not rest[0].word.isdigit():
            continue
        for sense in senses:
            known = model.entities.get(sense.name) if sense.kind == "entity" else None
            found = values.numbered(rest[0].word, known.key[-1]) if known else []
            if len(found) == 1:
                meant = Found(tuple(found), length + 1, 1.0, "code")
                options.append((length + 1.5, item_at(tokens, at, length + 1, found=meant)))
    return options


def prefixed(tokens: Sequence[Token], at: int, values: ValueIndex, model: Model) -> list[Option]:
    """A number behind the prefix that its entity's key begins with."""
    joined = "".join(token.word for token in tokens[at : at + 2])
    for length, text in ((1, tokens[at].word), (2, joined)):
        letters = text.rstrip("0123456789")
        digits = text[len(letters) :]
        if not letters or not digits or length > len(tokens) - at:
            continue
        for entity in (e for e in model.entities.values() if len(e.key) > 1 and letters in _prefixes(e, values)):
            found = values.numbered(digits, entity.key[1])
            if len(found) == 1:
                return [(length + 0.6, item_at(tokens, at, length, found=Found(tuple(found), length, 1.0, "code")))]
    return []


def _prefixes(entity: Entity, values: ValueIndex) -> tuple[str, ...]:
    """What may stand before its numbers: its short names, and the prefix that they all have in the data."""
    stored = values.first(entity.key[0]) or ""
    return (plain(stored), *entity.synonyms)
