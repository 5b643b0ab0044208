"""The one interface to wherever the data is. It runs only what the guard has checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from threading import Event
from typing import Literal, Protocol

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


Service = Literal["local", "redshift", "athena"]


@dataclass(frozen=True)
class Usage:
    """What a query used of a service: queries here, RPU-seconds of Redshift, bytes scanned by Athena."""

    service: Service
    quantity: Decimal


@dataclass
class Errand:
    """On whose behalf a query runs, for the warehouse's own log; and what it used, even when it failed."""

    user: str = ""
    trace: str = ""
    used: list[Usage] = field(default_factory=list)


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

    def run(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
    ) -> Result: ...

    def run_by_hand(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
        rows: int | None = None,
    ) -> Result:
        """SQL that a person or a model wrote: within limits that hold whatever it does.

        `rows` are more of them than the limits say, as an export wants them; the limit of their bytes stays.
        """
        ...

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        """table → column → type (ours), as the backend really has them."""
        ...

    def freshness(self) -> Mapping[str, datetime]:
        """table → when its data was loaded (UTC)."""
        ...

    def close(self) -> None: ...
