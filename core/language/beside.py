"""What a value's word says besides its name: what happened, and when; and when it is no name at all."""

from collections.abc import Sequence

from core.language.lexicon import Lexicon, Sense
from core.language.values import Found
from core.language.words import Token
from core.semantic.compile.scope import bound_kind
from core.semantic.model import Model


def called_so(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """ "instructor of …", where somebody's rank is Instructor: the attribute is asked for."""
    senses = lexicon.senses.get((tokens[at].stem,), ())
    of = at + 1 < len(tokens) and tokens[at + 1].word == "of"
    return of and tokens[at].text.islower() and any(sense.kind == "dimension" for sense in senses)


def of_it(tokens: Sequence[Token], at: int, found: Found, lexicon: Lexicon) -> bool:
    """A small word right before the thing whose value it is: "booked tickets", "used cars"."""
    if found.how != "exact" or len(tokens[at].word) < 4 or tokens[at].word.isdigit():
        return False
    senses = lexicon.senses.get((tokens[at + 1].stem,), ()) if at + 1 < len(tokens) else ()
    owners = {value.dimension.split(".")[0] for value in found.values}
    return any(sense.kind == "entity" and sense.name in owners for sense in senses)


def happenings(tokens: Sequence[Token], lexicon: Lexicon, model: Model) -> tuple[Sense, ...]:
    """ "sold" is a status, what happens in a sale, and when."""
    senses = lexicon.senses.get(tuple(token.stem for token in tokens), ())
    verbs = [sense for sense in senses if sense.kind == "verb" and len(tokens) == 1]
    dates = [sense for sense in senses if sense.kind == "dimension" and _is_date(model, sense.name)]
    return (*verbs, *dates)


def _is_date(model: Model, dimension: str) -> bool:
    return bound_kind(model, model.dimensions[dimension]) in ("date", "timestamp")
