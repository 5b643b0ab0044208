"""Own dashboards: several of each person, with tiles pinned from anywhere; the workspace may look at shared ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from core import audit
from core.access import require
from core.audit import Work
from core.dashboards import SPANS
from core.errors import Conflict, Invalid
from core.login.rights import asker_of
from core.saved.names import free_name, new_id, nothing, plain_name
from core.saved.queries import CHARTS, require_kept, writes_sql
from core.store import boards as rows
from core.store import saved as saved_rows
from core.store.boards import OwnBoard as OwnBoard
from core.store.boards import Pin as Pin
from core.store.open import Store
from core.store.saved import Kept
from core.store.schema import BoardRow, PinRow
from core.store.users import User

MOST, MOST_PINS = 50, 40  # of one user; of one dashboard
BOARD, PIN = "A dashboard", "A tile"


@dataclass(frozen=True)
class BoardChange:
    """Only what is named changes."""

    name: str | None = None
    shared: bool | None = None
    period: str | None = None  # "" gives its tiles their own again


@dataclass(frozen=True)
class PinChange:
    """Only what is named changes. `place` counts from 0."""

    title: str | None = None
    chart: str | None = None
    wide: bool | None = None
    place: int | None = None


def boards(store: Store, user: User) -> list[OwnBoard]:
    """One's own first."""
    return sorted(rows.boards_of(store, user, sql=writes_sql(user)), key=lambda one: not one.mine)


def get_board(store: Store, user: User, board_id: str) -> OwnBoard:
    """One that is not theirs looks like none."""
    found = next((one for one in rows.boards_of(store, user, sql=writes_sql(user)) if one.id == board_id), None)
    if found is None:
        raise nothing("dashboard")
    return found


def get_pin(board: OwnBoard, pin_id: str) -> Pin:
    found = next((pin for pin in board.pins if pin.id == pin_id), None)
    if found is None:
        raise nothing("tile")
    return found


def make_board(store: Store, user: User, name: str, now: datetime, *, shared: bool = False) -> OwnBoard:
    require(asker_of(user), "save")
    made = OwnBoard(new_id(), plain_name(name, BOARD), "", (), shared, user.email, user.name, True, now, now)
    return _add(store, user, made, now)


def change_board(store: Store, user: User, board_id: str, change: BoardChange, now: datetime) -> OwnBoard:
    if change.period and change.period not in {span.label for span in SPANS}:
        raise Invalid(f"There is no period {change.period!r}: it is one of {', '.join(span.label for span in SPANS)}.")
    with _changing(store, user, board_id, now) as (work, row):
        if change.name is not None:
            _rename(work, user, row, plain_name(change.name, BOARD))
        if change.shared is not None:
            row.shared, row.workspace_id = change.shared, user.workspace
        row.period = row.period if change.period is None else change.period
    return rows.as_board(row, user)


def delete_board(store: Store, user: User, board_id: str, now: datetime) -> OwnBoard:
    """What is handed back can be put back."""
    with audit.recording(store) as work:
        row = _own(work, user, board_id)
        gone = rows.as_board(row, user)
        work.session.delete(row)
        work.note(user.email, "dashboard.delete", gone.name, at=now)
    return gone


def put_board_back(store: Store, user: User, gone: OwnBoard, now: datetime) -> OwnBoard:
    require(asker_of(user), "save")
    names = [one.name for one in boards(store, user) if one.mine]
    return _add(store, user, replace(gone, name=free_name(gone.name, names)), now)


def pin(store: Store, user: User, board_id: str, title: str, kept: Kept, now: datetime, *, wide: bool = False) -> Pin:
    """At the end of one's own dashboard."""
    made = Pin(new_id(), plain_name(title, PIN), kept, wide)
    with _changing(store, user, board_id, now) as (_, row):
        require_kept(user, kept)
        _insert(row, made, len(row.pins))
    return made


def change_pin(store: Store, user: User, board_id: str, pin_id: str, change: PinChange, now: datetime) -> Pin:
    if change.chart is not None and change.chart not in CHARTS:
        raise Invalid(f"There is no chart {change.chart!r}: it is one of {', '.join(CHARTS)}.")
    with _changing(store, user, board_id, now) as (_, row):
        found = _pin(row, pin_id)
        found.title = found.title if change.title is None else plain_name(change.title, PIN)
        found.chart = found.chart if change.chart is None else change.chart
        found.wide = found.wide if change.wide is None else change.wide
        if change.place is not None:
            others = [one for one in row.pins if one is not found]
            others.insert(max(0, change.place), found)
            rows.arrange(row, others)
    return rows.as_pin(found)


def remove_pin(store: Store, user: User, board_id: str, pin_id: str, now: datetime) -> tuple[Pin, int]:
    """The tile with the place it had, to be put back there."""
    with _changing(store, user, board_id, now) as (_, row):
        found = _pin(row, pin_id)
        gone, place = rows.as_pin(found), row.pins.index(found)
        rows.arrange(row, [one for one in row.pins if one is not found])
    return gone, place


def put_pin_back(store: Store, user: User, board_id: str, gone: Pin, place: int, now: datetime) -> None:
    with _changing(store, user, board_id, now) as (_, row):
        if all(one.id != gone.id for one in row.pins):  # two clicks put it back once
            _insert(row, gone, place)


@contextmanager
def _changing(store: Store, user: User, board_id: str, now: datetime) -> Iterator[tuple[Work, BoardRow]]:
    require(asker_of(user), "save")
    with audit.recording(store) as work:
        row = _own(work, user, board_id)
        yield work, row
        row.changed_at = now
        work.session.flush()
        work.note(user.email, "dashboard.change", row.name, detail="shared" if row.shared else "private", at=now)


def _own(work: Work, user: User, board_id: str) -> BoardRow:
    row = rows.own_board(work.session, user, board_id)
    if row is None:
        raise nothing("dashboard")
    return row


def _pin(row: BoardRow, pin_id: str) -> PinRow:
    found = next((one for one in row.pins if one.id == pin_id), None)
    if found is None:
        raise nothing("tile")
    return found


def _insert(row: BoardRow, made: Pin, place: int) -> None:
    if len(row.pins) >= MOST_PINS:
        raise Conflict(f"{row.name} has {MOST_PINS} tiles already. Remove one, or pin to another dashboard.")
    pins = list(row.pins)
    pins.insert(place, rows.pin_row(made, place))
    rows.arrange(row, pins)


def _add(store: Store, user: User, made: OwnBoard, now: datetime) -> OwnBoard:
    with audit.recording(store) as work:
        if saved_rows.own_named(work.session, user, BoardRow, made.name.casefold()):
            raise Conflict(f"You have a dashboard called {made.name!r} already. Take another name.")
        if saved_rows.count_own(work.session, user, BoardRow) >= MOST:
            raise Conflict(f"You have {MOST} dashboards already. Delete one that is not used any more.")
        rows.add_board(work.session, user, made)
        work.note(user.email, "dashboard.make", made.name, at=now)
    return made


def _rename(work: Work, user: User, row: BoardRow, name: str) -> None:
    taken = saved_rows.own_named(work.session, user, BoardRow, name.casefold())
    if taken not in (None, row.id):
        raise Conflict(f"You have a dashboard called {name!r} already. Take another name.")
    row.name, row.name_key = name, name.casefold()
