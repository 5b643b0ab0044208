"""Password hashes: kept with their users, and seen by sign-in only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from core.store.open import Store
from core.store.schema import UserRow
from core.store.users import User, as_user, find, held


@dataclass(frozen=True)
class Known:
    """A user, and what only sign-in may see of them."""

    user: User
    password_hash: str | None


def known(store: Store, email: str) -> Known | None:
    with store.reading() as session:
        row = find(session, email)
        return Known(as_user(row), row.password_hash) if row else None


def highest_cost(store: Store) -> int:
    """The slowest hash that anybody has, for nobody to be told apart by a faster one."""
    digits = case(
        (UserRow.password_hash.startswith("plain:"), func.substr(UserRow.password_hash, 11, 2)),
        else_=func.substr(UserRow.password_hash, 5, 2),
    )
    with store.reading() as session:
        return session.scalar(select(func.max(cast(digits, Integer)))) or 0


def set_password(session: Session, email: str, password_hash: str) -> User:
    row = held(session, email)
    row.password_hash = password_hash
    session.flush()
    return as_user(row)


def held_user(session: Session, email: str) -> User | None:
    return as_user(held(session, email)) if find(session, email) else None


def unchanged(session: Session, before: Known) -> bool:
    """Whether what was found true of them still is: meanwhile their password was compared, which takes its time."""
    row = held(session, before.user.email)
    return row.password_hash == before.password_hash and row.disabled_at is None


def note_sign_in(session: Session, email: str, now: datetime) -> datetime | None:
    """Returns when the one before was."""
    row = held(session, email)
    before, row.last_sign_in_at = row.last_sign_in_at, now
    return before
