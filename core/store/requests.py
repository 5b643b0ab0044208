"""Purchase requests as kept: whose they are, what is wanted, and whether it still is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.open import Store
from core.store.schema import PurchaseRequestLineRow, PurchaseRequestRow

CENT = Decimal("0.01")  # a unit cost has two places; the store keeps more


@dataclass(frozen=True)
class RequestLine:
    product: str
    name: str
    supplier: str
    quantity: int
    unit_cost: Decimal

    @property
    def value(self) -> Decimal:
        return self.quantity * self.unit_cost


@dataclass(frozen=True)
class PurchaseRequest:
    id: str
    owner: str  # e-mail
    key: str
    warehouse: str
    note: str
    lines: tuple[RequestLine, ...]
    created: datetime
    withdrawn: datetime | None = None

    @property
    def number(self) -> str:
        """As people write it."""
        return f"PR-{self.id[:8].upper()}"

    @property
    def value(self) -> Decimal:
        return sum((line.value for line in self.lines), Decimal(0))

    def same_as(self, other: "PurchaseRequest") -> bool:
        """Whether it wants the same, at whatever price."""
        wanted = [(line.product, line.quantity) for line in self.lines]
        return (self.warehouse, self.note, wanted) == (
            other.warehouse, other.note, [(line.product, line.quantity) for line in other.lines],
        )  # fmt: skip


def request_by_key(session: Session, owner: str, key: str) -> PurchaseRequest | None:
    wanted = select(PurchaseRequestRow).where(PurchaseRequestRow.owner == owner, PurchaseRequestRow.key == key)
    row = session.scalars(wanted).first()
    return _request(row) if row else None


def add_request(session: Session, made: PurchaseRequest) -> None:
    lines = [
        PurchaseRequestLineRow(
            position=place, product=line.product, name=line.name, supplier=line.supplier, quantity=line.quantity,
            unit_cost=line.unit_cost,
        )
        for place, line in enumerate(made.lines, start=1)
    ]  # fmt: skip
    session.add(
        PurchaseRequestRow(
            id=made.id, owner=made.owner, key=made.key, warehouse=made.warehouse, note=made.note,
            created_at=made.created, withdrawn_at=made.withdrawn, lines=lines,
        )
    )  # fmt: skip
    session.flush()


def requests_of(store: Store, owner: str, warehouses: Sequence[str], limit: int) -> list[PurchaseRequest]:
    """One's own, the latest first; of some warehouses where any are named."""
    wanted = select(PurchaseRequestRow).where(PurchaseRequestRow.owner == owner)
    if warehouses:
        wanted = wanted.where(PurchaseRequestRow.warehouse.in_(warehouses))
    ordered = wanted.order_by(PurchaseRequestRow.created_at.desc(), PurchaseRequestRow.id).limit(limit)
    with store.reading() as session:
        return [_request(row) for row in session.scalars(ordered)]


def withdraw_request(session: Session, owner: str, request_id: str, now: datetime) -> PurchaseRequest | None:
    """None where it is not there or somebody else's; a second time changes nothing."""
    wanted = select(PurchaseRequestRow).where(PurchaseRequestRow.id == request_id, PurchaseRequestRow.owner == owner)
    row = session.scalars(wanted.with_for_update()).first()
    if row is None:
        return None
    row.withdrawn_at = row.withdrawn_at or now
    return _request(row)


def _request(row: PurchaseRequestRow) -> PurchaseRequest:
    lines = tuple(
        RequestLine(line.product, line.name, line.supplier, line.quantity, line.unit_cost.quantize(CENT))
        for line in row.lines
    )
    return PurchaseRequest(row.id, row.owner, row.key, row.warehouse, row.note, lines, row.created_at, row.withdrawn_at)
