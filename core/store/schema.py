"""The tables as the program sees them; how a store gets there is in core/store/migrations."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import BigInteger

from core.store.base import Base as Base
from core.store.columns import BigId
from core.store.login_schema import ApiTokenRow as ApiTokenRow  # so that one import knows every table
from core.store.login_schema import AuditRow as AuditRow
from core.store.login_schema import LinkRow as LinkRow
from core.store.login_schema import SessionRow as SessionRow
from core.store.login_schema import SignInAttemptRow as SignInAttemptRow
from core.store.login_schema import SignInLockRow as SignInLockRow
from core.store.request_schema import PurchaseRequestLineRow as PurchaseRequestLineRow
from core.store.request_schema import PurchaseRequestRow as PurchaseRequestRow
from core.store.saved_schema import BoardRow as BoardRow
from core.store.saved_schema import PinRow as PinRow
from core.store.saved_schema import SavedRow as SavedRow
from core.store.saved_schema import StatementRow as StatementRow
from core.store.saved_schema import VisitRow as VisitRow
from core.store.talk_schema import ConversationRow as ConversationRow
from core.store.talk_schema import EvaluationRow as EvaluationRow
from core.store.talk_schema import FeedbackRow as FeedbackRow
from core.store.talk_schema import TurnRow as TurnRow
from core.store.talk_schema import VerifiedRow as VerifiedRow
from core.store.talk_schema import VocabularyChangeRow as VocabularyChangeRow


class WorkspaceRow(Base):
    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class UserRow(Base):
    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("role IN ('Viewer', 'Analyst', 'Manager', 'Admin', 'Owner')", name="role_is_known"),
        UniqueConstraint("email"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    username: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    password_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    personas: Mapped[list["UserPersonaRow"]] = relationship(
        cascade="all, delete-orphan", order_by="UserPersonaRow.position", lazy="selectin"
    )
    warehouses: Mapped[list["UserWarehouseRow"]] = relationship(
        cascade="all, delete-orphan", order_by="UserWarehouseRow.code", lazy="selectin"
    )


class UserPersonaRow(Base):
    __tablename__ = "user_persona"
    __table_args__ = (UniqueConstraint("user_id", "persona"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # the first one is the persona by default
    persona: Mapped[str]


class UserWarehouseRow(Base):
    """A warehouse that the user is limited to; a user with no such row sees all."""

    __tablename__ = "user_warehouse"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


class LoadRow(Base):
    """One table of one load, whatever became of it."""

    __tablename__ = "load"
    __table_args__ = (
        CheckConstraint("outcome IN ('loaded', 'refused', 'interrupted', 'failed')", name="outcome_is_known"),
        CheckConstraint("row_count >= 0", name="row_count_is_not_negative"),
        CheckConstraint("outcome <> 'loaded' OR generation IS NOT NULL", name="loaded_has_a_generation"),
        Index(None, "table_name", "finished_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    table_name: Mapped[str]
    generation: Mapped[str | None]
    file_name: Mapped[str]
    row_count: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    loaded_by: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]


class CostRow(Base):
    """What one step of one answer used and cost. No foreign key to the user: history outlives people."""

    __tablename__ = "cost"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
        Index(None, "at"),
        Index(None, "user_id", "at"),
        Index(None, "trace_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[str]
    trace_id: Mapped[str]
    service: Mapped[str]
    quantity: Mapped[float]
    unit: Mapped[str]
    amount: Mapped[Decimal]
    currency: Mapped[str]


class CostHoldRow(Base):
    """Money set aside for work under way, given back when it is settled or when its time is over."""

    __tablename__ = "cost_hold"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
        Index(None, "expires_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_id: Mapped[str]
    amount: Mapped[Decimal]


class SpanRow(Base):
    """One step of one answer; only `user_id` may read it."""

    __tablename__ = "span"
    __table_args__ = (
        CheckConstraint("seconds >= 0", name="seconds_is_not_negative"),
        Index(None, "user_id", "started_at"),
        Index(None, "started_at"),
    )

    trace_id: Mapped[str] = mapped_column(primary_key=True)
    span_id: Mapped[str] = mapped_column(primary_key=True)
    parent_id: Mapped[str | None]
    user_id: Mapped[str]
    name: Mapped[str]
    started_at: Mapped[datetime]
    seconds: Mapped[float]
    status: Mapped[str]
    attributes: Mapped[dict[str, str]]
