"""What Home showed somebody, kept from one visit to the next: one row for each of their personas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.store.open import Store
from core.store.schema import VisitRow
from core.store.users import User

PAUSE = timedelta(minutes=30)  # without a look at Home, after which the next look is another visit
NOTED = timedelta(minutes=1)  # looks closer together are one


@dataclass(frozen=True)
class Before:
    """How it was at the end of the visit before."""

    at: datetime
    seen: str


def look(store: Store, user: User, persona: str, rights: str, seen: str, now: datetime) -> Before | None:
    """Notes what is seen now; None on a first visit, and on the first one with other rights."""
    with store.transaction() as session:
        row = session.get(VisitRow, (user.id, persona), with_for_update=True)
        if row is None:
            row = VisitRow(user_id=user.id, persona=persona, rights=rights, before="", latest_at=now, latest=seen)
            session.add(row)
        if row.rights != rights:
            row.rights, row.before_at, row.before, row.latest_at, row.latest = rights, None, "", now, seen
        if now - row.latest_at >= PAUSE:
            row.before_at, row.before = row.latest_at, row.latest
        if now - row.latest_at >= NOTED:
            row.latest_at, row.latest = now, seen
        return Before(row.before_at, row.before) if row.before_at else None
