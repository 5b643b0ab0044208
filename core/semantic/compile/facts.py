"""The table whose rows carry an attribute, and what the figures over it leave out."""

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile.scope import Scope
from core.semantic.model import Dimension
from core.semantic.reckoned import parts_of


def usual_defaults(scope: Scope, fact: str, dimension: Dimension) -> tuple[str, ...]:
    """What the figures over this column leave out, where all of them do."""
    measures = [m for m in scope.model.measures.values() if m.fact == fact and not m.where]
    over = [m.defaults for m in measures if any(f"({place})" in (m.sql or "") for place in dimension.at)]
    return over[0] if over and len(set(over)) == 1 else ()


def fact_for(scope: Scope, name: str) -> str:
    """The table whose rows carry a dimension: the first that the asker sees."""
    dimension = scope.dimension(name)
    if dimension.measure:
        return scope.entity(dimension.entity).sources[0]
    sql = expression.parse(dimension.sql) if dimension.sql else exp.Null()
    aliases = [alias for alias, _ in expression.references(sql)]
    needed = set(aliases)  # an expression needs all of its tables, a column any one of its places
    if not aliases and (sides := parts_of(name)):
        return _fact_of_both(scope, dimension.label, [fact_for(scope, side) for side in sides])
    aliases += [place.rpartition(".")[0] for place in dimension.at]
    tables = [table for alias in aliases for table in _bearers(scope, alias)]
    seen = [t for t in tables if t in scope.tables and needed <= scope.reach(t).keys()]
    if not seen:
        scope.need(tables[0], dimension.label.capitalize())
        raise Invalid(f"{dimension.label.capitalize()} cannot be worked out with what you may see.")
    return seen[0]


def _fact_of_both(scope: Scope, label: str, tables: list[str]) -> str:
    """Of the tables that two attributes live in the one that leads to the other."""
    for table in tables:
        if all(other in scope.reach(table) for other in tables):
            return table
    raise Invalid(f"{label.capitalize()} cannot be worked out: nothing in the data links the two.")


def _bearers(scope: Scope, alias: str) -> list[str]:
    """The tables whose rows have an alias: itself, or those that a table in a role is joined to."""
    model = scope.model
    return [alias] if alias in model.tables else [join.source for join in model.joins if join.alias == alias]
