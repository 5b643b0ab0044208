"""Own dashboards: made, shared to be looked at, and their tiles pinned, moved and run."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.v1.doing import Asking, Own, Someone, does
from api.v1.saved import Chart, Name, SavedId, ToKeep, gives_table
from api.v1.tables import PAGE, Limit, Offset, table_page
from core.dashboards import SPANS
from core.saved import boards
from core.saved.boards import BoardChange, OwnBoard, Pin, PinChange
from core.saved.names import ID
from core.saved.running import run_kept

router = APIRouter(prefix="/dashboards", tags=["dashboards"])
PERIODS = f"One of {', '.join(span.label for span in SPANS)}; empty: each tile's own"
PinId = Annotated[str, Path(pattern=ID, examples=["9b3e2d714f6d1c0a"])]


class NewBoard(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Name = Field(examples=["Monday morning"])
    shared: bool = Field(False, description="Whether the workspace may look at it")


class BoardPatch(BaseModel):
    """Only what is named changes."""

    model_config = ConfigDict(extra="forbid")
    name: Name | None = Field(None, examples=["Tuesday morning"])
    shared: bool | None = Field(None, examples=[True])
    period: str | None = Field(None, max_length=40, description=PERIODS, examples=["Last month"])


class NewPin(ToKeep):
    title: Name = Field(examples=["Revenue by warehouse"])
    wide: bool = Field(False, description="Takes the whole width")


class PinPatch(BaseModel):
    """Only what is named changes."""

    model_config = ConfigDict(extra="forbid")
    title: Name | None = Field(None, examples=["Where revenue comes from"])
    chart: Chart | None = Field(None, examples=["table"])
    wide: bool | None = Field(None, examples=[True])
    place: int | None = Field(None, ge=0, le=boards.MOST_PINS, description="From 0 on", examples=[0])


class PinShown(BaseModel):
    id: str = Field(examples=["9b3e2d714f6d1c0a"])
    title: str = Field(examples=["Revenue by warehouse"])
    persona: str = Field(examples=["Warehouse Manager"])
    kind: Literal["query", "sql"]
    body: str = Field(description="The query as JSON, or the SQL")
    chart: str = Field(examples=["auto"])
    wide: bool

    @classmethod
    def of(cls, one: Pin) -> "PinShown":
        kept = one.kept
        return cls(
            id=one.id, title=one.title, persona=kept.persona, kind=kept.kind, body=kept.body, chart=kept.chart,
            wide=one.wide,
        )  # fmt: skip


class BoardShown(BaseModel):
    id: str = Field(examples=["4f6d1c0a9b3e2d71"])
    name: str = Field(examples=["Monday morning"])
    period: str = Field(description=PERIODS, examples=[""])
    pins: list[PinShown]
    shared: bool
    owner: str = Field(examples=["priya.nair@example.com"])
    mine: bool
    created: datetime
    changed: datetime
    left_out: int = Field(description="Tiles that are not for you: of other personas, or SQL", examples=[0])

    @classmethod
    def of(cls, one: OwnBoard) -> "BoardShown":
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "pins"}
        return cls(pins=[PinShown.of(pin) for pin in one.pins], **plain)


@router.get("", **does("ask"))
def list_boards(context: Own, caller: Someone) -> list[BoardShown]:
    """Yours first, then what others of your workspace share."""
    return [BoardShown.of(one) for one in boards.boards(context.store, caller.user)]


@router.post("", status_code=201, **does("save", 409))
def make_board(context: Own, caller: Someone, new: Annotated[NewBoard, Body()]) -> BoardShown:
    """Empty, to be pinned to."""
    return BoardShown.of(boards.make_board(context.store, caller.user, new.name, context.now(), shared=new.shared))


@router.get("/{saved_id}", **does("ask", 404))
def get_board(context: Own, caller: Someone, saved_id: SavedId) -> BoardShown:
    """One that is not yours and not shared with you looks like none."""
    return BoardShown.of(boards.get_board(context.store, caller.user, saved_id))


@router.patch("/{saved_id}", **does("save", 404, 409))
def change_board(context: Own, caller: Someone, saved_id: SavedId, change: Annotated[BoardPatch, Body()]) -> BoardShown:
    """Yours only."""
    wanted = BoardChange(change.name, change.shared, change.period)
    return BoardShown.of(boards.change_board(context.store, caller.user, saved_id, wanted, context.now()))


@router.delete("/{saved_id}", **does("save", 404))
def delete_board(context: Own, caller: Someone, saved_id: SavedId) -> BoardShown:
    """Yours only, with its tiles, and at once: there is no undo here. The answer is all that is gone."""
    return BoardShown.of(boards.delete_board(context.store, caller.user, saved_id, context.now()))


@router.post("/{saved_id}/pins", status_code=201, **does("save", 404, 409))
def pin(context: Asking, caller: Someone, saved_id: SavedId, new: Annotated[NewPin, Body()]) -> PinShown:
    """At the end of your own dashboard, as the persona that the request names."""
    kept = new.kept(context.asker.persona)
    made = boards.pin(context.store, caller.user, saved_id, new.title, kept, context.now(), wide=new.wide)
    return PinShown.of(made)


@router.patch("/{saved_id}/pins/{pin_id}", **does("save", 404))
def change_pin(
    context: Own, caller: Someone, saved_id: SavedId, pin_id: PinId, change: Annotated[PinPatch, Body()]
) -> PinShown:
    """Its title, chart, width or place."""
    wanted = PinChange(change.title, change.chart, change.wide, change.place)
    return PinShown.of(boards.change_pin(context.store, caller.user, saved_id, pin_id, wanted, context.now()))


@router.delete("/{saved_id}/pins/{pin_id}", **does("save", 404))
def remove_pin(context: Own, caller: Someone, saved_id: SavedId, pin_id: PinId) -> PinShown:
    """Off your own dashboard, at once. The answer is what is gone; pinned again it stands at the end."""
    gone, _ = boards.remove_pin(context.store, caller.user, saved_id, pin_id, context.now())
    return PinShown.of(gone)


@router.post("/{saved_id}/pins/{pin_id}/run", **gives_table("ask"))
def run_pin(
    context: Own, caller: Someone, saved_id: SavedId, pin_id: PinId, offset: Offset = 0, limit: Limit = PAGE
) -> Response:
    """As the persona it was pinned as, under your rights, of the dashboard's period."""
    board = boards.get_board(context.store, caller.user, saved_id)
    answered = run_kept(context, caller.user, boards.get_pin(board, pin_id).kept, board.period)
    return table_page(answered, offset, limit)
