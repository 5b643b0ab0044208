"""The columns that a query is grouped by: an entity is its code, with its name beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile.scope import Scope, Unreachable, bound_kind
from core.semantic.compile.source import Source
from core.semantic.model import Kind, Unit
from core.semantic.period import MONTHS, Grain
from core.semantic.query import Group, TimeGrain
from core.semantic.reckoned import column_name

ANY_DATE = "date"  # each measure's own default date
MONDAY = "1900-01-01"  # long before any date of a business


@dataclass(frozen=True)
class Key:
    """One output column of a group."""

    name: str
    dimension: str
    label: str
    kind: Kind
    unit: Unit
    meaning: str
    grain: TimeGrain | None = None
    title: bool = False  # the name beside a code: not grouped by, one a code
    group: str = ""  # the dimension or entity as the query names it

    @property
    def bucket(self) -> Grain | None:
        """The calendar step between neighbours, where it is a stretch of time."""
        return None if self.grain == "weekday" or self.grain == "month_of_year" else self.grain


def keys_of(groups: Iterable[Group], scope: Scope, facts: Iterable[str]) -> tuple[Key, ...]:
    facts = list(dict.fromkeys(facts))
    keys: list[Key] = []
    for group in groups:
        for dimension, title in _dimensions(group, scope, facts):
            key = _key(group, dimension, title, scope)
            if key.dimension not in {k.dimension for k in keys if k.grain == key.grain}:
                keys.append(_unlike(key, keys))
    return tuple(keys)


def _dimensions(group: Group, scope: Scope, facts: list[str]) -> list[tuple[str, bool]]:
    entity = scope.model.entities.get(group.dimension)
    if entity is None or group.dimension in scope.model.dimensions:
        return [(group.dimension, False)]
    named = entity.title and any(_reaches(scope, entity.title, fact) for fact in facts)
    return [(key, False) for key in entity.key] + ([(entity.title, True)] if entity.title and named else [])


def _reaches(scope: Scope, name: str, fact: str) -> bool:
    dimension = scope.dimension(name)
    reached = scope.reach(fact)
    return any(place.rpartition(".")[0] in reached for place in dimension.at)


def _key(group: Group, name: str, title: bool, scope: Scope) -> Key:
    if name == ANY_DATE:
        grain = group.grain or "day"
        return Key(group.name or grain, name, grain.replace("_", " "), _kind(grain), "", "", grain, group=name)
    dimension = scope.dimension(name)
    kind = dimension_kind(scope, name)
    if group.grain and kind not in ("date", "timestamp"):
        raise Invalid(f"{dimension.label} is {kind}, so it has no {group.grain}.")
    own_name = column_name(name) if not group.grain else group.grain
    label = dimension.label if not group.grain else group.grain.replace("_", " ")
    shown = group.name if group.name and not title else own_name
    kind = _kind(group.grain) if group.grain else kind
    return Key(shown, name, label, kind, dimension.unit, dimension.meaning, group.grain, title, group.dimension)


def _kind(grain: TimeGrain) -> Kind:
    return "integer" if grain in ("weekday", "month_of_year") else "date"


def _unlike(key: Key, others: list[Key]) -> Key:
    """A name that no other column bears."""
    if key.name not in {other.name for other in others}:
        return key
    return Key(**{**key.__dict__, "name": f"{column_name(key.dimension)}_{key.grain or 'value'}"})


def dimension_kind(scope: Scope, name: str) -> Kind:
    """Its kind, wherever it is bound."""
    return bound_kind(scope.model, scope.dimension(name))


def key_value(key: Key, source: Source, date: str | None, back: int = 0, step: Grain | None = None) -> exp.Expr:
    """The key on each row of a source; with `back`, moved forward onto the period it is compared with."""
    name = date if key.dimension == ANY_DATE else key.dimension
    if name is None:
        raise Unreachable(ANY_DATE, source.fact)
    value = source.dimension(name)
    if key.grain is None:
        return value
    bucket = _bucket(value, key.grain, source.scope.dialect)
    return _later(bucket, back, step) if back and step and key.bucket else bucket


def _bucket(value: exp.Expr, grain: TimeGrain, dialect: str) -> exp.Expr:
    if grain == "month_of_year":
        return exp.Extract(this=exp.var("MONTH"), expression=value)
    if grain == "weekday":  # ISO: Monday is 1, without a dialect's own idea of the first day
        days = expression.days_between(expression.literal_date(MONDAY), expression.cast(value, "DATE"), dialect)
        return exp.Add(this=exp.Mod(this=days, expression=exp.Literal.number(7)), expression=exp.Literal.number(1))
    if grain == "day":
        return expression.cast(value, "DATE")
    return expression.cast(exp.Anonymous(this="DATE_TRUNC", expressions=[exp.Literal.string(grain), value]), "DATE")


def _later(bucket: exp.Expr, back: int, step: Grain) -> exp.Expr:
    months = MONTHS.get(step)
    unit, amount = ("MONTH", back * months) if months else ("DAY", back * (7 if step == "week" else 1))
    return expression.cast(
        exp.Add(this=bucket, expression=exp.Interval(this=exp.Literal.string(str(amount)), unit=exp.var(unit))), "DATE"
    )
