"""Purchase requests with their lines."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "purchase_request",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("warehouse", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_request"),
        sa.UniqueConstraint("owner", "key", name="uq_purchase_request_owner"),
    )
    op.create_table(
        "purchase_request_line",
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("supplier", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("unit_cost", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("request_id", "position", name="pk_purchase_request_line"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["purchase_request.id"], name="fk_purchase_request_line_request_id", ondelete="CASCADE"
        ),
    )
