"""The same over one WebSocket, for many questions: {"ask": "…", "conversation": …, "persona": …} or {"cancel": turn}.

What comes back is {"event": "begun" | "step" | "chunk" | "answer" | "problem", …}, each with the turn it is about.
A browser brings its CSRF token as the subprotocol csrf.…, besides quartermaster; a program its bearer token.
"""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from agents.running import Running
from api.caller import Caller, bearer_of, cookie_of
from api.entry import by_session, by_token
from api.house import House, house_of
from api.v1.answers import ROWS
from api.v1.watching import Event, events, problem_event, unforeseen_event
from core.access import require
from core.context import Context
from core.conversations import LONGEST
from core.errors import Invalid, QuartermasterError
from core.log import correlated
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of

PROTOCOL = "quartermaster"
LONGEST_MESSAGE = 10_000
POLICY_VIOLATION, GONE = 1008, 1006


class Said(BaseModel):
    """One message of the client."""

    model_config = ConfigDict(extra="forbid")
    ask: str | None = Field(None, max_length=LONGEST)
    conversation: str | None = Field(None, pattern=r"^[0-9a-f]{32}$")
    persona: str | None = Field(None, max_length=200)
    cancel: str | None = Field(None, pattern=r"^[0-9a-f]{32}$")


async def ask_socket(websocket: WebSocket) -> None:
    """`?if_gone=cancel` stops what is under way when the socket closes."""
    await websocket.accept(PROTOCOL if PROTOCOL in websocket.scope.get("subprotocols", ()) else None)
    talk = _Talk(websocket, house_of(websocket))
    try:
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            await talk.hear(message.get("text") or "")  # bytes are not read here, and refused as no JSON
    except WebSocketDisconnect:  # it was closed while something was sent
        return
    finally:
        talk.end(cancel=websocket.query_params.get("if_gone") == "cancel")


@dataclass
class _Talk:
    websocket: WebSocket
    house: House
    running: dict[str, Running] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def hear(self, text: str) -> None:
        try:
            said = _parsed(text)
            context = await to_thread.run_sync(self._asker, said.persona)
            if said.cancel is not None:
                await to_thread.run_sync(self.house.answering.cancel, context, said.cancel)
            else:
                await self._ask(context, said)
        except QuartermasterError as error:
            await self._send(problem_event(error), "")
            if isinstance(error, NotSignedIn):
                await self.websocket.close(POLICY_VIOLATION)
        except WebSocketDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - the door of every message; the next one may be fine
            await self._send(unforeseen_event(error), "")

    def end(self, *, cancel: bool) -> None:
        for task in self.tasks:
            task.cancel()
        for running in self.running.values():
            if cancel and not running.done:
                running.cancel()

    async def _ask(self, context: Context, said: Said) -> None:
        def begin() -> Running:
            with correlated():
                return self.house.answering.begin(context, said.ask or "", said.conversation)

        running = await to_thread.run_sync(begin)
        self.running[running.id] = running
        task = asyncio.create_task(self._tell(running))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _tell(self, running: Running) -> None:
        async def never() -> bool:
            return False

        try:
            heartbeat = self.house.config.ask.heartbeat_seconds
            async with aclosing(events(running, ROWS, heartbeat, never)) as happening:
                async for event in happening:
                    await self._send(event, running.id)
        except WebSocketDisconnect:  # closed meanwhile; what becomes of the answer is said at the end
            return
        except Exception as error:  # noqa: BLE001 - nobody else looks at what becomes of a task
            with suppress(WebSocketDisconnect):
                await self._send(unforeseen_event(error), running.id)
        finally:
            if running.done:
                self.running.pop(running.id, None)

    async def _send(self, event: Event, turn: str) -> None:
        if self.websocket.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnect(GONE)
        await self.websocket.send_json({"event": event.name, "turn": turn, **event.data})

    def _asker(self, persona: str | None) -> Context:
        """Looked up for every message: rights that are taken away are gone at the next one."""
        scope, context = self.websocket.scope, self.house.context
        bearer = bearer_of(scope)
        caller: Caller | None = (
            by_token(context, bearer) if bearer else by_session(context, cookie_of(scope), activity=True)
        )
        if caller is None:
            raise NotSignedIn("Sign in again.")
        context.rates.api.take(caller.key)
        asker = asker_of(caller.user, persona)
        require(asker, "ask")
        return context.for_asker(asker)


def _parsed(text: str) -> Said:
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(f"A message has at most {LONGEST_MESSAGE:,} characters; this one has {len(text):,}.")
    try:
        said = Said.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(f"{'.'.join(map(str, first['loc'])) or 'The message'}: {first['msg']}.") from None
    if (said.ask is None) == (said.cancel is None):
        raise Invalid('A message has either "ask" with a question, or "cancel" with the id of its turn.')
    return said
