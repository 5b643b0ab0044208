"""What a query may use: the vocabulary, the tables the asker sees, the day, the dialect; and what joins to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from core.errors import Invalid, NotAllowed, Unknown
from core.semantic import expression
from core.semantic.model import Condition, Dimension, Entity, Join, Kind, Measure, Model
from core.semantic.reckoned import parts_of, reckoned

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Step:
    """One join on the way from a fact: `near` is the alias it starts from."""

    join: Join
    near: str


class Unreachable(Exception):
    """A dimension has no many-to-one way from this fact. Caught inside the compiler only."""

    def __init__(self, dimension: str, fact: str) -> None:
        super().__init__(f"{dimension} is not reached from {fact}")
        self.dimension, self.fact = dimension, fact


@dataclass(frozen=True)
class Scope:
    model: Model
    tables: frozenset[str]
    today: date
    dialect: str = "duckdb"

    def measure(self, name: str) -> Measure:
        return self._named("measure", self.model.measures, name)

    def dimension(self, name: str) -> Dimension:
        if (sides := parts_of(name)) is not None and name not in self.model.dimensions:
            both = [self.dimension(side) for side in sides]
            return reckoned(name, both, [bound_kind(self.model, each) for each in both])
        return self._named("dimension", self.model.dimensions, name)

    def condition(self, name: str) -> Condition:
        return self._named("condition", self.model.conditions, name)

    def entity(self, name: str) -> Entity:
        return self._named("entity", self.model.entities, name)

    def _named(self, kind: str, known: Mapping[str, Thing], name: str) -> Thing:
        name = self.model.renamed_from.get(name, name)
        if name not in known:
            raise Unknown(kind, name, known)
        return known[name]

    def need(self, table: str, what: str) -> None:
        """Raises NotAllowed, with who may, where a table is outside the asker's persona."""
        if table not in self.tables:
            who = " or ".join(p.name for p in self.model.personas.values() if table in (*p.tables, *p.planning))
            raise NotAllowed(
                f"{what} is outside this persona: it needs the table {table}, which {who or 'nobody'} sees."
            )

    def reach(self, fact: str) -> Mapping[str, tuple[Step, ...]]:
        return _reach(self.model, self.tables, fact)

    def column_of(self, place: str, fact: str) -> tuple[str, str]:
        """The table and column behind `alias.column`."""
        alias, _, column = place.rpartition(".")
        steps = self.reach(fact)[alias]
        return (steps[-1].join.target if steps else fact), column

    def binding(self, dimension: Dimension, fact: str) -> str:
        """The `alias.column` that carries a dimension for a fact: the nearest, then the first that is declared."""
        reached = self.reach(fact)
        near = [place for place in dimension.at if place.rpartition(".")[0] in reached]
        if near:
            return min(near, key=lambda place: len(reached[place.rpartition(".")[0]]))
        if not any(_table_of(self.model, place) in self.tables for place in dimension.at):
            self.need(_table_of(self.model, dimension.at[0]), dimension.label.capitalize())
        raise Unreachable(dimension.name, fact)

    def children(self, fact: str) -> list[tuple[str, Join]]:
        """Tables with many rows to one of the fact, with the join that leads here."""
        return [(j.source, j) for j in self.model.joins if j.target == fact and not j.name and j.source in self.tables]

    def fact_entity(self, fact: str) -> Entity | None:
        """The entity whose members are the rows of a table."""
        return next((e for e in self.model.entities.values() if self.own_rows(e) and e.sources[0] == fact), None)

    def own_rows(self, entity: Entity) -> bool:
        """Whether each member is one row of the entity's first table."""
        table = self.model.tables[entity.sources[0]]
        bound = set()
        for name in entity.key:
            bound |= {p.rpartition(".")[2] for p in self.dimension(name).at if p.rpartition(".")[0] == table.name}
        return bound == set(table.key)


def label(scope: Scope, name: str) -> str:
    """What a dimension, entity or condition is called, for messages."""
    model = scope.model
    known = model.dimensions.get(name) or model.conditions.get(name) or model.entities.get(name)
    return known.label if known else name


def identifying(scope: Scope, name: str) -> tuple[str, ...]:
    """A dimension by itself; an entity by its key."""
    model = scope.model
    return scope.entity(name).key if name in model.entities and name not in model.dimensions else (name,)


def tells(scope: Scope, fact: str, state: str) -> bool:
    """Whether the rows of a fact know by themselves if a condition holds."""
    places = expression.references(expression.parse(scope.condition(state).when))
    return all(alias in scope.reach(fact) for alias, _ in places)


def kind_at(scope: Scope, fact: str, name: str) -> Kind:
    """The kind of a dimension where a fact finds it."""
    dimension = scope.dimension(name)
    if dimension.kind or not dimension.at:
        return dimension.kind or "number"
    table, column = scope.column_of(scope.binding(dimension, fact), fact)
    return scope.model.tables[table].columns[column].kind


def nullable_at(scope: Scope, fact: str, name: str) -> bool:
    """Whether a dimension may be empty there: its column may, or a join that leads to it may find nothing."""
    dimension = scope.dimension(name)
    if not dimension.at:
        return True
    place = scope.binding(dimension, fact)
    table, column = scope.column_of(place, fact)
    optional = any(not step.join.required for step in scope.reach(fact)[place.rpartition(".")[0]])
    return optional or scope.model.tables[table].columns[column].null


def bound_kind(model: Model, dimension: Dimension) -> Kind:
    """Of a column wherever it is bound first."""
    if dimension.kind or not dimension.at:
        return dimension.kind or "number"
    table, column = _table_of(model, dimension.at[0]), dimension.at[0].rpartition(".")[2]
    return model.tables[table].columns[column].kind


def _table_of(model: Model, place: str) -> str:
    alias = place.rpartition(".")[0]
    if alias in model.tables:
        return alias
    return next(j.target for j in model.joins if j.alias == alias)


@lru_cache(maxsize=512)
def _reach(model: Model, tables: frozenset[str], fact: str) -> Mapping[str, tuple[Step, ...]]:
    """Every alias with the joins that lead to it from a fact, nearest first."""
    found: dict[str, tuple[Step, ...]] = {fact: ()}
    target = {fact: fact}
    queue = [fact]
    while queue:
        near = queue.pop(0)
        for join in model.joins:
            if join.source != target[near] or join.target not in tables or join.alias in found:
                continue
            through = [place.rpartition(".")[0] for place in join.on.values() if "." in place]
            if all(alias in found for alias in through):
                before = dict.fromkeys(step for alias in (near, *through) for step in found[alias])
                found[join.alias] = (*before, Step(join, near))
                target[join.alias] = join.target
                queue.append(join.alias)
    return found


def no_way(scope: Scope, what: str, dimension: str) -> Invalid:
    return Invalid(f"{what} cannot be told apart by {label(scope, dimension)}: nothing in the data links the two.")
