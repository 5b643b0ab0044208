"""What answers cost, to whom, and how much may still be spent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from core import budget
from core.budget import Budget
from core.clock import Clock
from core.config import Budgets
from core.errors import Invalid
from core.store import costs
from core.store.behind import WriteBehind
from core.store.costs import Cost as Cost
from core.store.costs import Window
from core.store.open import Store

NOTHING = Decimal(0)
HOLD = timedelta(minutes=15)  # longer than any query may run; after that its process is taken for dead


@dataclass(frozen=True)
class Hold:
    """Leave to spend up to `amount`, until it is settled; `warnings` say which budgets run low."""

    user: str
    amount: Decimal
    id: str | None = None  # None: free, so nothing had to be set aside
    warnings: tuple[str, ...] = ()


@dataclass
class Bill:
    """Collects the costs of one answer while it is made."""

    costs: list[Cost] = field(default_factory=list)
    warnings: tuple[str, ...] = ()

    def add(self, cost: Cost) -> None:
        self.costs.append(cost)

    @property
    def amount(self) -> Decimal:
        return sum((cost.amount for cost in self.costs), NOTHING)


@dataclass(frozen=True)
class Totals:
    amount: Decimal
    by_service: tuple[Cost, ...]
    by_user: Mapping[str, Decimal]
    currency: str
    projected: Decimal | None = None  # of a month, from its second day on


class Ledger:
    """Every cost by user and trace. Budgets hold across threads and processes: money is set aside first."""

    def __init__(
        self, store: Store, budgets: Budgets, currency: str = "USD", now: Callable[[], datetime] = Clock.utc
    ) -> None:
        self._store, self._budgets, self._currency, self._now = store, budgets, currency, now
        self._behind = WriteBehind(store)

    def allow(self, user: str, estimate: Decimal) -> Hold:
        """Sets the estimate aside, or raises BudgetSpent. What is free is always allowed and touches nothing."""
        if estimate <= 0:
            return Hold(user, NOTHING)
        now = self._now()
        with self._store.transaction() as session:
            costs.one_at_a_time(session)
            costs.forget_expired(session, now)
            standing = self._standing(costs.Reader(session, self._currency), user, now)
            budget.refuse_beyond(standing, estimate, self._currency)
            hold_id = costs.set_aside(session, now, now + HOLD, user, estimate)
        return Hold(user, estimate, hold_id, self._warned(standing, estimate))

    def settle(self, hold: Hold, trace_id: str, spent: Iterable[Cost] = ()) -> None:
        """What it really cost takes the place of what was set aside, in one step."""
        rows = [costs.cost_row(self._now(), hold.user, trace_id, _in_currency(self._currency, cost)) for cost in spent]
        if hold.id is None and not any(row.amount for row in rows):
            for row in rows:  # no money in it: it can wait for the next batch
                self._behind.put(row)
            return
        with self._store.transaction() as session:
            costs.give_back(session, hold.id)
            session.add_all(rows)

    @contextmanager
    def spending(self, user: str, trace_id: str, estimate: Decimal = NOTHING) -> Iterator[Bill]:
        """Allowed before, settled after; what a failed answer used up to then is paid for as well."""
        hold = self.allow(user, estimate)
        bill = Bill(warnings=hold.warnings)
        try:
            yield bill
        finally:
            self.settle(hold, trace_id, bill.costs)

    def of_trace(self, trace_id: str, user: str) -> tuple[Cost, ...]:
        """The costs of one answer, for the one who asked."""
        self._behind.flush()
        with self._store.reading() as session:
            return costs.costs_of(session, trace_id, user)

    def day(self, user: str | None = None) -> Totals:
        """Today so far, in UTC; of one user, or of everybody."""
        return self._totals(Window(*budget.day_around(self._now()), user))

    def month(self, user: str | None = None) -> Totals:
        """This calendar month so far, and what it will come to at this pace."""
        now = self._now()
        return self._totals(Window(*budget.month_around(now), user), now)

    def warnings(self, user: str) -> tuple[str, ...]:
        """One sentence for each budget that runs low."""
        with self._store.reading() as session:
            standing = self._standing(costs.Reader(session, self._currency), user, self._now())
        return self._warned(standing, NOTHING)

    def close(self) -> None:
        self._behind.close()

    def _standing(self, reader: costs.Reader, user: str, now: datetime) -> list[Budget]:
        """The budgets that are set, each with what is spent and set aside in its time."""
        day, month = budget.day_around(now), budget.month_around(now)
        rows = (
            ("Your budget for today", "user_day", Window(*day, user)),
            ("The budget for today", "day", Window(*day)),
            ("The budget for this month", "month", Window(*month)),
        )
        limits = ((name, key, window, getattr(self._budgets, key)) for name, key, window in rows)
        return [
            Budget(name, f"cost.budgets.{key}", limit, reader.spent(window) + reader.held(now, window.user), window.end)
            for name, key, window, limit in limits
            if limit is not None
        ]

    def _warned(self, standing: list[Budget], estimate: Decimal) -> tuple[str, ...]:
        return tuple(budget.warnings(standing, estimate, self._budgets.warn_at, self._currency))

    def _totals(self, window: Window, now: datetime | None = None) -> Totals:
        self._behind.flush()
        with self._store.reading() as session:
            reader = costs.Reader(session, self._currency)
            amount = reader.spent(window)
            projected = budget.project(amount, now) if now else None
            return Totals(amount, reader.by_service(window), reader.by_user(window), self._currency, projected)


def _in_currency(currency: str, cost: Cost) -> Cost:
    if cost.currency != currency:
        raise Invalid(f"The ledger is kept in {currency}; a cost in {cost.currency} cannot be added to it.")
    return cost
