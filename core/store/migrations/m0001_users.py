"""Workspaces, and the users in them with their personas and warehouse limits."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_user_workspace_id"),
        sa.CheckConstraint("email = lower(email)", name="ck_user_email_is_lower_case"),
        sa.CheckConstraint("role IN ('Viewer', 'Analyst', 'Manager', 'Admin', 'Owner')", name="ck_user_role_is_known"),
    )
    op.create_table(
        "user_persona",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "position", name="pk_user_persona"),
        sa.UniqueConstraint("user_id", "persona", name="uq_user_persona_user_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_user_persona_user_id", ondelete="CASCADE"),
    )
    op.create_table(
        "user_warehouse",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "code", name="pk_user_warehouse"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_user_warehouse_user_id", ondelete="CASCADE"),
    )
