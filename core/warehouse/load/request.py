"""What is asked of a load, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from core.errors import Unavailable
from core.warehouse.base import Cancel

Mode = Literal["replace", "append"]
DateOrder = Literal["dmy", "mdy"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """Files and how to read them. Without a mode a table is only filled where it is missing or empty."""

    paths: tuple[Path, ...]
    table: str | None = None
    sheet: str | None = None
    renames: Mapping[str, str] = field(default_factory=dict)  # our column → the file's
    ignored: tuple[str, ...] = ()  # the file's columns that are left out
    mode: Mode | None = None
    date_order: DateOrder | None = None
    decimal_comma: bool = False
    check_only: bool = False
    report: Path | None = None
    cancel: Cancel = field(default_factory=Cancel, compare=False)

    def go_on(self) -> None:
        """Called now and then by whatever takes long."""
        if self.cancel.event.is_set():
            raise Cancelled("The load was cancelled; nothing has changed.")


class Cancelled(Unavailable):
    """Stopped because somebody asked for it."""


@dataclass(frozen=True)
class Finding:
    """One thing wrong; without a row it is about the whole file or table."""

    file: str
    row: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Count:
    """How often a rule was broken in a column of a table."""

    table: str
    column: str
    rule: str
    rows: int


@dataclass(frozen=True)
class Findings:
    """All of it is in the report file; here are the counts and the first few."""

    rows: int  # bad rows, each counted once
    counts: tuple[Count, ...]
    first: tuple[Finding, ...]

    @property
    def any(self) -> bool:
        return bool(self.counts)

    @property
    def in_words(self) -> str:
        if not self.rows:
            return "wrong as a whole"
        return f"{self.rows:,} bad row{'s' if self.rows != 1 else ''}"


@dataclass(frozen=True)
class TableLoad:
    table: str
    files: tuple[str, ...]
    rows: int
    mode: Mode


@dataclass(frozen=True)
class Outcome:
    """`generation` is there when the data was loaded; `bad` says why it was not."""

    tables: tuple[TableLoad, ...]
    bad: Findings
    warnings: Findings
    started: datetime
    finished: datetime
    generation: str | None = None
