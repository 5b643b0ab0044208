"""Who did what: an append-only log, chained by hash, whose end is also kept outside of the store."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from core import audit_head
from core.access import Asker, require
from core.audit_head import Unreadable
from core.clock import Clock
from core.redact import one_line, redacted
from core.store import audits
from core.store.audits import Entry as Entry
from core.store.audits import Note as Note
from core.store.audits import Wanted as Wanted
from core.store.behind import Behind
from core.store.open import Session, Store

Outcome = Literal["ok", "refused", "failed"]
WHO, ACTION, SUBJECT, DETAIL = 254, 60, 500, 4000  # characters kept of each
PAGE = 100
log = logging.getLogger(__name__)


def note(
    who: str, action: str, subject: str = "", outcome: Outcome = "ok", detail: str = "", *, at: datetime | None = None
) -> Note:
    """Each part on one line and without secrets, whatever it was made from."""
    return Note(
        at=(at or Clock.utc()).astimezone(UTC),
        who=one_line(redacted(who), WHO),
        action=one_line(action, ACTION),
        subject=one_line(redacted(subject), SUBJECT),
        outcome=outcome,
        detail=one_line(redacted(detail), DETAIL),
    )


def record(
    store: Store,
    who: str,
    action: str,
    subject: str = "",
    outcome: Outcome = "ok",
    detail: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Written when this returns. `who` is an e-mail; `action` reads as user.disable; `subject` is whom or what."""
    record_all(store, [note(who, action, subject, outcome, detail, at=at)])


def record_all(store: Store, notes: Iterable[Note]) -> None:
    with recording(store) as work:
        work.notes += notes


@dataclass
class Work:
    """A transaction, with what the log will say about it."""

    session: Session
    notes: list[Note] = field(default_factory=list)

    def note(
        self,
        who: str,
        action: str,
        subject: str = "",
        outcome: Outcome = "ok",
        detail: str = "",
        *,
        at: datetime | None = None,
    ) -> None:
        self.notes.append(note(who, action, subject, outcome, detail, at=at))


@contextmanager
def recording(store: Store) -> Iterator[Work]:
    """A change and its record: both are written, or neither."""
    last = None
    with store.transaction() as session:
        believed = _believed(store, session)
        work = Work(session)
        yield work
        if work.notes:
            last = audits.append(session, work.notes)
    if last and believed:
        _advance(store, last)


class AuditBehind(Behind[Note]):
    """For what happens many times a second and changes nothing, as queries: written in batches, half a second later.

    Refusals, sign-ins, exports and changes are recorded at once instead.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(lambda notes: record_all(store, notes))


@dataclass(frozen=True)
class Found:
    """Newest first. `older` goes into the next search, until it is None."""

    entries: tuple[Entry, ...]
    total: int
    older: int | None


def search(store: Store, asker: Asker, wanted: Wanted, below: int | None = None, limit: int = PAGE) -> Found:
    require(asker, "see-audit")
    with store.reading() as session:
        entries = audits.matching(session, wanted, below, limit + 1)
        total = audits.count(session, wanted)
    older = entries[limit - 1].seq if len(entries) > limit else None
    return Found(tuple(entries[:limit]), total, older)


def actions(store: Store, asker: Asker) -> list[str]:
    """Every kind of action that the log has, to choose from."""
    require(asker, "see-audit")
    with store.reading() as session:
        return audits.actions(session)


def export(store: Store, asker: Asker, wanted: Wanted) -> Iterator[Entry]:
    """All that match, newest first; that it was taken is recorded before the first one is handed out."""
    require(asker, "see-audit")
    record(store, asker.email, "audit.export")
    return _every(store, wanted)


def _every(store: Store, wanted: Wanted) -> Iterator[Entry]:
    below = None
    while True:
        with store.reading() as session:
            entries = audits.matching(session, wanted, below, audits.FETCH)
        yield from entries
        if len(entries) < audits.FETCH:
            return
        below = entries[-1].seq


def _believed(store: Store, session: Session) -> bool:
    """Whether the kept end is part of the log. If it is not, it stays as it is: it is the evidence."""
    if store.audit_head is None:
        return False
    try:
        head = audit_head.read(store.audit_head)
    except (OSError, Unreadable):
        return False
    if head is None or head.seq == 0:
        return audits.last_entry(session) is None
    entry = audits.entry_at(session, head.seq)
    return entry is not None and entry.hash == head.hash


def _advance(store: Store, last: Entry) -> None:
    assert store.audit_head is not None
    try:
        audit_head.advance(store.audit_head, last.seq, last.hash)
    except (OSError, Unreadable) as error:
        log.error("The end of the audit log could not be noted in %s: %s", store.audit_head.name, error)
