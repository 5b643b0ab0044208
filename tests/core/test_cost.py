"""Prices and projections, worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.budget import money, month_around, project
from core.config import Prices
from core.tariff import Tariff

TARIFF = Tariff(
    Prices(athena_terabyte=Decimal(5), redshift_rpu_hour=Decimal("0.36"), lambda_gb_second=Decimal("0.0000166667")),
    "EUR",
)


@pytest.mark.parametrize(
    ("scanned", "amount"),
    [
        (0, "0"),
        (1, "0.00005"),  # ten megabytes at least: 5 / 1,000,000 × 10
        (10_000_000, "0.00005"),
        (10_000_001, "0.000055"),  # the eleventh has begun
        (3 * 10**12, "15"),
    ],
)
def test_athena_is_billed_by_the_megabyte_begun(scanned: int, amount: str) -> None:
    cost = TARIFF.athena(scanned)
    assert (cost.amount, cost.quantity, cost.unit, cost.currency) == (Decimal(amount), scanned, "bytes", "EUR")


def test_the_other_services() -> None:
    assert TARIFF.redshift(Decimal(100)).amount == Decimal("0.01")  # 100 s of 3600 s at 0.36
    assert TARIFF.serverless(Decimal("0.5")).amount == Decimal("0.000008333")  # 0.00000833335, to the billionth
    given, made = TARIFF.model(1_234, Decimal("0.0037020001"), 56, Decimal("0.00084"))
    assert (given.quantity, given.unit, given.amount) == (1_234, "tokens_in", Decimal("0.003702"))
    assert (made.quantity, made.unit, made.amount) == (56, "tokens_out", Decimal("0.00084"))
    assert TARIFF.local().amount == 0


@pytest.mark.parametrize(
    ("now", "projected"),
    [
        (datetime(2026, 2, 1, 0, 0, tzinfo=UTC), None),
        (datetime(2026, 2, 1, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 2, 2, 0, 0, tzinfo=UTC), Decimal(280)),  # 1 of 28 days
        (datetime(2026, 2, 15, 0, 0, tzinfo=UTC), Decimal(20)),  # half of them
        (datetime(2028, 2, 15, 12, 0, tzinfo=UTC), Decimal(20)),  # half of a leap year's 29
    ],
)
def test_a_month_at_this_pace(now: datetime, projected: Decimal | None) -> None:
    assert project(Decimal(10), now) == projected


def test_months_end_where_the_next_begins() -> None:
    assert month_around(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))[1] == datetime(2027, 1, 1, tzinfo=UTC)
    assert month_around(datetime(2026, 1, 31, tzinfo=UTC))[1] == datetime(2026, 2, 1, tzinfo=UTC)


def test_money_is_written_with_what_tells_it_apart() -> None:
    assert [money(Decimal(m)) for m in ("5", "0.1", "0.000055", "1E+3")] == ["5.00", "0.10", "0.000055", "1000.00"]
