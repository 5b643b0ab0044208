"""The steps of every answer, for the trace viewer."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "span",
        sa.Column("trace_id", sa.Text, nullable=False),
        sa.Column("span_id", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attributes", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("trace_id", "span_id", name="pk_span"),
        sa.CheckConstraint("seconds >= 0", name="ck_span_seconds_is_not_negative"),
    )
    op.create_index("ix_span_user_id_started_at", "span", ["user_id", "started_at"])
    op.create_index("ix_span_started_at", "span", ["started_at"])
