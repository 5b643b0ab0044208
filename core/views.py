"""The narrow views that a persona's tools read: parts of tables that the persona itself does not see."""

from datetime import date

from core.access import Asker, persona_of, row_predicate
from core.context import Context
from core.errors import NotAllowed, Unknown
from core.semantic.compile.view import EVERYTHING, Only, compile_view
from core.semantic.model import Model
from core.table import Table, typed_columns
from core.warehouse.base import Cancel
from core.warehouse.guard import Allowance, check_tree


def read_view(
    ctx: Context, name: str, only: Only = EVERYTHING, most: int | None = None, cancel: Cancel | None = None
) -> Table:
    """The rows of a view that the asker's warehouses allow, at most so many; only for the tools of its personas."""
    model, asker = ctx.model, ctx.asker
    if name not in model.views:
        raise Unknown("view", name, model.views)
    if name not in persona_of(model, asker).views:
        who = " or ".join(persona.name for persona in model.personas.values() if name in persona.views)
        raise NotAllowed(f"The tools of {asker.persona} do not read {name}; those of {who or 'nobody'} do.")
    view = compile_view(model.views[name], model, ctx.clock.today, ctx.warehouse.dialect, only)
    allowed = _behind(model, asker, view.tables, ctx.clock.today, most or ctx.config.warehouse.row_limit)
    checked = check_tree(view.tree, ctx.warehouse.dialect, allowed)
    result = ctx.warehouse.run(checked, cancel=cancel)
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
