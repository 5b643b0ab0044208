"""Conversations, feedback, verified questions, the overlay of the vocabulary, evaluations."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.store.columns import BigId

if TYPE_CHECKING:
    from alembic.operations import Operations

STATUSES = "'running', 'answered', 'clarify', 'denied', 'refused', 'failed', 'cancelled', 'interrupted'"


def upgrade(op: "Operations") -> None:
    _conversations(op)
    _turns(op)
    _feedback(op)
    _verified(op)
    _vocabulary(op)
    _evaluations(op)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _conversations(op: "Operations") -> None:
    op.create_table(
        "conversation",
        *_text("id", "user_id", "persona", "title", "words"),
        _moment("started_at"),
        _moment("used_at"),
        _moment("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    op.create_index("ix_conversation_user_id_persona_used_at", "conversation", ["user_id", "persona", "used_at"])
    op.create_index("ix_conversation_deleted_at", "conversation", ["deleted_at"])
    op.create_index("ix_conversation_used_at", "conversation", ["used_at"])


def _turns(op: "Operations") -> None:
    op.create_table(
        "turn",
        *_text("id", "conversation_id"),
        sa.Column("number", sa.Integer, nullable=False),
        *_text("question", "words", "status", "rights", "process"),
        _moment("asked_at"),
        sa.Column("seconds", sa.Double, nullable=False),
        *_text("interpretation"),
        sa.Column("query", sa.Text, nullable=True),
        *_text("text", "chart", "engine", "model", "trace_id"),
        sa.Column("cost", sa.BigInteger, nullable=False),
        *_text("currency"),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_turn_conversation_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("conversation_id", "number", name="uq_turn_conversation_id"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name="ck_turn_status_is_known"),
        sa.CheckConstraint("seconds >= 0", name="ck_turn_seconds_is_not_negative"),
        sa.CheckConstraint("cost >= 0", name="ck_turn_cost_is_not_negative"),
    )
    op.create_index("ix_turn_asked_at", "turn", ["asked_at"])
    op.create_index("ix_turn_status_process", "turn", ["status", "process"])


def _feedback(op: "Operations") -> None:
    op.create_table(
        "feedback",
        *_text("turn_id", "verdict", "reason", "comment"),
        _moment("at"),
        sa.PrimaryKeyConstraint("turn_id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name="fk_feedback_turn_id", ondelete="CASCADE"),
        sa.CheckConstraint("verdict IN ('up', 'down')", name="ck_feedback_verdict_is_known"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def _verified(op: "Operations") -> None:
    op.create_table(
        "verified",
        *_text("id", "workspace", "persona", "fingerprint", "query", "question", "note", "shape", "rights"),
        *_text("verified_by"),
        _moment("verified_at"),
        sa.PrimaryKeyConstraint("id", name="pk_verified"),
        sa.UniqueConstraint("workspace", "persona", "fingerprint", name="uq_verified_workspace"),
    )


def _vocabulary(op: "Operations") -> None:
    op.create_table(
        "vocabulary_change",
        sa.Column("id", BigId, nullable=False),
        *_text("change", "phrase", "kind", "target", "persona", "changed_by"),
        _moment("changed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary_change"),
        sa.CheckConstraint("change IN ('add', 'remove')", name="ck_vocabulary_change_change_is_known"),
        sa.CheckConstraint(
            "kind IN ('measure', 'entity', 'dimension', 'condition')", name="ck_vocabulary_change_kind_is_known"
        ),
    )


def _evaluations(op: "Operations") -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", BigId, nullable=False),
        _moment("at"),
        *_text("name", "engine"),
        sa.Column("question_count", sa.Integer, nullable=False),
        sa.Column("right_count", sa.Integer, nullable=False),
        sa.Column("wrong_count", sa.Integer, nullable=False),
        sa.Column("median_seconds", sa.Double, nullable=False),
        sa.Column("late_seconds", sa.Double, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation"),
        sa.CheckConstraint("right_count >= 0 AND wrong_count >= 0", name="ck_evaluation_counts_are_not_negative"),
        sa.CheckConstraint("right_count + wrong_count <= question_count", name="ck_evaluation_counts_add_up"),
    )
    op.create_index("ix_evaluation_at", "evaluation", ["at"])
