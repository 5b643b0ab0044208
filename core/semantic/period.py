"""Periods stay relative ("last month") and become dates only when a query is compiled, on the business day."""

import calendar
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from core.errors import Invalid
from core.semantic.model import Strict

Grain = Literal["day", "week", "month", "quarter", "year"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(Strict):
    """One of: a calendar period, to date, the last or next N days, or given dates (each bound may be open)."""

    calendar: Grain | None = None
    offset: int = Field(0, description="With calendar: 0 is the current one, -1 the one before")
    count: int = Field(1, ge=1, description="With calendar: how many, from `offset` on")
    to_date: bool = Field(False, description="With calendar: from its first day to today")
    last_days: int | None = Field(None, ge=1, description="today − N < date <= today")
    next_days: int | None = Field(None, ge=1, description="today < date <= today + N")
    start: date | None = Field(None, description="The first day; none: since ever")
    end: date | None = Field(None, description="The last day, included; none: without end")

    @model_validator(mode="after")
    def one_form(self) -> "Period":
        forms = [self.calendar is not None, self.last_days is not None, self.next_days is not None]
        if sum([*forms, self.start is not None or self.end is not None]) != 1:
            raise ValueError("a period is one of calendar, last_days, next_days, or start and end")
        if not self.calendar and (self.offset or self.count != 1 or self.to_date):
            raise ValueError("offset, count and to_date go with calendar")
        if self.to_date and self.count != 1:
            raise ValueError("to_date goes with one calendar period, so without count")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self

    def days(self, today: date) -> tuple[date | None, date | None]:
        """First and last day, both included; None is open."""
        if self.calendar:
            first = add(floor(today, self.calendar), self.offset, self.calendar)
            return first, today if self.to_date and not self.offset else self._last(first, today)
        if self.last_days:
            return add(today, 1 - self.last_days, "day"), today
        if self.next_days:
            return add(today, 1, "day"), add(today, self.next_days, "day")
        return self.start, self.end

    def _last(self, first: date, today: date) -> date:
        assert self.calendar
        if self.to_date:  # the same stretch of an earlier period: as many days in as today is now
            gone = today - floor(today, self.calendar)
            return min(first + gone, add(first, 1, self.calendar) - timedelta(days=1))
        return add(first, self.count, self.calendar) - timedelta(days=1)

    def over(self, today: date) -> bool:
        """Whether its last day is behind us."""
        last = self.days(today)[1]
        return last is not None and last < today

    def back(self, step: int, grain: Grain, today: date) -> "Period":
        """The same period so many steps earlier: whole calendar periods stay whole."""
        months = MONTHS.get(self.calendar or "")
        if self.calendar and (self.calendar == grain or (months and (MONTHS.get(grain, 0) * step) % months == 0)):
            moved = step if self.calendar == grain else MONTHS.get(grain, 0) * step // (months or 1)
            if moved:
                return self.model_copy(update={"offset": self.offset - moved})
        first, last = self.days(today)
        return Period(start=first and add(first, -step, grain), end=last and _moved_end(first, last, -step, grain))


def _moved_end(first: date | None, last: date, steps: int, grain: Grain) -> date:
    """Whole months stay whole: February is compared with all of January."""
    after = add(last, 1, "day")
    if first and first.day == 1 and after.day == 1:
        return add(after, steps, grain) - timedelta(days=1)
    return add(last, steps, grain)


def floor(day: date, grain: Grain) -> date:
    """The first day of the calendar period around a day; weeks start on Monday."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = (day.month - 1) // MONTHS[grain] * MONTHS[grain] + 1
    return date(day.year, month, 1)


def add(day: date, steps: int, grain: Grain) -> date:
    """So many calendar steps later; the 31st becomes the last day of a shorter month."""
    try:
        return _added(day, steps, grain)
    except (ValueError, OverflowError):
        side = "after" if steps > 0 else "before"
        raise Invalid(f"{abs(steps)} {grain}s {side} {day} lie outside the calendar: years 1 to 9999.") from None


def _added(day: date, steps: int, grain: Grain) -> date:
    if grain in ("day", "week"):
        return day + timedelta(days=steps * (7 if grain == "week" else 1))
    month = day.year * 12 + day.month - 1 + steps * MONTHS[grain]
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
