"""The steps by which the vocabulary was changed on a page; their last number is the overlay's version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import func, select

from core.store.open import Session, Store, alone
from core.store.schema import VocabularyChangeRow

TermKind = Literal["measure", "entity", "dimension", "condition"]
OVERLAY_LOCK = 5


@dataclass(frozen=True)
class Synonym:
    """Another phrase for a thing of the vocabulary; of one persona, or with '' of all."""

    phrase: str
    kind: TermKind
    target: str
    persona: str = ""


@dataclass(frozen=True)
class Change:
    version: int
    change: Literal["add", "remove"]
    synonym: Synonym
    by: str
    at: datetime


def version(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.max(VocabularyChangeRow.id))) or 0


def changes(store: Store) -> Sequence[Change]:
    """All of them, oldest first."""
    with store.reading() as session:
        return changes_in(session)


def changes_in(session: Session) -> Sequence[Change]:
    return [_change(row) for row in session.scalars(select(VocabularyChangeRow).order_by(VocabularyChangeRow.id))]


def alone_with_it(session: Session) -> None:
    """Whoever checks for clashes before adding does so alone."""
    alone(session, OVERLAY_LOCK)


def append(
    session: Session, change: Literal["add", "remove"], synonym: Synonym, by: str, at: datetime
) -> VocabularyChangeRow:
    row = VocabularyChangeRow(
        change=change, phrase=synonym.phrase, kind=synonym.kind, target=synonym.target, persona=synonym.persona,
        changed_by=by, changed_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _change(row: VocabularyChangeRow) -> Change:
    synonym = Synonym(row.phrase, cast(TermKind, row.kind), row.target, row.persona)
    change = cast(Literal["add", "remove"], row.change)
    return Change(row.id, change, synonym, row.changed_by, row.changed_at)
