"""One call of a model: budget first, then whoever answers of those that are set up, streamed, paid and traced."""

import asyncio
import contextlib
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_core import to_json

from core.budget import money
from core.cost import Cost, Hold, Ledger
from core.errors import BudgetSpent, QuartermasterError, TryLater, Unavailable
from core.llm.price import Price, PriceList, given_at_most
from core.llm.providers import Asked
from core.llm.rest import Rest
from core.llm.talk import Again, Limits, Say, Spent, Tokens
from core.llm.trouble import Broken, Failed, Ours, TooLong, Trouble, trouble
from core.log import logger
from core.tariff import Tariff
from core.trace import StepOpen, Trace

STEP = "model call"
FIRST_PAUSE = 0.5  # seconds; twice as long at each round
AGAIN = Again("Asking once more")
CHARACTERS_A_TOKEN = 40  # far more than there are: beyond that a model does not keep to its limit
log = logger(__name__)


@dataclass(frozen=True)
class Books:
    """What a call is paid from, and by which prices."""

    ledger: Ledger
    tariff: Tariff
    prices: PriceList


@dataclass
class Line:
    """One talk as its calls see it."""

    user: str
    trace: Trace
    limits: Limits
    say: Say
    spent: Spent = field(default_factory=Spent)
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float:
        return self.limits.seconds - (time.monotonic() - self.began)


@dataclass(frozen=True)
class Caller:
    asked: tuple[Asked, ...]
    books: Books
    rest: Rest
    silence: float

    async def reply(
        self, messages: Sequence[ModelMessage], parameters: ModelRequestParameters, line: Line
    ) -> ModelResponse:
        """From the first that answers. Waiting comes last: nobody waits for one while another could answer."""
        troubles: dict[str, Trouble] = {}
        for turn in range(line.limits.retries + 1):
            for asked in self._left(troubles):
                if self.rest.left(asked.name):
                    continue
                if troubles:
                    line.say(AGAIN)
                try:
                    response = await self._one(asked, messages, parameters, line)
                except Failed as failed:
                    troubles[asked.name] = failed.trouble
                    self._failed(asked, failed)
                else:
                    self.rest.answered(asked.name)
                    return response
            pause = self._pause(turn, line, self._left(troubles))
            if pause is None:
                break
            await asyncio.sleep(pause)
        raise self._given_up(troubles)

    def _left(self, troubles: Mapping[str, Trouble]) -> list[Asked]:
        """Who refused this very request is not sent it again."""
        return [asked for asked in self.asked if asked.name not in troubles or not troubles[asked.name].own]

    def _failed(self, asked: Asked, failed: Failed) -> None:
        found, error = failed.trouble, failed.__cause__
        if not found.own:  # the requests of others have nothing to do with it
            self.rest.failed(asked.name, found.lasting, found.after)
        kind = type(error).__name__
        log.warning("a model failed", provider=asked.name, why=found.why, kind=kind, exc_info=found.nonsense and error)

    def _pause(self, turn: int, line: Line, left: Sequence[Asked]) -> float | None:
        """Until the next round; None when there is none, or nobody to ask in the time that is left."""
        if turn >= line.limits.retries or not left:
            return None
        ready = min(self.rest.left(asked.name) for asked in left)
        pause = max(ready, FIRST_PAUSE * 2**turn * random.uniform(0.75, 1.25))
        return pause if pause < line.seconds_left else None

    def _given_up(self, troubles: dict[str, Trouble]) -> TryLater | Unavailable:
        said = "; ".join(f"{name} {found.why}" for name, found in troubles.items())
        sentence = f"No language model answers: {said or 'all of them rest after failures'}."
        if troubles and all(found.busy for found in troubles.values()):
            return TryLater(sentence, after=max(min(self.rest.left(name) for name in troubles), 1.0))
        return Unavailable(sentence)

    async def _one(
        self, asked: Asked, messages: Sequence[ModelMessage], parameters: ModelRequestParameters, line: Line
    ) -> ModelResponse:
        sent = len(ModelMessagesTypeAdapter.dump_json(list(messages))) + len(to_json(parameters.function_tools))
        hold = await self._set_aside(asked, sent, line)
        call = _Call(line.say, line.limits.output_tokens, given_at_most(sent))
        with line.trace.step(STEP, provider=asked.name, model=asked.model.model_name) as step:
            try:
                return await self._read(asked, messages, parameters, call)
            finally:
                paid = asyncio.to_thread(self._paid, asked, call.tokens(), hold, line, step)
                await asyncio.shield(asyncio.ensure_future(paid))  # also when the asker gave up meanwhile

    async def _read(
        self, asked: Asked, messages: Sequence[ModelMessage], parameters: ModelRequestParameters, call: "_Call"
    ) -> ModelResponse:
        """All that their library does. Raises Failed for what is not our own mistake."""
        settings: ModelSettings = {
            **asked.settings,
            "max_tokens": call.limit,
            "first_event_timeout": self.silence,
        }
        try:
            async with model_request_stream(
                asked.model, messages, model_settings=settings, model_request_parameters=parameters
            ) as stream:
                return await call.read(stream)
        except Ours as ours:
            raise ours.error from None
        except Exception as error:
            found = trouble(error)
            if found is None:
                raise
            raise Failed(found) from error

    async def _set_aside(self, asked: Asked, sent: int, line: Line) -> Hold:
        """Given back when the asker gave up meanwhile."""
        allowing = asyncio.ensure_future(asyncio.to_thread(self._allowed, asked, sent, line))
        try:
            return await asyncio.shield(allowing)
        except asyncio.CancelledError:
            with contextlib.suppress(QuartermasterError):
                await asyncio.to_thread(self.books.ledger.settle, await allowing, line.trace.id)
            raise

    def _allowed(self, asked: Asked, sent: int, line: Line) -> Hold:
        """Money for the worst case is set aside, or nothing is sent."""
        name, limit = asked.model.model_name, line.limits.amount
        most = self.books.prices.at_most(asked.priced, name, sent, line.limits.output_tokens)
        if limit is not None and line.spent.amount + most > limit:
            raise BudgetSpent(
                f"One answer may cost {money(limit)} {self.books.prices.currency}, and the next step of this one might "
                f"pass that; an Owner can raise cost.budgets.answer."
            )
        return self.books.ledger.allow(line.user, self.books.tariff.rounded(most))

    def _paid(self, asked: Asked, tokens: Tokens, hold: Hold, line: Line, step: StepOpen) -> None:
        name, costs = asked.model.model_name, tuple[Cost, ...]()
        try:
            price = self.books.prices.price(asked.priced, name, tokens)
            if tokens != Tokens():
                costs = self.books.tariff.model(tokens.given, price.given, tokens.made, price.made)
            _note(step, tokens, price, self.books.prices.currency)
        finally:  # or what was set aside would count against the budgets for a while
            self.books.ledger.settle(hold, line.trace.id, costs)
        line.spent.amount += sum((cost.amount for cost in costs), start=price.amount * 0)
        line.spent.tokens += tokens
        line.spent.calls += 1
        line.spent.models.append(name)


@dataclass
class _Call:
    """What came in of one call so far."""

    say: Say
    limit: int  # tokens
    sent: int = 0  # tokens at most
    characters: int = 0
    begun: bool = False
    stream: StreamedResponse | None = None

    async def read(self, stream: StreamedResponse) -> ModelResponse:
        self.stream = stream
        async for event in stream:
            self._take(event)
        if stream.finish_reason is None:
            raise Broken
        return stream.get()

    def _take(self, event: ModelResponseStreamEvent) -> None:
        self.begun = True
        text = _text(event)
        self.characters += len(text) if text else len(_arguments(event))
        if self.characters > self.limit * CHARACTERS_A_TOKEN:
            raise TooLong
        if text:
            self._tell(text)

    def _tell(self, text: str) -> None:
        try:
            self.say(text)
        except Exception as error:
            raise Ours(error) from error

    def tokens(self) -> Tokens:
        """As reported; a stream that was cut does not say what it made, which is then counted from the text.

        Where nothing is said of what was sent, as on wires that report it last, the most that it can be is charged.
        """
        if self.stream is None:
            return Tokens()
        used = self.stream.usage
        tokens = Tokens(used.input_tokens, used.output_tokens, used.cache_read_tokens, used.cache_write_tokens)
        if self.begun and not tokens.given:
            tokens = replace(tokens, given=self.sent)
        if self.stream.finish_reason is not None and tokens.made:
            return tokens
        return replace(tokens, made=max(tokens.made, min(self.characters // 3, self.limit)))


def _text(event: ModelResponseStreamEvent) -> str:
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""


def _arguments(event: ModelResponseStreamEvent) -> str:
    """Whatever else it writes: arguments of tools, thoughts."""
    if not isinstance(event, PartDeltaEvent):
        return ""
    written = getattr(event.delta, "args_delta", None) or getattr(event.delta, "content_delta", None) or ""
    return written if isinstance(written, str) else str(written)


def _note(step: StepOpen, tokens: Tokens, price: Price, currency: str) -> None:
    step.note(
        tokens=tokens.given + tokens.made,
        tokens_in=tokens.given,
        tokens_out=tokens.made,
        cache_read=tokens.read,
        cache_written=tokens.written,
        cost=f"{price.amount:.6f} {currency}",
    )
