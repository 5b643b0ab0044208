"""Grouped by something finer than its rows, an order still counts once a group: purchase orders by product."""

from dataclasses import replace

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile import defaults
from core.semantic.compile.blocks import Tools
from core.semantic.compile.cells import COUNT_ROWS, Cell
from core.semantic.compile.keys import ANY_DATE, Key, key_value
from core.semantic.compile.scope import Unreachable, no_way, tells
from core.semantic.model import Entity, Inner, Join
from core.semantic.query import Is


def refined(cell: Cell, keys: tuple[Key, ...], tools: Tools) -> Cell:
    """The cell over rows that the keys can tell apart: its own, or those of the table below that is nearest to them."""
    if cell.per is not None or _joins(cell, keys, tools) is not None:
        return cell
    children = [] if cell.alone else tools.scope.children(cell.fact)
    below = [_over(cell, child, join, keys, tools) for child, join in children]
    reached = [(joins, each) for each in below if each and (joins := _joins(each, keys, tools)) is not None]
    if reached:
        return min(reached, key=lambda each: each[0])[1]
    entity = tools.scope.fact_entity(cell.fact)
    what = entity.plural.capitalize() if entity else cell.fact
    missing = next(key for key in keys if not key.title and _joins(cell, (key,), tools) is None)
    if missing.dimension == ANY_DATE:
        raise Invalid(f"{what} have no date here to group by.")
    raise no_way(tools.scope, what, missing.dimension)


def _joins(cell: Cell, keys: tuple[Key, ...], tools: Tools) -> int | None:
    """How many joins lead from the cell's rows to the keys; None where none does."""
    source = tools.source(cell.fact)
    try:
        for key in keys:
            if not key.title:
                key_value(key, source, cell.date)
    except Unreachable:
        return None
    return source.joined


def _over(cell: Cell, child: str, join: Join, keys: tuple[Key, ...], tools: Tools) -> Cell | None:
    entity = tools.scope.fact_entity(cell.fact)
    where = (*cell.where, *_usual(cell, child, keys, tools))
    if cell.value == COUNT_ROWS:
        kinds = tools.scope.model.tables[child].columns
        own = [place for place in join.on.values() if "." not in place]
        texts = [f"{child}.{c}" if kinds[c].kind == "text" else f"cast({child}.{c} as varchar)" for c in own]
        columns = " || '-' || ".join(texts) if len(own) > 1 else f"{child}.{own[0]}"
        return replace(cell, fact=child, value=f"count(distinct {columns})", where=where, additive=False)
    if _same_when_doubled(cell.value):
        return replace(cell, fact=child, where=where, additive=False)
    return replace(_once_each(cell, entity), fact=child, where=where, additive=False) if entity else None


def _usual(cell: Cell, child: str, keys: tuple[Key, ...], tools: Tools) -> list[Is]:
    """What holds of the rows below unless lifted, where the cell's own rows do not know it: cancelled orders."""
    scope = tools.scope
    entity = scope.fact_entity(child)
    new = [name for name in (entity.defaults if entity else ()) if not tells(scope, cell.fact, name)]
    groups = [each for each in cell.groups if each.dimension in {key.group for key in keys}]
    return [Is.model_validate({"is": name}) for name in defaults.kept(new, cell.where, groups, (), scope)]


def _same_when_doubled(value: str) -> bool:
    """Whether a row that comes several times changes nothing: distinct counts, the lowest, the highest."""
    aggregates = list(expression.parse(value).find_all(exp.AggFunc))
    return all(isinstance(each, exp.Min | exp.Max) or isinstance(each.this, exp.Distinct) for each in aggregates)


def _once_each(cell: Cell, entity: Entity) -> Cell:
    """First one row for each order and group, then the aggregate over these."""
    columns: dict[str, str] = {}

    def part(value: exp.Expr) -> exp.Expr:
        name = f"part_{len(columns) + 1}"
        columns[name] = f"max({value.sql(dialect='duckdb')})"
        return exp.column(name)

    def outer(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.AggFunc) or isinstance(node.this, exp.Star):
            return node
        if isinstance(node.this, exp.Distinct):
            return exp.Count(this=exp.Distinct(expressions=[part(each) for each in node.this.expressions]))
        return node.__class__(this=part(node.this))

    value = expression.replace(expression.parse(cell.value), outer).sql(dialect="duckdb")
    return replace(cell, value=value, inner=Inner(per=entity.key, columns=columns))
