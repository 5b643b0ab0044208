"""A Query, or hand-written SQL, to a Table: compile, guard, cache, run, count the cost, keep the trace."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.access import allowance, require
from core.audit import note
from core.billed import run_billed, user_of
from core.cache import Cached, Key, result_bytes
from core.context import Context
from core.cost import Bill
from core.log import correlation_id, logger
from core.prepared import Prepared, Question, checked, compiled
from core.semantic.compile import OutColumn
from core.semantic.query import Query
from core.table import Table, typed_columns
from core.trace import Trace
from core.warehouse.away import PASSING
from core.warehouse.base import Cancel, Checked, Result
from core.warehouse.guard import check

log = logger(__name__)


@dataclass(frozen=True)
class Answered:
    """A table with how it came about."""

    table: Table
    interpretation: str
    timings: tuple[tuple[str, float], ...]
    cost: str
    trace_id: str
    correlation_id: str = ""  # of the request, as in the log and in the response's header
    amount: Decimal = Decimal(0)  # the cost, to be added up
    written: str = ""  # the SQL, where somebody wrote it: to be run again under the rights of who does


@dataclass(frozen=True)
class _Found:
    """A result, the data it was read from, and what it cost."""

    cached: Cached[Result]
    generation: str
    amount: Decimal
    currency: str
    note: str = ""

    @property
    def cost(self) -> str:
        return f"{self.amount.normalize():f} {self.currency}"


def run_query(
    ctx: Context, query: Query, cancel: Cancel | None = None, *, dashboard: bool = False, fresh: bool = False
) -> Answered:
    """A Query under the asker's rights; `fresh`: read from the data now, whatever is kept."""
    require(ctx.asker, "ask")
    try:
        return _run_query(ctx, query, cancel, dashboard=dashboard, fresh=fresh)
    except PASSING as away:
        if ctx.mirror is None or ctx.mirror.generation == "none":
            raise
        mirrored = _run_query(replace(ctx, warehouse=ctx.mirror), query, cancel, dashboard=dashboard, fresh=fresh)
        return replace(mirrored, table=replace(mirrored.table, note=f"{away.message} {_loaded(mirrored.table)}"))


def _run_query(ctx: Context, query: Query, cancel: Cancel | None, *, dashboard: bool, fresh: bool) -> Answered:
    with _traced(ctx, "query") as trace:
        trace.note(persona=ctx.asker.persona, role=ctx.asker.role, correlation=correlation_id())
        ready = _prepared(ctx, trace, query)
        ttl = 0.0 if fresh else _ttl(ctx, dashboard=dashboard)
        found = _run(ctx, trace, ready.checked, cancel, ttl, by_hand=False)
        total = _count(ctx, trace, query, cancel) if found.cached.value.truncated else len(found.cached.value.rows)
        table = _table(ctx, ready.checked, found, ready.columns, total)
        _noted(ctx, trace, found, "query", ready.meaning)
        return _answered(table, ready.meaning, trace, found)


def run_sql(ctx: Context, sql: str, cancel: Cancel | None = None) -> Answered:
    """SQL that a person or a model wrote: guarded, and run in the worker."""
    require(ctx.asker, "write-sql")
    with _traced(ctx, "sql") as trace:
        trace.note(persona=ctx.asker.persona, role=ctx.asker.role, correlation=correlation_id())
        with trace.step("guard", dialect=ctx.warehouse.dialect):
            allowed = allowance(ctx.model, ctx.asker, ctx.clock.today, ctx.config.warehouse.row_limit)
            passed = check(sql, ctx.warehouse.dialect, allowed)
        found = _run(ctx, trace, passed, cancel, _ttl(ctx), by_hand=True)
        result = found.cached.value
        at_least = len(result.rows) + result.truncated  # hand-written SQL is not run twice
        table = _table(ctx, passed, found, (), at_least)
        _noted(ctx, trace, found, "sql", sql)
        return replace(_answered(table, "Hand-written SQL", trace, found), written=sql)


def _traced(ctx: Context, kind: str) -> AbstractContextManager[Trace]:
    """A trace of its own, or part of the answer that it is run for."""
    return nullcontext(ctx.trace) if ctx.trace else ctx.tracer.answer(kind, user_of(ctx))


def _answered(table: Table, meaning: str, trace: Trace, found: _Found) -> Answered:
    timings = tuple(trace.timings)
    return Answered(table, meaning, timings, found.cost, trace.id, correlation_id(), found.amount)


def _noted(ctx: Context, trace: Trace, found: _Found, kind: str, what: str) -> None:
    """In the figures, in the log and in the audit log."""
    log.info("answer", kind=kind, trace_id=trace.id, cached=found.cached.hit, rows=len(found.cached.value.rows))
    ctx.metrics.answer(kind, found.cached.hit, sum(seconds for _, seconds in trace.timings))
    ctx.audit.put(note(user_of(ctx), kind, f"trace {trace.id}", detail=what))


def _prepared(ctx: Context, trace: Trace, query: Query, *, counted: bool = False) -> Prepared:
    """Compiled and through the guard; a question that was asked before is so already."""
    limit = ctx.config.warehouse.row_limit
    question = Question(query.to_json(), ctx.asker, ctx.model, ctx.clock.today, ctx.warehouse.dialect, limit, counted)

    def make() -> Prepared:
        with trace.step("compile", dialect=question.dialect):
            made = compiled(query, question)
        with trace.step("guard"):
            return checked(query, question, made)

    return ctx.preparations.get_or_make(question, make)


def _ttl(ctx: Context, *, dashboard: bool = False) -> float:
    return ctx.config.cache.dashboard_ttl_seconds if dashboard else ctx.config.cache.ttl_seconds


def _run(ctx: Context, trace: Trace, checked: Checked, cancel: Cancel | None, ttl: float, *, by_hand: bool) -> _Found:
    key = Key(checked.sql, checked.dialect, ctx.warehouse.generation)
    names = ", ".join(sorted(checked.tables))
    bill = Bill()
    with trace.step("run", tables=names) as step:

        def compute() -> Result:
            return run_billed(ctx.under(trace), checked, cancel, bill, by_hand=by_hand)

        cancelled = cancel.event.is_set if cancel else lambda: False
        found, note = _at_hand(ctx, key, lambda: ctx.cache.get_or_compute(key, compute, ttl, result_bytes, cancelled))
        step.note(cached=found.hit, rows=len(found.value.rows), generation=key.generation, backend=checked.dialect)
    return _Found(found, key.generation, bill.amount, ctx.tariff.currency, note)


def _at_hand(ctx: Context, key: Key, read: Callable[[], Cached[Result]]) -> tuple[Cached[Result], str]:
    """What is read; while the warehouse is away what was read before, and a sentence that says so."""
    try:
        return read(), ""
    except PASSING as away:
        kept = ctx.cache.latest(key)
        if kept is None:
            raise
        return kept, f"{away.message} This is what was read {_ago(kept.age)} ago."


def _ago(seconds: float) -> str:
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return f"{(n := int(seconds // size))} {unit}{'s' if n > 1 else ''}"
    return "less than a minute"


def _loaded(table: Table) -> str:
    when = f", loaded {table.fresh:%Y-%m-%d %H:%M} UTC" if table.fresh else ""
    return f"This comes from the mirror{when}."


def _table(ctx: Context, checked: Checked, found: _Found, columns: tuple[OutColumn, ...], total: int) -> Table:
    result = found.cached.value
    return Table(
        columns=typed_columns(columns, result.columns, result.types),
        rows=result.rows,
        total_rows=total,
        sql=checked.sql,
        fresh=_oldest(ctx, checked),
        generation=found.generation,
        cached=found.cached.hit,
        age=found.cached.age,
        note=found.note,
    )


def _count(ctx: Context, trace: Trace, query: Query, cancel: Cancel | None) -> int:
    """All rows of a result that was cut."""
    with trace.step("count"):
        counting = _prepared(ctx, trace, query, counted=True).checked
        key = Key(counting.sql, counting.dialect, ctx.warehouse.generation)
        ttl = ctx.config.cache.ttl_seconds
        mine = ctx.under(trace)
        found = ctx.cache.get_or_compute(key, lambda: run_billed(mine, counting, cancel), ttl, result_bytes)
        return int(str(found.value.rows[0][0]))


def _oldest(ctx: Context, checked: Checked) -> datetime | None:
    ages = ctx.warehouse.freshness()
    return min((ages[table] for table in checked.tables if table in ages), default=None)
