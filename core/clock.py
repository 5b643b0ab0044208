"""Two clocks: the business day that questions are asked on, and real UTC for everything that expires."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """`today` is the configured day, else the current day in the business's timezone."""

    fixed: date | None = None
    timezone: str = "UTC"

    @property
    def today(self) -> date:
        return self.fixed or datetime.now(ZoneInfo(self.timezone)).date()

    @staticmethod
    def utc() -> datetime:
        return datetime.now(UTC)
