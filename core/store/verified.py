"""Verified questions, as kept for a workspace and a persona."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, delete, select

from core.errors import Conflict, NotFound
from core.store.open import Session, Store
from core.store.schema import VerifiedRow


@dataclass(frozen=True)
class Place:
    """Where it counts."""

    workspace: str
    persona: str


@dataclass(frozen=True)
class Verified:
    """`query` is JSON as it was verified, `shape` what its columns were, `rights` which rows were seen."""

    id: str
    fingerprint: str
    query: str
    question: str
    note: str
    shape: str
    rights: str
    by: str
    at: datetime


@dataclass(frozen=True)
class NewVerified:
    fingerprint: str
    query: str
    question: str
    note: str
    shape: str
    rights: str


def add(session: Session, place: Place, new: NewVerified, by: str, at: datetime) -> Verified:
    if session.scalar(_there(place).where(VerifiedRow.fingerprint == new.fingerprint)):
        raise Conflict("This question is verified already, in these or in other words.")
    row = VerifiedRow(
        id=uuid4().hex, workspace=place.workspace, persona=place.persona, fingerprint=new.fingerprint,
        query=new.query, question=new.question, note=new.note, shape=new.shape, rights=new.rights,
        verified_by=by, verified_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _verified(row)


def remove(session: Session, place: Place, verified_id: str) -> None:
    here = (VerifiedRow.workspace == place.workspace, VerifiedRow.persona == place.persona)
    gone = session.execute(delete(VerifiedRow).where(VerifiedRow.id == verified_id, *here))
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound(f"There is no verified question {verified_id!r}.")


def all_of(store: Store, place: Place) -> Sequence[Verified]:
    with store.reading() as session:
        newest = _there(place).order_by(VerifiedRow.verified_at.desc(), VerifiedRow.id)
        return [_verified(row) for row in session.scalars(newest)]


def _there(place: Place) -> Select[VerifiedRow]:
    return select(VerifiedRow).where(VerifiedRow.workspace == place.workspace, VerifiedRow.persona == place.persona)


def _verified(row: VerifiedRow) -> Verified:
    return Verified(
        row.id, row.fingerprint, row.query, row.question, row.note, row.shape, row.rights, row.verified_by,
        row.verified_at,
    )  # fmt: skip
