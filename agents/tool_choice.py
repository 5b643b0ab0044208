"""Which tool a question asks for, with which arguments: by the words of its examples, with no word left over.

A tool knows nothing of language: its examples, its first sentence and its arguments' types are all that is read here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from agents.tool_arguments import DAYS, Reading, stem, take
from core.context import Context
from core.language.grammar import FILLER
from core.language.words import Token, singular, tokens
from tools.registry import tools_of
from tools.tool import Tool

ALIKE = 0.5  # of the words that a question and the nearest example have together
POINTING = {"on", "of", "for", "from", "with"}  # what such a question asks goes on from another one
DENIALS = {"not", "without", "except", "excluding", "no", "never", "neither"}


@dataclass(frozen=True)
class Chosen:
    """`missing`: arguments that the tool needs and the question does not give."""

    tool: Tool
    arguments: Mapping[str, object]
    missing: tuple[str, ...]
    likeness: float


def choose(ctx: Context, question: str) -> Chosen | None:
    """The tool whose words the question has, all of them placed; the nearest one where several fit."""
    found = tokens(question)
    if not found or any(token.word in DENIALS for token in found):
        return None
    if found[0].word in POINTING and found[1:2] and found[1].word in ("which", "what"):  # "on which orders?"
        return None
    said = {stem(token.word) for token in found if token.word not in FILLER}
    near = [tool for tool in tools_of(ctx).values() if _may_fit(tool, said)]
    fitting = [one for tool in near if (one := _fit(ctx, tool, question, found)) is not None]
    return max(fitting, key=lambda one: (one.likeness, -len(one.missing)), default=None)


def _may_fit(tool: Tool, said: set[str]) -> bool:
    """Whether it can be alike whatever its arguments take: names are looked up only then, which takes milliseconds."""
    return any(len(said & example) >= ALIKE * len(example) for example in _examples(tool) if example)


def _fit(ctx: Context, tool: Tool, question: str, found: list[Token]) -> Chosen | None:
    reading = Reading(question, found)
    take(ctx, tool, reading)
    words = set(reading.words())
    if not words or not words <= _vocabulary(tool):
        return None
    likeness = max(_likeness(words, example) for example in _examples(tool))
    if likeness < ALIKE:
        return None
    needed = (name for name, one in tool.arguments.model_fields.items() if one.is_required())
    missing = tuple(name for name in needed if name not in reading.arguments)
    return Chosen(tool, reading.arguments, missing, likeness)


def _likeness(words: set[str], example: frozenset[str]) -> float:
    return len(words & example) / len(words | example) if words | example else 0.0


# -- what a tool's words are --------------------------------------------------------------------------------------


@cache
def _vocabulary(tool: Tool) -> frozenset[str]:
    """Of its examples, its first sentence, its name and its arguments; a code or number of an example is no word."""
    texts = (*tool.examples, tool.says, tool.name, *tool.arguments.model_fields)
    words = (token.word for text in texts for token in tokens(text.replace("_", " ")))
    return frozenset(stem(word) for word in words if not _has_digits(word))


@cache
def _examples(tool: Tool) -> tuple[frozenset[str], ...]:
    """Each one's own words: without codes and numbers, which stand for any."""
    return tuple(_own_words(tool))


def _own_words(tool: Tool) -> Iterator[frozenset[str]]:
    for example in tool.examples:
        words = (token.word for token in tokens(example) if not _has_digits(token.word))
        yield frozenset(
            stem(word) for word in words if word not in FILLER and word not in DAYS and singular(word) not in DAYS
        )


def _has_digits(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
