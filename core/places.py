"""Which workspaces and warehouses there are in the data: to choose from for whoever gives rights to others."""

from collections.abc import Mapping
from dataclasses import replace

from core.access import require
from core.context import Context
from core.errors import QuartermasterError
from core.run import run_query
from core.semantic.query import Group, Query
from core.warehouse.base import Value


def workspaces(ctx: Context) -> tuple[str, ...]:
    """Of all rows: somebody of another one sees none of them."""
    found: set[str] = set()
    for table in ctx.model.tables.values():
        for name, dimension in ctx.model.dimensions.items():
            if table.rows.workspace and f"{table.name}.{table.rows.workspace}" in dimension.at:
                found |= {str(row[0]) for row in _all(ctx, table.name, name) if row[0]}
    return tuple(sorted(found))


def warehouses(ctx: Context) -> Mapping[str, str]:
    """Code → name."""
    if "warehouse" not in ctx.model.entities:
        return {}
    found: dict[str, str] = {}
    for source in ctx.model.entities["warehouse"].sources[:1]:
        for row in _all(ctx, source, "warehouse"):
            found[str(row[0])] = str(row[-1] or "") if len(row) > 1 else ""
    return found


def _all(ctx: Context, table: str, dimension: str) -> tuple[tuple[Value, ...], ...]:
    """As a persona that has the table; nothing where there is none, or no data yet."""
    require(ctx.asker, "manage-users")
    persona = next((one.name for one in ctx.model.personas.values() if table in one.tables), None)
    if persona is None:
        return ()
    everybody = replace(ctx.asker, persona=persona, all_workspaces=True, warehouses=())
    members = dimension if dimension in ctx.model.entities else None
    try:
        query = Query(rows=members, by=(Group(dimension=dimension),))
        return run_query(ctx.for_asker(everybody), query, dashboard=True).table.rows
    except QuartermasterError:
        return ()
