"""Whether the audit log is whole, and how its old end is cut off so that it stays so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from core import audit, audit_head
from core.audit_head import Head, Unreadable
from core.errors import Conflict
from core.store import audits
from core.store.audits import Entry, chain
from core.store.open import Session, Store

PRUNED, ANCHORED = "audit.pruned", "audit.anchored"
TOLD = 100  # findings at most
_CUT = re.compile(r"up to (\d+), which ended in ([0-9a-f]{64})")


@dataclass(frozen=True)
class Broken:
    """One place where the log is not as it was written; without a number, it concerns the log as a whole."""

    seq: int | None
    why: str


def verify(store: Store) -> tuple[Broken, ...]:
    """Nothing when every entry is there, as it was written, in its place."""
    try:
        head = (
            audit_head.read(store.audit_head) if store.audit_head else None
        )  # before the rows: they may grow meanwhile
    except Unreadable:
        return (Broken(None, "The file that keeps the end of the log was changed."),)
    except OSError as error:
        return (Broken(None, f"The file that keeps the end of the log cannot be read: {error.strerror}."),)
    with store.reading() as session:
        findings = _findings(session, head, store.audit_head is not None)
        return tuple(islice(findings, TOLD))


def prune(store: Store, before: datetime, now: datetime, who: str = "system") -> int:
    """Removes what is older, unless the log is broken; an entry says what was cut off. Returns how many went."""
    if verify(store):
        raise Conflict("The audit log is not whole, so nothing of it is removed: an Admin should look at it first.")
    with audit.recording(store) as work:
        cut = _last_before(work.session, before)
        if cut is None or cut.seq < _accepted(store):
            return 0
        removed = audits.remove_up_to(work.session, cut.seq)
        _keep_cut(store, Head(cut.seq, cut.hash, pruning=cut.seq, pruning_hash=cut.hash))
        detail = f"{removed} entries up to {cut.seq}, which ended in {cut.hash}"
        work.note(who, PRUNED, f"before {before:%Y-%m-%d}", detail=detail, at=now)
    _keep_cut(store, Head(pruned=cut.seq, pruned_hash=cut.hash))
    return removed


def prunable(store: Store, before: datetime) -> int:
    """How many entries `prune` would remove, if the log is whole."""
    with store.reading() as session:
        cut, first = _last_before(session, before), audits.first_since(session, datetime.min.replace(tzinfo=UTC))
        return cut.seq - first + 1 if cut and first is not None and cut.seq >= first else 0


def anchor(store: Store, who: str, why: str, now: datetime) -> None:
    """Begins anew to watch the log: after a restore, or when somebody has looked into what is broken."""
    findings = verify(store)
    found = "; ".join(broken.why for broken in findings[:5]) or "nothing was wrong"
    audit.record(store, who, ANCHORED, why, detail=found, at=now)
    if store.audit_head is None:
        return
    with store.reading() as session:
        last, head = audits.last_entry(session), _told_cut(session)
        if any(broken.seq is not None for broken in findings):
            head = _accepting(session, head)
    if last:
        audit_head.replace_all(store.audit_head, replace(head, seq=last.seq, hash=last.hash))


def _accepting(session: Session, head: Head) -> Head:
    """All that there is now, as it is."""
    seq, digest = 0, ""
    for entry in audits.every_entry(session):
        seq, digest = entry.seq, chain(entry.seq, entry, digest)
    return replace(head, accepted=seq, accepted_hash=digest)


def _findings(session: Session, head: Head | None, watched: bool) -> Iterator[Broken]:
    start = head or _told_cut(session)
    previous: str | None = ""
    last, accepted = 0, ""
    seen: str | None = None  # what the log has where its end was noted
    for entry in audits.every_entry(session):
        if entry.seq <= start.accepted:
            accepted = chain(entry.seq, entry, accepted)
            if entry.seq == start.accepted and accepted != start.accepted_hash:
                yield Broken(entry.seq, f"The entries up to {entry.seq}, accepted once, were changed since.")
        else:
            yield from _break(entry, start, last, previous)
        if last == 0 and head and head.seq == entry.seq - 1:
            seen = start.starts_after(head.seq)
        previous, last = entry.hash, entry.seq
        if head and entry.seq == head.seq:
            seen = entry.hash
    yield from _end(head, last, seen, watched)


def _break(entry: Entry, start: Head, last: int, previous: str | None) -> Iterator[Broken]:
    if entry.seq != last + 1:
        previous = start.starts_after(entry.seq - 1) if last == 0 else None
        if previous is None:
            yield Broken(last + 1, _missing(last + 1, entry.seq - 1))
            return
    if chain(entry.seq, entry, previous or "") != entry.hash:
        yield Broken(entry.seq, f"Entry {entry.seq} is not as it was written.")


def _end(head: Head | None, last: int, seen: str | None, watched: bool) -> Iterator[Broken]:
    if head is None:
        if watched and last:
            yield Broken(None, "The file that keeps the end of the log is missing.")
    elif head.seq > last:
        yield Broken(last + 1, _missing(last + 1, head.seq))
    elif head.seq and seen != head.hash:
        yield Broken(head.seq, f"Entry {head.seq} or one before it was written anew: its hash was another one.")


def _missing(first: int, last: int) -> str:
    return f"Entry {first} is missing." if first == last else f"The entries {first} to {last} are missing."


def _accepted(store: Store) -> int:
    """What was accepted as it was goes as a whole, since it is known as a whole."""
    head = audit_head.read(store.audit_head) if store.audit_head else None
    return head.accepted if head else 0


def _last_before(session: Session, before: datetime) -> Entry | None:
    """The end of the run of old entries; a younger one between them keeps what comes after it."""
    last = audits.last_entry(session)
    if last is None:
        return None
    young = audits.first_since(session, before)
    return audits.last_below(session, last.seq if young is None else young)  # the last one stays: numbers go on from it


def _told_cut(session: Session) -> Head:
    """Where the log begins, as its own last entry about it says; only believed where nothing else is known."""
    told = audits.last_of(session, PRUNED)
    match = _CUT.search(told.detail) if told else None
    return Head(pruned=int(match[1]), pruned_hash=match[2]) if match else Head()


def _keep_cut(store: Store, cut: Head) -> None:
    if store.audit_head is None:
        return

    def kept(now: Head | None) -> Head:
        now = now or Head()
        if not cut.pruning:
            known = replace(now, pruned=cut.pruned, pruned_hash=cut.pruned_hash)
            return replace(known, accepted=0, accepted_hash="") if now.accepted <= cut.pruned else known
        end = (now.seq, now.hash) if now.seq >= cut.seq else (cut.seq, cut.hash)
        return replace(now, seq=end[0], hash=end[1], pruning=cut.pruning, pruning_hash=cut.pruning_hash)

    audit_head.change(store.audit_head, kept)
