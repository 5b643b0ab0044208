"""What stands on the paper: all that somebody needs who was not there to believe an answer, or to doubt it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.table import Table


@dataclass(frozen=True)
class Picture:
    """How the first table is drawn, from which of its columns."""

    kind: Literal["line", "bar", "map", "none"]
    across: str = ""
    up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """`facts` are short lines, such as the trace id; `definitions` say what each figure is."""

    program: str
    question: str
    interpretation: str
    text: str
    table: Table | None
    picture: Picture
    sql: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    person: str
    made: datetime
    currency: str = ""
    more: tuple[tuple[str, Table], ...] = ()  # further tables under their names
    worked: tuple[tuple[str, str], ...] = ()  # what a tool's figures come from: formulas, method, what was assumed
