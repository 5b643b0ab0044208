"""The history of loads, from which each table's freshness is read."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.store.columns import BigId

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "load",
        sa.Column("id", BigId, nullable=False),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("generation", sa.Text),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("row_count", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_load"),
        sa.CheckConstraint(
            "outcome IN ('loaded', 'refused', 'interrupted', 'failed')", name="ck_load_outcome_is_known"
        ),
        sa.CheckConstraint("row_count >= 0", name="ck_load_row_count_is_not_negative"),
        sa.CheckConstraint("outcome <> 'loaded' OR generation IS NOT NULL", name="ck_load_loaded_has_a_generation"),
    )
    op.create_index("ix_load_table_name_finished_at", "load", ["table_name", "finished_at"])
