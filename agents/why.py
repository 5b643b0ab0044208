"""Why a figure changed: its two values, and the change taken apart by every dimension that the asker may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from agents.answer import Answer, Citation
from agents.why_told import told
from core.access import sees_tables
from core.change import places
from core.change.along import Along
from core.change.asked import Asked
from core.change.parts import Member, change_of
from core.change.result import Change
from core.change.spans import Spans, spans_of
from core.context import Context
from core.errors import Invalid, NotAllowed, NotFound, Unknown
from core.language.reading import Claim, Reading, Why
from core.run import run_query
from core.semantic.compile.cells import AGGREGATE_WORDS
from core.semantic.compile.scope import Scope
from core.semantic.explain import spell
from core.semantic.makeup import divided, makeup
from core.semantic.model import Measure, Model
from core.semantic.query import And, Compare, In, Query, Term
from core.warehouse.base import Cancel

MOST = 6  # dimensions that are shown


def explain(
    ctx: Context, query: Query, *, claim: Claim = "", only: Sequence[str] = (), cancel: Cancel | None = None
) -> Change:
    """`query`: a figure between two periods (core/change/spans.py says which). `claim`: what somebody took for granted;
    `only`: the dimensions to look along first, where some were named."""
    query, limits = _one_figure(query, ctx.model)
    term, scope = query.measures[0], _scope(ctx)
    measure = _measure(term, scope)
    made = makeup(term, ctx.model)
    if made is None:
        raise Invalid(_indivisible(measure, ctx.model))
    ctx = replace(ctx, model=divided(ctx.model).model)
    scope = _scope(ctx)
    spans = spans_of(query, ctx.clock.today)
    if spans.chosen:
        limits.append("No period was named: the last two whole ones are compared.")
    asked = Asked(made, spans, spans.rest, query.including, query.by)
    if not places.dated(asked.terms, scope):
        raise Invalid(_undated(measure))
    along = Along(ctx, scope, cancel, limits)
    _known_then(ctx, measure, spans)
    whole = along.whole(asked)
    change = _change(query, measure, spans, whole, ctx)
    splits = along.splits(asked, whole, places.dimensions(asked.terms, scope, ctx.asker))
    first = tuple(split for split in splits if split.dimension in only)
    splits = (*first, *(split for split in splits if split not in first))[:MOST]
    inside = along.inside(asked, splits)
    change = replace(change, splits=splits, inside=inside, limits=tuple(along.limits))
    return told(change, ctx.config.app.currency, claim, ctx.clock.today)


def answer_why(ctx: Context, question: str, reading: Reading, why: Why, cancel: Cancel | None = None) -> Answer:
    """As every answer: the sentence, the two figures as a table, what may be asked next; and the change taken apart."""
    try:
        change = explain(ctx, why.query, claim=why.claim, only=why.along, cancel=cancel)
        answered = run_query(ctx, change.query, cancel)
    except NotAllowed as error:
        return Answer(question, "denied", query=why.query, reason=error.message)
    except (Invalid, Unknown, NotFound) as error:
        return Answer(question, "clarify", query=why.query, reason=error.message)
    return Answer(
        question,
        "answered",
        with_carried(f"Why it changed: {answered.interpretation}", reading),
        change.query,
        (answered,),
        text=change.sentence,
        suggestions=_next(change),
        marked=reading.marked,
        intent="why",
        citations=(Citation(change.measure, change.meaning),),
        why=change,
    )


def with_carried(interpretation: str, reading: Reading) -> str:
    """What was kept of the earlier question is said."""
    return f"{interpretation} (kept from before: {reading.carried})" if reading.carried else interpretation


def _next(change: Change) -> tuple[str, ...]:
    return ("by month", *(f"by {split.label}" for split in change.splits[:2]))


def _scope(ctx: Context) -> Scope:
    return Scope(ctx.model, sees_tables(ctx.model, ctx.asker), ctx.clock.today, ctx.warehouse.dialect)


def _one_figure(query: Query, model: Model) -> tuple[Query, list[str]]:
    """A list has no figure; of several it is the first; of what is as of now only, its history."""
    if not query.measures:
        raise Invalid("A list has no figure that could change. Name one, such as its number, and two periods.")
    limits = []
    if len(query.measures) > 1:
        limits.append("Only the first figure of the question is explained.")
    if query.limit or query.having:
        limits.append("All groups are taken together, not only those that were shown.")
    term = query.measures[0]
    if term.running or (term.share is not None and term.share.of == "total"):
        limits.append("The figure itself is explained, not its share or running total.")
    known = model.measures.get(term.measure or "")
    if known is not None and known.date is None and known.history:
        term = term.model_copy(update={"measure": known.history})
    shape = {"measures": (term,), "rows": None, "having": None, "limit": None, "per": (), "order": ()}
    return query.model_copy(update=shape), limits


def _measure(term: Term, scope: Scope) -> Measure:
    """What the figure is called and how it is shown; an aggregate of an attribute has the attribute's unit."""
    if term.measure is not None:
        known = scope.measure(term.measure)
        share = term.share is not None and term.share.of == "unfiltered"
        return (
            known.model_copy(update={"unit": "ratio", "label": f"Share of {known.label.lower()}"}) if share else known
        )
    dimension = scope.dimension(places.field_of(term.of or "", scope.model))
    label = f"{AGGREGATE_WORDS[term.agg or 'count']} {dimension.label}"
    unit = "count" if term.agg in ("count", "count_distinct") else dimension.unit
    return Measure(name=dimension.name, label=label, meaning=dimension.meaning, fact="", sql="", unit=unit)


def _indivisible(measure: Measure, model: Model) -> str:
    """Said plainly, with the nearest figures that can be taken apart."""
    known = divided(model).made
    words = set((measure.formula or "").replace("(", " ").replace(",", " ").replace(")", " ").split())
    near = [each for each in model.measures.values() if each.name in known and each.name in words]
    if not near:
        same = [each for each in model.measures.values() if each.name in known and each.fact == measure.fact]
        near = sorted((each for each in same if not each.hidden), key=lambda each: each.unit != measure.unit)
    says = f"{measure.label} does not add up over groups, so its change cannot be shared out among them."
    labels = " or ".join(each.label for each in near[:3])
    return f"{says} What can be explained: {labels}." if labels else says


def _undated(measure: Measure) -> str:
    when = measure.as_of or "now"
    return f"{measure.label} is known as of {when} only: there is no earlier figure that it could have changed from."


def _known_then(ctx: Context, measure: Measure, spans: Spans) -> None:
    """A level, such as the stock at the end of a day, is not zero on days that nobody wrote down."""
    if measure.latest is None or measure.date is None:
        return
    rows = run_query(ctx, Query(measures=(Term(agg="min", of=measure.date),))).table.rows
    since, end = rows[0][0] if rows else None, spans.before.days(ctx.clock.today)[1]
    if not isinstance(since, date) or (end is not None and end < since):
        raise Invalid(f"{measure.label} is known from {since or 'today'} on, not before: there is nothing to compare.")


def _change(query: Query, measure: Measure, spans: Spans, whole: Member, ctx: Context) -> Change:
    today = ctx.clock.today
    spelt = (spell(spans.before, today), spell(spans.after, today))
    before, after = whole.before.figure, whole.after.figure
    if before is None or after is None:
        when = spelt[0] if before is None else spelt[1]
        raise Invalid(f"{measure.label} has no figure for {when}, so there is no change to explain.")
    return Change(
        query=_compared(query, spans),
        measure=measure.label,
        unit=measure.unit,
        meaning=measure.meaning,
        before_period=spans.before,
        after_period=spans.after,
        spelt=spelt,
        before=before,
        after=after,
        change=change_of(whole),
        change_rate=round(change_of(whole) / abs(before), 6) if before else None,
        ratio=whole.before.bottom is not None,
    )


def _compared(query: Query, spans: Spans) -> Query:
    """As an ordinary question: what was asked about, its two figures side by side."""
    time = In(period=spans.after, date=spans.date)
    listed = (*((spans.rest,) if spans.rest is not None else ()), time)
    where = And.model_validate({"and": listed}) if len(listed) > 1 else time
    return query.model_copy(update={"by": (), "where": where, "compare": Compare(to=spans.before)})
