"""A question in, an Answer out: understand, decide, run, present."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.present import NO_CHART, Chart, chart, sentence, suggestions
from core.access import persona_of, sees_tables
from core.context import Context
from core.errors import Invalid, NotAllowed, NotFound, Unknown
from core.language.frame import Choice
from core.language.known import known_values
from core.language.reader import Reader, Reading, Status, Turn
from core.run import Answered, run_query
from core.semantic.compile.scope import Scope
from core.semantic.query import Query, Term


@dataclass(frozen=True)
class Answer:
    """What every front door shows."""

    question: str
    status: Status
    interpretation: str = ""
    query: Query | None = None
    answered: Answered | None = None
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    text: str = ""
    chart: Chart = NO_CHART
    suggestions: tuple[str, ...] = ()
    marked: tuple[tuple[int, int], ...] = ()  # where the words that were used stand in the question


@dataclass
class Asking:
    """The language engine of one asker, ready for questions; rebuilt when the data or the rights change."""

    ctx: Context
    engine: Reader

    @classmethod
    def open(cls, ctx: Context) -> "Asking":
        scope = Scope(ctx.model, sees_tables(ctx.model, ctx.asker), ctx.clock.today, ctx.warehouse.dialect)
        return cls(ctx, Reader(scope, persona_of(ctx.model, ctx.asker), known_values(ctx)))

    def ask(self, question: str, earlier: Sequence[Turn] = ()) -> Answer:
        reading = self.engine.understand(question, earlier)
        if reading.query is None or reading.status != "answered":
            return _unanswered(question, reading)
        try:
            answered = run_query(self.ctx, reading.query)
        except NotAllowed as error:
            return Answer(question, "denied", query=reading.query, reason=error.message)
        except (Invalid, Unknown, NotFound) as error:
            if (then := self._then(question, reading, reading.query)) is not None:
                return then
            return Answer(question, "clarify", query=reading.query, reason=error.message)
        return self._answer(question, reading, reading.query, answered)

    def _answer(self, question: str, reading: Reading, query: Query, answered: Answered) -> Answer:
        return Answer(
            question,
            "answered",
            answered.interpretation,
            query,
            answered,
            text=sentence(answered.table, self.ctx.config.app.currency),
            chart=chart(answered.table, reading.chart),
            suggestions=suggestions(query, self.ctx.model),
            marked=reading.marked,
        )

    def _then(self, question: str, reading: Reading, query: Query) -> Answer | None:
        """What is known as of now only, asked of a day that is past: from its history, as far as that reaches back."""
        known = self.ctx.model.measures.get(query.measures[0].measure or "") if len(query.measures) == 1 else None
        if known is None or known.history is None:
            return None
        past = query.model_copy(update={"measures": (Term(measure=known.history),)})
        answered = run_query(self.ctx, past)
        if any(row[-1] is not None for row in answered.table.rows):
            return self._answer(question, reading, past, answered)
        day = self.ctx.model.measures[known.history].date
        first = run_query(self.ctx, Query(measures=(Term(agg="min", of=day),)))
        since = first.table.rows[0][0] if first.table.rows else None
        return Answer(question, "refused", reason=f"{known.label} is known from {since or 'today'} on, not before.")


def _unanswered(question: str, reading: Reading) -> Answer:
    return Answer(question, reading.status, query=reading.query, reason=reading.reason, choices=reading.choices)
