"""Every phrase of time, on the days where it is easily got wrong; the expected days are worked out by hand."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.errors import Invalid
from core.semantic.period import Grain, Period, add, floor

LAST_MONTH = {"calendar": "month", "offset": -1}
LAST_WEEK = {"calendar": "week", "offset": -1}
LAST_QUARTER = {"calendar": "quarter", "offset": -1}
LAST_YEAR = {"calendar": "year", "offset": -1}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


PHRASES = [  # phrase, period, today, first day, last day
    ("last month", LAST_MONTH, "2026-03-31", "2026-02-01", "2026-02-28"),
    ("last month", LAST_MONTH, "2024-03-31", "2024-02-01", "2024-02-29"),
    ("last month", LAST_MONTH, "2026-01-01", "2025-12-01", "2025-12-31"),
    ("last week", LAST_WEEK, "2026-06-29", "2026-06-22", "2026-06-28"),  # a Monday
    ("last week", LAST_WEEK, "2026-06-28", "2026-06-15", "2026-06-21"),  # a Sunday
    ("last week", LAST_WEEK, "2026-01-01", "2025-12-22", "2025-12-28"),
    ("last quarter", LAST_QUARTER, "2026-01-01", "2025-10-01", "2025-12-31"),
    ("last quarter", LAST_QUARTER, "2026-06-30", "2026-01-01", "2026-03-31"),
    ("last year", LAST_YEAR, "2024-02-29", "2023-01-01", "2023-12-31"),
    ("last year", LAST_YEAR, "2025-01-01", "2024-01-01", "2024-12-31"),
    ("last 3 months", {"calendar": "month", "offset": -3, "count": 3}, "2026-03-31", "2025-12-01", "2026-02-28"),
    ("last 2 weeks", {"calendar": "week", "offset": -2, "count": 2}, "2026-03-01", "2026-02-09", "2026-02-22"),
    ("last 2 quarters", {"calendar": "quarter", "offset": -2, "count": 2}, "2026-02-15", "2025-07-01", "2025-12-31"),
    ("last 2 years", {"calendar": "year", "offset": -2, "count": 2}, "2024-02-29", "2022-01-01", "2023-12-31"),
    ("last 30 days", {"last_days": 30}, "2026-03-31", "2026-03-02", "2026-03-31"),
    ("last 1 day", {"last_days": 1}, "2026-03-31", "2026-03-31", "2026-03-31"),
    ("last 365 days", {"last_days": 365}, "2024-02-29", "2023-03-02", "2024-02-29"),
    ("past week", {"last_days": 7}, "2026-01-03", "2025-12-28", "2026-01-03"),
    ("next 7 days", {"next_days": 7}, "2026-12-28", "2026-12-29", "2027-01-04"),
    ("next 1 day", {"next_days": 1}, "2024-02-28", "2024-02-29", "2024-02-29"),
    ("this month", {"calendar": "month"}, "2024-02-01", "2024-02-01", "2024-02-29"),
    ("this month", {"calendar": "month"}, "2026-12-31", "2026-12-01", "2026-12-31"),
    ("this week", {"calendar": "week"}, "2026-01-01", "2025-12-29", "2026-01-04"),
    ("this week, on its Monday", {"calendar": "week"}, "2026-06-29", "2026-06-29", "2026-07-05"),
    ("this week, on its Sunday", {"calendar": "week"}, "2026-07-05", "2026-06-29", "2026-07-05"),
    ("this quarter", {"calendar": "quarter"}, "2026-06-30", "2026-04-01", "2026-06-30"),
    ("this year", {"calendar": "year"}, "2024-02-29", "2024-01-01", "2024-12-31"),
    ("month to date", {"calendar": "month", "to_date": True}, "2026-03-31", "2026-03-01", "2026-03-31"),
    ("week to date", {"calendar": "week", "to_date": True}, "2026-06-28", "2026-06-22", "2026-06-28"),
    ("quarter to date", {"calendar": "quarter", "to_date": True}, "2026-05-15", "2026-04-01", "2026-05-15"),
    ("year to date", {"calendar": "year", "to_date": True}, "2026-01-01", "2026-01-01", "2026-01-01"),
    ("next week", {"calendar": "week", "offset": 1}, "2026-06-28", "2026-06-29", "2026-07-05"),
    ("next month", {"calendar": "month", "offset": 1}, "2026-01-31", "2026-02-01", "2026-02-28"),
    ("next month", {"calendar": "month", "offset": 1}, "2026-12-31", "2027-01-01", "2027-01-31"),
    ("next quarter", {"calendar": "quarter", "offset": 1}, "2026-12-31", "2027-01-01", "2027-03-31"),
    ("next year", {"calendar": "year", "offset": 1}, "2024-02-29", "2025-01-01", "2025-12-31"),
    ("yesterday", {"calendar": "day", "offset": -1}, "2024-03-01", "2024-02-29", "2024-02-29"),
    ("yesterday", {"calendar": "day", "offset": -1}, "2026-01-01", "2025-12-31", "2025-12-31"),
    ("today", {"calendar": "day"}, "2024-02-29", "2024-02-29", "2024-02-29"),
    ("tomorrow", {"calendar": "day", "offset": 1}, "2026-12-31", "2027-01-01", "2027-01-01"),
    ("since 29 February", {"start": "2024-02-29"}, "2026-03-31", "2024-02-29", None),
    ("before 1 March", {"end": "2024-02-29"}, "2026-03-31", None, "2024-02-29"),
    ("until 1 March", {"end": "2024-03-01"}, "2026-03-31", None, "2024-03-01"),
    ("between two days", {"start": "2026-01-31", "end": "2026-02-28"}, "2026-03-31", "2026-01-31", "2026-02-28"),
    ("on one day", {"start": "2026-01-31", "end": "2026-01-31"}, "2026-03-31", "2026-01-31", "2026-01-31"),
]


@pytest.mark.parametrize(("phrase", "period", "today", "first", "last"), PHRASES)
def test_phrase(phrase: str, period: dict[str, Any], today: str, first: str | None, last: str | None) -> None:
    assert Period.model_validate(period).days(date.fromisoformat(today)) == (day(first), day(last)), phrase


BACK = [  # period, steps back, today, first day, last day
    ({"calendar": "month"}, 1, "month", "2026-03-31", "2026-02-01", "2026-02-28"),
    ({"calendar": "month"}, 1, "month", "2024-03-31", "2024-02-01", "2024-02-29"),
    ({"calendar": "month"}, 1, "year", "2025-02-28", "2024-02-01", "2024-02-29"),
    ({"calendar": "month"}, 1, "quarter", "2026-01-31", "2025-10-01", "2025-10-31"),
    ({"calendar": "month", "offset": -3, "count": 3}, 3, "month", "2026-03-31", "2025-09-01", "2025-11-30"),
    ({"calendar": "quarter"}, 1, "quarter", "2026-01-01", "2025-10-01", "2025-12-31"),
    ({"calendar": "quarter"}, 1, "year", "2026-05-31", "2025-04-01", "2025-06-30"),
    ({"calendar": "quarter"}, 1, "month", "2026-05-31", "2026-03-01", "2026-05-31"),  # whole months stay whole
    ({"calendar": "year"}, 1, "year", "2024-02-29", "2023-01-01", "2023-12-31"),
    ({"calendar": "week"}, 1, "week", "2026-01-01", "2025-12-22", "2025-12-28"),
    ({"calendar": "day", "offset": -1}, 1, "week", "2026-01-01", "2025-12-24", "2025-12-24"),
    ({"calendar": "month", "to_date": True}, 1, "month", "2026-03-31", "2026-02-01", "2026-02-28"),
    ({"calendar": "month", "to_date": True}, 1, "month", "2026-03-10", "2026-02-01", "2026-02-10"),
    ({"calendar": "month", "to_date": True}, 1, "year", "2024-02-29", "2023-02-01", "2023-02-28"),
    ({"calendar": "year", "to_date": True}, 1, "year", "2026-06-30", "2025-01-01", "2025-06-30"),
    ({"last_days": 7}, 1, "month", "2026-03-31", "2026-02-25", "2026-02-28"),
    ({"last_days": 30}, 30, "day", "2026-03-31", "2026-01-31", "2026-03-01"),
    ({"last_days": 7}, 1, "week", "2026-01-03", "2025-12-21", "2025-12-27"),
    ({"last_days": 1}, 1, "year", "2024-02-29", "2023-02-28", "2023-02-28"),
    ({"start": "2026-02-01", "end": "2026-02-28"}, 1, "month", "2026-06-30", "2026-01-01", "2026-01-31"),
    ({"start": "2026-02-01", "end": "2026-02-28"}, 2, "year", "2026-06-30", "2024-02-01", "2024-02-29"),
    ({"start": "2026-01-31", "end": "2026-02-28"}, 1, "month", "2026-06-30", "2025-12-31", "2026-01-28"),
    ({"start": "2026-03-31"}, 1, "month", "2026-06-30", "2026-02-28", None),
    ({"end": "2026-03-15"}, 1, "month", "2026-06-30", None, "2026-02-15"),
]


@pytest.mark.parametrize(("period", "step", "grain", "today", "first", "last"), BACK)
def test_back(period: dict[str, Any], step: int, grain: Grain, today: str, first: str, last: str | None) -> None:
    now = date.fromisoformat(today)
    assert Period.model_validate(period).back(step, grain, now).days(now) == (day(first), day(last))


@pytest.mark.parametrize(
    ("start", "steps", "grain", "wanted"),
    [
        ("2026-03-31", -1, "month", "2026-02-28"),
        ("2024-03-31", -1, "month", "2024-02-29"),
        ("2024-02-29", -1, "year", "2023-02-28"),
        ("2024-02-29", 4, "year", "2028-02-29"),
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2026-12-31", 1, "day", "2027-01-01"),
        ("2026-11-30", 1, "quarter", "2027-02-28"),
        ("2026-01-01", -1, "week", "2025-12-25"),
        ("2026-01-15", -13, "month", "2024-12-15"),
    ],
)
def test_add(start: str, steps: int, grain: Grain, wanted: str) -> None:
    assert add(date.fromisoformat(start), steps, grain) == date.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("grain", "wanted"),
    [
        ("day", "2026-02-28"),
        ("week", "2026-02-23"),
        ("month", "2026-02-01"),
        ("quarter", "2026-01-01"),
        ("year", "2026-01-01"),
    ],
)
def test_floor(grain: Grain, wanted: str) -> None:
    assert floor(date(2026, 2, 28), grain) == date.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("period", "today", "over"),
    [
        ({"calendar": "month"}, "2026-03-31", False),  # its last day is not behind us
        ({"calendar": "month", "offset": -1}, "2026-03-01", True),
        ({"last_days": 7}, "2026-03-31", False),
        ({"start": "2026-01-01"}, "2026-03-31", False),
        ({"end": "2026-03-30"}, "2026-03-31", True),
    ],
)
def test_whether_it_is_over(period: dict[str, Any], today: str, over: bool) -> None:
    assert Period.model_validate(period).over(date.fromisoformat(today)) is over


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ({}, "one of calendar, last_days, next_days"),
        ({"calendar": "month", "last_days": 3}, "one of"),
        ({"last_days": 3, "end": "2026-01-01"}, "one of"),
        ({"last_days": 0}, "greater than or equal to 1"),
        ({"calendar": "month", "count": 0}, "greater than or equal to 1"),
        ({"calendar": "fortnight"}, "'day', 'week', 'month', 'quarter' or 'year'"),
        ({"last_days": 3, "offset": -1}, "go with calendar"),
        ({"start": "2026-02-02", "end": "2026-02-01"}, "ends .2026-02-01. before it starts"),
        ({"start": "2026-02-30"}, "valid date"),
        ({"calendar": "month", "offset": -2, "count": 3, "to_date": True}, "count"),
        ({"calender": "month"}, "Extra inputs"),
    ],
)
def test_what_is_no_period(period: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Period.model_validate(period)


@pytest.mark.parametrize("period", [{"last_days": 10**9}, {"next_days": 10**12}, {"calendar": "year", "offset": -9999}])
def test_beyond_the_calendar_is_a_sentence(period: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="outside the calendar"):
        Period(**period).days(date(2026, 6, 30))
