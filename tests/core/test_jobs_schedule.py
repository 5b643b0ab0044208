"""When what is due, in the business's timezone, and that it is one job however many processes say so."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.jobs.kind import parsed
from core.jobs.kinds import KINDS
from core.jobs.schedule import Daily, schedule
from core.warehouse.settings import Remote, Warehouse

BERLIN = ZoneInfo("Europe/Berlin")
NIGHTLY = Daily("nightly", "prune", time(23, 50))


def test_it_is_due_once_a_day_by_the_business_clock() -> None:
    before, after = datetime(2026, 6, 30, 21, 49, tzinfo=UTC), datetime(2026, 6, 30, 21, 50, tzinfo=UTC)
    assert NIGHTLY.key(before, BERLIN) == "nightly 2026-06-29"
    assert NIGHTLY.key(after, BERLIN) == "nightly 2026-06-30"
    assert NIGHTLY.next(before, BERLIN) == NIGHTLY.due(after, BERLIN) == datetime(2026, 6, 30, 23, 50, tzinfo=BERLIN)


def test_days_that_were_missed_are_one_job() -> None:
    week_later = datetime(2026, 7, 7, 12, tzinfo=UTC)
    assert NIGHTLY.key(week_later, BERLIN) == "nightly 2026-07-06"


def test_a_clock_that_is_set_back_gives_no_second_job() -> None:
    first, again = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # both 02:30
    early = Daily("early", "prune", time(2, 30))
    assert early.key(first, BERLIN) == early.key(again, BERLIN) == "early 2026-10-25"


@pytest.mark.parametrize(
    ("warehouse", "kinds"),
    [
        (Warehouse(), ["prune", "stock-snapshot"]),
        (Warehouse(backend="athena"), ["prune"]),
        (Warehouse(backend="redshift", remote=Remote(mirror_at=time(2, 30))), ["prune", "mirror"]),
    ],
)
def test_what_is_scheduled_can_be_done(warehouse: Warehouse, kinds: list[str]) -> None:
    rows = schedule(warehouse)
    assert [row.kind for row in rows] == kinds
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        parsed(KINDS[row.kind], row.arguments)
