"""Questions in plain English: the answer, or how it comes about, step by step; and answers under way."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from agents.running import Running
from api.v1.answers import ROWS, AnswerShown, Progress, answer_body
from api.v1.doing import Asking, TheHouse, does
from api.v1.watching import IfGone, events, watched
from core import conversations
from core.conversations import LONGEST
from core.errors import NotFound, TryLater

router = APIRouter(prefix="/ask", tags=["ask"])
STREAM = "text/event-stream"
TurnId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])]
ConversationId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4737"])]
Rows = Annotated[int, Query(ge=0, le=10_000, description="Rows of each table")]
Gone = Annotated[IfGone, Query(description="What becomes of the question when you close the connection")]
STREAMED = """event: begun
data: {"turn": "4bf92f3577b34da6a3ce929d0e0e4736", "conversation": "4bf92f3577b34da6a3ce929d0e0e4737"}

event: step
id: 1
data: {"name": "run", "text": "Running the query"}

: still there

event: answer
data: {"status": "answered", …}

"""
EVENTS = {"schema": {"type": "string"}, "example": STREAMED}
BY_EVENTS = "begun, then step and chunk as they come, in the end answer or problem"


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=LONGEST, examples=["revenue by warehouse last month"])
    conversation: str | None = Field(
        None, pattern=r"^[0-9a-f]{32}$", description="None begins a new one; in one, it may refer to earlier ones",
        examples=[None],
    )  # fmt: skip


def _begun(house: TheHouse, context: Asking, asked: Question) -> Running:
    return house.answering.begin(context, asked.question, asked.conversation)


def _of_answer(action: str, *more: int, streamed: bool = True) -> dict[str, object]:
    said = does(action, *more)
    content = {STREAM: EVENTS} if streamed else {}
    shown = {"model": AnswerShown, "description": f"The answer; as events: {BY_EVENTS}", "content": content}
    return {**said, "responses": {**said["responses"], 200: shown}}


@router.post("", **_of_answer("ask", 402, 404, 409, 503))  # type: ignore[arg-type]
async def ask(
    request: Request, house: TheHouse, running: Annotated[Running, Depends(_begun)], rows: Rows = ROWS,
    if_gone: Gone = "go-on",
) -> Response:  # fmt: skip
    """The answer. With `Accept: text/event-stream` what happens on the way is told as it happens."""
    if STREAM in request.headers.get("accept", ""):
        return _stream(request, house, running, rows, if_gone)
    await watched(running, request.is_disconnected)
    _if_left(running, if_gone)
    if not running.done:
        raise TryLater("Nobody waited for this answer.", after=1.0)
    return _answer(answer_body(running.result(0), running.id, running.conversation, rows))


@router.get("/{turn}", **does("ask", 404))
def question_progress(house: TheHouse, context: Asking, turn: TurnId) -> Progress:
    """How far one of your questions is."""
    running = house.answering.find(context, turn)
    return Progress.of(running) if running else Progress.kept(conversations.turn(context, turn))


@router.get("/{turn}/events", **_of_answer("ask", 404))  # type: ignore[arg-type]
async def follow(
    request: Request, house: TheHouse, context: Asking, turn: TurnId, rows: Rows = ROWS, if_gone: Gone = "go-on",
    after: Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=10**9)] = None,
) -> StreamingResponse:  # fmt: skip
    """What happens on the way to an answer, also after a cut: from the beginning, or from the event that came last."""
    running = house.answering.find(context, turn)
    if running is None:
        raise NotFound("This question is not under way (any more); POST /ask/{turn}/again has its answer.")
    return _stream(request, house, running, rows, if_gone, after or 0)


@router.post("/{turn}/cancel", **does("ask", 404, 409))
def cancel_question(house: TheHouse, context: Asking, turn: TurnId) -> Progress:
    """It stops within a moment. One that is over stays as it is."""
    return Progress.of(house.answering.cancel(context, turn))


@router.post("/{turn}/again", **_of_answer("ask", 402, 404, 409, 503, streamed=False))  # type: ignore[arg-type]
def again(house: TheHouse, context: Asking, turn: TurnId, rows: Rows = ROWS, fresh: bool = False) -> Response:
    """The answer of an earlier question, under today's rights; `fresh`: read from the data now."""
    asked = conversations.turn(context, turn)
    return _answer(answer_body(house.answering.again(context, turn, fresh=fresh), turn, asked.conversation, rows))


def _stream(
    request: Request, house: TheHouse, running: Running, rows: int, if_gone: IfGone, seen: int = 0
) -> StreamingResponse:
    heartbeat = house.config.ask.heartbeat_seconds

    async def told() -> AsyncIterator[str]:
        try:
            async with aclosing(events(running, rows, heartbeat, request.is_disconnected, seen)) as happening:
                async for event in happening:
                    yield event.as_text()
        finally:
            _if_left(running, if_gone)

    return StreamingResponse(told(), media_type=STREAM, headers={"X-Accel-Buffering": "no"})


def _if_left(running: Running, if_gone: IfGone) -> None:
    if if_gone == "cancel" and not running.done:
        running.cancel()


def _answer(body: dict[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, allow_nan=False), media_type="application/json")
