"""What a later question kept of the earlier one, in words: nothing is carried over in silence."""

from collections.abc import Iterable, Iterator

from core.semantic.compile.cells import parts
from core.semantic.compile.scope import Scope, label
from core.semantic.explain import joined
from core.semantic.query import And, Fields, Filter, Group, In, Is, Not, Or, Query, Term


def carried(before: Query, now: Query, scope: Scope) -> str:
    """Such as "revenue by warehouse, warehouse code and the period"; their values stand in the interpretation."""
    figures = [_figure(term, scope) for term in now.measures if _bare(term) in map(_bare, before.measures)]
    things = [scope.entity(now.rows).plural] if now.rows and now.rows == before.rows else []
    groups = [_group(group, scope) for group in now.by if group in before.by and not now.rows]
    filters = [name for each in _filters(now) if each in _filters(before) for name in _names(each, scope)]
    first = " by ".join(filter(None, (joined([*things, *figures]), joined(groups))))
    first = first if things or figures or not groups else f"by {first}"
    rest = ["the comparison"] if now.compare is not None and now.compare == before.compare else []
    return joined(dict.fromkeys(filter(None, (first, *filters, *rest))))


def _bare(term: Term) -> tuple[str | None, str | None, str | None]:
    return term.measure, term.agg, term.of


def _figure(term: Term, scope: Scope) -> str:
    known = scope.model.measures.get(term.measure or "")
    return known.label.lower() if known else f"{term.agg} of {label(scope, term.of or '')}"


def _group(group: Group, scope: Scope) -> str:
    return group.grain.replace("_", " ") if group.grain else label(scope, group.dimension)


def _filters(query: Query) -> tuple[Filter, ...]:
    return parts(query.where) if query.where is not None else ()


def _names(wanted: Filter, scope: Scope) -> Iterator[str]:
    if isinstance(wanted, In):
        yield "the period"
    elif isinstance(wanted, Is):
        yield label(scope, wanted.state)
    elif isinstance(wanted, Fields):
        yield label(scope, wanted.field)
    elif isinstance(wanted, Not):
        yield from (f"not {name}" for name in _names(wanted.negated, scope))
    elif isinstance(wanted, And | Or):
        yield from _each(wanted.all if isinstance(wanted, And) else wanted.any, scope)


def _each(filters: Iterable[Filter], scope: Scope) -> Iterator[str]:
    for one in filters:
        yield from _names(one, scope)
