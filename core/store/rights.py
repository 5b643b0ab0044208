"""A user with all that decides what they may, in one query: every click and every request of a program needs it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from core.store.schema import Base, UserPersonaRow, UserRow, UserWarehouseRow
from core.store.users import User

_USER, _PERSONA, _WAREHOUSE = UserRow.__table__, UserPersonaRow.__table__, UserWarehouseRow.__table__


def with_user(other: type[Base]) -> Select[Any]:
    """Rows of a table that refers to a user, each with their user, once for every persona and warehouse they have."""
    theirs = other.__table__
    query = select(
        *(column.label(f"{other.__tablename__}_{column.name}") for column in theirs.columns),
        *(column.label(f"user_{column.name}") for column in _USER.columns),
        _PERSONA.c.persona.label("persona"),
        _PERSONA.c.position.label("position"),
        _WAREHOUSE.c.code.label("warehouse"),
    )
    joined = theirs.join(_USER, _USER.c.id == theirs.c.user_id)
    joined = joined.outerjoin(_PERSONA, _PERSONA.c.user_id == _USER.c.id)
    return query.select_from(joined.outerjoin(_WAREHOUSE, _WAREHOUSE.c.user_id == _USER.c.id))


def user_of(rows: Sequence[Row[Any]]) -> User:
    """The user that all of these rows are about."""
    one = rows[0]
    personas = {row.position: row.persona for row in rows if row.persona is not None}
    return User(
        id=one.user_id,
        email=one.user_email,
        username=one.user_username,
        name=one.user_name,
        role=one.user_role,
        personas=tuple(personas[position] for position in sorted(personas)),
        workspace=one.user_workspace_id,
        warehouses=tuple(sorted({row.warehouse for row in rows if row.warehouse is not None})),
        disabled=one.user_disabled_at is not None,
        has_password=one.user_password_hash is not None,
        last_sign_in=one.user_last_sign_in_at,
    )
