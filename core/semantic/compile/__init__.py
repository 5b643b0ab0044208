"""Query → SQL tree. The only place where SQL is made; it compiles to a core that every dialect has."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from core.errors import Invalid, Unknown
from core.semantic import expression
from core.semantic.compile.blocks import Tools
from core.semantic.compile.defaults import excluded_by
from core.semantic.compile.grouped import Draft, grouped
from core.semantic.compile.members import members
from core.semantic.compile.plan import OutColumn
from core.semantic.compile.prune import pruned
from core.semantic.compile.scope import Scope, identifying
from core.semantic.model import Dimension, Model
from core.semantic.query import Group, Order, Query, Term

PLACE = "place"


@dataclass(frozen=True)
class Compiled:
    """The tree to guard and run, and what its columns are."""

    tree: exp.Query
    columns: tuple[OutColumn, ...]
    dialect: str

    def count(self) -> exp.Query:
        """How many rows there are, whatever is shown of them."""
        whole = self.tree.copy()
        whole.set("order", None)
        counted = expression.alias(exp.Count(this=exp.Star()), "rows")
        return exp.select(counted).from_(whole.subquery("counted", copy=False), copy=False)

    @property
    def sql(self) -> str:
        return self.tree.sql(dialect=self.dialect, pretty=True)


def compile_query(
    query: Query, model: Model, tables: Collection[str], today: date, dialect: str = "duckdb"
) -> Compiled:
    """The query as SQL over the tables that the asker sees."""
    scope = Scope(model, frozenset(tables), today, dialect)
    draft = _draft(query, scope)
    return Compiled(pruned(_finished(query, draft, scope)), tuple(draft.columns), dialect)


def _draft(query: Query, scope: Scope) -> Draft:
    tools, query = _tools(scope), _with_limiting_groups(query, scope)
    return members(query, tools) if query.rows else grouped(query, tools)


def _with_limiting_groups(query: Query, scope: Scope) -> Query:
    """What a limit holds within is shown, too."""
    if not query.per:
        return query
    entity = scope.entity(query.rows) if query.rows else None
    shown = query.by or tuple(Group(dimension=name) for name in (entity.show if entity else ()))
    known = {called for group in shown for called in (group.dimension, group.name, group.grain)}
    known |= set(entity.key if entity else ())
    missing = [name for name in query.per if name not in known and not known.issuperset(identifying(scope, name))]
    added = tuple(Group(dimension=name) for name in missing)
    return query.model_copy(update={"by": (*added, *shown)}) if added else query


def _tools(scope: Scope) -> Tools:
    def columns_for(query: Query, dimensions: tuple[str, ...]) -> exp.Select:
        draft = _draft(query, scope)
        names = _bearing(dimensions, draft)
        if query.limit is None:
            only = draft.select.copy()
            only.set("expressions", [expression.alias(draft.values[name].copy(), name) for name in names])
            return only
        chosen = _finished(query, draft, scope).subquery("chosen", copy=False)
        return exp.select(*(exp.column(name, table="chosen") for name in names)).from_(chosen, copy=False)

    def per_entity(dimension: Dimension, keys: tuple[str, ...]) -> exp.Select:
        """The measure for each member, its entity's own defaults lifted: a cancelled order has a value too."""
        assert dimension.measure
        own = scope.entity(dimension.entity).defaults
        shut = _shut_out(own, scope)
        by = tuple(Group(dimension=key) for key in keys)
        query = Query(measures=(Term(measure=dimension.measure, **{"as": "value"}),), by=by, including=shut)
        return _draft(query, scope).select

    return Tools(scope, per_entity, columns_for, lambda query: _draft(query, scope).select)


def _bearing(dimensions: tuple[str, ...], draft: Draft) -> list[str]:
    """The columns for these dimensions; otherwise the first ones."""
    found = {column.dimension: column.name for column in draft.columns if column.grain is None}
    if all(name in found for name in dimensions):
        return [found[name] for name in dimensions]
    names = [column.name for column in draft.columns if column.role != "title"][: len(dimensions)]
    if len(names) < len(dimensions):
        raise Invalid(f"The query inside a filter must give {' and '.join(dimensions)}.")
    return names


def _shut_out(conditions: Iterable[str], scope: Scope) -> tuple[str, ...]:
    return tuple(value for name in conditions for value in excluded_by(name, scope))


def _finished(query: Query, draft: Draft, scope: Scope) -> exp.Select:
    """With its order (ties broken by the key, so that an answer is the same every time) and its limit."""
    order = _order(query, draft)
    if query.per:
        return _limited_within(query, draft, order, scope)
    select = draft.select
    if order:
        select.order_by(*order, copy=False)
    return select.limit(query.limit, copy=False) if query.limit else select


def _order(query: Query, draft: Draft) -> list[exp.Ordered]:
    chosen = query.order or _usual_order(query, draft)
    ordered = [_ordered(_to_order(order.by, draft), order.descending) for order in chosen]
    done = {draft.by_name.get(order.by, order.by) for order in chosen}
    ties = [key.name for key in draft.keys if not key.title and key.name not in done]
    return ordered + [_ordered(exp.column(name), False) for name in ties if _identifies(name, draft)]


def _identifies(name: str, draft: Draft) -> bool:
    """Attributes of a list say nothing about which row it is."""
    return next(column.role for column in draft.columns if column.name == name) == "key"


def _usual_order(query: Query, draft: Draft) -> tuple[Order, ...]:
    """Time runs forward; otherwise the largest first; lists by their key."""
    time = [key.name for key in draft.keys if key.grain and not {key.name, key.dimension} & {*query.per}]
    if time:
        return tuple(Order(by=name) for name in time)
    figures = [column.name for column in draft.columns if column.role not in ("key", "title", "attribute")]
    return (Order(by=figures[0], descending=True),) if figures and draft.keys and not query.rows else ()


def _to_order(name: str, draft: Draft) -> exp.Expr:
    if name in draft.by_name:
        return exp.column(draft.by_name[name])
    if name in draft.ordering:
        return draft.ordering[name].copy()
    raise Unknown("column to order by", name, draft.by_name)


def _ordered(value: exp.Expr, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=value, desc=descending, nulls_first=False)


def _limited_within(query: Query, draft: Draft, order: list[exp.Ordered], scope: Scope) -> exp.Select:
    """The first N of each group, by rank."""
    within = {*query.per, *(same for name in query.per for same in identifying(scope, name))}
    groups = [key.name for key in draft.keys if not key.title and {key.name, key.dimension, key.group} & within]

    def inside(ordered: exp.Ordered) -> exp.Ordered:
        """Inside the SELECT its own names do not exist yet: their expressions do."""
        name = ordered.this.name if isinstance(ordered.this, exp.Column) and not ordered.this.table else None
        value = draft.values[name].copy() if name in draft.values else ordered.this.copy()
        return _ordered(value, bool(ordered.args.get("desc")))

    window = exp.Window(
        this=exp.RowNumber(),
        partition_by=[draft.values[name].copy() for name in groups],
        order=exp.Order(expressions=[inside(each) for each in order]),
    )
    ranked = draft.select.select(expression.alias(window, PLACE), copy=False).subquery("ranked", copy=False)
    columns = [exp.column(column.name, table="ranked") for column in draft.columns]
    place = exp.column(PLACE, table="ranked")
    limited = exp.LTE(this=place, expression=exp.Literal.number(query.limit or 1))
    select = exp.select(*columns).from_(ranked, copy=False).where(limited, copy=False)
    by = [_ordered(exp.column(name, table="ranked"), False) for name in groups]
    return select.order_by(*by, _ordered(place.copy(), False), copy=False)


__all__ = ["Compiled", "OutColumn", "compile_query"]
