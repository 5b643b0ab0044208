"""How the budgets stand: what is spent and set aside in each one's time, what is left, and how a month will end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.errors import BudgetSpent

DAY = timedelta(days=1)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Budget:
    """One limit as it stands now."""

    name: str  # as in "Your budget for today"
    setting: str
    limit: Decimal
    used: Decimal  # spent, or set aside for work under way
    renewed: datetime

    @property
    def left(self) -> Decimal:
        return max(self.limit - self.used, NOTHING)


def refuse_beyond(budgets: Iterable[Budget], estimate: Decimal, currency: str) -> None:
    for budget in budgets:
        if budget.used + estimate > budget.limit:
            raise BudgetSpent(
                f"{budget.name} is {money(budget.limit)} {currency} and {money(budget.left)} of it is left; this may "
                f"cost {money(estimate)}. It starts anew on {budget.renewed:%Y-%m-%d} at 00:00 UTC; "
                f"an Owner can raise {budget.setting}."
            )


def warnings(budgets: Iterable[Budget], estimate: Decimal, warn_at: float, currency: str) -> Iterator[str]:
    for budget in budgets:
        used = budget.used + estimate
        if used >= budget.limit * Decimal(str(warn_at)):
            yield f"{budget.name} is {money(budget.limit)} {currency}, of which {money(used)} is used."


def day_around(now: datetime) -> tuple[datetime, datetime]:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + DAY


def month_around(now: datetime) -> tuple[datetime, datetime]:
    start = day_around(now)[0].replace(day=1)
    return start, (start + 31 * DAY).replace(day=1)


def project(spent: Decimal, now: datetime) -> Decimal | None:
    """What the month comes to at this pace; None on its first day, when there is no pace yet."""
    start, end = month_around(now)
    if now - start < DAY:
        return None
    return spent * _microseconds(end - start) / _microseconds(now - start)


def money(amount: Decimal) -> str:
    """At least cents, and no figure lost that tells small amounts apart."""
    if amount == amount.quantize(Decimal("0.01")):
        return f"{amount:.2f}"
    return f"{amount.normalize():f}"


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
