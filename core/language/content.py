"""What a Query speaks of, in the vocabulary's names: its parts, and all that their definitions are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from core.semantic.compile.scope import Scope
from core.semantic.expression import measures_in, names, parse, references
from core.semantic.model import Measure, Strict
from core.semantic.query import Compare, Fields, Group, Having, In, Is, Not, NotHaving, Order, Query, Term
from core.semantic.reckoned import parts_of

PLAIN = ("=", "in", "not in", "!=", "is null", "not null")  # no comparison of sizes
COUNTABLE = ("count", "units", "days")  # what "how many" asks for


@dataclass
class Content:
    scope: Scope
    names: set[str] = field(default_factory=set)  # measures, dimensions, entities, conditions
    tables: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)  # whose rows are looked at
    insides: set[str] = field(default_factory=set)  # the columns and expressions behind them
    aggregates: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    grains: set[str] = field(default_factory=set)
    parts: set[type[Strict]] = field(default_factory=set)
    denials: int = 0
    comparisons: int = 0
    periods: int = 0
    limited: bool = False
    listed: bool = False  # the members of something
    figures: bool = False  # not only a list
    several: bool = False  # more than one figure
    combined: bool = False  # two figures or attributes are one

    @classmethod
    def of(cls, query: Query, scope: Scope) -> "Content":
        content = cls(scope)
        for part in walked(query):
            content.parts.add(type(part))
            content._add(part)
        content.figures, content.listed = bool(query.measures), query.rows is not None
        return content

    def _add(self, part: Strict) -> None:
        if isinstance(part, Query):
            self._query(part)
        elif isinstance(part, Term):
            self._term(part)
        elif isinstance(part, Group):
            self.name(part.dimension)
            self.grains |= {part.grain or ""}
        elif isinstance(part, Order):
            self.name(part.by)
        elif isinstance(part, Fields):
            self._field(part)
        elif isinstance(part, Is):
            self.name(part.state)
            self.periods += len(part.params)
        elif isinstance(part, In):
            self.periods += 1
            self.name(part.date)
        elif isinstance(part, Having):
            self.comparisons += 1
            self.denials += part.value == 0 or part.op in ("is null", "!=")
            self._values(part.value)
        elif isinstance(part, Not | NotHaving):
            self.denials += 1
        elif isinstance(part, Compare):
            self.periods += 1
            self.grains |= {part.grain or ""}

    def _query(self, query: Query) -> None:
        self.several |= len(query.measures) > 1
        self.name(query.rows)
        self.values |= {value.lower() for value in query.including}
        self.limited |= query.limit is not None
        entity = self.scope.model.entities.get(query.rows or "")
        self.facts |= {*entity.sources} if entity else set()
        for name in (*query.per, *(entity.show if entity and not query.by else ())):
            self.name(name)
        if query.limit:
            self.numbers.add(Decimal(query.limit))

    def _term(self, term: Term) -> None:
        self.periods += term.period is not None
        self.combined |= term.less is not None or term.over is not None
        self.units |= {"ratio"} if term.over is not None else set()
        for name in (term.measure, term.of, term.date):
            self.name(name)
        if term.agg:
            self.aggregates.add(term.agg)
            self.units |= {"count"} if term.agg.startswith("count") else set()

    def _field(self, wanted: Fields) -> None:
        self.name(wanted.field)
        self.name(wanted.other)
        self.comparisons += wanted.op not in PLAIN
        self.denials += wanted.op in ("!=", "not in", "is null") or wanted.value == 0
        self._values(wanted.value)

    def _values(self, given: object) -> None:
        for value in given if isinstance(given, tuple) else (given,):
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                self.numbers |= {Decimal(value), Decimal(value) * 100}
            elif value is not None:
                self.values.add(str(value).lower())

    # -- a name, and what its definition is made of ---------------------------------------------------------------
    def name(self, name: str | None) -> None:
        if not name or name in self.names:
            return
        self.names.add(name)
        model = self.scope.model
        if sides := parts_of(name):
            self.combined = True
            self.units.add(self.scope.dimension(name).unit)
            for side in sides:
                self.name(side)
            return
        if measure := model.measures.get(name):
            self._measure(measure)
        if dimension := model.dimensions.get(name):
            self.units.add(dimension.unit)
            self.name(dimension.measure)
            self._expression(dimension.sql)
            self.insides |= {*dimension.at}
            self.tables |= {place.rpartition(".")[0] for place in dimension.at}
            self._role(name)
        if condition := model.conditions.get(name):
            self._expression(condition.when)
            self.name(condition.date)
        if entity := model.entities.get(name):
            self.tables.add(entity.sources[0])
            for key in (*entity.key, entity.title):
                self.name(key)
        elif "." in name:
            self.name(name.split(".")[0])

    def _role(self, name: str) -> None:
        """A flight's destination city is told by "destination", "city" and "airport" alike."""
        model = self.scope.model
        places = model.dimensions[name].at
        roles = {join.alias: join.target for join in model.joins}
        for alias, column in ((place.rpartition(".")[0], place.rpartition(".")[2]) for place in places):
            owner = model.entities.get(name.split(".")[0])
            if owner is None or alias not in roles or alias in owner.sources:
                continue
            plain = f"{roles[alias]}.{column}"
            self.names |= {d.name for d in model.dimensions.values() if plain in d.at}
            self.names |= {
                d.name
                for d in model.dimensions.values()
                if d.entity == owner.name and d.at[:1] and d.at[0].startswith(f"{alias}.")
            }
            self.names |= {e.name for e in model.entities.values() if e.sources[0] == roles[alias]}

    def _measure(self, measure: Measure) -> None:
        self.units.add(measure.unit)
        self._expression(measure.sql)
        self.aggregates |= aggregates_in(measure)
        for part in (*measures_in(measure.formula), *measure.where, *measure.defaults):
            self.name(part)
        if measure.fact:
            self.tables.add(measure.fact)
            self.facts.add(measure.fact)
            owner = self.scope.fact_entity(measure.fact)
            self.name(owner.name if owner else None)
        self.name(counted_by(self.scope, measure.name))

    def _expression(self, text: str | None) -> None:
        if not text:
            return
        self.insides |= {text, inside(text)}
        tree = parse(text)
        for name in names(tree):
            self.name(name)
        places = {f"{alias}.{column}" for alias, column in references(tree)}
        self.tables |= {place.rpartition(".")[0] for place in places}
        for dimension in self.scope.model.dimensions.values():
            if places & {*dimension.at}:
                self.name(dimension.name)


def counted_by(scope: Scope, measure: str) -> str | None:
    """The entity whose members a measure counts."""
    return next((entity.name for entity in scope.model.entities.values() if entity.count == measure), None)


def inside(sql: str) -> str:
    """What an aggregate is of: avg(X) → X."""
    return sql[sql.find("(") + 1 : -1] if sql.endswith(")") else sql


def aggregates_in(measure: Measure) -> set[str]:
    found = {word for word in ("avg", "min", "max", "median") if (measure.sql or "").startswith(f"{word}(")}
    return found | ({"avg"} if "average" in measure.label.lower() or measure.unit == "ratio" else set())


def walked(part: Strict) -> Iterator[Strict]:
    """A part of a query and every part inside it."""
    yield part
    for name in type(part).model_fields:
        value = getattr(part, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Strict):
                yield from walked(each)
