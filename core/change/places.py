"""Along which dimensions a change can be taken apart: those that every sum in the figure has on its own rows."""

from collections.abc import Iterable

from core.access import Asker
from core.offered import groupings
from core.semantic import expression
from core.semantic.compile.cells import Figures
from core.semantic.compile.scope import Scope, kind_at
from core.semantic.model import Dimension, Model
from core.semantic.query import Query, Term

MOST = 14  # each is a query of its own
STATES = {"status", "state", "stage"}


def facts_of(terms: Iterable[Term], scope: Scope) -> tuple[str, ...]:
    """The tables that are summed up."""
    terms = tuple(terms)
    figures = Figures(scope, Query(measures=terms))
    return tuple(dict.fromkeys(cell.fact for term in terms for cell in figures.figure(term, ()).cells))


def dated(terms: Iterable[Term], scope: Scope) -> bool:
    """Whether periods make a difference to it."""
    terms = tuple(terms)
    figures = Figures(scope, Query(measures=terms))
    return all(cell.date is not None for term in terms for cell in figures.figure(term, ()).cells)


def dimensions(terms: Iterable[Term], scope: Scope, asker: Asker) -> tuple[str, ...]:
    """Things first, then attributes that are words. Not what the figure is defined by, which explains nothing, nor what
    only the rows below know: an order counted by product would count twice."""
    terms = tuple(terms)
    facts, defining, model = facts_of(terms, scope), _defining(terms, scope), scope.model
    things = [name for name in groupings(model, asker) if name in model.entities]
    named = {part for name in things for part in (*model.entities[name].key, model.entities[name].title)}
    words = [
        name
        for name, each in model.dimensions.items()
        if name not in named and not defining.intersection(each.at) and _in_words(each, facts, scope)
    ]
    usable = [name for name in things if all(_reaches(model.entities[name].key[0], fact, scope) for fact in facts)]
    return tuple([*usable, *words][:MOST])


def is_state(name: str, model: Model) -> bool:
    """How far along something is says how old it is, and seldom why there is more of it."""
    return not STATES.isdisjoint(label_of(name, model).lower().split())


def _defining(terms: Iterable[Term], scope: Scope) -> set[str]:
    """The columns of the conditions that hold for the figure, and of who may see a row."""
    model = scope.model
    named = [model.measures[term.measure] for term in terms if term.measure in model.measures]
    states = {state for each in named for state in (*each.where, *each.defaults)}
    states |= {part for each in named for part in expression.names(expression.parse(each.sql or ""))}
    trees = [expression.parse(model.conditions[state].when) for state in states if state in model.conditions]
    columns = {f"{alias}.{column}" for tree in trees for alias, column in expression.references(tree)}
    return columns | {f"{name}.{each.rows.visibility}" for name, each in model.tables.items() if each.rows.visibility}


def field_of(name: str, model: Model) -> str:
    """What a filter on one of its values is on: an entity is its code."""
    return model.entities[name].key[0] if name in model.entities and name not in model.dimensions else name


def label_of(name: str, model: Model) -> str:
    return model.dimensions[name].label if name in model.dimensions else model.entities[name].label


def _in_words(dimension: Dimension, facts: Iterable[str], scope: Scope) -> bool:
    if dimension.measure is not None:
        return False
    return all(
        _reaches(dimension.name, fact, scope) and kind_at(scope, fact, dimension.name) in ("text", "boolean")
        for fact in facts
    )


def _reaches(name: str, fact: str, scope: Scope) -> bool:
    dimension, reached = scope.dimension(name), scope.reach(fact)
    if dimension.at:
        return any(place.rpartition(".")[0] in reached for place in dimension.at)
    tree = expression.parse(dimension.sql or "")
    return not any(expression.names(tree)) and all(alias in reached for alias, _ in expression.references(tree))
