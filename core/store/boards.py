"""Own dashboards and their tiles as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.open import Store
from core.store.saved import Kept, seen_by
from core.store.schema import BoardRow, PinRow, UserRow
from core.store.users import User


@dataclass(frozen=True)
class Pin:
    """A tile: what it asks, how it is drawn, and whether it takes the whole width."""

    id: str
    title: str
    kept: Kept
    wide: bool = False


@dataclass(frozen=True)
class OwnBoard:
    """A dashboard that somebody made. `period` is the label of the one that replaces its tiles' own; empty: none."""

    id: str
    name: str
    period: str
    pins: tuple[Pin, ...]
    shared: bool
    owner: str  # e-mail
    owner_name: str
    mine: bool
    created: datetime
    changed: datetime
    left_out: int = 0  # tiles of personas that the reader does not have, and SQL that they may not run


def boards_of(store: Store, user: User, sql: bool) -> list[OwnBoard]:
    """All that a user sees, by name; of others' only those with something for them."""
    wanted = select(BoardRow, UserRow).join(UserRow, UserRow.id == BoardRow.owner_id)
    with store.reading() as session:
        rows = session.execute(wanted.where(seen_by(user, BoardRow)).order_by(BoardRow.name_key, BoardRow.id)).all()
        found = [_board(row, owner, user, sql) for row, owner in rows]
    return [one for one in found if one.pins or not one.left_out]


def own_board(session: Session, user: User, board_id: str) -> BoardRow | None:
    """To change it: only one's own, and nobody else at the same time."""
    wanted = select(BoardRow).where(BoardRow.id == board_id, BoardRow.owner_id == user.id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).first()


def add_board(session: Session, user: User, board: OwnBoard) -> None:
    session.add(
        BoardRow(
            id=board.id,
            owner_id=user.id,
            workspace_id=user.workspace,
            name=board.name,
            name_key=board.name.casefold(),
            shared=board.shared,
            created_at=board.created,
            changed_at=board.changed,
            period=board.period,
            pins=[pin_row(pin, place) for place, pin in enumerate(board.pins)],
        )
    )
    session.flush()


def pin_row(pin: Pin, place: int) -> PinRow:
    kept = pin.kept
    return PinRow(
        id=pin.id,
        position=place,
        title=pin.title,
        persona=kept.persona,
        kind=kept.kind,
        body=kept.body,
        chart=kept.chart,
        wide=pin.wide,
    )


def arrange(row: BoardRow, pins: Sequence[PinRow]) -> None:
    """In this order."""
    row.pins = list(pins)
    for place, pin in enumerate(pins):
        pin.position = place


def as_pin(row: PinRow) -> Pin:
    kept = Kept(row.kind, row.body, row.persona, row.chart)  # type: ignore[arg-type]  # the check constraint holds it
    return Pin(row.id, row.title, kept, row.wide)


def as_board(row: BoardRow, user: User) -> OwnBoard:
    """One's own."""
    return OwnBoard(
        row.id, row.name, row.period, tuple(as_pin(pin) for pin in row.pins), row.shared, user.email, user.name, True,
        row.created_at, row.changed_at,
    )  # fmt: skip


def _board(row: BoardRow, owner: UserRow, user: User, sql: bool) -> OwnBoard:
    mine = row.owner_id == user.id
    pins = [as_pin(pin) for pin in row.pins if mine or (pin.persona in user.personas and (sql or pin.kind == "query"))]
    return OwnBoard(
        row.id, row.name, row.period, tuple(pins), row.shared, owner.email, owner.name, mine, row.created_at,
        row.changed_at, len(row.pins) - len(pins),
    )  # fmt: skip
