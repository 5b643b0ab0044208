"""Which default conditions a question lifts by naming what they shut out: "cancelled orders", "orders by status"."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.scope import Scope
from core.semantic.model import Entity
from core.semantic.query import And, Fields, Filter, Group, Is, Not, Or


def kept(
    defaults: Iterable[str],
    filters: Iterable[Filter],
    groups: Iterable[Group],
    including: tuple[str, ...],
    scope: Scope,
) -> tuple[str, ...]:
    """The defaults that still hold."""
    filters, groups = list(filters), list(groups)
    return tuple(name for name in defaults if not _lifted(name, filters, groups, including, scope))


def pinned(asked: tuple[Filter, ...], scope: Scope) -> bool:
    """One thing asked for by its number is shown whatever its state."""
    identifying = {
        key for entity in scope.model.entities.values() if len(entity.key) > 1 or entity.title for key in entity.key
    }
    plain = [each for each in asked if isinstance(each, Fields) and each.op in ("=", "in") and each.value is not None]
    pins = {each.field for each in plain} & identifying
    return any(
        entity.defaults and set(entity.key) & pins and scope.own_rows(entity) and _own_number(entity, pins)
        for entity in scope.model.entities.values()
    )


def _own_number(entity: Entity, pins: set[str]) -> bool:
    """Whether the pins name this entity by a key of its own, not only something it belongs to."""
    return any(name.split(".")[0] == entity.name for name in pins & set(entity.key))


def named(filters: Iterable[Filter], scope: Scope) -> tuple[str, ...]:
    """The values that these filters name although a default shuts them out."""
    filters = list(filters)
    known = {name for measure in scope.model.measures.values() for name in measure.defaults}
    lifted = [name for name in sorted(known) if _lifted(name, filters, [], (), scope)]
    return tuple(value for name in lifted for value in _out(name, scope))


def _out(name: str, scope: Scope) -> list[str]:
    column = _column(name, scope)
    if column is None:
        return []
    admitted = {value.lower() for value in _admitted(scope.condition(name).when, column[1])}
    return [value for value in column[1] if value.lower() not in admitted]


def _lifted(name: str, filters: list[Filter], groups: list[Group], including: tuple[str, ...], scope: Scope) -> bool:
    column = _column(name, scope)
    if column is None:
        return False
    place, values = column
    shut_out = {value.lower() for value in _out(name, scope)}
    if shut_out & {value.lower() for value in including}:
        return True
    if any(place in _places(group.dimension, scope) for group in groups):
        return True
    return any(_names(each, place, values, shut_out, scope) for each in filters)


def _column(name: str, scope: Scope) -> tuple[str, tuple[str, ...]] | None:
    """The one column with a vocabulary that a condition is about."""
    found = set(expression.references(expression.parse(scope.condition(name).when)))
    if len(found) != 1:
        return None
    alias, column = found.pop()
    table = scope.model.tables.get(alias)
    values = table.columns[column].values if table else None
    return (f"{alias}.{column}", values) if values else None


def values_of(name: str, scope: Scope) -> tuple[str, set[str]] | None:
    """The column that a condition is about, and the values of it that satisfy it."""
    column = _column(name, scope)
    return (column[0], _admitted(scope.condition(name).when, column[1])) if column else None


def _places(dimension: str, scope: Scope) -> tuple[str, ...]:
    known = scope.model.dimensions.get(dimension)
    return known.at if known else ()


def _admitted(when: str, values: tuple[str, ...]) -> set[str]:
    """The values of the vocabulary that satisfy a condition on one column."""
    return {value for value in values if _holds(expression.parse(when), value)}


def _holds(tree: exp.Expr, value: str) -> bool:
    if isinstance(tree, exp.Paren):
        return _holds(tree.this, value)
    if isinstance(tree, exp.Not):
        return not _holds(tree.this, value)
    if isinstance(tree, exp.EQ):
        return bool(tree.expression.name == value)
    if isinstance(tree, exp.NEQ):
        return bool(tree.expression.name != value)
    if isinstance(tree, exp.In):
        return value in {each.name for each in tree.expressions}
    if isinstance(tree, exp.And | exp.Or):
        sides = (_holds(tree.this, value), _holds(tree.expression, value))
        return all(sides) if isinstance(tree, exp.And) else any(sides)
    return True


def _names(wanted: Filter, place: str, values: tuple[str, ...], shut_out: set[str], scope: Scope) -> bool:
    """Whether a filter asks for what is shut out: names it, or leaves nothing else."""
    for leaf, positive in _leaves(wanted, True):
        asked = _asked(leaf, place, values, scope)
        if asked is None:
            continue
        positive = positive != _denies(leaf)
        admits = asked if positive else {value.lower() for value in values} - asked
        if (positive and admits & shut_out) or admits <= shut_out:
            return True
    return False


def _leaves(wanted: Filter, positive: bool) -> Iterator[tuple[Filter, bool]]:
    if isinstance(wanted, Not):
        yield from _leaves(wanted.negated, not positive)
    elif isinstance(wanted, And | Or):
        for part in wanted.all if isinstance(wanted, And) else wanted.any:
            yield from _leaves(part, positive)
    else:
        yield wanted, positive


def _asked(leaf: Filter, place: str, values: tuple[str, ...], scope: Scope) -> set[str] | None:
    """The values of the column that a leaf asks for by name; None when it is about something else."""
    if isinstance(leaf, Is):
        if (column := _column(leaf.state, scope)) and column[0] == place:
            when = scope.condition(leaf.state).when
            admitted = {v.lower() for v in _admitted(when, values)}
            return None if _negative(when) or len(admitted) == len(values) else admitted  # all of them: names none
        return None
    if isinstance(leaf, Fields) and place in _places(leaf.field, scope) and leaf.value is not None:
        return _named(leaf, values)
    return None


def _denies(leaf: Filter) -> bool:
    return isinstance(leaf, Fields) and leaf.op in ("!=", "not in")


def _named(leaf: Fields, values: tuple[str, ...]) -> set[str] | None:
    given = [str(value).lower() for value in (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))]
    if leaf.op in ("=", "!=", "in", "not in"):
        return set(given)
    if leaf.op in ("contains", "starts"):
        at = [(value, value.find(given[0])) for value in map(str.lower, values)]
        return {value for value, place in at if place == 0 or (place > 0 and leaf.op == "contains")}
    return None


def _negative(when: str) -> bool:
    """`status not in (…)` names what it does not want; it asks for nothing."""
    tree = expression.parse(when)
    return bool(tree.find(exp.Not) or tree.find(exp.NEQ))


def excluded_by(name: str, scope: Scope) -> tuple[str, ...]:
    """The values that a default shuts out."""
    column = _column(name, scope)
    if column is None:
        return ()
    admitted = _admitted(scope.condition(name).when, column[1])
    return tuple(value for value in column[1] if value not in admitted)
