"""Saved queries as rows: whose they are, who sees them, and each name once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.store.open import Store
from core.store.schema import BoardRow, SavedRow, UserRow
from core.store.users import User

Kind = Literal["query", "sql"]


@dataclass(frozen=True)
class Kept:
    """What is kept of a result: what was asked and how it was drawn, never a row of it."""

    kind: Kind
    body: str  # a Query as JSON, or SQL
    persona: str  # as whom it was asked
    chart: str = "auto"


@dataclass(frozen=True)
class Saved:
    id: str
    name: str
    kept: Kept
    shared: bool
    owner: str  # e-mail
    owner_name: str
    mine: bool
    created: datetime
    changed: datetime


def seen_by(user: User, row: type[SavedRow | BoardRow]) -> ColumnElement[bool]:
    """One's own, and what others of the workspace share."""
    return or_(row.owner_id == user.id, row.shared & (row.workspace_id == user.workspace))


def saved_of(store: Store, user: User, sql: bool) -> list[Saved]:
    """All that a user sees, by name; shared ones only of their personas, and SQL only where they may write it."""
    of_theirs = or_(SavedRow.owner_id == user.id, SavedRow.persona.in_(user.personas))
    wanted = select(SavedRow, UserRow).join(UserRow, UserRow.id == SavedRow.owner_id).order_by(SavedRow.name_key)
    if not sql:
        wanted = wanted.where(SavedRow.kind == "query")
    with store.reading() as session:
        rows = session.execute(wanted.where(seen_by(user, SavedRow), of_theirs)).all()
        return [_saved(row, owner, user) for row, owner in rows]


def own_saved(session: Session, user: User, saved_id: str) -> SavedRow | None:
    """To change it: only one's own."""
    wanted = select(SavedRow).where(SavedRow.id == saved_id, SavedRow.owner_id == user.id)
    return session.scalars(wanted.with_for_update()).first()


def own_named(session: Session, user: User, row: type[SavedRow | BoardRow], key: str) -> str | None:
    """The id of what the user keeps under this name."""
    return session.scalar(select(row.id).where(row.owner_id == user.id, row.name_key == key))


def count_own(session: Session, user: User, row: type[SavedRow | BoardRow]) -> int:
    return session.scalar(select(func.count()).select_from(row).where(row.owner_id == user.id)) or 0


def add_saved(session: Session, user: User, saved: Saved) -> None:
    session.add(
        SavedRow(
            id=saved.id,
            owner_id=user.id,
            workspace_id=user.workspace,
            name=saved.name,
            name_key=saved.name.casefold(),
            shared=saved.shared,
            created_at=saved.created,
            changed_at=saved.changed,
            persona=saved.kept.persona,
            kind=saved.kept.kind,
            body=saved.kept.body,
            chart=saved.kept.chart,
        )
    )
    session.flush()


def as_saved(row: SavedRow, user: User) -> Saved:
    """One's own."""
    kept = Kept(row.kind, row.body, row.persona, row.chart)  # type: ignore[arg-type]  # the check constraint holds it
    return Saved(row.id, row.name, kept, row.shared, user.email, user.name, True, row.created_at, row.changed_at)


def _saved(row: SavedRow, owner: UserRow, user: User) -> Saved:
    kept = Kept(row.kind, row.body, row.persona, row.chart)  # type: ignore[arg-type]  # the check constraint holds it
    mine = row.owner_id == user.id
    return Saved(row.id, row.name, kept, row.shared, owner.email, owner.name, mine, row.created_at, row.changed_at)
