"""A question in, an Answer out: understand, decide, run, present; every step told, timed and recorded."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.answer import Answer, Citation, Intent, Model, ModelAnswer, Say, StepName, Told, silent
from agents.hybrid import by_steps, clauses_of
from agents.present import NO_CHART, chart, sentence, suggestions
from agents.readers import open_reader
from agents.tool_answer import by_tool
from agents.tool_choice import choose
from agents.unknown import choices
from agents.vouching import nearby
from agents.why import answer_why, with_carried
from core import audit, verified
from core.context import Context
from core.errors import (
    BudgetSpent,
    Invalid,
    NotAllowed,
    NotFound,
    TryLater,
    Unavailable,
    Unknown,
)
from core.language.frame import Choice
from core.language.reader import Reader, Reading, Turn
from core.language.refuse import refusal
from core.llm.talk import Again
from core.log import correlation_id
from core.run import Answered, run_query
from core.semantic.query import Query, Term
from core.table import Table
from core.trace import StepOpen, Trace
from core.warehouse.base import Cancel

SURE = "Not needed: the language engine was sure."
NO_MODEL = "No model is configured."
ANEW = "A new conversation: nothing that was asked before counts from here on."
NOT_FOR_MODELS = "Not a question for a model."
ADVICE = re.compile(r"\bshould\b", re.IGNORECASE)  # what to do: worked out by a tool, where one does, and not listed
ONE_BY_ONE = "These are several questions, and one of them asks for advice: ask them one after the other."
SAID: dict[StepName, str] = {
    "understand": "Understanding the question",
    "decide": "Deciding how to answer it",
    "run": "Running the query",
    "model": "Asking the model",
    "present": "Putting the answer together",
}


@dataclass(frozen=True)
class Asking:
    """Whoever asks, with the language engine of their rights; without a model, unless one is given."""

    ctx: Context
    engine: Reader
    model: Model | None = None

    @classmethod
    def open(cls, ctx: Context, model: Model | None = None) -> "Asking":
        return cls(ctx, open_reader(ctx), model)

    def ask(
        self, question: str, earlier: Sequence[Turn] = (), say: Say = silent, cancel: Cancel | None = None
    ) -> Answer:
        """`say` hears each step as it begins. Raises Unavailable, BudgetSpent or TryLater, and when cancelled."""
        with self.ctx.tracer.answer("ask", self.ctx.asker.email or "anonymous") as trace:
            trace.note(persona=self.ctx.asker.persona, role=self.ctx.asker.role, correlation=correlation_id())
            work = _Work(self.ctx.under(trace), self, trace, say, cancel or Cancel())
            answer = work.answer(question, earlier)
            trace.note(engine=answer.engine, model=answer.model, status=answer.status, intent=answer.intent)
        return self._recorded(answer, trace)

    def again(self, question: str, query: Query, *, fresh: bool = False, cancel: Cancel | None = None) -> Answer:
        """An earlier answer's Query once more, under today's rights; `fresh`: not from the cache."""
        with self.ctx.tracer.answer("ask", self.ctx.asker.email or "anonymous") as trace:
            trace.note(persona=self.ctx.asker.persona, role=self.ctx.asker.role, correlation=correlation_id())
            work = _Work(self.ctx.under(trace), self, trace, silent, cancel or Cancel(), fresh)
            answer = work.of_query(question, Reading("answered", query), query)
        return self._recorded(answer, trace)

    def _recorded(self, answer: Answer, trace: Trace) -> Answer:
        subject, who = f"trace {trace.id}", self.ctx.asker.email or "anonymous"
        if answer.status == "denied":
            audit.record(self.ctx.store, who, "ask", subject, "refused", answer.question)
        else:
            self.ctx.audit.put(audit.note(who, "ask", subject, detail=answer.question))
        return replace(
            answer,
            trace_id=trace.id,
            correlation_id=correlation_id(),
            timings=tuple(trace.timings),
            amount=answer.amount + sum((part.amount for part in answer.parts), Decimal(0)),
            currency=self.ctx.config.cost.currency,
        )


@dataclass(frozen=True)
class _Work:
    """One question being answered, within its trace."""

    ctx: Context
    asking: Asking
    trace: Trace
    say: Say
    cancel: Cancel
    fresh: bool = False

    def answer(self, question: str, earlier: Sequence[Turn]) -> Answer:
        with self._step("understand") as step:
            reading = self.asking.engine.understand(question, earlier)
            step.note(placed=_placed(question, reading), status=reading.status)
        with self._step("decide"):
            advice = ADVICE.search(question) is not None and (
                len(clauses_of(question)) > 1 or choose(self.ctx, question) is not None  # a list would drop the advice
            )
            sure = reading.query is not None and reading.status == "answered" and not advice
            final = sure or reading.status == "denied" or refusal(question) is not None
        if reading.command == "anew":
            return Answer(question, "answered", text=ANEW, reason=ANEW, command="anew", why_no_model=NOT_FOR_MODELS)
        if reading.why is not None:
            self._tell("run")
            return answer_why(self.ctx, question, reading, reading.why, self.cancel)
        if sure and reading.query is not None:
            return self.of_query(question, reading, reading.query)
        if reading.status != "denied" and (found := self._of_tools(question)) is not None:
            return found
        if advice and reading.status == "answered":
            reading = replace(reading, status="clarify", query=None, reason=ONE_BY_ONE, choices=_one_by_one(question))
        if final:
            return replace(_unanswered(question, reading), why_no_model=NOT_FOR_MODELS)
        return self._of_model(question, earlier, reading)

    def _of_tools(self, question: str) -> Answer | None:
        """Of several steps, or of one; nothing where no tool's words are said, or not all that is asked is for one."""
        if (stepped := by_steps(self.ctx, question, self.cancel)) is not None:
            return stepped
        if len(clauses_of(question)) > 1 or (chosen := choose(self.ctx, question)) is None:
            return None
        self._tell("run")
        return by_tool(self.ctx, question, chosen, self.cancel)

    def of_query(self, question: str, reading: Reading, query: Query) -> Answer:
        try:
            self._tell("run")  # the query is a step by itself
            answered = run_query(self.ctx, query, self.cancel, fresh=self.fresh)
        except NotAllowed as error:
            return Answer(question, "denied", query=query, reason=error.message)
        except (Invalid, Unknown, NotFound) as error:
            return self._of_the_past(question, reading, query) or Answer(
                question, "clarify", query=query, reason=error.message
            )
        return self._presented(question, reading, query, answered)

    def _presented(self, question: str, reading: Reading, query: Query, answered: Answered) -> Answer:
        with self._step("present"):
            known = verified.all_of(self.ctx)
            vouched = verified.same(query, known)
            return Answer(
                question,
                "answered",
                with_carried(answered.interpretation, reading),
                query,
                (answered,),
                text=self._told(query, answered.table),
                chart=chart(answered.table, reading.chart),
                suggestions=suggestions(query, self.ctx.model),
                marked=reading.marked,
                intent=_intent(query),
                command=reading.command,
                citations=_definitions(answered),
                nearby=() if vouched else nearby(self.ctx, self.asking.engine, question, known),
                vouched=vouched,
                engine="verified" if vouched else "language engine",
                why_no_model=SURE,
            )

    def _told(self, query: Query, table: Table) -> str:
        ranked = query.limit is not None and len(table.rows) >= query.limit
        return f"{table.note} {sentence(table, self.ctx.config.app.currency, ranked=ranked)}".strip()

    def _of_the_past(self, question: str, reading: Reading, query: Query) -> Answer | None:
        """What has no answer as it was meant may have one from its history; what that lacks is no second reason."""
        try:
            return self._then(question, reading, query)
        except (NotAllowed, Invalid, Unknown, NotFound):
            return None

    def _then(self, question: str, reading: Reading, query: Query) -> Answer | None:
        """What is known as of now only, asked of a day that is past: from its history, as far as that reaches back."""
        known = self.ctx.model.measures.get(query.measures[0].measure or "") if len(query.measures) == 1 else None
        if known is None or known.history is None:
            return None
        past = query.model_copy(update={"measures": (Term(measure=known.history),)})
        answered = run_query(self.ctx, past, self.cancel, fresh=self.fresh)
        if any(row[-1] is not None for row in answered.table.rows):
            return self._presented(question, reading, past, answered)
        day = self.ctx.model.measures[known.history].date
        first = run_query(self.ctx, Query(measures=(Term(agg="min", of=day),)), self.cancel)
        since = first.table.rows[0][0] if first.table.rows else None
        return Answer(question, "refused", reason=f"{known.label} is known from {since or 'today'} on, not before.")

    def _of_model(self, question: str, earlier: Sequence[Turn], reading: Reading) -> Answer:
        """The model's answer; without one the engine's question back, with what was verified in nearly these words."""
        why = NO_MODEL
        if self.asking.model is not None:
            try:
                with self._step("model"):
                    made = self.asking.model(self.ctx, question, earlier, reading, self._chunk, self.cancel)
                if made is not None:
                    return self._by_model(question, made)
            except (BudgetSpent, TryLater, Unavailable) as error:
                if self.cancel.event.is_set():
                    raise
                why = error.message
        near = nearby(self.ctx, self.asking.engine, question, verified.all_of(self.ctx))
        offered = choices(self.ctx, self.asking.engine, question, reading)
        return replace(_unanswered(question, reading), choices=offered, nearby=near, why_no_model=why)

    def _by_model(self, question: str, made: ModelAnswer) -> Answer:
        first = made.parts[0] if made.parts else None
        vouched = verified.same(made.query, verified.all_of(self.ctx)) if made.query else None
        return Answer(
            question,
            made.status,
            made.interpretation,
            made.query,
            made.parts,
            reason=made.reason,
            choices=made.choices,
            text=made.text,
            chart=chart(first.table) if first else NO_CHART,
            suggestions=suggestions(made.query, self.ctx.model) if made.query else (),
            intent=_intent(made.query) if made.query else "tool" if made.used else "none",
            citations=_definitions(*made.parts),
            vouched=vouched,
            engine="model",
            model=made.model,
            doubtful=made.doubtful,
            amount=made.amount,
            used=made.used,
        )

    def _chunk(self, text: str) -> None:
        self.say(Told("step", text, "model") if isinstance(text, Again) else Told("chunk", text))

    @contextmanager
    def _step(self, name: StepName) -> Iterator[StepOpen]:
        self._tell(name)
        with self.trace.step(name) as step:
            yield step

    def _tell(self, name: StepName) -> None:
        if self.cancel.event.is_set():
            raise Unavailable("This was cancelled.")
        self.say(Told("step", SAID[name], name))


def _one_by_one(question: str) -> tuple[Choice, ...]:
    return tuple(Choice(clause) for clause in clauses_of(question))


def _unanswered(question: str, reading: Reading) -> Answer:
    return Answer(question, reading.status, query=reading.query, reason=reading.reason, choices=reading.choices)


def _intent(query: Query) -> Intent:
    if query.rows:
        return "list"
    return "comparison" if query.compare else "figures"


def _definitions(*parts: Answered) -> tuple[Citation, ...]:
    """What each figure in the tables is, as the vocabulary defines it."""
    found = [Citation(c.label, c.meaning) for part in parts for c in part.table.columns if c.meaning]
    return tuple(dict.fromkeys(found))


def _placed(question: str, reading: Reading) -> str:
    """How many of the words have a part in the reading; small words that need none are not among them."""
    return f"{len(reading.marked)} of {len(question.split())}"
