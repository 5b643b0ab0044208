"""A narrow view to SQL: a few columns of one fact, grouped by those that are not figures; no price, no partner."""

from datetime import date

from sqlglot import exp

from core.semantic.compile.filters import Filters
from core.semantic.compile.plan import OutColumn
from core.semantic.compile.scope import Scope
from core.semantic.compile.source import Source
from core.semantic.model import Model, View
from core.semantic.query import Is


def compile_view(view: View, model: Model, today: date, dialect: str) -> tuple[exp.Select, tuple[OutColumn, ...]]:
    """The view's rows over the tables it is declared on, whoever asks: whether they may is the caller's question."""
    source = Source(Scope(model, frozenset(model.tables), today, dialect), view.fact, _no_entity_measures)
    dimensions = {name: text for name, text in view.columns.items() if text in model.dimensions}
    values = {
        name: source.dimension(text) if name in dimensions else source.expression(text)
        for name, text in view.columns.items()
    }
    states = tuple(Is.model_validate({"is": state}) for state in view.where)
    where = Filters(source, _no_subquery, None).conjuncts(states)
    select = source.select().select(*(exp.alias_(value, name) for name, value in values.items()), copy=False)
    select.where(*where, copy=False).group_by(*(values[name].copy() for name in dimensions), copy=False)
    select.order_by(*(exp.Ordered(this=exp.column(name), desc=False, nulls_first=False) for name in dimensions), copy=False)
    columns = [OutColumn(name, name.replace("_", " "), role="key" if name in dimensions else "figure") for name in values]
    return select, tuple(columns)


def _no_entity_measures(*_: object) -> exp.Select:
    raise AssertionError("a narrow view works nothing out for each member")


def _no_subquery(*_: object) -> exp.Query:
    raise AssertionError("a narrow view has no filter by another query")
