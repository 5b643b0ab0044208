"""Cells that need more than one level: a finer level first, the last day of a level, or an aggregate of groups."""

from dataclasses import replace

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.blocks import Block, Tools, apart, conditions, key_of, moved
from core.semantic.compile.cells import Cell
from core.semantic.compile.filters import Filters
from core.semantic.compile.keys import Key, key_value, keys_of
from core.semantic.model import Inner
from core.semantic.query import Group, In

FINE, WIDE, CHOSEN = "fine", "wide", "chosen"


def select_alone(block: Block, tools: Tools, name: str) -> exp.Select:
    cell = block.cells[0]
    if cell.per is not None:
        return _of_groups(block, cell, tools, name)
    if cell.inner is not None:
        return _from_inner(block, cell, cell.inner, tools, name)
    return _latest(block, cell, tools, name)


def _outer(block: Block, value: exp.Expr, inner: exp.Select, alias: str, name: str) -> exp.Select:
    """SELECT keys, value FROM inner GROUP BY keys."""
    columns = [exp.column(key.name, table=alias) for key in block.keys]
    shown = [
        expression.alias(exp.Max(this=column) if key.title else column, key.name)
        for key, column in zip(block.keys, columns, strict=True)
    ]
    select = exp.select(*shown, expression.alias(value, name)).from_(inner.subquery(alias, copy=False), copy=False)
    grouped = [column.copy() for key, column in zip(block.keys, columns, strict=True) if not key.title]
    return select.group_by(*grouped, copy=False) if grouped else select


def _of_groups(block: Block, cell: Cell, tools: Tools, name: str) -> exp.Select:
    assert cell.per and cell.agg
    column = "value" if cell.agg not in ("avg", "median") else "CAST(value AS DOUBLE)"
    text = f"count(distinct {column})" if cell.agg == "count_distinct" else f"{cell.agg}({column})"
    return _outer(block, _lowered(text, tools), tools.nested(cell.per), FINE, name)


def _from_inner(block: Block, cell: Cell, inner: Inner, tools: Tools, name: str) -> exp.Select:
    """The finer level, then figures across it that no filter on `apart` narrows, then those filters, then the cell."""
    scope = tools.scope
    everywhere, chosen = apart(moved(cell, scope), inner.apart)
    wide = replace(cell, where=tuple(everywhere), shift=None)
    keys = _with(block.keys, keys_of([Group(dimension=part) for part in inner.per], scope, [cell.fact]))
    source = tools.source(cell.fact)
    where = conditions(wide, source, tools)
    plain = [key for key in keys if not key.title]
    shown = [expression.alias(key_of(key, source, cell.date), key.name) for key in keys]
    shown += [expression.alias(source.expression(text), column) for column, text in inner.columns.items()]
    if test := Filters(source, tools.subquery, cell.date, nested=True).conjuncts(tuple(chosen)):
        shown.append(expression.alias(_said_of_all(exp.and_(*test, copy=False)), CHOSEN))
    grouped = [key_value(key, source, cell.date) for key in plain]
    fine = source.select().select(*shown, copy=False).where(*where, copy=False).group_by(*grouped, copy=False)
    select = _outer(block, _lowered(cell.value, tools), _across(fine, inner, plain, tools), WIDE, name)
    if test:
        select.where(exp.EQ(this=exp.column(CHOSEN, table=WIDE), expression=exp.Literal.number(1)), copy=False)
    return select


def _said_of_all(test: exp.Expr) -> exp.Expr:
    """A condition on what a finer level is grouped by, as a column of it: it holds for all rows of a group or none."""
    yes, no = exp.Literal.number(1), exp.Literal.number(0)
    return exp.Max(this=exp.Case(ifs=[exp.If(this=test, true=yes)], default=no))


def _across(fine: exp.Select, inner: Inner, keys: list[Key], tools: Tools) -> exp.Select:
    rivals = set(inner.apart)
    partition = [exp.column(key.name, table=FINE) for key in keys if key.dimension not in rivals]
    windows = [
        expression.alias(exp.Window(this=_lowered(text, tools), partition_by=[p.copy() for p in partition]), column)
        for column, text in inner.across.items()
    ]
    everything = [exp.column(each.alias_or_name, table=FINE) for each in fine.selects]
    return exp.select(*everything, *windows).from_(fine.subquery(FINE, copy=False), copy=False)


def _with(keys: tuple[Key, ...], more: tuple[Key, ...]) -> tuple[Key, ...]:
    known = {key.dimension for key in keys}
    return (*keys, *(key for key in more if key.dimension not in known))


def _lowered(text: str, tools: Tools) -> exp.Expr:
    return expression.lowered(text, tools.scope.today, tools.scope.dialect).copy()


def _latest(block: Block, cell: Cell, tools: Tools, name: str) -> exp.Select:
    """A level, not a flow: of each stretch of time only the last recorded day counts."""
    assert cell.latest
    source = tools.source(cell.fact)
    days = tools.source(cell.fact)
    day = exp.column(cell.latest.rpartition(".")[2], table=cell.fact)
    buckets = [key_value(key, days, cell.date) for key in block.keys if key.bucket and not key.title]
    periods = tuple(each for each in cell.where if isinstance(each, In))
    last = days.select().select(exp.Max(this=day.copy()), copy=False)
    last.where(*conditions(replace(cell, where=periods), days, tools), copy=False)
    if buckets:
        last.group_by(*buckets, copy=False)
    plain = [key_of(key, source, cell.date) for key in block.keys]
    shown = [expression.alias(value, key.name) for key, value in zip(block.keys, plain, strict=True)]
    where = conditions(cell, source, tools)
    value = source.expression(cell.value)
    select = source.select().select(*shown, expression.alias(value, name), copy=False)
    select.where(*where, exp.In(this=day, query=last.subquery(copy=False)), copy=False)
    grouped = [value.copy() for key, value in zip(block.keys, plain, strict=True) if not key.title]
    return select.group_by(*grouped, copy=False) if grouped else select
