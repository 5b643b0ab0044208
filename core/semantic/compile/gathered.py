"""Members that no table has as its rows, or that several tables know: gathered from what names them, each once."""

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile import defaults
from core.semantic.compile.blocks import Tools
from core.semantic.compile.cells import parts, periods
from core.semantic.compile.filters import Filters
from core.semantic.compile.keys import Key, key_value
from core.semantic.compile.scope import Unreachable, no_way
from core.semantic.compile.source import Source
from core.semantic.model import Entity
from core.semantic.query import And, Fields, Filter, In, Is, Not, Query

MEMBERS = "members"


def gathered(
    query: Query, entity: Entity, keys: tuple[Key, ...], sources: list[str], tools: Tools
) -> tuple[exp.Select, dict[str, exp.Expr]]:
    asked = parts(query.where) if query.where is not None else ()
    wanted = tuple(each for each in asked if not isinstance(each, Not))
    pieces = _nearest(_pieces(query, wanted, entity, keys, sources, tools))
    whole: exp.Query = pieces[0]
    for piece in pieces[1:]:
        whole = exp.union(whole, piece, distinct=False, copy=False)
    select, found = _once(whole, len(pieces), entity, keys)
    for each in asked:
        if isinstance(each, Not):
            _leave_out(select, each.negated, wanted, entity, found, tools)
    return select, found


def _pieces(
    query: Query, wanted: tuple[Filter, ...], entity: Entity, keys: tuple[Key, ...], sources: list[str], tools: Tools
) -> list[exp.Select]:
    """What each table says; one that cannot tell which of its members are meant leaves it to the others."""
    pieces = []
    first: Invalid | None = None
    for table in sources:
        source = tools.source(table)
        try:
            pieces.append(_piece(query, wanted, entity, keys, source, tools))
        except Unreachable as error:
            first = first or no_way(tools.scope, entity.plural.capitalize(), error.dimension)
        except Invalid as error:
            first = first or error
    if not pieces:
        raise first or Invalid(f"{entity.plural.capitalize()} cannot be listed with these columns.")
    return pieces


def _piece(
    query: Query, wanted: tuple[Filter, ...], entity: Entity, keys: tuple[Key, ...], source: Source, tools: Tools
) -> exp.Select:
    scope = tools.scope
    row = scope.fact_entity(source.fact)  # what a row of this table is: an order, say, that names a customer
    date = entity.date or (row.date if row else None)
    if any(map(periods, wanted)) and date is None:
        raise Invalid(f"{entity.plural.capitalize()} have no date that a period applies to.")
    values = {key.name: _value_or_empty(key, source, entity, date) for key in keys}
    of_rows = [each for each in wanted if not _of_member(each, entity)]
    usual = (*entity.defaults, *(row.defaults if row and of_rows else ()))
    held = defaults.kept(usual, wanted, (), query.including, scope)
    every = (*wanted, *(Is.model_validate({"is": state}) for state in held))
    where = Filters(source, tools.subquery, date).conjuncts(every)
    if entity.where and source.fact in {table for table, _ in expression.references(expression.parse(entity.where))}:
        where.append(source.expression(entity.where))
    known = [values[key.name].copy() for key in keys if key.dimension in entity.key]
    where += [exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())) for value in known]
    named = [
        expression.alias(value if key.dimension in entity.key else exp.Max(this=value), key.name)
        for key, value in zip(keys, values.values(), strict=True)
    ]
    return source.select().select(*named, copy=False).where(*where, copy=False).group_by(*known, copy=False)


def _of_member(wanted: Filter, entity: Entity) -> bool:
    """Whether a filter is about the member itself, not about what happened with it."""
    return isinstance(wanted, Fields) and (wanted.field == entity.name or wanted.field.split(".")[0] == entity.name)


def _value_or_empty(key: Key, source: Source, entity: Entity, date: str | None) -> exp.Expr:
    try:
        return key_value(key, source, date)
    except Unreachable:
        if key.dimension in entity.key or key.dimension != entity.title:
            raise
        return expression.cast(exp.Null(), "VARCHAR")


def _nearest(pieces: list[exp.Select]) -> list[exp.Select]:
    """Suppliers with late orders are those of the orders, not also those of products that were on such an order."""
    steps = [sum(1 + len(each.this.args.get("joins") or ()) for each in p.find_all(exp.Exists)) for p in pieces]
    return [piece for piece, taken in zip(pieces, steps, strict=True) if taken <= max(1, min(steps))]


def _once(
    whole: exp.Query, pieces: int, entity: Entity, keys: tuple[Key, ...]
) -> tuple[exp.Select, dict[str, exp.Expr]]:
    found: dict[str, exp.Expr] = {key.name: exp.column(key.name, table=MEMBERS) for key in keys}
    if pieces == 1:
        return exp.Select().from_(whole.subquery(MEMBERS, copy=False), copy=False), found
    shown = [
        exp.column(key.name)
        if key.dimension in entity.key
        else expression.alias(exp.Max(this=exp.column(key.name)), key.name)
        for key in keys
    ]
    by = [exp.column(key.name) for key in keys if key.dimension in entity.key]
    once = exp.select(*shown).from_(whole.subquery("known", copy=False), copy=False).group_by(*by, copy=False)
    return exp.Select().from_(once.subquery(MEMBERS, copy=False), copy=False), found


def _leave_out(
    select: exp.Select,
    unwanted: Filter,
    wanted: tuple[Filter, ...],
    entity: Entity,
    found: dict[str, exp.Expr],
    tools: Tools,
) -> None:
    """Who never bought it: not all that once bought something else. A period holds for the purchase, too."""
    both = (unwanted, *(each for each in wanted if isinstance(each, In)))
    others = tools.subquery(Query(rows=entity.name, where=And(**{"and": both})), entity.key)
    alias = f"without_{len(select.args.get('joins') or ()) + 1}"
    pairs = [
        exp.EQ(this=value.copy(), expression=exp.column(name, table=alias))
        for name, value in list(found.items())[: len(entity.key)]
    ]
    select.join(others.subquery(alias, copy=False), on=exp.and_(*pairs, copy=False), join_type="LEFT", copy=False)
    nobody = exp.column(others.selects[0].alias_or_name, table=alias)
    select.where(exp.Is(this=nobody, expression=exp.Null()), copy=False)
