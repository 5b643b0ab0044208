"""The tables of conversations, feedback, verified questions, the vocabulary's overlay, and evaluations."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.base import Base
from core.store.columns import BigId

STATUSES = "'running', 'answered', 'clarify', 'denied', 'refused', 'failed', 'cancelled', 'interrupted'"


class ConversationRow(Base):
    """Of one person as one persona. `words` is the title as it is searched."""

    __tablename__ = "conversation"
    __table_args__ = (Index(None, "user_id", "persona", "used_at"), Index(None, "deleted_at"), Index(None, "used_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    persona: Mapped[str]
    title: Mapped[str]
    words: Mapped[str]
    started_at: Mapped[datetime]
    used_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class TurnRow(Base):
    """One question and what came of it. No rows of results: they are read again, under the reader's rights."""

    __tablename__ = "turn"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="status_is_known"),
        CheckConstraint("seconds >= 0", name="seconds_is_not_negative"),
        CheckConstraint("cost >= 0", name="cost_is_not_negative"),
        UniqueConstraint("conversation_id", "number"),
        Index(None, "asked_at"),
        Index(None, "status", "process"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    question: Mapped[str]
    words: Mapped[str]
    status: Mapped[str]
    rights: Mapped[str]  # which rows the asker saw: with others, what was said then is not shown
    process: Mapped[str]  # who works on it, as long as it runs
    asked_at: Mapped[datetime]
    seconds: Mapped[float]
    interpretation: Mapped[str]
    query: Mapped[str | None]
    text: Mapped[str]
    chart: Mapped[str]
    engine: Mapped[str]
    model: Mapped[str]
    trace_id: Mapped[str]
    cost: Mapped[Decimal]
    currency: Mapped[str]


class FeedbackRow(Base):
    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("verdict IN ('up', 'down')", name="verdict_is_known"),
        Index(None, "at"),
    )

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str]
    reason: Mapped[str]
    comment: Mapped[str]
    at: Mapped[datetime]


class VerifiedRow(Base):
    """A question whose answer somebody vouches for, in one workspace as one persona."""

    __tablename__ = "verified"
    __table_args__ = (UniqueConstraint("workspace", "persona", "fingerprint"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    persona: Mapped[str]
    fingerprint: Mapped[str]
    query: Mapped[str]
    question: Mapped[str]
    note: Mapped[str]
    shape: Mapped[str]
    rights: Mapped[str]
    verified_by: Mapped[str]
    verified_at: Mapped[datetime]


class VocabularyChangeRow(Base):
    """One step of the overlay; its number is the overlay's version. Never changed: what is undone is a new step."""

    __tablename__ = "vocabulary_change"
    __table_args__ = (
        CheckConstraint("change IN ('add', 'remove')", name="change_is_known"),
        CheckConstraint("kind IN ('measure', 'entity', 'dimension', 'condition')", name="kind_is_known"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    change: Mapped[str]
    phrase: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    persona: Mapped[str]  # empty: for everybody
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class EvaluationRow(Base):
    """One run of a question set."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("right_count >= 0 AND wrong_count >= 0", name="counts_are_not_negative"),
        CheckConstraint("right_count + wrong_count <= question_count", name="counts_add_up"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str]
    engine: Mapped[str]
    question_count: Mapped[int]
    right_count: Mapped[int]
    wrong_count: Mapped[int]  # answered wrongly; the rest was asked back or refused without need
    median_seconds: Mapped[float]
    late_seconds: Mapped[float]
    cost: Mapped[Decimal]
    details: Mapped[str] = mapped_column(server_default="")
