"""The tables of purchase requests."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.store.base import Base
from core.store.columns import Money


class PurchaseRequestRow(Base):
    """`key`: what its maker called it, so that a second try finds the first."""

    __tablename__ = "purchase_request"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    key: Mapped[str]
    warehouse: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    lines: Mapped[list["PurchaseRequestLineRow"]] = relationship(
        cascade="all, delete-orphan", order_by="PurchaseRequestLineRow.position", lazy="selectin"
    )


class PurchaseRequestLineRow(Base):
    __tablename__ = "purchase_request_line"

    request_id: Mapped[str] = mapped_column(ForeignKey("purchase_request.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    name: Mapped[str]
    supplier: Mapped[str]
    quantity: Mapped[int]
    unit_cost: Mapped[Decimal] = mapped_column(Money)
