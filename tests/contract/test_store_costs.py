"""The ledger: exact sums, and budgets that no race gets past."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from core.config import Budgets, Prices
from core.cost import HOLD, Cost, Ledger
from core.errors import BudgetSpent, Invalid
from core.store.open import Store
from core.tariff import Tariff

CENT = Decimal("0.01")


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 4, 11, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def usd(amount: str | Decimal) -> Cost:
    return Cost("athena", Decimal(10), "bytes", Decimal(amount), "USD")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def ledger(store: Store, hands: Hands) -> Iterator[Ledger]:
    budgets = Budgets(user_day=Decimal(1), day=Decimal(2), month=Decimal(3), warn_at=0.8)
    opened = Ledger(store, budgets, now=hands)
    yield opened
    opened.close()


def spend(ledger: Ledger, user: str, *amounts: str, trace: str = "t") -> None:
    with ledger.spending(user, trace, sum(map(Decimal, amounts), Decimal(0))) as bill:
        for amount in amounts:
            bill.add(usd(amount))


def test_sums_are_exact_by_query_user_day_and_month(ledger: Ledger, hands: Hands) -> None:
    spend(ledger, "ann", *["0.000000001"] * 3, trace="a")
    spend(ledger, "bob", "0.1", "0.2", trace="b")
    hands.time += timedelta(days=1)
    spend(ledger, "ann", "0.7", trace="c")
    assert [cost.amount for cost in ledger.of_trace("b", "bob")] == [Decimal("0.1"), Decimal("0.2")]
    assert ledger.day("ann").amount == Decimal("0.7")
    assert ledger.month("ann").amount == Decimal("0.700000003")
    assert ledger.month().amount == Decimal("1.000000003")
    assert ledger.month().by_user == {"ann": Decimal("0.700000003"), "bob": Decimal("0.3")}


def test_services_are_told_apart(ledger: Ledger) -> None:
    tariff = Tariff(Prices())
    with ledger.spending("ann", "t", Decimal("0.5")) as bill:
        bill.add(tariff.athena(25_000_001))
        bill.add(tariff.redshift(Decimal(36)))
        bill.add(tariff.redshift(Decimal("0.5")))
    by_service = {cost.service: (cost.quantity, cost.unit, cost.amount) for cost in ledger.day().by_service}
    assert by_service["athena"] == (25_000_001, "bytes", Decimal("0.00013"))
    assert by_service["redshift"] == (Decimal("36.5"), "rpu_seconds", Decimal("0.003802083"))  # 0.00375 + 0.000052083


def test_the_costs_of_an_answer_are_for_the_one_who_asked(ledger: Ledger) -> None:
    spend(ledger, "ann", "0.1", trace="a")
    assert ledger.of_trace("a", "bob") == ()


def test_a_month_is_projected_by_the_time_gone(ledger: Ledger, hands: Hands) -> None:
    hands.time = datetime(2026, 4, 1, 23, 59, tzinfo=UTC)
    spend(ledger, "ann", "0.4")
    assert ledger.month().projected is None  # one day says nothing of a month
    hands.time = datetime(2026, 4, 8, 12, tzinfo=UTC)  # 7.5 of 30 days
    spend(ledger, "ann", "0.2")
    assert ledger.month().projected == Decimal("2.4")
    hands.time = datetime(2026, 5, 2, 0, 0, tzinfo=UTC)
    assert (ledger.month().amount, ledger.month().projected) == (0, 0)


@pytest.mark.parametrize(
    ("spent_before", "user", "says"),
    [
        ([("ann", "0.95")], "ann", "Your budget for today is 1.00 USD and 0.05 of it is left; this may cost 0.06."),
        ([("bob", "1"), ("eve", "0.95")], "ann", "The budget for today is 2.00 USD"),
    ],
)
def test_a_budget_stops_before_spending(
    ledger: Ledger, spent_before: list[tuple[str, str]], user: str, says: str
) -> None:
    for other, amount in spent_before:
        spend(ledger, other, amount)
    ledger.settle(ledger.allow(user, Decimal("0.05")), "t")
    with pytest.raises(BudgetSpent, match=says.replace(".", r"\.")):
        ledger.allow(user, Decimal("0.06"))


def test_the_month_has_a_budget_of_its_own(ledger: Ledger, hands: Hands) -> None:
    for _ in range(3):
        spend(ledger, "ann", "1")
        hands.time += timedelta(days=1)
    with pytest.raises(BudgetSpent, match="starts anew on 2026-05-01"):
        ledger.allow("ann", CENT)
    assert ledger.allow("ann", Decimal(0)).id is None  # what is free stays allowed
    hands.time = datetime(2026, 5, 1, tzinfo=UTC)
    assert ledger.allow("ann", CENT).id


def test_a_warning_comes_before_the_stop(ledger: Ledger) -> None:
    assert ledger.allow("ann", Decimal("0.79")).warnings == ()
    [warning] = ledger.allow("ann", CENT).warnings
    assert warning == "Your budget for today is 1.00 USD, of which 0.80 is used."
    assert ledger.warnings("ann") == (warning,)
    assert ledger.warnings("bob") == ()


def test_what_was_set_aside_comes_back_when_it_costs_less_or_its_process_dies(ledger: Ledger, hands: Hands) -> None:
    hold = ledger.allow("ann", Decimal(1))
    with pytest.raises(BudgetSpent):
        ledger.allow("ann", CENT)
    ledger.settle(hold, "t", [usd("0.3")])
    lost = ledger.allow("ann", Decimal("0.7"))
    with pytest.raises(BudgetSpent):
        ledger.allow("ann", CENT)
    hands.time += HOLD
    ledger.settle(ledger.allow("ann", Decimal("0.7")), "t")
    ledger.settle(lost, "t", [usd("0.2")])  # it was only late: what it cost is still written down
    assert ledger.day("ann").amount == Decimal("0.5")


def test_a_failed_answer_pays_for_what_it_used(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.spending("ann", "t", Decimal("0.5")) as bill:
        bill.add(usd("0.2"))
        raise RuntimeError
    assert ledger.day("ann").amount == Decimal("0.2")
    assert ledger.allow("ann", Decimal("0.8"))


def test_a_race_does_not_overspend(store: Store, hands: Hands) -> None:
    """Two ledgers, as of two processes, and ten threads for three places."""
    budgets = Budgets(user_day=Decimal("0.3"))
    ledgers = [Ledger(store, budgets, now=hands) for _ in range(2)]
    start, allowed, refused = Barrier(10), [], []

    def ask(number: int) -> None:
        start.wait()
        try:
            allowed.append(ledgers[number % 2].allow("ann", Decimal("0.1")))
        except BudgetSpent:
            refused.append(number)

    threads = [Thread(target=ask, args=[n]) for n in range(10)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert (len(allowed), len(refused)) == (3, 7)
    for ledger in ledgers:
        ledger.close()


def test_free_queries_are_counted_too(ledger: Ledger) -> None:
    for _ in range(5):
        with ledger.spending("ann", "t") as bill:
            bill.add(Tariff().local())
    [local] = ledger.day("ann").by_service
    assert (local.quantity, local.unit, local.amount) == (5, "queries", 0)


def test_another_currency_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Invalid, match="kept in USD"):
        ledger.settle(ledger.allow("ann", CENT), "t", [Cost("athena", Decimal(1), "bytes", CENT, "EUR")])
