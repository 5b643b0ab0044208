"""Who is signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, update
from sqlalchemy.orm import Session as Transaction

from core.store.open import Store
from core.store.rights import user_of, with_user
from core.store.schema import ApiTokenRow, SessionRow, UserRow
from core.store.users import User, as_user

_BY_ID = with_user(SessionRow).where(SessionRow.id == bindparam("wanted"))


@dataclass(frozen=True)
class Session:
    """A session as the store has it, with its user as they are now."""

    id: str
    user: User
    csrf: str
    started: datetime
    seen: datetime
    previous: datetime | None
    address: str
    via: str


def add_session(session: Transaction, row: SessionRow) -> None:
    session.add(row)
    session.flush()


def session_at(store: Store, session_id: str) -> Session | None:
    return store.remembered.get(("session", session_id), lambda: _read(store, session_id))


def _read(store: Store, session_id: str) -> Session | None:
    with store.reading() as session:
        rows = session.execute(_BY_ID, {"wanted": session_id}).all()
    if not rows:
        return None
    one = rows[0]
    return Session(
        one.login_session_id,
        user_of(rows),
        one.login_session_csrf,
        one.login_session_started_at,
        one.login_session_seen_at,
        one.login_session_previous_at,
        one.login_session_address,
        one.login_session_via,
    )


def sessions_of(store: Store, user_id: str) -> list[Session]:
    """The one used last comes first."""
    with store.reading() as session:
        found = session.execute(_sessions(SessionRow.user_id == user_id).order_by(SessionRow.seen_at.desc()))
        return [_kept(*row) for row in found]


def move_session(session: Transaction, session_id: str, started: datetime, seen: datetime) -> None:
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(started_at=started, seen_at=seen))


def end_session(session: Transaction, session_id: str) -> None:
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def end_sessions(session: Transaction, user_id: str, but: str | None = None) -> None:
    """And with them the tokens that programs got for a password."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.id != (but or "")))
    session.execute(delete(ApiTokenRow).where(ApiTokenRow.user_id == user_id, ApiTokenRow.kind == "sign-in"))


def forget_ended(session: Transaction, started_before: datetime, seen_before: datetime) -> None:
    ended = (SessionRow.started_at <= started_before) | (SessionRow.seen_at <= seen_before)
    session.execute(delete(SessionRow).where(ended))


def count_sessions(store: Store, started_after: datetime | None = None, seen_after: datetime | None = None) -> int:
    """Those that began and were seen after the moments given; without any, all that there are."""
    rules = [SessionRow.started_at > started_after] if started_after else []
    rules += [SessionRow.seen_at > seen_after] if seen_after else []
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(SessionRow).where(*rules)) or 0


def _sessions(rule: ColumnElement[bool]) -> Select[SessionRow, UserRow]:
    return select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id).where(rule)


def _kept(row: SessionRow, user: UserRow) -> Session:
    return Session(row.id, as_user(user), row.csrf, row.started_at, row.seen_at, row.previous_at, row.address, row.via)
