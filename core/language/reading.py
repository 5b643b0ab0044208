"""What a question was taken to mean: a Query, a change to be explained, a command about the last answer, or why not."""

from dataclasses import dataclass
from typing import Literal

from core.language.frame import Choice
from core.language.grammar import Command
from core.semantic.query import Query

Status = Literal["answered", "clarify", "denied", "refused"]
Claim = Literal["rise", "fall", ""]


@dataclass(frozen=True)
class Why:
    """A change to be explained: core/change/spans.py says which two periods a Query is about."""

    query: Query
    claim: Claim = ""  # what the question takes for granted
    along: tuple[str, ...] = ()  # dimensions that it names


@dataclass(frozen=True)
class Reading:
    """What a question was taken to mean, or why it was not."""

    status: Status
    query: Query | None = None
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    marked: tuple[tuple[int, int], ...] = ()  # where the words that were used stand
    chart: str | None = None
    follow_up: bool = False
    why: Why | None = None
    command: Command | None = None  # to be done with the last answer, whose query this has; "anew": without one
    unknown: str = ""  # the words that nobody knows
    carried: str = ""  # in words, what was kept of the earlier question


@dataclass(frozen=True)
class Turn:
    """An earlier question of the conversation and what it was taken to mean."""

    question: str
    query: Query | None
