"""Filters to conditions on the rows of a source. What lies on finer rows becomes EXISTS, so nothing is doubled."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from core.errors import Invalid
from core.semantic.compile import defaults
from core.semantic.compile.conditions import COMPARE
from core.semantic.compile.scope import Scope, Unreachable, identifying, kind_at, nullable_at, tells
from core.semantic.compile.source import Source
from core.semantic.expression import alias, literal
from core.semantic.model import Kind
from core.semantic.period import Period, add
from core.semantic.query import And, Fields, Filter, In, Is, Not, Or, Query
from core.semantic.written import Scalar

Subquery = Callable[[Query, tuple[str, ...]], exp.Select]  # a query → a SELECT of its columns for these dimensions
ESCAPE = "!"  # a backslash means something else again inside some dialects' strings


class Filters:
    """Turns filters into conditions; knows the date that periods apply to, and whether OR or CASE is around them."""

    def __init__(self, source: Source, subquery: Subquery, date_dimension: str | None, *, nested: bool = False) -> None:
        self.source, self.subquery, self.date = source, subquery, date_dimension
        self.scope: Scope = source.scope
        self.nested = nested

    def _inside(self) -> "Filters":
        return Filters(self.source, self.subquery, self.date, nested=True)

    def condition(self, wanted: Filter) -> exp.Expr | None:
        """None where a filter says nothing about this source: a period, and no date to apply it to."""
        if isinstance(wanted, And):
            together = self.conjuncts(wanted.all)
            return exp.and_(*together, copy=False) if together else None
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
            inner = (self if _is_plain(wanted.negated) else self._inside()).condition(wanted.negated)
            return inner and negated(inner)
        assert isinstance(wanted, Or)
        parts = [part for part in map(self._inside().condition, wanted.any) if part is not None]
        return exp.paren(exp.or_(*parts, copy=False)) if parts else None

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
        """Some row below has it: of the tables below, the one that says so by itself rather than by joins."""
        below = ((self._below(child, wanted), join) for child, join in self.scope.children(self.source.fact))
        found = [(*each, join) for each, join in below if each is not None]
        if not found:
            raise Unreachable(_name_of(wanted[0]), self.source.fact)
        inner, parts, join = min(found, key=lambda each: each[0].joined)
        theirs = [inner.column(place if "." in place else f"{inner.fact}.{place}") for place in join.on.values()]
        ours = [exp.column(column, table=self.source.fact) for column in join.on]
        if self.nested:
            named = [alias(column, name) for column, name in zip(theirs, join.on, strict=True)]
            return self.source.matched(inner.select().select(*named, copy=False).where(*parts, copy=False), ours)
        same = [exp.EQ(this=left, expression=right) for left, right in zip(theirs, ours, strict=True)]
        one = inner.select().select(exp.Literal.number(1), copy=False)
        return exp.Exists(this=one.where(*same, *parts, copy=False))

    def _below(self, child: str, wanted: tuple[Filter, ...]) -> tuple[Source, list[exp.Expr]] | None:
        inner = Source(self.scope, child, self.source.per_entity, outer=self.source.fact)
        filters = Filters(inner, self.subquery, self.date, nested=self.nested)
        entity = self.scope.fact_entity(child)
        usual = [name for name in (entity.defaults if entity else ()) if not tells(self.scope, self.source.fact, name)]
        held = [Is.model_validate({"is": name}) for name in defaults.kept(usual, wanted, (), (), self.scope)]
        try:
            return inner, [part for part in map(filters._plain, (*wanted, *held)) if part is not None]
        except Unreachable:
            return None

    def _field(self, wanted: Fields) -> exp.Expr:
        keys = identifying(self.scope, wanted.field)
        if wanted.query is not None:
            return self._member(wanted, keys)
        if len(keys) > 1:
            raise Invalid(f"{wanted.field} is known by {' and '.join(keys)}: filter by one of these.")
        name = keys[0]
        left, kind = self.source.dimension(name), kind_at(self.scope, self.source.fact, name)
        if wanted.other:
            right = self.source.dimension(identifying(self.scope, wanted.other)[0])
            return _comparison(wanted.op)(this=left, expression=right)
        return _against_value(left, wanted, kind, nullable_at(self.scope, self.source.fact, name))

    def _member(self, wanted: Fields, keys: tuple[str, ...]) -> exp.Expr:
        assert wanted.query is not None
        chosen = self.subquery(wanted.query, keys)
        left = [self.source.dimension(key) for key in keys]
        if wanted.op == "in" and len(left) == 1 and not self.nested:
            return exp.In(this=left[0], query=chosen.subquery(copy=False))
        member = self.source.matched(chosen, left)
        return member if wanted.op == "in" else negated(member)

    def _period(self, wanted: In) -> exp.Expr | None:
        name = wanted.date or self.date
        if name is None:
            return None
        kind = kind_at(self.scope, self.source.fact, name)
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
    if isinstance(wanted, Not):
        return _name_of(wanted.negated)
    if isinstance(wanted, And | Or):
        return _name_of((wanted.all if isinstance(wanted, And) else wanted.any)[0])
    if isinstance(wanted, In):
        return wanted.date or "date"
    return wanted.state if isinstance(wanted, Is) else wanted.field


def _comparison(op: str) -> type[exp.Binary]:
    if op not in COMPARE:
        raise Invalid(f"`{op}` does not compare two dimensions: use one of {', '.join(COMPARE)}.")
    return COMPARE[op]


def _is_plain(wanted: Filter) -> bool:
    return isinstance(wanted, In | Is) or (isinstance(wanted, Fields) and wanted.query is None)


def _against_value(left: exp.Expr, wanted: Fields, kind: Kind, nullable: bool) -> exp.Expr:
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


def negated(condition: exp.Expr, nullable: bool = True) -> exp.Expr:
    """Everything else, rows without a value too."""
    if isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is | exp.Exists):
        return condition.this
    if isinstance(condition, exp.Is | exp.Exists) or not nullable:
        return exp.not_(condition)
    return exp.Not(this=exp.func("COALESCE", condition, exp.Boolean(this=False)))


def within(column: exp.Expr, period: Period, today: date) -> exp.Expr:
    """A half-open range: right for dates and for timestamps."""
    first, last = period.days(today)
    parts: list[exp.Expr] = []
    if first:
        parts.append(exp.GTE(this=column, expression=literal(first)))
    if last:
        parts.append(exp.LT(this=column.copy(), expression=literal(add(last, 1, "day"))))
    return exp.and_(*parts, copy=False)


def _like(left: exp.Expr, text: str, *, anywhere: bool) -> exp.Expr:
    escaped = re.sub(f"([%_{ESCAPE}])", rf"{ESCAPE}\1", text.lower())
    pattern = f"%{escaped}%" if anywhere else f"{escaped}%"
    like = exp.Like(this=exp.func("LOWER", left), expression=literal(pattern))
    return exp.Escape(this=like, expression=literal(ESCAPE)) if escaped != text.lower() else like


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
