"""A model's road to an answer: it gets tools instead of the database, and what it writes is checked."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agents.model.figures import Mark
from agents.model.sent import asked, standing
from agents.model.workbench import Workbench
from agents.present import sentence
from agents.tool_answer import told, understood
from core import verified
from core.access import require
from core.context import Context
from core.language.frame import Choice
from core.language.reader import Reading, Status, Turn
from core.llm.talk import Again, Reply, Talk, Tokens
from core.run import Answered
from core.semantic.query import Query
from core.trace import Trace
from core.warehouse.base import Cancel
from tools.registry import Used

EXAMPLES = 5
OWN_SQL = "What the SQL says that the language model wrote"
BROKEN_OFF = "… (The model's text breaks off here: it reached the limit of its length.)"
LONGEST = 4000  # characters of an answer
NO_TEXT = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))


@dataclass(frozen=True)
class Written:
    """What a model made of a question. `marks` say which figures of its text nothing bears out."""

    status: Status
    text: str = ""
    parts: tuple[Answered, ...] = ()  # the one that answers first, then those its figures are taken from
    query: Query | None = None
    interpretation: str = ""
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    model: str = ""
    amount: Decimal = Decimal(0)
    tokens: Tokens = field(default_factory=Tokens)
    calls: int = 0
    marks: tuple[Mark, ...] = ()
    used: tuple[Used, ...] = ()  # tools that calculated for it, in the order of use

    @property
    def doubtful(self) -> tuple[tuple[int, int], ...]:
        return tuple((mark.start, mark.end) for mark in self.marks)


def answer(
    ctx: Context,
    question: str,
    turns: Sequence[Turn],
    reading: Reading,
    say: Callable[[str], None],
    cancel: Cancel,
) -> Written | None:
    """None when no model is set up. Raises BudgetSpent, TryLater or Unavailable, each with the sentence to show."""
    require(ctx.asker, "ask")
    if not ctx.models.names:
        return None
    stop = Cancel()  # whatever ends the talk also ends a query that is still running for it
    bench = Workbench(ctx, stop)
    known = _examples(ctx, question)
    talk = Talk(standing(ctx, sql=bench.may_write_sql), asked(ctx, question, turns, reading, known), bench.tools())
    try:
        reply = _talked(ctx, talk, say, cancel)
    finally:
        stop.now()
    return _written(ctx, question, bench, reply)


def _examples(ctx: Context, question: str) -> list[tuple[str, Query]]:
    """Verified questions, the nearest first; their words may name what is in the data."""
    return verified.examples(ctx, question, EXAMPLES) if ctx.config.models.rows_sent else []


def _talked(ctx: Context, talk: Talk, say: Callable[[str], None], cancel: Cancel) -> Reply:
    user, cancelled = ctx.asker.email or "anonymous", cancel.event.is_set

    def heard(text: str) -> None:
        say(text if isinstance(text, Again) else plain(text))

    def said(trace: Trace) -> Reply:
        return ctx.models.talk(talk, user, trace, heard, cancelled)

    if ctx.trace is not None:
        return said(ctx.trace)
    with ctx.tracer.answer("model", user) as trace:
        return said(trace)


def _written(ctx: Context, question: str, bench: Workbench, reply: Reply) -> Written:
    spent = reply.spent
    text = _whole(reply)
    if bench.asked is not None:
        reason = plain(bench.asked.question)
        choices = tuple(Choice(plain(one), f"{question} ({plain(one)})") for one in bench.asked.choices)
        said = Written("clarify", reason=reason, choices=choices, marks=bench.shown.marks(reason, question))
    elif not bench.parts and bench.used:
        last = bench.used[-1]
        said = Written(
            "answered",
            text or told(last.found, ctx.config.app.currency),
            interpretation=understood(last),
            marks=bench.shown.marks(text, question),
        )
    elif not bench.parts:
        reason = text or "The language model had nothing to say about that."
        said = Written("clarify", reason=reason, marks=bench.shown.marks(reason, question))
    else:
        said = _with_tables(ctx, question, bench, text)
    used = tuple(bench.used) if said.status == "answered" else ()
    return replace(said, model=reply.model, amount=spent.amount, tokens=spent.tokens, calls=spent.calls, used=used)


def _whole(reply: Reply) -> str:
    """What broke off at the limit of its length says so."""
    text = plain(reply.text)
    return f"{text[:LONGEST]} {BROKEN_OFF}" if text and (reply.cut or len(text) > LONGEST) else text


def _with_tables(ctx: Context, question: str, bench: Workbench, text: str) -> Written:
    """The last table is the one that answers; without words of the model the program's own sentence stands."""
    main, bearing = bench.parts[-1], bench.shown.bearing(text)
    others = [part for part, seen in zip(bench.parts[:-1], bench.received, strict=False) if seen in bearing]
    return Written(
        "answered",
        text or sentence(main.table, ctx.config.app.currency),
        (main, *others),
        bench.queries[-1],
        main.interpretation if bench.queries[-1] else OWN_SQL,
        marks=bench.shown.marks(text, question),
    )


def plain(text: str) -> str:
    """Without characters that are no text, such as those that turn its direction or hide parts of it."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in NO_TEXT)
