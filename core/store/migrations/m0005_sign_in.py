"""Sessions, failed sign-ins and locks, API tokens, and links that work once."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from core.store.columns import BigId

if TYPE_CHECKING:
    from alembic.operations import Operations

Moment = sa.DateTime(timezone=True)


def upgrade(op: "Operations") -> None:
    op.add_column("user", sa.Column("last_sign_in_at", Moment))
    _sessions(op)
    _attempts(op)
    _tokens(op)
    _links(op)


def _sessions(op: "Operations") -> None:
    op.create_table(
        "login_session",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("csrf", sa.Text, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("previous_at", Moment),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_login_session_user_id", ondelete="CASCADE"),
    )
    op.create_index("ix_login_session_user_id", "login_session", ["user_id"])


def _attempts(op: "Operations") -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    for column in ("account", "address", "at"):
        op.create_index(f"ix_sign_in_attempt_{column}", "sign_in_attempt", [column])
    op.create_table(
        "sign_in_lock",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_sign_in_lock"),
    )


def _tokens(op: "Operations") -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("last_used_at", Moment),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("user_id", "name", name="uq_api_token_user_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_api_token_user_id", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('personal', 'sign-in')", name="ck_api_token_kind_is_known"),
    )


def _links(op: "Operations") -> None:
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_link"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_one_time_link_user_id", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('password', 'first-owner')", name="ck_one_time_link_kind_is_known"),
        sa.CheckConstraint(
            "(kind = 'password') = (user_id IS NOT NULL)", name="ck_one_time_link_password_is_of_somebody"
        ),
    )
