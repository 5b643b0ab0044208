"""Saved queries, own dashboards with their tiles, the last look at Home, and the statements one wrote."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.store.columns import BigId

if TYPE_CHECKING:
    from alembic.operations import Operations

KIND = "kind IN ('query', 'sql')"


def upgrade(op: "Operations") -> None:
    op.create_table(
        "saved_query",
        *_owned("saved_query"),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("chart", sa.Text, nullable=False),
        sa.CheckConstraint(KIND, name="ck_saved_query_kind_is_known"),
    )
    op.create_index("ix_saved_query_workspace_id", "saved_query", ["workspace_id"])
    op.create_table("own_board", *_owned("own_board"), sa.Column("period", sa.Text, nullable=False))
    op.create_index("ix_own_board_workspace_id", "own_board", ["workspace_id"])
    op.create_table(
        "pin",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("board_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("chart", sa.Text, nullable=False),
        sa.Column("wide", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pin"),
        sa.ForeignKeyConstraint(["board_id"], ["own_board.id"], name="fk_pin_board_id", ondelete="CASCADE"),
        sa.CheckConstraint(KIND, name="ck_pin_kind_is_known"),
    )
    op.create_index("ix_pin_board_id", "pin", ["board_id"])
    _visits_and_statements(op)


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    """What a person keeps under a name, each name once, for themselves or for their workspace."""
    return [
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner_id", sa.Text, nullable=False),
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=f"fk_{table}_owner_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"),
        sa.UniqueConstraint("owner_id", "name_key", name=f"uq_{table}_owner_id"),
    ]


def _visits_and_statements(op: "Operations") -> None:
    op.create_table(
        "visit",
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("before_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "persona", name="pk_visit"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_visit_user_id", ondelete="CASCADE"),
    )
    op.create_table(
        "sql_statement",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("persona", sa.Text, nullable=False),
        sa.Column("sql", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sql_statement"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_sql_statement_user_id", ondelete="CASCADE"),
    )
    op.create_index("ix_sql_statement_user_id_id", "sql_statement", ["user_id", "id"])
