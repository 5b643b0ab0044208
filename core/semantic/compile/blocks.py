"""Cells to SELECTs: cells over the same fact and groups share one scan; where they differ, conditions go inside."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.cells import Cell
from core.semantic.compile.filters import Filters, Subquery
from core.semantic.compile.keys import ANY_DATE, Key, key_value
from core.semantic.compile.scope import Scope, Unreachable, no_way
from core.semantic.compile.source import PerEntity, Source
from core.semantic.query import And, Fields, Filter, In, Not, Or, Query

Nested = Callable[[Query], exp.Select]


@dataclass(frozen=True)
class Tools:
    """What a block needs from the compiler around it."""

    scope: Scope
    per_entity: PerEntity
    subquery: Subquery
    nested: Nested

    def source(self, fact: str) -> Source:
        return Source(self.scope, fact, self.per_entity)


@dataclass(frozen=True)
class Block:
    """Cells that one SELECT works out, for the keys of one level."""

    cells: tuple[Cell, ...]
    keys: tuple[Key, ...]


def blocks_of(cells: list[Cell], keys: tuple[Key, ...]) -> list[Block]:
    """Cells that can share a scan, together."""
    found: dict[object, list[Cell]] = {}
    timed = any(key.bucket for key in keys)
    for cell in cells:
        moved = cell.shift if timed else None
        dated = cell.date if any(key.dimension == ANY_DATE for key in keys) else None
        found.setdefault(cell if cell.alone else (cell.fact, moved, dated), []).append(cell)
    return [Block(tuple(group), keys) for group in found.values()]


def conditions(cell: Cell, source: Source, tools: Tools, *, nested: bool = False) -> list[exp.Expr]:
    """What must hold on a row for it to count in a cell; `nested` where it will stand inside CASE."""
    filters = Filters(source, tools.subquery, cell.date, nested=nested)
    try:
        return filters.conjuncts(moved(cell, tools.scope))
    except Unreachable as error:
        entity = tools.scope.fact_entity(cell.fact)
        raise no_way(tools.scope, entity.plural.capitalize() if entity else cell.fact, error.dimension) from None


def moved(cell: Cell, scope: Scope) -> tuple[Filter, ...]:
    """The cell's filters, with periods moved to the one it is compared with."""
    if cell.shift is None:
        return cell.where
    shift = cell.shift

    def other(period: In) -> In:
        return period.model_copy(
            update={"period": shift.to or period.period.back(shift.back, shift.grain, scope.today)}
        )

    return tuple(other(each) if isinstance(each, In) else each for each in cell.where)


def values(block: Block, tools: Tools) -> tuple[exp.Select, list[exp.Expr], list[exp.Expr]]:
    """A block as the start of a SELECT (FROM, WHERE), the values of its keys, and its aggregates."""
    if block.cells[0].alone:
        raise AssertionError("a cell alone is selected by core.semantic.compile.alone")
    source = tools.source(block.cells[0].fact)
    differ = len({(cell.where, cell.shift) for cell in block.cells}) > 1
    needed = [conditions(cell, source, tools, nested=differ) for cell in block.cells]
    texts = [{c.sql(): c for c in each} for each in needed]
    shared = [text for text in texts[0] if all(text in each for each in texts)]
    aggregates = [
        when(source.expression(cell.value), [c for text, c in own.items() if text not in shared])
        for cell, own in zip(block.cells, texts, strict=True)
    ]
    shift = block.cells[0].shift
    back, step = (shift.back, shift.grain) if shift and any(key.bucket for key in block.keys) else (0, None)
    keys = [key_of(key, source, block.cells[0].date, back, step) for key in block.keys]
    select = source.select()
    if shared:
        select.where(*(texts[0][text] for text in shared), copy=False)
    rest = [[c for text, c in own.items() if text not in shared] for own in texts]
    if all(rest):
        select.where(exp.or_(*(exp.and_(*each, copy=False) for each in rest), copy=False), copy=False)
    return select, keys, aggregates


def key_of(key: Key, source: Source, date: str | None, back: int = 0, step: object = None) -> exp.Expr:
    """A key's value; a name that this fact does not reach is empty, and comes from another fact."""
    try:
        value = key_value(key, source, date, back, step)  # type: ignore[arg-type]
    except Unreachable:
        if not key.title:
            raise
        value = expression.cast(exp.Null(), "VARCHAR")
    return exp.Max(this=value) if key.title else value


def when(aggregate: exp.Expr, needed: list[exp.Expr]) -> exp.Expr:
    """An aggregate over only the rows where the conditions hold."""
    if not needed:
        return aggregate
    condition = exp.and_(*needed, copy=False)

    def only(value: exp.Expr) -> exp.Expr:
        return exp.Case(ifs=[exp.If(this=condition.copy(), true=value)])

    def narrow(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.AggFunc):
            return node
        if isinstance(node.this, exp.Star):
            return exp.Count(this=only(exp.Literal.number(1)))
        if isinstance(node.this, exp.Distinct):
            return exp.Count(this=exp.Distinct(expressions=[only(each) for each in node.this.expressions]))
        return node.__class__(this=only(node.this))

    return expression.replace(aggregate, narrow)


def apart(filters: tuple[Filter, ...], names: tuple[str, ...]) -> tuple[list[Filter], list[Filter]]:
    """Filters split: those that narrow everything, and those on the dimensions that are compared with each other."""
    compared = {*names, *(name.split(".")[0] for name in names)}
    chosen = [each for each in filters if _only_about(each, compared)]
    return [each for each in filters if each not in chosen], chosen


def _only_about(wanted: Filter, names: set[str]) -> bool:
    if isinstance(wanted, Not):
        return _only_about(wanted.negated, names)
    if isinstance(wanted, And | Or):
        return all(_only_about(each, names) for each in (wanted.all if isinstance(wanted, And) else wanted.any))
    return isinstance(wanted, Fields) and wanted.field in names
