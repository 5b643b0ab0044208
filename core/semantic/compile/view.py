"""A narrow view to SQL: a few columns of one fact, grouped by those that are no figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from core.errors import Unknown
from core.semantic import expression
from core.semantic.compile.plan import OutColumn
from core.semantic.compile.scope import Scope
from core.semantic.compile.source import Source
from core.semantic.model import Dimension, Model, Table, View


@dataclass(frozen=True)
class Only:
    """The part of a view that is wanted, by its key columns: some values, or from one day to another."""

    among: Mapping[str, Sequence[str]] = field(default_factory=dict)
    between: Mapping[str, tuple[date, date]] = field(default_factory=dict)


EVERYTHING = Only()


@dataclass(frozen=True)
class CompiledView:
    tree: exp.Select
    columns: tuple[OutColumn, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted({table.name for table in self.tree.find_all(exp.Table)}))


def compile_view(view: View, model: Model, today: date, dialect: str, only: Only = EVERYTHING) -> CompiledView:
    """Its rows over the tables it is declared on. Whether the asker may read it is the caller's question."""
    if view.of:
        return _summed_up(view, compile_view(model.views[view.of], model, today, dialect, only).tree, today, dialect)
    source = Source(Scope(model, frozenset(model.tables), today, dialect), view.fact, _nothing_for_each)
    keys = [name for name, text in view.columns.items() if text in model.dimensions]
    values = {
        name: source.dimension(text) if name in keys else source.expression(text) for name, text in view.columns.items()
    }
    where = [source.expression(model.conditions[state].when) for state in view.where]
    where += _narrowed(values, keys, only)
    return CompiledView(_select(source.select(), values, keys, where), _columns(values, keys))


def _narrowed(values: Mapping[str, exp.Expr], keys: Sequence[str], only: Only) -> Iterator[exp.Expr]:
    for name in (*only.among, *only.between):
        if name not in keys:
            raise Unknown("column", name, keys)
    for name, found in only.among.items():
        yield exp.In(this=values[name].copy(), expressions=[expression.literal(one) for one in found])
    for name, (first, last) in only.between.items():
        low, high = expression.literal(first), expression.literal(last)
        yield exp.Between(this=values[name].copy(), low=low, high=high)


def _summed_up(view: View, below: exp.Select, today: date, dialect: str) -> CompiledView:
    below.set("order", None)
    values = {name: expression.lowered(text, today, dialect).copy() for name, text in view.columns.items()}
    keys = [name for name, value in values.items() if isinstance(value, exp.Column)]
    select = exp.Select().from_(below.subquery("below", copy=False), copy=False)
    return CompiledView(_select(select, values, keys, []), _columns(values, keys))


def _select(
    select: exp.Select, values: Mapping[str, exp.Expr], keys: Sequence[str], where: Sequence[exp.Expr]
) -> exp.Select:
    select.select(*(exp.alias_(value, name) for name, value in values.items()), copy=False)
    select.where(*where, copy=False).group_by(*(values[name].copy() for name in keys), copy=False)
    return select.order_by(
        *(exp.Ordered(this=exp.column(name), desc=False, nulls_first=False) for name in keys), copy=False
    )


def _columns(names: Iterable[str], keys: Sequence[str]) -> tuple[OutColumn, ...]:
    return tuple(OutColumn(name, name.replace("_", " "), role="key" if name in keys else "figure") for name in names)


def _nothing_for_each(dimension: Dimension, keys: tuple[str, ...]) -> exp.Select:
    raise AssertionError("a narrow view works nothing out for each member")


def compile_planning(table: Table, only: Only = EVERYTHING) -> CompiledView:
    """All columns of an optional table, in the order of its key."""
    values: dict[str, exp.Expr] = {name: exp.column(name, table=table.name) for name in table.columns}
    select = exp.Select().select(*values.values(), copy=False).from_(expression.table(table.name), copy=False)
    select.where(*_narrowed(values, tuple(table.columns), only), copy=False)
    select.order_by(
        *(exp.Ordered(this=exp.column(name), desc=False, nulls_first=False) for name in table.key), copy=False
    )
    return CompiledView(select, _columns(table.columns, tuple(table.key)))
