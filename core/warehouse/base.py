"""The one interface to wherever the data is. It runs only what the guard has checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from threading import Event
from typing import Protocol

Value = str | int | float | bool | Decimal | date | datetime | None


@dataclass(frozen=True)
class Checked:
    """SQL that passed the guard, written anew from its tree. Only core.warehouse.guard makes one."""

    sql: str
    dialect: str
    tables: frozenset[str]
    row_limit: int  # rows shown at most; the SQL fetches one more, so that truncation is known


@dataclass(frozen=True)
class Result:
    """Rows as they came: plain Python values, with the column types of the backend mapped to ours."""

    columns: tuple[str, ...]
    types: tuple[str, ...]  # text | integer | decimal | number | date | timestamp | boolean
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool = False
    seconds: float = 0.0
    bytes_scanned: int = 0


@dataclass
class Cancel:
    """Handed to a running query; `now()` stops it from another thread."""

    event: Event = field(default_factory=Event)

    def now(self) -> None:
        self.event.set()


class Warehouse(Protocol):
    dialect: str

    @property
    def generation(self) -> str:
        """Changes whenever the data does: part of every cache key."""
        ...

    def run(self, checked: Checked, *, timeout: float | None = None, cancel: Cancel | None = None) -> Result: ...

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        """table → column → type (ours), as the backend really has them."""
        ...

    def freshness(self) -> Mapping[str, datetime]:
        """table → when its data was loaded (UTC)."""
        ...

    def close(self) -> None: ...
