"""The narrow views that a persona's tools read: parts of tables that the persona itself does not see."""

from contextlib import nullcontext
from datetime import date

from core.access import Asker, persona_of, row_predicate, sees_tables
from core.billed import run_billed
from core.cache import Key, result_bytes
from core.context import Context
from core.errors import NotAllowed, Unknown
from core.semantic.compile.view import EVERYTHING, CompiledView, Only, compile_planning, compile_view
from core.semantic.model import Model
from core.table import Table, typed_columns
from core.warehouse.base import Cancel
from core.warehouse.guard import Allowance, check_tree

MOST_PLANNED = 1_000_000  # rows: an item each


def read_view(
    ctx: Context, name: str, only: Only = EVERYTHING, most: int | None = None, cancel: Cancel | None = None
) -> Table:
    """The rows of a view that the asker's warehouses allow, at most so many; only for the tools of its personas."""
    model, asker = ctx.model, ctx.asker
    if name not in model.views:
        raise Unknown("view", name, model.views)
    view = compile_view(model.views[name], model, ctx.clock.today, ctx.warehouse.dialect, only)
    own = model.views[name].of or name
    # Who sees the tables themselves needs no leave to look at a part of them.
    if own not in persona_of(model, asker).views and not sees_tables(model, asker).issuperset(view.tables):
        who = " or ".join(persona.name for persona in model.personas.values() if own in persona.views)
        raise NotAllowed(f"The tools of {asker.persona} do not read {name}; those of {who or 'nobody'} do.")
    return _read(ctx, view, most, cancel)


def read_planning(ctx: Context, name: str, most: int = MOST_PLANNED, only: Only = EVERYTHING) -> Table | None:
    """An optional table that the persona's tools plan with, or a part of it; None where this warehouse has none."""
    if name not in persona_of(ctx.model, ctx.asker).planning:
        raise NotAllowed(f"The tools of {ctx.asker.persona} do not read {name}.")
    if name not in ctx.warehouse.catalog():
        return None
    return _read(ctx, compile_planning(ctx.model.tables[name], only), most, None)


def _read(ctx: Context, view: CompiledView, most: int | None, cancel: Cancel | None) -> Table:
    limit = most or ctx.config.warehouse.row_limit
    allowed = _behind(ctx.model, ctx.asker, view.tables, ctx.clock.today, limit)
    checked = check_tree(view.tree, ctx.warehouse.dialect, allowed)
    with ctx.trace.step("read", tables=", ".join(view.tables)) if ctx.trace else nullcontext():
        key = Key(checked.sql, checked.dialect, ctx.warehouse.generation)
        ttl = ctx.config.cache.ttl_seconds
        result = ctx.cache.get_or_compute(key, lambda: run_billed(ctx, checked, cancel), ttl, result_bytes).value
    total = len(result.rows) + result.truncated
    return Table(typed_columns(view.columns, result.columns, result.types), result.rows, total, checked.sql)


def _behind(model: Model, asker: Asker, tables: tuple[str, ...], today: date, row_limit: int) -> Allowance:
    """The tables under the view, each with its own row rule: a limited asker's view is as limited."""
    return Allowance(
        tables={table: tuple(model.tables[table].columns) for table in tables},
        rows={table: row_predicate(model, table, asker) for table in tables},
        elsewhere={},
        today=today,
        row_limit=row_limit,
    )
