"""What is kept, run again: as the persona it was asked as, under the rights of who looks at it now."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.access import persona_of
from core.context import Context
from core.dashboards import SPANS, Span
from core.errors import Invalid, NotAllowed
from core.login.rights import asker_of
from core.run import Answered, run_query, run_sql
from core.saved.freshened import Freshened, freshened
from core.semantic.model import Model
from core.semantic.query import And, Filter, In, Query
from core.store.saved import Kept
from core.store.users import User
from core.warehouse.base import Cancel


def as_kept(ctx: Context, user: User, kept: Kept) -> Context:
    """Narrowed to the reader as that persona; refused where they do not have it."""
    if kept.persona not in user.personas:
        raise NotAllowed(f"This was made as {kept.persona}, and you have not got that persona.")
    seen = ctx.for_asker(asker_of(user, kept.persona))
    persona_of(seen.model, seen.asker)
    return seen


def query_now(ctx: Context, kept: Kept) -> Freshened:
    """A kept Query in today's vocabulary."""
    return freshened(Query.from_json(kept.body), ctx.model)


def run_kept(ctx: Context, user: User, kept: Kept, period: str = "", cancel: Cancel | None = None) -> Answered:
    """Said plainly, instead of failing somewhere inside, where the vocabulary has no longer what it asks for."""
    seen = as_kept(ctx, user, kept)
    if kept.kind == "sql":
        return run_sql(seen, kept.body, cancel)
    found = query_now(seen, kept)
    if found.missing:
        raise Invalid(found.notes)
    query = with_period(found.query, span_called(period)) if period and takes_period(kept, ctx.model) else found.query
    answered = run_query(seen, query, cancel)
    return replace(answered, interpretation=f"{answered.interpretation}. {found.notes}") if found.notes else answered


def span_called(label: str) -> Span:
    found = next((span for span in SPANS if span.label == label), None)
    if found is None:
        raise Invalid(f"There is no period {label!r}: it is one of {', '.join(span.label for span in SPANS)}.")
    return found


def takes_period(kept: Kept, model: Model) -> bool:
    """Lists, hand-written SQL and figures that are as of now keep their own days, and figures with days of theirs."""
    if kept.kind == "sql":
        return False
    query = Query.from_json(kept.body)
    if query.rows or any(term.period for term in query.measures):
        return False
    return any(_dated(model, term.measure) for term in query.measures if term.measure)


def _dated(model: Model, name: str) -> bool:
    measure = model.measures.get(model.renamed_from.get(name, name))
    if measure is None:
        return False
    parts = [part for part in re.findall(r"\w+", measure.formula or "") if part in model.measures]
    return measure.date is not None or any(_dated(model, part) for part in parts)


def with_period(query: Query, span: Span) -> Query:
    """The same question of another period, which takes the place of its own; what its days are of stays."""
    parts: Sequence[Filter] = query.where.all if isinstance(query.where, And) else (query.where,) if query.where else ()
    moved = [part.model_copy(update={"period": span.period}) if isinstance(part, In) else part for part in parts]
    if not any(isinstance(part, In) for part in moved):
        moved.append(In(period=span.period))
    where = moved[0] if len(moved) == 1 else And(**{"and": tuple(moved)})
    return query.model_copy(update={"where": where, "compare": span.compare if query.compare else None})
