"""The tables of sign-in and of the audit log."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from core.store.base import Base
from core.store.columns import BigId


class SessionRow(Base):
    """Somebody who is signed in. The id is the hash of the token that their browser holds."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    csrf: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    previous_at: Mapped[datetime | None]  # the sign-in before this one
    address: Mapped[str]
    via: Mapped[str]


class SignInAttemptRow(Base):
    """A password being tried, or found wrong. The account is hashed: people type passwords into the wrong field."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account"), Index(None, "address"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    address: Mapped[str]
    failed: Mapped[bool]


class SignInLockRow(Base):
    __tablename__ = "sign_in_lock"

    account: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


class ApiTokenRow(Base):
    """A key for a program; of its secret, only the hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("kind IN ('personal', 'sign-in')", name="kind_is_known"),
        UniqueConstraint("user_id", "name"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str]
    kind: Mapped[str]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class LinkRow(Base):
    """Works once: to set a password, or to become the first Owner. The id is the hash of what the link holds."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint("kind IN ('password', 'first-owner')", name="kind_is_known"),
        CheckConstraint("(kind = 'password') = (user_id IS NOT NULL)", name="password_is_of_somebody"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AuditRow(Base):
    """Numbered without gaps, each with a hash over itself and the one before. No foreign keys: it outlives people."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_is_positive"),
        Index(None, "at"),
        Index(None, "who", "seq"),
        Index(None, "action", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    outcome: Mapped[str]
    detail: Mapped[str]
    hash: Mapped[str]
