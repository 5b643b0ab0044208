"""The people who may ask: who they are, which part of the business they see, and what they may do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from core.clock import Clock
from core.errors import Conflict, Unknown
from core.store.open import Store, alone
from core.store.schema import UserPersonaRow, UserRow, UserWarehouseRow, WorkspaceRow
from core.store.user_list import NewUser, parse_user

OWNERS_LOCK = 3


@dataclass(frozen=True)
class User:
    id: str
    email: str
    username: str
    name: str
    role: str
    personas: tuple[str, ...]  # the first is the one they start with
    workspace: str
    warehouses: tuple[str, ...]  # none: all
    disabled: bool
    has_password: bool = False
    last_sign_in: datetime | None = None


@dataclass(frozen=True)
class Imported:
    created: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]  # were there already, and nobody asked for an update


def add_user(store: Store, new: NewUser) -> User:
    with store.transaction() as session:
        return as_user(insert(session, new))


def get_user(store: Store, email: str) -> User:
    with store.reading() as session:
        return as_user(existing(session, email))


def list_users(store: Store) -> list[User]:
    with store.reading() as session:
        return sorted((as_user(row) for row in session.scalars(select(UserRow))), key=lambda user: user.email)


def update_user(
    store: Store, email: str, known_personas: Collection[str], *, disabled: bool | None = None, **changes: object
) -> User:
    """Changes what is named: name, username, role, personas, workspace, warehouses. An unknown one is refused."""
    with store.transaction() as session:
        row = held(session, email)
        if changes:
            change(session, row, changed(row, known_personas, changes))
        if disabled is not None:
            set_disabled(row, disabled, Clock.utc())
        return as_user(row)


def import_users(store: Store, users: Iterable[NewUser], *, update: bool = False) -> Imported:
    """All or none. Who is there already stays as they are, unless `update`."""
    with store.transaction() as session:
        return import_all(session, users, update=update)


def import_all(session: Session, users: Iterable[NewUser], *, update: bool) -> Imported:
    created, updated, kept = [], [], []
    for new in users:
        row = find(session, new.email)
        if row is None:
            insert(session, new)
            created.append(new.email)
        elif update:
            change(session, row, new)
            updated.append(new.email)
        else:
            kept.append(new.email)
    return Imported(tuple(created), tuple(updated), tuple(kept))


def find(session: Session, email: str) -> UserRow | None:
    return session.scalars(_by_email(email)).first()


def existing(session: Session, email: str) -> UserRow:
    return _known(find(session, email), email)


def held(session: Session, email: str) -> UserRow:
    """As it is now, and nobody else changes it until this transaction ends."""
    wanted = _by_email(email).with_for_update().execution_options(populate_existing=True)
    return _known(session.scalars(wanted).first(), email)


def _by_email(email: str) -> Select[UserRow]:
    return select(UserRow).where(UserRow.email == email.strip().lower())


def _known(row: UserRow | None, email: str) -> UserRow:
    if row is None:
        raise Unknown("user", email)  # without suggestions: other people's addresses are not for everyone
    return row


def insert(session: Session, new: NewUser) -> UserRow:
    if find(session, new.email):
        raise Conflict(f"There is a user {new.email} already.")
    row = UserRow(id=uuid4().hex, email=new.email, username=new.email.partition("@")[0], created_at=Clock.utc())
    row.personas, row.warehouses = [], []
    change(session, row, new)
    session.add(row)
    session.flush()
    return row


def change(session: Session, row: UserRow, new: NewUser) -> None:
    row.name, row.role, row.workspace_id = new.name, new.role, _workspace(session, new.workspace)
    row.username = new.username or row.username
    if [p.persona for p in row.personas] != list(new.personas):
        row.personas.clear()
        session.flush()  # the old order must be gone before the new one takes its places
        row.personas += [UserPersonaRow(position=n, persona=p) for n, p in enumerate(new.personas)]
    if {w.code for w in row.warehouses} != set(new.warehouses):
        row.warehouses.clear()
        session.flush()
        row.warehouses += [UserWarehouseRow(code=code) for code in sorted(new.warehouses)]
    session.flush()


def _workspace(session: Session, workspace: str) -> str:
    """Made at its first mention; the plain SQL is the same on both databases, and right when two mention it at once."""
    known = session.get(WorkspaceRow, workspace)
    if known is None:
        row = {"id": workspace, "name": workspace}
        session.execute(text("INSERT INTO workspace (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"), row)
    return workspace


def changed(row: UserRow, known_personas: Collection[str], changes: Mapping[str, object]) -> NewUser:
    """What a user would be, checked as a new one is."""
    return parse_user(_entry(row) | dict(changes), known_personas, row.email)


def set_disabled(row: UserRow, disabled: bool, now: datetime) -> None:
    row.disabled_at = (row.disabled_at or now) if disabled else None


def put(session: Session, new: NewUser) -> None:
    """Added, or changed where they are there already."""
    row = find(session, new.email)
    if row is None:
        insert(session, new)
    else:
        change(session, row, new)
        row.disabled_at = None


def owners_alone(session: Session) -> None:
    """Before any of the rows: two Owners who go at the same moment would each see the other stay."""
    alone(session, OWNERS_LOCK)


def enabled_owners(session: Session) -> int:
    wanted = select(func.count()).where(UserRow.role == "Owner", UserRow.disabled_at.is_(None))
    return session.scalar(wanted) or 0


def anybody_has_a_password(session: Session) -> bool:
    return session.scalar(select(UserRow.id).where(UserRow.password_hash.is_not(None)).limit(1)) is not None


def _entry(row: UserRow) -> dict[str, object]:
    user = as_user(row)
    shape = ("email", "username", "name", "role", "personas", "workspace", "warehouses")
    return {key: getattr(user, key) for key in shape}


def as_user(row: UserRow) -> User:
    return User(
        id=row.id,
        email=row.email,
        username=row.username,
        name=row.name,
        role=row.role,
        personas=tuple(p.persona for p in row.personas),
        workspace=row.workspace_id,
        warehouses=tuple(sorted(w.code for w in row.warehouses)),
        disabled=row.disabled_at is not None,
        has_password=row.password_hash is not None,
        last_sign_in=row.last_sign_in_at,
    )
