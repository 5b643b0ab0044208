"""Fills a value index from the data, under the asker's rights: what they may not see is unknown to them."""

from collections.abc import Iterator

from core.access import allowance, sees_tables
from core.context import Context
from core.errors import Invalid, NotAllowed
from core.language.stock import Value
from core.language.values import ValueIndex
from core.semantic.compile import compile_query
from core.semantic.query import Group, Query
from core.warehouse.base import Result
from core.warehouse.guard import check_tree

MOST = 2_000_000  # distinct values of one dimension


def known_values(ctx: Context) -> ValueIndex:
    return ValueIndex.of(_values(ctx))


def _values(ctx: Context) -> Iterator[Value]:
    titles = {entity.title: name for name, entity in ctx.model.entities.items() if entity.title}
    for name, dimension in ctx.model.dimensions.items():
        if not dimension.search:
            continue
        entity = titles.get(name)
        group = entity if entity and len(ctx.model.entities[entity].key) == 1 else name
        result = _distinct(ctx, group)
        if result is None:
            continue
        if group == entity and len(result.columns) == 2:
            key = ctx.model.entities[entity].key[0]
            yield from (Value(name, str(row[1]), str(row[0]), key) for row in result.rows if row[1] is not None)
        elif group != entity:
            yield from (Value(name, str(row[0])) for row in result.rows if row[0] is not None)


def _distinct(ctx: Context, name: str) -> Result | None:
    """The values of a dimension; None where the asker has no right to its tables."""
    query = Query(rows=name) if name in ctx.model.entities else Query(by=(Group(dimension=name),))
    if name in ctx.model.entities:
        query = Query(rows=name, by=(Group(dimension=str(ctx.model.entities[name].title)),))
    tables = sees_tables(ctx.model, ctx.asker)
    try:
        compiled = compile_query(query, ctx.model, tables, ctx.clock.today, ctx.warehouse.dialect)
    except (NotAllowed, Invalid):
        return None
    allowed = allowance(ctx.model, ctx.asker, ctx.clock.today, MOST, compiled=True)
    return ctx.warehouse.run(check_tree(compiled.tree, compiled.dialect, allowed))
