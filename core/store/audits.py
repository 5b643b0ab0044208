"""The audit log's rows: numbered without gaps, each with a hash over itself and the one before."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, or_, select
from sqlalchemy.orm import Session

from core.store.open import alone
from core.store.schema import AuditRow

AUDIT_LOCK = 2
FETCH = 1000


@dataclass(frozen=True)
class Note:
    """What somebody did, or tried to."""

    at: datetime
    who: str
    action: str
    subject: str
    outcome: str
    detail: str


@dataclass(frozen=True)
class Entry(Note):
    """A note in its place in the log."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Wanted:
    """Which entries; what is None does not matter. `text` is looked for in who, subject and detail."""

    who: str | None = None
    action: str | None = None  # sign-in, or sign-in.* for all that begins so
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included
    text: str | None = None


def chain(seq: int, note: Note, previous: str) -> str:
    """The hash of an entry. Its parts are separated by JSON, so that none can be moved into another."""
    at, *rest = (note.at, note.who, note.action, note.subject, note.outcome, note.detail)
    content = json.dumps([previous, seq, at.isoformat(), *rest], ensure_ascii=True)
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def append(session: Session, notes: Iterable[Note]) -> Entry | None:
    """Returns the last one. One writer at a time, until the end of its transaction."""
    alone(session, AUDIT_LOCK)
    last = last_entry(session)
    seq, previous = (last.seq, last.hash) if last else (0, "")
    entry = None
    for note in notes:
        seq, previous = seq + 1, chain(seq + 1, note, previous)
        entry = Entry(**vars(note), seq=seq, hash=previous)
        session.add(AuditRow(**vars(entry)))
    session.flush()
    return entry


def last_entry(session: Session) -> Entry | None:
    return _latest(session)


def entry_at(session: Session, seq: int) -> Entry | None:
    return _latest(session, AuditRow.seq == seq)


def last_of(session: Session, action: str) -> Entry | None:
    return _latest(session, AuditRow.action == action)


def first_since(session: Session, moment: datetime) -> int | None:
    return session.scalar(select(func.min(AuditRow.seq)).where(AuditRow.at >= moment))


def last_below(session: Session, seq: int) -> Entry | None:
    return _latest(session, AuditRow.seq < seq)


def remove_up_to(session: Session, seq: int) -> int:
    done = session.execute(delete(AuditRow).where(AuditRow.seq <= seq))
    return cast("CursorResult[Any]", done).rowcount


def every_entry(session: Session) -> Iterator[Entry]:
    """Oldest first, without holding all of them."""
    rows = session.execute(select(*_columns()).order_by(AuditRow.seq).execution_options(yield_per=FETCH))
    return (Entry(**row._mapping) for row in rows)


def matching(session: Session, wanted: Wanted, below: int | None, limit: int) -> list[Entry]:
    """Newest first, from below a number."""
    rules = _rules(wanted) + ([AuditRow.seq < below] if below is not None else [])
    rows = session.execute(select(*_columns()).where(*rules).order_by(AuditRow.seq.desc()).limit(limit))
    return [Entry(**row._mapping) for row in rows]


def count(session: Session, wanted: Wanted) -> int:
    return session.scalar(select(func.count()).select_from(AuditRow).where(*_rules(wanted))) or 0


def actions(session: Session) -> list[str]:
    return sorted(session.scalars(select(AuditRow.action).distinct()))


def _rules(wanted: Wanted) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.action is not None:
        start = wanted.action.removesuffix("*")
        is_start = start != wanted.action
        rules.append(AuditRow.action.startswith(start, autoescape=True) if is_start else AuditRow.action == start)
    for column, value in ((AuditRow.who, wanted.who), (AuditRow.outcome, wanted.outcome)):
        if value is not None:
            rules.append(column == value)
    if wanted.since is not None:
        rules.append(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        rules.append(AuditRow.at < wanted.until)
    if wanted.text:
        searched = (AuditRow.who, AuditRow.subject, AuditRow.detail)
        rules.append(or_(*(func.lower(c).contains(wanted.text.lower(), autoescape=True) for c in searched)))
    return rules


def _columns() -> tuple[ColumnElement[Any], ...]:
    return tuple(AuditRow.__table__.columns)


def _latest(session: Session, *rules: ColumnElement[bool]) -> Entry | None:
    query = select(*_columns()).where(*rules).order_by(AuditRow.seq.desc()).limit(1)
    row = session.execute(query).first()
    return Entry(**row._mapping) if row else None
