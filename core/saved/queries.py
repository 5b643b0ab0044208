"""Saved queries: kept under a name for oneself or for the workspace; run again under the rights of who opens them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core import audit
from core.access import ROLES, require
from core.audit import Work
from core.errors import Conflict, Invalid
from core.login.rights import asker_of
from core.saved.names import free_name, new_id, nothing, plain_name
from core.semantic.query import Query
from core.store import saved as rows
from core.store.open import Store
from core.store.saved import Kept as Kept
from core.store.saved import Saved as Saved
from core.store.schema import SavedRow
from core.store.users import User

MOST = 500  # of one user
LONGEST_BODY = 100_000  # characters
CHARTS: Mapping[str, str] = {
    "auto": "Whatever fits", "line": "Line", "bar": "Bars", "stacked": "Stacked bars", "table": "Table only",
}  # fmt: skip
QUERY = "A saved query"


@dataclass(frozen=True)
class Change:
    """Only what is named changes."""

    name: str | None = None
    shared: bool | None = None
    chart: str | None = None
    body: str | None = None


def save(store: Store, user: User, name: str, kept: Kept, now: datetime, *, shared: bool = False,
         replacing: bool = False) -> Saved:  # fmt: skip
    """Under a name that is free, or in place of one's own of that name."""
    _require(user, kept)
    name = plain_name(name, QUERY)
    with audit.recording(store) as work:
        taken = rows.own_named(work.session, user, SavedRow, name.casefold())
        if taken and not replacing:
            raise Conflict(f"You have a query called {name!r} already: replace it, or take another name.")
        if taken:
            return _changed(work, user, taken, Change(name, shared, kept.chart, kept.body), now, kept)
        if rows.count_own(work.session, user, SavedRow) >= MOST:
            raise Conflict(f"You have {MOST} saved queries already. Delete some that are not used any more.")
        made = Saved(new_id(), name, kept, shared, user.email, user.name, True, now, now)
        rows.add_saved(work.session, user, made)
        _note(work, user, "query.save", made, now)
    return made


def saved_queries(store: Store, user: User, search: str = "") -> list[Saved]:
    """One's own first; words of the search stand in the name or in the owner's."""
    found = rows.saved_of(store, user, sql=writes_sql(user))
    words = search.casefold().split()
    fitting = [one for one in found if all(word in f"{one.name} {one.owner_name}".casefold() for word in words)]
    return sorted(fitting, key=lambda one: not one.mine)


def get_saved(store: Store, user: User, saved_id: str) -> Saved:
    """One that is not theirs looks like none."""
    found = next((one for one in rows.saved_of(store, user, sql=True) if one.id == saved_id), None)
    if found is None or not (found.mine or found.kept.kind == "query" or writes_sql(user)):
        raise nothing("saved query")
    return found


def change_saved(store: Store, user: User, saved_id: str, change: Change, now: datetime) -> Saved:
    require(asker_of(user), "save")
    with audit.recording(store) as work:
        return _changed(work, user, saved_id, change, now)


def delete_saved(store: Store, user: User, saved_id: str, now: datetime) -> Saved:
    """What is handed back can be put back."""
    with audit.recording(store) as work:
        row = rows.own_saved(work.session, user, saved_id)
        if row is None:
            raise nothing("saved query")
        gone = rows.as_saved(row, user)
        work.session.delete(row)
        _note(work, user, "query.delete", gone, now)
    return gone


def put_back(store: Store, user: User, gone: Saved, now: datetime) -> Saved:
    """With its id, so that links to it work again; under another name if its own was taken meanwhile."""
    _require(user, gone.kept)
    names = [one.name for one in saved_queries(store, user) if one.mine]
    back = replace(gone, name=free_name(gone.name, names), mine=True)
    with audit.recording(store) as work:
        rows.add_saved(work.session, user, back)
        _note(work, user, "query.save", back, now)
    return back


def _changed(work: Work, user: User, saved_id: str, change: Change, now: datetime, kept: Kept | None = None) -> Saved:
    row = rows.own_saved(work.session, user, saved_id)
    if row is None:
        raise nothing("saved query")
    if change.name is not None:
        _rename(work, user, row, plain_name(change.name, QUERY))
    if change.shared is not None:
        row.shared, row.workspace_id = change.shared, user.workspace
    if kept is not None:
        row.kind, row.persona = kept.kind, kept.persona
    row.body = row.body if change.body is None else change.body
    row.chart = row.chart if change.chart is None else change.chart
    row.changed_at = now
    made = rows.as_saved(row, user)
    _require(user, made.kept)
    work.session.flush()
    _note(work, user, "query.change", made, now)
    return made


def _rename(work: Work, user: User, row: SavedRow, name: str) -> None:
    taken = rows.own_named(work.session, user, SavedRow, name.casefold())
    if taken not in (None, row.id):
        raise Conflict(f"You have a query called {name!r} already. Take another name.")
    row.name, row.name_key = name, name.casefold()


def _require(user: User, kept: Kept) -> None:
    """Before it is kept: may they, and is it something that can be run at all."""
    require(asker_of(user), "save")
    require_kept(user, kept)


def require_kept(user: User, kept: Kept) -> None:
    asker_of(user, kept.persona)
    if len(kept.body) > LONGEST_BODY or not kept.body.strip():
        raise Invalid(f"What is kept has 1 to {LONGEST_BODY:,} characters; this has {len(kept.body):,}.")
    if kept.chart not in CHARTS:
        raise Invalid(f"There is no chart {kept.chart!r}: it is one of {', '.join(CHARTS)}.")
    if kept.kind == "sql":
        require(asker_of(user), "write-sql")
    else:
        Query.from_json(kept.body)


def writes_sql(user: User) -> bool:
    return ROLES.index(user.role) >= ROLES.index("Manager")


def _note(work: Work, user: User, action: str, saved: Saved, now: datetime) -> None:
    work.note(user.email, action, saved.name, detail="shared" if saved.shared else "private", at=now)
