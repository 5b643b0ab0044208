"""One's own conversations as one's persona: listed, searched, read, renamed, deleted, brought back."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from api.v1.ask import ConversationId
from api.v1.doing import Asking, TheHouse, does
from core import conversations
from core.conversations import TITLE, Conversation, Turn
from core.store.conversations import TurnStatus

router = APIRouter(prefix="/conversations", tags=["conversations"])
Below = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="`older` of the page before")]
Search = Annotated[str, Query(max_length=200, description="Words in titles and questions", examples=["warehouse"])]
JSON_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class Title(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, max_length=TITLE, examples=["Revenue of the depots"])


class ConversationShown(BaseModel):
    id: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4737"])
    title: str = Field(examples=["revenue by warehouse last month"])
    started: datetime
    used: datetime = Field(description="When the last question was asked")
    turns: int = Field(examples=[3])

    @classmethod
    def of(cls, conversation: Conversation) -> "ConversationShown":
        return cls(**{name: getattr(conversation, name) for name in cls.model_fields})


class ConversationsFound(BaseModel):
    conversations: list[ConversationShown] = Field(description="The one used last comes first")
    older: str | None = Field(description="For `below` of the next request; null on the last page")


class TurnShown(BaseModel):
    """A question and what came of it. Tables are not kept: POST /ask/{turn}/again has them, under today's rights."""

    id: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4736"])
    number: int
    question: str
    status: TurnStatus
    asked: datetime
    seconds: float
    interpretation: str
    text: str = Field(description="The answer's words, or why there was none; empty where your rights have changed")
    query: dict[str, JsonValue] | None
    chart: str
    engine: str
    model: str
    trace_id: str
    cost: Decimal
    currency: str
    verdict: str | None = Field(description="Your thumb: up, down or none")

    @classmethod
    def of(cls, turn: Turn) -> "TurnShown":
        query = JSON_OBJECT.validate_json(turn.query) if turn.query else None
        plain = {name: getattr(turn, name) for name in cls.model_fields if name != "query"}
        return cls(query=query, **plain)


class Talk(BaseModel):
    conversation: ConversationShown
    turns: list[TurnShown] = Field(description="In the order they were asked")
    under_way: str | None = Field(description="The turn that is being answered now: GET /ask/{turn}/events follows it")


@router.get("", **does("ask", 404))
def list_conversations(
    context: Asking, search: Search = "", below: Below = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> ConversationsFound:
    """Yours as this persona."""
    found = conversations.page_of(context, search, below, limit + 1)
    shown = [ConversationShown.of(one) for one in found[:limit]]
    return ConversationsFound(conversations=shown, older=shown[-1].id if len(found) > limit else None)


@router.get("/{conversation}", **does("ask", 404))
def get_conversation(house: TheHouse, context: Asking, conversation: ConversationId) -> Talk:
    """With every question in it."""
    found = conversations.conversation(context, conversation)
    turns = [TurnShown.of(turn) for turn in house.answering.turns(context, conversation)]
    running = house.answering.under_way(context, conversation)
    return Talk(conversation=ConversationShown.of(found), turns=turns, under_way=running.id if running else None)


@router.patch("/{conversation}", **does("ask", 404))
def rename_conversation(context: Asking, conversation: ConversationId, new: Title) -> ConversationShown:
    """Under another title."""
    return ConversationShown.of(conversations.rename(context, conversation, new.title))


@router.delete("/{conversation}", status_code=204, response_class=Response, **does("ask", 404))
def delete_conversation(house: TheHouse, context: Asking, conversation: ConversationId) -> Response:
    """Out of sight at once, and removed for good some days later (ask.undo_days). Stops what is under way in it."""
    conversations.delete(context, conversation)
    if running := house.answering.under_way(context, conversation):
        running.cancel()
    return Response(status_code=204)


@router.post("/{conversation}/restore", **does("ask", 404))
def restore_conversation(context: Asking, conversation: ConversationId) -> ConversationShown:
    """Undoes the deletion."""
    return ConversationShown.of(conversations.restore(context, conversation))
