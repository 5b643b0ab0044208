"""Which steps of a picture along time are not whole."""

from datetime import date

from core.semantic.period import Period
from core.semantic.query import And, Fields, In, Query
from core.table import TableColumn
from pages._part import is_part, within

WEEK = TableColumn("week", "week", "date", grain="week")
SUNDAY, WEDNESDAY = date(2026, 11, 22), date(2026, 11, 18)


def test_weeks_at_the_ends_of_a_period_and_the_one_that_is_not_over_are_parts() -> None:
    period = In(period=Period(last_days=90))
    asked = within(Query(measures=({"measure": "revenue"},), where=period), WEDNESDAY)  # type: ignore[arg-type]
    assert asked == (date(2026, 8, 21), WEDNESDAY)
    days = {date(2026, 8, 17): True, date(2026, 8, 24): False, date(2026, 11, 9): False, date(2026, 11, 16): True}
    assert {day: is_part(day, WEEK, asked) for day in days} == days


def test_without_a_period_only_the_last_step_can_be_a_part() -> None:
    asked = within(Query(rows="item", where=And(**{"and": (Fields(field="a.b", value="x"),)})), SUNDAY)
    assert asked == (None, SUNDAY)
    assert not is_part(date(2026, 11, 16), WEEK, asked)
    assert is_part(date(2026, 11, 1), TableColumn("m", "m", "date", grain="month"), asked)
    assert not is_part(date(2026, 11, 16), WEEK, None)
