"""A narrow view to SQL: a few columns of one fact, grouped by those that are no figures."""

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from core.semantic.compile.plan import OutColumn
from core.semantic.compile.scope import Scope
from core.semantic.compile.source import Source
from core.semantic.model import Dimension, Model, View


@dataclass(frozen=True)
class CompiledView:
    tree: exp.Select
    columns: tuple[OutColumn, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted({table.name for table in self.tree.find_all(exp.Table)}))


def compile_view(view: View, model: Model, today: date, dialect: str) -> CompiledView:
    """Its rows over the tables it is declared on. Whether the asker may read it is the caller's question."""
    source = Source(Scope(model, frozenset(model.tables), today, dialect), view.fact, _nothing_for_each)
    keys = [name for name, text in view.columns.items() if text in model.dimensions]
    values = {
        name: source.dimension(text) if name in keys else source.expression(text) for name, text in view.columns.items()
    }
    where = [source.expression(model.conditions[state].when) for state in view.where]
    select = source.select().select(*(exp.alias_(value, name) for name, value in values.items()), copy=False)
    select.where(*where, copy=False).group_by(*(values[name].copy() for name in keys), copy=False)
    select.order_by(*(exp.Ordered(this=exp.column(name), desc=False, nulls_first=False) for name in keys), copy=False)
    columns = (OutColumn(name, name.replace("_", " "), role="key" if name in keys else "figure") for name in values)
    return CompiledView(select, tuple(columns))


def _nothing_for_each(dimension: Dimension, keys: tuple[str, ...]) -> exp.Select:
    raise AssertionError("a narrow view works nothing out for each member")
