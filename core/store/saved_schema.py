"""The tables of what people keep: saved queries, own dashboards, the last look at Home, statements they wrote."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.store.base import Base
from core.store.columns import BigId

KIND = "kind IN ('query', 'sql')"


class Owned:
    """Kept under a name, each name once, for oneself or for the workspace that one was in when it was made."""

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str]  # as names are compared
    shared: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SavedRow(Owned, Base):
    __tablename__ = "saved_query"
    __table_args__ = (
        CheckConstraint(KIND, name="kind_is_known"),
        UniqueConstraint("owner_id", "name_key"),
        Index(None, "workspace_id"),
    )

    persona: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str]
    chart: Mapped[str]


class BoardRow(Owned, Base):
    __tablename__ = "own_board"
    __table_args__ = (UniqueConstraint("owner_id", "name_key"), Index(None, "workspace_id"))

    period: Mapped[str]
    pins: Mapped[list["PinRow"]] = relationship(
        cascade="all, delete-orphan", order_by="PinRow.position", lazy="selectin"
    )


class PinRow(Base):
    __tablename__ = "pin"
    __table_args__ = (CheckConstraint(KIND, name="kind_is_known"), Index(None, "board_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    board_id: Mapped[str] = mapped_column(ForeignKey("own_board.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str]
    persona: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str]
    chart: Mapped[str]
    wide: Mapped[bool]


class VisitRow(Base):
    """What Home showed: at the latest look, and at the end of the visit before."""

    __tablename__ = "visit"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    persona: Mapped[str] = mapped_column(primary_key=True)
    rights: Mapped[str]  # figures seen with other rights are not compared
    before_at: Mapped[datetime | None]
    before: Mapped[str]
    latest_at: Mapped[datetime]
    latest: Mapped[str]


class StatementRow(Base):
    __tablename__ = "sql_statement"
    __table_args__ = (Index(None, "user_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    persona: Mapped[str]
    sql: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]
