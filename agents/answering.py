"""All answers under way in this process: begun, found again after a reload, cancelled, and written to conversations.

Opened once (`Answering(context)`) and shared by pages and API. Every method takes the asker's own context, as made by
`context.for_asker(…)`, and knows only what is theirs:

    running = answering.begin(ctx, "revenue by warehouse")   # at once, in a new conversation: running.conversation
    running.wait(seen, timeout)  running.told(seen)          # steps and pieces of text as they come
    running.done  running.result(timeout)                    # the Answer, or its error raised
    answering.under_way(ctx, conversation)                   # what is still running there, after a reload
    answering.find(ctx, turn)  answering.cancel(ctx, turn)   # by the turn's id, which is the answer's
    answering.again(ctx, turn, fresh=True)                   # an earlier turn's answer, run again
    answering.turns(ctx, conversation)                       # all that was said; core/conversations.py has the rest
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace

from agents.answer import Answer, Engine, Model
from agents.ask import Asking
from agents.at_hand import AtHand
from agents.model.answer import answer as by_model
from agents.readers import Readers
from agents.running import Running, State
from core import conversations
from core.access import require, rows_seen
from core.context import Context
from core.conversations import CONTEXT, Finished, Turn
from core.errors import Conflict, Invalid, QuartermasterError
from core.language.reader import Turn as Earlier
from core.living import Living
from core.log import correlation_id, logger
from core.semantic.query import Query
from core.warehouse.base import Cancel

UNFINISHED = {
    "running": "This is still being answered.",
    "interrupted": "This was interrupted when the program stopped. Ask it again.",
    "cancelled": "This was cancelled. Ask it again.",
}
log = logger(__name__)


@dataclass
class Answering:
    ctx: Context
    model: Model | None = by_model
    readers: Readers = field(default_factory=Readers)
    _at_hand: AtHand = field(init=False)
    _living: Living = field(init=False)
    _threads: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        rules = self.ctx.config.ask
        self._at_hand = AtHand(rules)
        self._living = Living(self.ctx.store, self.ctx.config.app.home)
        self._threads = ThreadPoolExecutor(rules.threads, thread_name_prefix="answer")
        self._settle()

    def begin(self, ctx: Context, question: str, conversation: str | None = None) -> Running:
        """Kept in the conversation before this returns. Raises TryLater when there is too much under way already."""
        require(ctx.asker, "ask")
        who = conversations.owner(ctx.asker).user
        ctx.rates.ask.take(who)
        self._at_hand.take_place(who)
        try:
            self._living.stay()
            turn = conversations.begin_turn(ctx, question, conversation, self._living.name)
            running = Running(turn, _whose(ctx))
            self._at_hand.put(running)
            self._threads.submit(copy_context().run, self._work, running, ctx)
        except BaseException:
            self._at_hand.leave_place(who)
            raise
        return running

    def find(self, ctx: Context, turn_id: str) -> Running | None:
        """Under way or at hand, and still the asker's to see."""
        found = self._at_hand.get(turn_id)
        return found if found is not None and found.whose == _whose(ctx) else None

    def under_way(self, ctx: Context, conversation: str) -> Running | None:
        """What a page shows that was loaded again."""
        mine = _whose(ctx)
        found = self._at_hand.under_way(lambda one: one.conversation == conversation and one.whose == mine)
        return found[0] if found else None

    def cancel(self, ctx: Context, turn_id: str) -> Running:
        """Its state says when it has stopped; one that is over stays as it is."""
        running = self.find(ctx, turn_id)
        if running is None:
            turn = conversations.turn(ctx, turn_id)
            raise Conflict(f"This question is not under way here: it is {turn.status}.")
        running.cancel()
        return running

    def again(self, ctx: Context, turn_id: str, *, fresh: bool = False, cancel: Cancel | None = None) -> Answer:
        """The answer of an earlier turn, under today's rights: the one at hand, or its Query run again (`fresh`: not
        from the cache), or its tool used again. Of what a model did without a Query, what was said then."""
        running = self.find(ctx, turn_id)
        if running is not None and running.answer is not None and not fresh:
            return running.answer
        turn = conversations.turn(ctx, turn_id)
        query, asking = _query_of(turn), Asking(ctx, self.readers.of(ctx))
        if turn.status == "answered":
            found = _by_its_words(asking, turn, query, self._earlier(ctx, turn, whole=True), cancel)
            if found is not None:
                return found
            if query is not None:
                return asking.again(turn.question, query, fresh=fresh, cancel=cancel)
        return _as_kept(turn)

    def turns(self, ctx: Context, conversation: str) -> Sequence[Turn]:
        """A turn that another process was working on when it ended says that it was interrupted."""
        found = conversations.turns_of(ctx, conversation)
        if any(turn.status == "running" and turn.process != self._living.name for turn in found):
            self._settle()
            found = conversations.turns_of(ctx, conversation)
        return found

    def close(self) -> None:
        """Stops what is under way."""
        for running in self._at_hand.under_way(lambda _: True):
            running.cancel()
        self._threads.shutdown(wait=True, cancel_futures=False)
        self._living.leave()

    # -- the work -----------------------------------------------------------------------------------------------
    def _work(self, running: Running, ctx: Context) -> None:
        running.state = "running"
        began = time.perf_counter()
        state: State = "done"
        answer, error = None, None
        try:
            asking = Asking(ctx, self.readers.of(ctx), self.model)
            answer = asking.ask(running.question, self._earlier(ctx, running.turn), running.tell, running.stop)
        except QuartermasterError as failed:
            state, error = "cancelled" if running.stop.event.is_set() else "failed", failed
        except Exception as unforeseen:
            log.error("unforeseen in an answer", exc_info=unforeseen)
            ctx.metrics.error(unforeseen)
            state, error = "failed", _sorry()
        try:
            self._keep(ctx, running.id, _finished(state, answer, error, time.perf_counter() - began))
        finally:  # who waits for it is told whatever happens
            self._at_hand.leave_place(running.whose[0])
            running.end(state, answer, error)

    def _earlier(self, ctx: Context, turn: Turn, *, whole: bool = False) -> list[Earlier]:
        """`whole`: the turn may stand far up in its conversation."""
        before = conversations.turns_of(ctx, turn.conversation, latest=None if whole else CONTEXT + 1)
        return [Earlier(one.question, _meant(one)) for one in before if one.number < turn.number][-CONTEXT:]

    def _keep(self, ctx: Context, turn_id: str, done: Finished) -> None:
        try:
            conversations.finish_turn(ctx, turn_id, done)
        except Exception as error:  # the answer is there all the same
            log.error("an answer was not kept in its conversation", exc_info=error)

    def _settle(self) -> None:
        conversations.interrupt_of_the_gone(self.ctx.store, self._living.name, self._living.is_gone)


def _whose(ctx: Context) -> tuple[str, str, str]:
    """Rights that are taken away take the answers at hand with them."""
    return conversations.owner(ctx.asker).user, ctx.asker.persona, rows_seen(ctx.asker)


def _query_of(turn: Turn) -> Query | None:
    """None also for one that an older program wrote, and that nobody understands any more."""
    try:
        return Query.from_json(turn.query) if turn.query else None
    except Invalid:
        return None


def _meant(turn: Turn) -> Query | None:
    return _query_of(turn) if turn.status == "answered" else None


def _by_its_words(
    asking: Asking, turn: Turn, query: Query | None, earlier: Sequence[Earlier], cancel: Cancel | None
) -> Answer | None:
    """What a tool found, and why something changed: the Query is not all of it, so it is understood once more."""
    compared = query is not None and query.compare is not None
    if turn.engine != "tool" and not (compared and asking.engine.understand(turn.question, earlier).why):
        return None
    found = asking.ask(turn.question, earlier, cancel=cancel)
    return found if found.used or found.why else None


def _as_kept(turn: Turn) -> Answer:
    """What was said then, without tables."""
    if turn.status == "answered":
        by: Engine = "model" if turn.model else "language engine"
        made = Answer(turn.question, "answered", turn.interpretation, text=turn.text, engine=by, model=turn.model)
        return replace(made, trace_id=turn.trace_id)
    if turn.status in ("clarify", "denied", "refused"):
        return Answer(turn.question, turn.status, reason=turn.text)
    raise Conflict(UNFINISHED.get(turn.status, f"This question has no answer: {turn.text}"))


def _finished(state: State, answer: Answer | None, error: QuartermasterError | None, seconds: float) -> Finished:
    if answer is None:
        return Finished("cancelled" if state == "cancelled" else "failed", seconds, text=error.message if error else "")
    return Finished(
        status=answer.status,
        seconds=seconds,
        interpretation=answer.interpretation,
        query=answer.query.to_json() if answer.query else None,
        text=answer.text if answer.status == "answered" else answer.reason,
        chart=answer.chart.kind,
        engine=answer.engine,
        model=answer.model,
        trace_id=answer.trace_id,
        cost=answer.amount,
        currency=answer.currency,
    )


def _sorry() -> QuartermasterError:
    return QuartermasterError(
        f"Something went wrong that should not have. Its id is {correlation_id() or 'in the log'}."
    )
