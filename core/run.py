"""A Query, or hand-written SQL, to a Table: compile, guard, cache, run, count the cost, keep the trace."""

from dataclasses import dataclass
from datetime import datetime

from core.access import allowance, require, sees_tables
from core.cache import Cached, Key, result_bytes
from core.context import Context
from core.semantic.compile import Compiled, OutColumn, compile_query
from core.semantic.explain import explain
from core.semantic.query import Query
from core.table import Table, typed_columns
from core.trace import Trace
from core.warehouse.base import Cancel, Checked, Result
from core.warehouse.guard import Allowance, check, check_tree


@dataclass(frozen=True)
class Answered:
    """A table with how it came about."""

    table: Table
    interpretation: str
    timings: tuple[tuple[str, float], ...]
    cost: str
    trace_id: str


def run_query(ctx: Context, query: Query, cancel: Cancel | None = None, *, dashboard: bool = False) -> Answered:
    """A Query under the asker's rights."""
    require(ctx.asker, "ask")
    with ctx.tracer.answer("query", _user(ctx)) as trace:
        trace.note(persona=ctx.asker.persona, role=ctx.asker.role)
        with trace.step("compile", dialect=ctx.warehouse.dialect):
            tables = sees_tables(ctx.model, ctx.asker)
            compiled = compile_query(query, ctx.model, tables, ctx.clock.today, ctx.warehouse.dialect)
        with trace.step("guard"):
            checked = check_tree(compiled.tree, compiled.dialect, _allowed(ctx, compiled=True))
        result, amount = _run(ctx, trace, checked, cancel, by_hand=False, dashboard=dashboard)
        table = _table(ctx, trace, checked, result, compiled)
        meaning = explain(query, ctx.model, tables, ctx.clock.today)
        return Answered(table, meaning, tuple(trace.timings), amount, trace.id)


def run_sql(ctx: Context, sql: str, cancel: Cancel | None = None) -> Answered:
    """SQL that a person or a model wrote: guarded, and run in the worker."""
    require(ctx.asker, "write-sql")
    with ctx.tracer.answer("sql", _user(ctx)) as trace:
        with trace.step("guard", dialect=ctx.warehouse.dialect):
            checked = check(sql, ctx.warehouse.dialect, _allowed(ctx, compiled=False))
        result, amount = _run(ctx, trace, checked, cancel, by_hand=True, dashboard=False)
        table = _table(ctx, trace, checked, result, None)
        return Answered(table, "Hand-written SQL", tuple(trace.timings), amount, trace.id)


def _user(ctx: Context) -> str:
    return ctx.asker.email or "anonymous"


def _allowed(ctx: Context, *, compiled: bool) -> Allowance:
    return allowance(ctx.model, ctx.asker, ctx.clock.today, ctx.config.warehouse.row_limit, compiled)


def _run(
    ctx: Context, trace: Trace, checked: Checked, cancel: Cancel | None, *, by_hand: bool, dashboard: bool
) -> tuple[Cached[Result], str]:
    key = Key(checked.sql, checked.dialect, ctx.warehouse.generation)
    ttl = ctx.config.cache.dashboard_ttl_seconds if dashboard else ctx.config.cache.ttl_seconds
    names = ", ".join(sorted(checked.tables))
    with trace.step("run", tables=names) as step, ctx.ledger.spending(_user(ctx), trace.id) as bill:

        def compute() -> Result:
            bill.add(ctx.tariff.local())
            if by_hand:
                return ctx.warehouse.run_in_worker(checked, cancel=cancel).result
            return ctx.warehouse.run(checked, cancel=cancel)

        cancelled = cancel.event.is_set if cancel else lambda: False
        found = ctx.cache.get_or_compute(key, compute, ttl, result_bytes, cancelled)
        step.note(cached=found.hit, rows=len(found.value.rows), generation=key.generation, backend=checked.dialect)
    return found, f"{bill.amount.normalize():f} {ctx.tariff.currency}"


def _table(ctx: Context, trace: Trace, checked: Checked, found: Cached[Result], compiled: Compiled | None) -> Table:
    result = found.value
    total = len(result.rows)
    if result.truncated and compiled is not None:
        with trace.step("count"):
            total = _count(ctx, compiled)
    elif result.truncated:
        total = checked.row_limit + 1  # at least: hand-written SQL is not run twice
    columns: tuple[OutColumn, ...] = compiled.columns if compiled else ()
    return Table(
        columns=typed_columns(columns, result.columns, result.types),
        rows=result.rows,
        total_rows=total,
        sql=checked.sql,
        fresh=_oldest(ctx, checked),
        generation=ctx.warehouse.generation,
        cached=found.hit,
        age=found.age,
    )


def _count(ctx: Context, compiled: Compiled) -> int:
    """All rows of a result that was cut."""
    counted = check_tree(compiled.count(), compiled.dialect, _allowed(ctx, compiled=True))
    key = Key(counted.sql, counted.dialect, ctx.warehouse.generation)
    ttl = ctx.config.cache.ttl_seconds
    found = ctx.cache.get_or_compute(key, lambda: ctx.warehouse.run(counted), ttl, result_bytes)
    return int(str(found.value.rows[0][0]))


def _oldest(ctx: Context, checked: Checked) -> datetime | None:
    ages = ctx.warehouse.freshness()
    return min((ages[table] for table in checked.tables if table in ages), default=None)
