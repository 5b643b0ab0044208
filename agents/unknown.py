"""What a word that nobody knows may have meant: terms near in meaning, to be clicked and never taken by themselves."""

import re

from core.context import Context
from core.language.frame import Choice
from core.language.reader import Reader, Reading
from core.retrieval.terms import near_in_meaning

OFFERED = 3


def choices(ctx: Context, reader: Reader, question: str, reading: Reading) -> tuple[Choice, ...]:
    """Those of the reading, and the asker's own terms that mean nearly the same."""
    if not reading.unknown:
        return reading.choices
    there = {choice.label.lower() for choice in reading.choices}
    near = near_in_meaning(ctx, reader.scope.model, reading.unknown, OFFERED)
    more = (_instead(question, reading.unknown, term.label) for term in near if term.label.lower() not in there)
    return (*reading.choices, *filter(None, more))


def _instead(question: str, unknown: str, label: str) -> Choice | None:
    """The question with a term in place of the unknown words; None where they do not stand together in it."""
    found = re.search(rf"(?<!\w){re.escape(unknown)}(?!\w)", question, re.IGNORECASE)
    if found is None:
        return None
    return Choice(label, f"{question[: found.start()]}{label.lower()}{question[found.end() :]}")
