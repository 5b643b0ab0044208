"""What is said to a model and what comes back: a talk, the tools it may use, and the reply. Knows no provider."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

Say = Callable[[str], None]


class Again(str):
    """Said in place of a piece of text: what came so far counts no more, since it is asked once more."""


@dataclass(frozen=True)
class Tokens:
    """`read` and `written` (from and to the provider's cache) are part of `given`."""

    given: int = 0
    made: int = 0
    read: int = 0
    written: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(
            self.given + other.given, self.made + other.made, self.read + other.read, self.written + other.written
        )


@dataclass(frozen=True)
class Tool:
    """One thing that a model may do. `do` takes what `takes` has parsed, and gives the text that goes back to it.

    A QuartermasterError from `do` goes back as well, a few times; `Enough` ends the talk.
    """

    name: str
    meaning: str
    takes: type[BaseModel]
    do: Callable[[BaseModel], str]


class Enough(Exception):
    """Raised by a tool: nothing more is needed of the model."""


@dataclass(frozen=True)
class Talk:
    """`standing` is the same for every question of a persona, so that the provider can keep it; `question` is not."""

    standing: str
    question: str
    tools: tuple[Tool, ...] = ()
    errors_back: int = 2  # mistakes of its own that go back to the model; the next one ends the talk


@dataclass(frozen=True)
class Limits:
    """Of one talk."""

    steps: int
    output_tokens: int
    seconds: float
    retries: int
    amount: Decimal | None = None  # in the ledger's currency


@dataclass
class Spent:
    """What a talk has used so far, also when it ends in an error."""

    amount: Decimal = Decimal(0)
    tokens: Tokens = field(default_factory=Tokens)
    calls: int = 0
    models: list[str] = field(default_factory=list)  # those that answered, the last one last


@dataclass(frozen=True)
class Reply:
    text: str
    spent: Spent
    cut: bool = False  # it reached the limit of its length

    @property
    def model(self) -> str:
        return self.spent.models[-1] if self.spent.models else ""


def small_schema(shape: type[BaseModel]) -> dict[str, object]:
    """Its JSON schema without what a model can do without: titles, defaults, and null as a way to leave things out."""
    made = _small(shape.model_json_schema(by_alias=True))
    assert isinstance(made, dict)
    return made


def _small(part: object) -> object:
    if isinstance(part, list):
        return [_small(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    kept: dict[str, Any] = {
        key: {name: _small(one) for name, one in value.items()} if key in ("properties", "$defs") else _small(value)
        for key, value in part.items()
        if key not in ("title", "default", "additionalProperties", "discriminator")
    }
    ways = [way for way in kept.get("anyOf", []) if way != {"type": "null"}]
    if not ways:
        return kept
    rest = {key: value for key, value in kept.items() if key != "anyOf"}
    return {**ways[0], **rest} if len(ways) == 1 else {"anyOf": ways, **rest}
