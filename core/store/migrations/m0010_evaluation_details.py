"""What an evaluation found, question by question: by persona, level and tag, and those that were not right."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.add_column("evaluation", sa.Column("details", sa.Text, nullable=False, server_default=""))
