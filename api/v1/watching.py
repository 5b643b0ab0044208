"""An answer under way as events: begun, each step and piece of text, then the answer or what went wrong."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Literal

from agents.running import Running
from api.problem import of_error
from api.v1.answers import answer_body, told_shown
from core.errors import QuartermasterError
from core.log import correlation_id, logger

LOOK = 1.0  # seconds between looks at whether somebody is still there
IfGone = Literal["cancel", "go-on"]
Gone = Callable[[], Awaitable[bool]]
log = logger(__name__)


@dataclass(frozen=True)
class Event:
    """`number` is where to go on after a cut; none of the first and the last have one."""

    name: Literal["begun", "step", "chunk", "answer", "problem", "still-there"]
    data: dict[str, object]
    number: int | None = None

    def as_text(self) -> str:
        """For an event stream; that somebody is still there is a comment, which readers skip."""
        if self.name == "still-there":
            return ": still there\n\n"
        number = f"id: {self.number}\n" if self.number is not None else ""
        data = json.dumps(self.data, ensure_ascii=False, allow_nan=False)
        return f"event: {self.name}\n{number}data: {data}\n\n"


async def events(running: Running, rows: int, heartbeat: float, gone: Gone, seen: int = 0) -> AsyncGenerator[Event]:
    """Until it is over, or nobody is there any more."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard() -> None:
        with suppress(RuntimeError):  # the loop has been closed: nobody is there
            loop.call_soon_threadsafe(changed.set)

    yield Event("begun", {"turn": running.id, "conversation": running.conversation})
    quiet = 0.0
    with running.listen(heard):
        while True:
            changed.clear()
            over = running.done  # looked at first, so that nothing is missed that was told before the end
            for told in running.told(seen):
                seen, quiet = seen + 1, 0.0
                yield Event(told.kind, told_shown(told).model_dump(exclude={"kind"}), seen)
            if over:
                break
            if not await _set_within(changed, min(LOOK, heartbeat)):
                if await gone():
                    return
                quiet += min(LOOK, heartbeat)
                if quiet >= heartbeat:
                    quiet = 0.0
                    yield Event("still-there", {})
    yield end_of(running, rows)


async def watched(running: Running, gone: Gone) -> None:
    """Returns when it is over, or nobody waits for it any more."""
    async with aclosing(events(running, 0, LOOK, gone)) as told:
        async for _ in told:
            continue


def end_of(running: Running, rows: int) -> Event:
    if running.answer is not None:
        return Event("answer", answer_body(running.answer, running.id, running.conversation, rows))
    error = running.error or QuartermasterError("This was not answered.")
    return problem_event(error)


def problem_event(error: QuartermasterError) -> Event:
    return Event("problem", json.loads(bytes(of_error(error).body)))


def unforeseen_event(error: Exception) -> Event:
    """Its text may be about anything: it goes into the log, and who asked is told the id."""
    log.error("unforeseen", exc_info=error)
    sentence = f"Something went wrong that should not have. Its id is {correlation_id()}."
    return problem_event(QuartermasterError(sentence))


async def _set_within(changed: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return False
    return True
