"""The ledger's rows: what was spent, and what is set aside for work under way."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from core.store.open import alone
from core.store.schema import CostHoldRow, CostRow

Service = Literal["model", "redshift", "athena", "lambda", "local"]
BUDGET_LOCK = 1
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """What one step used of one service, and its price."""

    service: Service
    quantity: Decimal
    unit: str  # tokens_in | tokens_out | rpu_seconds | bytes | gb_seconds | queries
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Window:
    """From `start` up to, not including, `end`; of one user, or of everybody."""

    start: datetime
    end: datetime
    user: str | None = None


def cost_row(at: datetime, user: str, trace_id: str, cost: Cost) -> CostRow:
    return CostRow(
        at=at,
        user_id=user,
        trace_id=trace_id,
        service=cost.service,
        quantity=float(cost.quantity),
        unit=cost.unit,
        amount=cost.amount,
        currency=cost.currency,
    )


def costs_of(session: Session, trace_id: str, user: str) -> tuple[Cost, ...]:
    rows = session.scalars(
        select(CostRow).where(CostRow.trace_id == trace_id, CostRow.user_id == user).order_by(CostRow.id)
    )
    return tuple(_cost(row) for row in rows)


@dataclass(frozen=True)
class Reader:
    """Sums in one currency, as of one transaction."""

    session: Session
    currency: str

    def spent(self, window: Window) -> Decimal:
        return self.session.scalar(select(func.sum(CostRow.amount)).where(*self._in(window))) or NOTHING

    def held(self, now: datetime, user: str | None = None) -> Decimal:
        sums = select(func.sum(CostHoldRow.amount)).where(CostHoldRow.expires_at > now)
        return self.session.scalar(sums if user is None else sums.where(CostHoldRow.user_id == user)) or NOTHING

    def by_service(self, window: Window) -> tuple[Cost, ...]:
        """One summed cost a service and unit."""
        columns = (CostRow.service, CostRow.unit)
        sums = select(*columns, func.sum(CostRow.quantity), func.sum(CostRow.amount)).where(*self._in(window))
        found = sorted(self.session.execute(sums.group_by(*columns)))
        return tuple(
            Cost(cast(Service, service), _quantity(quantity), unit, amount, self.currency)
            for service, unit, quantity, amount in found
        )

    def by_user(self, window: Window) -> dict[str, Decimal]:
        sums = select(CostRow.user_id, func.sum(CostRow.amount)).where(*self._in(window))
        return dict(sorted(self.session.execute(sums.group_by(CostRow.user_id))))

    def _in(self, window: Window) -> list[ColumnElement[bool]]:
        inside = [CostRow.at >= window.start, CostRow.at < window.end, CostRow.currency == self.currency]
        return inside if window.user is None else [*inside, CostRow.user_id == window.user]


def one_at_a_time(session: Session) -> None:
    """Whoever looks at what is left before taking from it, looks alone."""
    alone(session, BUDGET_LOCK)


def set_aside(session: Session, at: datetime, expires: datetime, user: str, amount: Decimal) -> str:
    hold = CostHoldRow(id=uuid4().hex, at=at, expires_at=expires, user_id=user, amount=amount)
    session.add(hold)
    return hold.id


def give_back(session: Session, hold_id: str | None) -> None:
    session.execute(delete(CostHoldRow).where(CostHoldRow.id == hold_id))


def forget_expired(session: Session, now: datetime) -> None:
    session.execute(delete(CostHoldRow).where(CostHoldRow.expires_at <= now))


def _cost(row: CostRow) -> Cost:
    return Cost(cast(Service, row.service), _quantity(row.quantity), row.unit, row.amount, row.currency)


def _quantity(value: float) -> Decimal:
    return Decimal(repr(value)).normalize() + 0
