"""The people who may ask: who they are, which part of the business they see, and what they may do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.clock import Clock
from core.errors import Conflict, Unknown
from core.store.open import Store
from core.store.schema import UserPersonaRow, UserRow, UserWarehouseRow, WorkspaceRow
from core.store.user_list import NewUser, parse_user


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


@dataclass(frozen=True)
class Imported:
    created: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]  # were there already, and nobody asked for an update


def add_user(store: Store, new: NewUser) -> User:
    with store.transaction() as session:
        if _find(session, new.email):
            raise Conflict(f"There is a user {new.email} already.")
        return _user(_insert(session, new))


def get_user(store: Store, email: str) -> User:
    with store.reading() as session:
        return _user(_existing(session, email))


def list_users(store: Store) -> list[User]:
    with store.reading() as session:
        return sorted((_user(row) for row in session.scalars(select(UserRow))), key=lambda user: user.email)


def update_user(
    store: Store, email: str, known_personas: Collection[str], *, disabled: bool | None = None, **changes: object
) -> User:
    """Changes what is named: name, username, role, personas, workspace, warehouses. An unknown one is refused."""
    with store.transaction() as session:
        row = _existing(session, email)
        if changes:
            _change(session, row, parse_user(_entry(row) | changes, known_personas, row.email))
        if disabled is not None:
            row.disabled_at = (row.disabled_at or Clock.utc()) if disabled else None
        return _user(row)


def import_users(store: Store, users: Iterable[NewUser], *, update: bool = False) -> Imported:
    """All or none. Who is there already stays as they are, unless `update`."""
    created, updated, kept = [], [], []
    with store.transaction() as session:
        for new in users:
            row = _find(session, new.email)
            if row is None:
                _insert(session, new)
                created.append(new.email)
            elif update:
                _change(session, row, new)
                updated.append(new.email)
            else:
                kept.append(new.email)
    return Imported(tuple(created), tuple(updated), tuple(kept))


def _find(session: Session, email: str) -> UserRow | None:
    return session.scalars(select(UserRow).where(UserRow.email == email.strip().lower())).first()


def _existing(session: Session, email: str) -> UserRow:
    row = _find(session, email)
    if row is None:
        raise Unknown("user", email)  # without suggestions: other people's addresses are not for everyone
    return row


def _insert(session: Session, new: NewUser) -> UserRow:
    row = UserRow(id=uuid4().hex, email=new.email, username=new.email.partition("@")[0], created_at=Clock.utc())
    row.personas, row.warehouses = [], []
    _change(session, row, new)
    session.add(row)
    session.flush()
    return row


def _change(session: Session, row: UserRow, new: NewUser) -> None:
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


def _entry(row: UserRow) -> dict[str, object]:
    user = _user(row)
    shape = ("email", "username", "name", "role", "personas", "workspace", "warehouses")
    return {key: getattr(user, key) for key in shape}


def _user(row: UserRow) -> User:
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
    )
