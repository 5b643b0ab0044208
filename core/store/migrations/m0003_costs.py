"""The cost ledger, and the money set aside for work under way."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.store.columns import BigId

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "cost",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("trace_id", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("quantity", sa.Double, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cost"),
        sa.CheckConstraint("quantity >= 0", name="ck_cost_quantity_is_not_negative"),
        sa.CheckConstraint("amount >= 0", name="ck_cost_amount_is_not_negative"),
    )
    op.create_index("ix_cost_at", "cost", ["at"])
    op.create_index("ix_cost_user_id_at", "cost", ["user_id", "at"])
    op.create_index("ix_cost_trace_id", "cost", ["trace_id"])
    op.create_table(
        "cost_hold",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cost_hold"),
        sa.CheckConstraint("amount >= 0", name="ck_cost_hold_amount_is_not_negative"),
    )
    op.create_index("ix_cost_hold_expires_at", "cost_hold", ["expires_at"])
