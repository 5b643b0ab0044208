"""What a model's server hears and what it may do: rules read a request and answer with an act, whatever the wire."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass(frozen=True)
class Result:
    """A tool's result as the server received it."""

    tool: str
    text: str
    failed: bool

    @property
    def rows(self) -> list[list[Any]]:
        return json.loads(self.text)["rows"]

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.text)


@dataclass(frozen=True)
class Heard:
    """One request, in the terms of neither wire."""

    raw: bytes
    headers: dict[str, str]
    system: str
    question: str
    tools: dict[str, dict[str, Any]]  # name → its schema
    results: tuple[Result, ...]  # of the whole talk, in order
    stable: bytes  # what a provider could keep: up to the last mark for it; empty without one

    @property
    def turn(self) -> int:
        """How many results were sent back so far."""
        return len(self.results)


@dataclass(frozen=True)
class Say:
    text: str
    stopped: str = "end"  # or "length"


@dataclass(frozen=True)
class Use:
    """Calls a tool; `raw` sends the arguments as they stand, valid or not."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    raw: str = ""


@dataclass(frozen=True)
class Fail:
    status: int
    retry_after: str = ""
    says: str = "no"


@dataclass(frozen=True)
class Cut:
    """Half of the text, then the connection is gone; `politely` ends the stream as if it were complete."""

    text: str
    politely: bool = False


@dataclass(frozen=True)
class Garbage:
    content: bytes = b"<html>Bad gateway</html>"
    kind: str = "text/event-stream"


@dataclass(frozen=True)
class Silent:
    seconds: float
    after: str = ""  # text sent before the silence


@dataclass(frozen=True)
class Flood:
    """Text without end, up to so many bytes."""

    bytes: int


@dataclass(frozen=True)
class Drip:
    """Signs of life for so many seconds, and not a word."""

    seconds: float


Act = Say | Use | Fail | Cut | Garbage | Silent | Flood | Drip
Rule = Callable[[Heard], Act]


@dataclass
class Record:
    """Everything that arrived, and the rule that answers it; the rule may be changed between questions."""

    rule: Rule
    heard: list[Heard] = field(default_factory=list)
    kept: set[bytes] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def act(self, heard: Heard) -> Act:
        with self._lock:
            self.heard.append(heard)
        return self.rule(heard)

    def usage(self, heard: Heard, made: int) -> dict[str, int]:
        """Tokens as a provider counts them, about four bytes each: new, written to its cache, read from it."""
        whole = len(heard.raw) // 4
        stable = min(len(heard.stable) // 4, whole)
        with self._lock:
            known = heard.stable in self.kept
            self.kept.add(heard.stable)
        read, written = (stable, 0) if known else (0, stable)
        return {"new": whole - stable, "read": read, "written": written, "made": made // 4 + 1}

    @property
    def everything(self) -> bytes:
        return b"\n".join(one.raw for one in self.heard)


def pieces(text: str, size: int = 12) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def steps(*acts: Act) -> Rule:
    """One act a request, the last one for all that follow; for what does not depend on what was heard."""
    left = list(acts)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
