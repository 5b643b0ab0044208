"""Time as people write it, on a Tuesday: the last day of June 2026."""

from datetime import date

import pytest

from core.language.times import Times, When
from core.language.words import tokens

TODAY = date(2026, 6, 30)


def read(text: str, future: bool = False) -> When | None:
    return Times(TODAY).read(tokens(text), 0, future)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", "2026-06-29", "2026-06-29"),
        ("last month", "2026-05-01", "2026-05-31"),
        ("last 3 months", "2026-03-01", "2026-05-31"),
        ("the past two quarters", "2025-10-01", "2026-03-31"),
        ("trailing 90 days", "2026-04-02", "2026-06-30"),
        ("past week", "2026-06-24", "2026-06-30"),
        ("last week", "2026-06-22", "2026-06-28"),
        ("next 14 days", "2026-07-01", "2026-07-14"),
        ("within the next 2 weeks", "2026-07-01", "2026-07-14"),
        ("this quarter", "2026-04-01", "2026-06-30"),
        ("month to date", "2026-06-01", "2026-06-30"),
        ("ytd", "2026-01-01", "2026-06-30"),
        ("this year so far", "2026-01-01", "2026-06-30"),
        ("May", "2026-05-01", "2026-05-31"),
        ("July", "2025-07-01", "2025-07-31"),
        ("may 2025", "2025-05-01", "2025-05-31"),
        ("last December", "2025-12-01", "2025-12-31"),
        ("3rd of May", "2026-05-03", "2026-05-03"),
        ("June 5, 2025", "2025-06-05", "2025-06-05"),
        ("15/06/2026", "2026-06-15", "2026-06-15"),
        ("Q1", "2026-01-01", "2026-03-31"),
        ("Q4", "2025-10-01", "2025-12-31"),
        ("first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("2026-W20", "2026-05-11", "2026-05-17"),
        ("2026-05", "2026-05-01", "2026-05-31"),
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("3 months ago", "2026-03-01", "2026-03-31"),
        ("between 1 and 15 June", "2026-06-01", "2026-06-15"),
        ("between 1 April 2026 and 15 May 2026", "2026-04-01", "2026-05-15"),
        ("from January to March", "2026-01-01", "2026-03-31"),
        ("monday", "2026-06-29", "2026-06-29"),
        ("next friday", "2026-07-03", "2026-07-03"),
    ],
)
def test_a_stretch_of_time(text: str, first: str, last: str) -> None:
    when = read(text)
    assert when is not None and when.period is not None
    assert when.period.days(TODAY) == (date.fromisoformat(first), date.fromisoformat(last))
    assert when.length == len(tokens(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since March", "2026-03-01", None),
        ("after 15 May", "2026-05-16", None),
        ("before 1 March 2026", None, "2026-02-28"),
        ("until yesterday", None, "2026-06-29"),
        ("since 2 weeks ago", "2026-06-16", None),
    ],
)
def test_an_open_stretch(text: str, first: str | None, last: str | None) -> None:
    when = read(text)
    assert when is not None and when.period is not None
    bounds = tuple(day and day.isoformat() for day in when.period.days(TODAY))
    assert bounds == (first, last)


def test_a_month_that_is_due_is_the_one_to_come() -> None:
    when = read("August", future=True)
    assert when is not None and when.period is not None
    assert when.period.days(TODAY)[0] == date(2026, 8, 1)


def test_a_year_ago_is_relative_to_another_period() -> None:
    assert read("same month last year") == When(None, 4, shift=(1, "year"))
    before = read("the month before")
    assert before is not None and before.prior


@pytest.mark.parametrize("text", ["may i see", "revenue", "last", "31 February", "between us", ""])
def test_what_is_no_time(text: str) -> None:
    found = tokens(text)
    when = Times(TODAY).read(found, 0) if found else None
    assert when is None or when.length < len(found)
