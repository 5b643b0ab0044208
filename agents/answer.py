"""The Answer: what pages, API and terminal all show; the steps that are told on its way; and how a model joins in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from agents.present import NO_CHART, Chart
from core.change.result import Change
from core.context import Context
from core.language.frame import Choice
from core.language.grammar import Command
from core.language.reader import Reading, Status, Turn
from core.run import Answered
from core.semantic.query import Query
from core.table import Table
from core.verified import Verified
from core.warehouse.base import Cancel
from tools.registry import Used

Engine = Literal["language engine", "verified", "model", "tool"]
Intent = Literal["figures", "comparison", "list", "why", "tool", "none"]
StepName = Literal["understand", "decide", "run", "model", "present"]


@dataclass(frozen=True)
class Told:
    """Something that happened on the way: a step that begins (`text` says it to a person), or a piece of an answer."""

    kind: Literal["step", "chunk"]
    text: str
    name: StepName | Literal[""] = ""  # of a step


Say = Callable[[Told], None]


def silent(_: Told) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Citation:
    """What an answer rests on: the definition of a figure, or a passage of a document."""

    name: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """`status` says which of the rest is there: with "answered" text and tables, otherwise a reason and choices.

    `parts` are the tables, each with its SQL, interpretation and trace; the first one is what was asked for.
    """

    question: str
    status: Status
    interpretation: str = ""
    query: Query | None = None
    parts: tuple[Answered, ...] = ()
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    text: str = ""
    chart: Chart = NO_CHART
    suggestions: tuple[str, ...] = ()
    marked: tuple[tuple[int, int], ...] = ()  # where the words that were used stand in the question
    intent: Intent = "none"
    citations: tuple[Citation, ...] = ()
    nearby: tuple[Choice, ...] = ()  # verified questions in nearly the same words
    vouched: Verified | None = None  # the badge: by whom, when, and their note
    engine: Engine = "language engine"
    model: str = ""  # its name, where one answered
    why_no_model: str = ""  # not needed, not configured, over budget, away, …
    doubtful: tuple[tuple[int, int], ...] = ()  # where figures stand in a model's text that are in no table
    amount: Decimal = Decimal(0)
    currency: str = ""
    timings: tuple[tuple[str, float], ...] = ()  # step → seconds, in the order of their ends
    trace_id: str = ""
    correlation_id: str = ""
    why: Change | None = None  # of an answer to "why did it change?"
    used: tuple[Used, ...] = ()  # of an answer by tools: figures, tables and assumptions of each, in the order of use
    confirm: Used | None = None  # what a tool would write; it does once somebody confirms it, under its trace's id
    command: Command | None = None  # what was said of the last answer as a whole: as a chart, export it, start over

    @property
    def answered(self) -> Answered | None:
        return self.parts[0] if self.parts else None

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The figures of a model's text that are in no table."""
        return tuple(self.text[start:end].strip() for start, end in self.doubtful)

    @property
    def wanted(self) -> Query | str | None:
        """What its first table can be had by once more: a Query, or the SQL that a model wrote."""
        return self.query or (self.parts[0].written or None if self.parts else None)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part.table for part in self.parts)

    @property
    def cached(self) -> bool:
        """All of it came from the cache."""
        return bool(self.parts) and all(table.cached for table in self.tables)

    @property
    def age(self) -> float:
        """Seconds since the oldest of its tables was read."""
        return max((table.age for table in self.tables), default=0.0)

    @property
    def cost(self) -> str:
        return f"{self.amount.normalize():f} {self.currency}".strip()

    @property
    def steps(self) -> dict[str, float]:
        """Seconds by step; one that was done several times is summed up."""
        sums: dict[str, float] = {}
        for name, seconds in self.timings:
            sums[name] = sums.get(name, 0.0) + seconds
        return sums

    def turn(self) -> Turn:
        """As what the next question may refer to."""
        return Turn(self.question, self.query if self.status == "answered" else None)


class ModelAnswer(Protocol):
    """What a model hands back; its tables came from `run_query` and `run_sql` under the asker's rights."""

    @property
    def status(self) -> Status: ...
    @property
    def text(self) -> str: ...
    @property
    def parts(self) -> tuple[Answered, ...]: ...
    @property
    def query(self) -> Query | None: ...
    @property
    def interpretation(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def model(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def doubtful(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def used(self) -> tuple[Used, ...]: ...


class Model(Protocol):
    """agents/model: None when no model is configured. Its steps go under `ctx.trace`.

    `say` takes pieces of text as they come. Raises BudgetSpent, TryLater or Unavailable; then the engine's own answer
    or question stands, and the answer says why.
    """

    def __call__(
        self,
        ctx: Context,
        question: str,
        turns: Sequence[Turn],
        reading: Reading,
        say: Callable[[str], None],
        cancel: Cancel,
    ) -> ModelAnswer | None: ...
