"""Filters to conditions on the rows of a source. What lies on finer rows becomes EXISTS, so nothing is doubled."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from core.errors import Invalid
from core.semantic.compile.scope import Scope, Unreachable
from core.semantic.compile.source import Source
from core.semantic.expression import literal
from core.semantic.model import Kind
from core.semantic.period import Period
from core.semantic.query import And, Fields, Filter, In, Is, Not, Or, Query, Scalar

Subquery = Callable[[Query, int], exp.Query]  # a query → a SELECT of its first n columns
COMPARE = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


class Filters:
    """Turns filters into conditions; knows the date that periods apply to."""

    def __init__(self, source: Source, subquery: Subquery, date_dimension: str | None) -> None:
        self.source, self.subquery, self.date = source, subquery, date_dimension
        self.scope: Scope = source.scope

    def condition(self, wanted: Filter) -> exp.Expr | None:
        """None where a filter says nothing about this source: a period, and no date to apply it to."""
        if isinstance(wanted, And):
            together = self.conjuncts(wanted.all)
            return exp.and_(*together) if together else None
        try:
            return self._plain(wanted)
        except Unreachable:
            return self._exists((wanted,))

    def _plain(self, wanted: Filter) -> exp.Expr | None:
        if isinstance(wanted, Fields):
            return self._field(wanted)
        if isinstance(wanted, In):
            return self._period(wanted)
        if isinstance(wanted, Is):
            return self._state(wanted)
        if isinstance(wanted, Not):
            inner = self.condition(wanted.negated)
            return inner and negated(inner)
        assert isinstance(wanted, Or)
        parts = [part for part in map(self.condition, wanted.any) if part is not None]
        return exp.paren(exp.or_(*parts)) if parts else None

    def conjuncts(self, wanted: tuple[Filter, ...]) -> list[exp.Expr]:
        """Filters on the same finer rows must hold on one of those rows together, so they share one EXISTS."""
        parts: list[exp.Expr] = []
        finer: list[Filter] = []
        for each in wanted:
            if isinstance(each, Fields | In | Is) and not self._reaches(each):
                finer.append(each)
            elif (part := self.condition(each)) is not None:
                parts += part.flatten() if isinstance(part, exp.And) else [part]
        if finer:
            parts.append(self._exists(tuple(finer)))
        return parts

    def _reaches(self, wanted: Filter) -> bool:
        try:
            self._plain(wanted)
        except Unreachable:
            return False
        return True

    def _exists(self, wanted: tuple[Filter, ...]) -> exp.Expr:
        fact = self.source.fact
        for child, join in self.scope.children(fact):
            inner = Source(self.scope, child, self.source.per_entity)
            filters = Filters(inner, self.subquery, self.date)
            try:
                parts = [part for part in map(filters._plain, wanted) if part is not None]
            except Unreachable:
                continue
            same = [
                exp.EQ(
                    this=inner.column(place if "." in place else f"{child}.{place}"),
                    expression=exp.column(column, table=fact),
                )
                for column, place in join.on.items()
            ]
            found = inner.select().select(exp.Literal.number(1), copy=False).where(*same, *parts, copy=False)
            return exp.Exists(this=found)
        raise Unreachable(_name_of(wanted[0]), fact)

    def _field(self, wanted: Fields) -> exp.Expr:
        keys = self._keys(wanted.field)
        if wanted.query is not None:
            return self._member(wanted, keys)
        if len(keys) > 1:
            raise Invalid(f"{wanted.field} is known by {' and '.join(keys)}: filter by one of these.")
        name = keys[0]
        left, kind = self.source.dimension(name), self.source.kind(name)
        if wanted.other:
            right = self.source.dimension(self._keys(wanted.other)[0])
            return _comparison(wanted.op)(this=left, expression=right)
        return self._against_value(left, wanted, kind, self.source.nullable(name))

    def _keys(self, name: str) -> tuple[str, ...]:
        """A dimension by itself; an entity by its key."""
        if name in self.scope.model.entities and name not in self.scope.model.dimensions:
            return self.scope.entity(name).key
        return (name,)

    def _against_value(self, left: exp.Expr, wanted: Fields, kind: Kind, nullable: bool) -> exp.Expr:
        if wanted.op in ("is null", "not null"):
            test = exp.Is(this=left, expression=exp.Null())
            return test if wanted.op == "is null" else exp.Not(this=test)
        if isinstance(wanted.value, tuple):
            values = [literal(typed(value, kind, wanted.field)) for value in wanted.value]
            if wanted.op == "between":
                return exp.Between(this=left, low=values[0], high=values[1])
            member = exp.In(this=left, expressions=values)
            return member if wanted.op == "in" else negated(member, nullable)
        assert wanted.value is not None
        if wanted.op in ("contains", "starts"):
            return _like(left, str(wanted.value), anywhere=wanted.op == "contains")
        value = literal(typed(wanted.value, kind, wanted.field))
        if wanted.op == "!=" and nullable:
            return negated(exp.EQ(this=left, expression=value))
        return _comparison(wanted.op)(this=left, expression=value)

    def _member(self, wanted: Fields, keys: tuple[str, ...]) -> exp.Expr:
        assert wanted.query is not None
        chosen = self.subquery(wanted.query, len(keys))
        left = [self.source.dimension(key) for key in keys]
        member = exp.In(this=left[0] if len(left) == 1 else exp.Tuple(expressions=left), query=chosen.subquery())
        return member if wanted.op == "in" else negated(member)

    def _period(self, wanted: In) -> exp.Expr | None:
        name = wanted.date or self.date
        if name is None:
            return None
        kind = self.source.kind(name)
        if kind not in ("date", "timestamp"):
            raise Invalid(f"A period applies to a date; {name} is {kind}.")
        return within(self.source.dimension(name), wanted.period, self.scope.today)

    def _state(self, wanted: Is) -> exp.Expr:
        condition = self.scope.condition(wanted.state)
        given = dict(wanted.params)
        if unknown := set(given) - set(condition.params):
            known = ", ".join(condition.params) or "no parameter"
            raise Invalid(f"{wanted.state} has no parameter {sorted(unknown)[0]!r}; it takes {known}.")
        return self.source.expression(condition.when, {**condition.params, **given})


def _name_of(wanted: Filter) -> str:
    if isinstance(wanted, Fields):
        return wanted.field
    if isinstance(wanted, In):
        return wanted.date or "date"
    return wanted.state if isinstance(wanted, Is) else "filter"


def _comparison(op: str) -> type[exp.Binary]:
    if op not in COMPARE:
        raise Invalid(f"`{op}` does not compare two dimensions: use one of {', '.join(COMPARE)}.")
    return COMPARE[op]


def negated(condition: exp.Expr, nullable: bool = True) -> exp.Expr:
    """Everything else, rows without a value too."""
    if isinstance(condition, exp.Exists) or not nullable:
        return exp.not_(condition)
    return exp.Not(this=exp.func("COALESCE", condition, exp.Boolean(this=False)))


def within(column: exp.Expr, period: Period, today: date) -> exp.Expr:
    """A half-open range: right for dates and for timestamps."""
    first, last = period.days(today)
    parts: list[exp.Expr] = []
    if first:
        parts.append(exp.GTE(this=column, expression=literal(first)))
    if last:
        parts.append(exp.LT(this=column.copy(), expression=literal(last + timedelta(days=1))))
    return exp.and_(*parts)


def _like(left: exp.Expr, text: str, *, anywhere: bool) -> exp.Expr:
    escaped = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%" if anywhere else f"{escaped}%"
    like = exp.Like(this=exp.func("LOWER", left), expression=literal(pattern))
    return exp.Escape(this=like, expression=literal("\\")) if escaped != text.lower() else like


def typed(value: Scalar, kind: Kind, field: str) -> Scalar:
    """A value as the dimension's kind, or a sentence that says what would be right."""
    try:
        if kind in ("integer", "decimal", "number") and not isinstance(value, bool):
            return Decimal(str(value))
        if kind in ("date", "timestamp"):
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        if kind == "boolean":
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
    except (ValueError, KeyError, InvalidOperation):
        raise Invalid(f"{field} is {kind}; {value!r} is not.") from None
    return str(value)
