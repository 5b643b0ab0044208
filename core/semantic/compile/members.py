"""Lists: the members of an entity with their attributes, and figures worked out for each of them."""

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile import defaults
from core.semantic.compile.blocks import Tools
from core.semantic.compile.cells import Figures, parts, periods
from core.semantic.compile.conditions import condition, terms
from core.semantic.compile.filters import Filters
from core.semantic.compile.gathered import gathered
from core.semantic.compile.grouped import Draft, grouped, key_column
from core.semantic.compile.keys import Key, key_value, keys_of
from core.semantic.compile.narrow import narrow
from core.semantic.compile.plan import OutColumn, check_sides
from core.semantic.compile.scope import Scope, Unreachable, no_way
from core.semantic.compile.source import Source
from core.semantic.expression import parse, references
from core.semantic.model import Entity
from core.semantic.query import Filter, Group, Is, Query

MEMBERS, FIGURES = "members", "figures"


def members(query: Query, tools: Tools) -> Draft:
    scope = tools.scope
    assert query.rows
    entity = scope.entity(query.rows)
    if query.compare is not None:
        raise Invalid("A list is not compared with another period: ask for figures by group.")
    sources = [table for table in entity.sources if table in scope.tables]
    if not sources:
        scope.need(entity.sources[0], entity.plural.capitalize())
    keys = _columns(query, entity, scope, sources)
    select, found, hidden = _chosen(query, entity, keys, sources, tools)
    columns = [_as_column(key, entity) for key in keys]
    names = _names(keys)
    if query.measures or query.having is not None:
        columns += _figures(query, entity, select, found, tools, names)
    if scope.own_rows(entity):
        narrow(select, entity.sources[0])
    select.select(*(expression.alias(value.copy(), name) for name, value in found.items()), copy=False)
    return Draft(select, columns, keys, found, names, hidden)


def _chosen(
    query: Query, entity: Entity, keys: tuple[Key, ...], sources: list[str], tools: Tools
) -> tuple[exp.Select, dict[str, exp.Expr], dict[str, exp.Expr]]:
    """Their own rows where one table has them all; known by several tables, a member may lack its row in one."""
    if not tools.scope.own_rows(entity) or len(entity.sources) > 1:
        return (*gathered(query, entity, keys, sources, tools), {})
    try:
        return _rows(query, entity, keys, tools)
    except Unreachable as error:
        raise no_way(tools.scope, entity.plural.capitalize(), error.dimension) from None


def _columns(query: Query, entity: Entity, scope: Scope, sources: list[str]) -> tuple[Key, ...]:
    """The entity itself, then what was asked for; its usual columns where nothing was."""
    shown = [Group(dimension=name) for name in (*entity.key, *([entity.title] if entity.title else []))]
    asked = query.by or tuple(Group(dimension=name) for name in entity.show)
    keys = keys_of((*shown, *asked), scope, sources)
    usual = {*entity.show, entity.title} - {group.dimension for group in query.by}
    return tuple(key for key in keys if key.dimension not in usual or _visible(scope, key.dimension, sources))


def _visible(scope: Scope, name: str, sources: list[str]) -> bool:
    """A usual column is left out where the asker does not see its table; one that was asked for is not."""
    dimension = scope.dimension(name)
    return not dimension.at or any(
        place.rpartition(".")[0] in scope.reach(s) for place in dimension.at for s in sources
    )


def _as_column(key: Key, entity: Entity) -> OutColumn:
    if key.dimension in entity.key:
        return key_column(key, "key")
    return key_column(key, "title" if key.dimension == entity.title else "attribute")


def _names(keys: tuple[Key, ...]) -> dict[str, str]:
    names: dict[str, str] = {}
    for key in keys:
        names.setdefault(key.dimension, key.name)
        names.setdefault(key.group, key.name)
    return {**names, **{key.name: key.name for key in keys}}


def _rows(
    query: Query, entity: Entity, keys: tuple[Key, ...], tools: Tools
) -> tuple[exp.Select, dict[str, exp.Expr], dict[str, exp.Expr]]:
    """The entity's own rows; also attributes that the list is only ordered by."""
    source = tools.source(entity.sources[0])
    found = {key.name: key_value(key, source, entity.date) for key in keys}
    unseen = [o.by for o in query.order if o.by in tools.scope.model.dimensions and o.by not in _names(keys)]
    hidden = {name: source.dimension(name) for name in unseen}
    where = _conditions(query, entity, source, tools)
    return source.select().where(*where, copy=False), found, hidden


def _conditions(query: Query, entity: Entity, source: Source, tools: Tools) -> list[exp.Expr]:
    scope = tools.scope
    asked = parts(query.where) if query.where is not None else ()
    if any(map(periods, asked)) and entity.date is None:
        raise Invalid(f"{entity.plural.capitalize()} have no date that a period applies to.")
    held = () if defaults.pinned(asked, scope) else defaults.kept(entity.defaults, asked, (), query.including, scope)
    every: tuple[Filter, ...] = (*asked, *(Is.model_validate({"is": state}) for state in held))
    where = Filters(source, tools.subquery, entity.date).conjuncts(every)
    if entity.where and source.fact in {table for table, _ in references(parse(entity.where))}:
        where.append(source.expression(entity.where))
    return where


def _figures(
    query: Query,
    entity: Entity,
    select: exp.Select,
    found: dict[str, exp.Expr],
    tools: Tools,
    names: dict[str, str],
) -> list[OutColumn]:
    """Figures of each member beside it; a sum over nothing is 0, and so can be asked for."""
    by = tuple(Group(dimension=key) for key in entity.key)
    asked = list(terms(query.having)) if query.having is not None else []
    inner = Query(measures=(*query.measures, *asked), by=by, including=query.including)
    draft = grouped(inner, tools)
    if query.having is not None:
        check_sides(query.having, Figures(tools.scope, inner), by, tools)
    figures = [column for column in draft.columns if column.role not in ("key", "title")]
    pairs = [
        exp.EQ(this=found[name].copy(), expression=exp.column(key.name, table=FIGURES))
        for name, key in zip([names[key] for key in entity.key], draft.keys, strict=True)
    ]
    select.join(
        draft.select.subquery(FIGURES, copy=False), on=exp.and_(*pairs, copy=False), join_type="LEFT", copy=False
    )
    values = {c.name: _zero(exp.column(c.name, table=FIGURES), c, tools.scope) for c in figures}
    if query.having is not None:
        tested = list(values.values())[len(query.measures) :]
        select.where(condition(query.having, iter(tested)), copy=False)
    shown = figures[: len(query.measures)]
    for column in shown:
        found[column.name] = values[column.name]
        names.setdefault(column.measure or column.name, column.name)
        names[column.name] = column.name
    return shown


def _zero(value: exp.Expr, column: OutColumn, scope: Scope) -> exp.Expr:
    measure = scope.model.measures.get(column.measure or "")
    counts = (measure.additive or measure.unit == "count") if measure else column.unit == "count"
    return expression.or_zero(value) if counts and column.role == "figure" else value
