"""API tokens, and links that work once: of each only the hash of its secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from core.store.open import Store
from core.store.rights import user_of, with_user
from core.store.schema import ApiTokenRow, LinkRow, UserRow
from core.store.users import User, as_user

_BY_ID = with_user(ApiTokenRow).where(ApiTokenRow.id == bindparam("wanted"))


@dataclass(frozen=True)
class Token:
    """What its owner may see of an API token: all but the secret."""

    id: str
    name: str
    kind: str  # personal | sign-in
    created: datetime
    expires: datetime
    last_used: datetime | None


@dataclass(frozen=True)
class Held:
    """A token with the hash of its secret, and its owner as they are now."""

    token: Token
    secret_hash: str
    user: User


def add_token(session: Session, token: Token, user_id: str, secret_hash: str) -> None:
    session.add(
        ApiTokenRow(
            id=token.id,
            user_id=user_id,
            name=token.name,
            kind=token.kind,
            secret_hash=secret_hash,
            created_at=token.created,
            expires_at=token.expires,
        )
    )
    session.flush()


def token_at(store: Store, token_id: str) -> Held | None:
    return store.remembered.get(_key(token_id), lambda: _read(store, token_id))


def token_at_hand(store: Store, token_id: str) -> Held | None:
    """Only if it need not be read first."""
    found = store.remembered.at_hand(_key(token_id))
    return found if isinstance(found, Held) else None


def _key(token_id: str) -> tuple[str, str]:
    return "token", token_id


def _read(store: Store, token_id: str) -> Held | None:
    with store.reading() as session:
        rows = session.execute(_BY_ID, {"wanted": token_id}).all()
    if not rows:
        return None
    one = rows[0]
    token = Token(
        one.api_token_id,
        one.api_token_name,
        one.api_token_kind,
        one.api_token_created_at,
        one.api_token_expires_at,
        one.api_token_last_used_at,
    )
    return Held(token, one.api_token_secret_hash, user_of(rows))


def tokens_of(store: Store, user_id: str) -> list[Token]:
    """The newest first."""
    wanted = select(ApiTokenRow).where(ApiTokenRow.user_id == user_id, ApiTokenRow.kind == "personal")
    with store.reading() as session:
        rows = session.scalars(wanted.order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id))
        return [_token(row) for row in rows]


def count_tokens(session: Session, user_id: str, kind: str) -> int:
    wanted = select(func.count()).where(ApiTokenRow.user_id == user_id, ApiTokenRow.kind == kind)
    return session.scalar(wanted) or 0


def name_taken(session: Session, user_id: str, name: str) -> bool:
    wanted = select(ApiTokenRow.id).where(ApiTokenRow.user_id == user_id, ApiTokenRow.name == name)
    return session.scalar(wanted) is not None


def note_use(session: Session, token_id: str, now: datetime) -> None:
    session.execute(update(ApiTokenRow).where(ApiTokenRow.id == token_id).values(last_used_at=now))


def remove_token(session: Session, token_id: str, user_id: str) -> Token | None:
    """Nothing, when it is another's or nobody's."""
    row = session.scalars(select(ApiTokenRow).where(ApiTokenRow.id == token_id, ApiTokenRow.user_id == user_id)).first()
    if row is None:
        return None
    token = _token(row)
    session.delete(row)
    return token


def remove_expired(session: Session, user_id: str, now: datetime) -> None:
    session.execute(delete(ApiTokenRow).where(ApiTokenRow.user_id == user_id, ApiTokenRow.expires_at <= now))


def remove_oldest(session: Session, user_id: str, kind: str, keep: int) -> None:
    mine = select(ApiTokenRow.id).where(ApiTokenRow.user_id == user_id, ApiTokenRow.kind == kind)
    surplus = session.scalars(mine.order_by(ApiTokenRow.created_at.desc()).offset(keep)).all()
    session.execute(delete(ApiTokenRow).where(ApiTokenRow.id.in_(surplus)))


def replace_link(session: Session, secret_hash: str, user_id: str | None, now: datetime, until: datetime) -> None:
    """A new link, in place of those that there were for the same. Of nobody: the one for the first Owner."""
    remove_links(session, user_id)
    kind = "first-owner" if user_id is None else "password"
    session.add(LinkRow(id=secret_hash, kind=kind, user_id=user_id, created_at=now, expires_at=until))
    session.flush()


def remove_links(session: Session, user_id: str | None) -> None:
    session.execute(delete(LinkRow).where(LinkRow.user_id == user_id))


def link_of(store: Store, secret_hash: str, now: datetime) -> User | None:
    """Whose password it sets."""
    wanted = select(UserRow).join(LinkRow, LinkRow.user_id == UserRow.id)
    with store.reading() as session:
        row = session.scalars(wanted.where(LinkRow.id == secret_hash, LinkRow.expires_at > now)).first()
        return as_user(row) if row else None


def is_first_owner_link(store: Store, secret_hash: str, now: datetime) -> bool:
    rules = (LinkRow.id == secret_hash, LinkRow.kind == "first-owner", LinkRow.expires_at > now)
    with store.reading() as session:
        return session.scalar(select(LinkRow.id).where(*rules)) is not None


def use_link(session: Session, secret_hash: str, kind: str, now: datetime) -> bool:
    """Whether it was there; of two at the same moment, one gets it."""
    rules = (LinkRow.id == secret_hash, LinkRow.kind == kind, LinkRow.expires_at > now)
    return session.scalar(delete(LinkRow).where(*rules).returning(LinkRow.id)) is not None


def _token(row: ApiTokenRow) -> Token:
    return Token(row.id, row.name, row.kind, row.created_at, row.expires_at, row.last_used_at)
