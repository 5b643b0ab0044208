"""How a Query was understood, in one English sentence made from the Query alone."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from core.semantic.compile.cells import AGGREGATE_WORDS, parts, periods
from core.semantic.compile.defaults import kept, pinned
from core.semantic.compile.keys import ANY_DATE
from core.semantic.compile.scope import Scope
from core.semantic.expression import measures_in
from core.semantic.model import Model
from core.semantic.period import Period
from core.semantic.query import (
    AllHaving,
    And,
    Fields,
    Filter,
    Group,
    Having,
    HavingFilter,
    In,
    Is,
    Not,
    NotHaving,
    Or,
    Query,
    Term,
)
from core.semantic.reckoned import parts_of

SIGNS = {"=": "is", "!=": "is not", "<": "below", "<=": "at most", ">": "above", ">=": "at least"}
WORDS = {"in": "is one of", "not in": "is none of", "contains": "contains", "starts": "starts with"}


def explain(query: Query, model: Model, tables: Collection[str], today: date) -> str:
    """Such as "Revenue by warehouse, order date 1–31 May 2026, sales orders not cancelled"."""
    words = _Sentence(Scope(model, frozenset(tables), today), query)
    told = [words.subject(), *words.filters(), *words.held(), *words.ending()]
    sentence = ", ".join(part for part in told if part)
    return sentence[:1].upper() + sentence[1:]


class _Phrases:
    """Parts of a query in words."""

    def __init__(self, scope: Scope, query: Query) -> None:
        self.scope, self.query = scope, query

    def term(self, term: Term) -> str:
        other = term.less or term.over
        if other is not None:
            own = self.term(term.model_copy(update={"less": None, "over": None}))
            return (
                f"{own} {'minus' if term.less else 'as a share of' if self._alike(term) else 'per'} {self.term(other)}"
            )
        if term.measure:
            label = self.scope.measure(term.measure).label
            text = f"{AGGREGATE_WORDS[term.agg]} {_low(label)}" if term.agg else label
        else:
            text = f"{AGGREGATE_WORDS[term.agg or 'count']} {self.name(term.of or '')}"
        if term.per:
            text += f" per {joined([self.group(group) for group in term.per])}"
        if term.where is not None:
            text += f" ({joined([self.filter(each) for each in parts(term.where)])})"
        if term.period is not None:
            text += f" ({spell(term.period, self.scope.today)})"
        if term.share is not None:
            text = f"share of {_low(text)}" + (
                f" within {joined(map(self.name, term.share.within))}" if term.share.within else ""
            )
        return _low(f"running total of {text}" if term.running else f"overall {text}" if term.overall else text)

    def _alike(self, term: Term) -> bool:
        """Whether one figure can be a part of the other: they are counted in the same unit."""
        units = {self.scope.measure(t.measure).unit for t in (term, term.over) if t is not None and t.measure}
        return len(units) == 1

    def group(self, group: Group) -> str:
        if group.dimension == ANY_DATE:
            return (group.grain or "day").replace("_", " ")
        label = self.name(group.dimension)
        return f"{group.grain.replace('_', ' ')} of {label}" if group.grain else label

    def name(self, name: str) -> str:
        model = self.scope.model
        if name in model.dimensions or parts_of(name):
            return self.scope.dimension(name).label
        return model.entities[name].label if name in model.entities else name

    def filter(self, wanted: Filter) -> str:
        if isinstance(wanted, And | Or):
            inner = [self.filter(each) for each in (wanted.all if isinstance(wanted, And) else wanted.any)]
            return f"({(' and ' if isinstance(wanted, And) else ' or ').join(inner)})"
        if isinstance(wanted, Not):
            return f"not {self.filter(wanted.negated)}"
        if isinstance(wanted, In):
            return f"{self._date_name(wanted)}{spell(wanted.period, self.scope.today)}"
        if isinstance(wanted, Is):
            condition = self.scope.condition(wanted.state)
            given = {**condition.params, **dict(wanted.params)}
            return condition.label + "".join(f" ({value} {name})" for name, value in given.items())
        return self.field(wanted)

    def _date_name(self, wanted: In) -> str:
        names = {wanted.date} if wanted.date else set(_dates(self.scope, self.query))
        return f"{self.name(names.pop() or '')} " if len(names) == 1 else ""

    def field(self, wanted: Fields) -> str:
        name = self.name(wanted.field)
        if wanted.op in ("is null", "not null"):
            return f"{name} is {'empty' if wanted.op == 'is null' else 'known'}"
        if wanted.query is not None:
            inner = explain(wanted.query, self.scope.model, self.scope.tables, self.scope.today)
            return f"{name} {'among' if wanted.op == 'in' else 'not among'} [{_low(inner)}]"
        if wanted.op == "between" and isinstance(wanted.value, tuple):
            return f"{name} between {plain(wanted.value[0])} and {plain(wanted.value[1])}"
        values = wanted.value if isinstance(wanted.value, tuple) else (wanted.value,)
        right = self.name(wanted.other) if wanted.other else joined(map(plain, values), "or")
        return f"{name} {SIGNS.get(wanted.op) or WORDS[wanted.op]} {right}"

    def having(self, wanted: HavingFilter) -> str:
        if isinstance(wanted, NotHaving):
            return f"not {self.having(wanted.negated)}"
        if not isinstance(wanted, Having):
            joint, inner = (" and ", wanted.all) if isinstance(wanted, AllHaving) else (" or ", wanted.any)
            return f"({joint.join(self.having(each) for each in inner)})"
        left = self.term(wanted.measure)
        if wanted.op in ("is null", "not null"):
            return f"{left} is {'empty' if wanted.op == 'is null' else 'known'}"
        if isinstance(wanted.value, tuple):
            return f"{left} is between {plain(wanted.value[0])} and {plain(wanted.value[1])}"
        right = (
            "the overall figure" if wanted.overall else self.term(wanted.other) if wanted.other else plain(wanted.value)
        )
        return f"{left} is {SIGNS[wanted.op].removeprefix('is ')} {right}".replace("is is", "is")


class _Sentence(_Phrases):
    """The parts in the order they are told."""

    def subject(self) -> str:
        query = self.query
        shown = joined([self.term(term) for term in query.measures])
        if query.rows:
            entity = self.scope.entity(query.rows)
            columns = joined([self.group(group) for group in query.by])
            listed = entity.plural + (f" with {columns}" if columns else "")
            return f"{listed}, each with {shown}" if shown else listed
        groups = joined([self.group(group) for group in query.by])
        if not shown:
            return f"different values of {groups}"
        return f"{shown} by {groups}" if groups else shown

    def filters(self) -> list[str]:
        return [self.filter(each) for each in parts(self.query.where)] if self.query.where is not None else []

    def held(self) -> list[str]:
        """Defaults that shut something out are said, since nobody asked for them."""
        query = self.query
        asked = parts(query.where) if query.where is not None else ()
        defaults: dict[str, None] = {}
        if query.rows and not pinned(asked, self.scope):
            defaults |= dict.fromkeys(
                kept(self.scope.entity(query.rows).defaults, asked, (), query.including, self.scope)
            )
        for term in query.measures:
            own = (*asked, *(parts(term.where) if term.where is not None else ()))
            for name in _defaults_of(self.scope, term.measure) if term.measure else ():
                defaults |= dict.fromkeys(kept((name,), own, query.by, query.including, self.scope))
        said = []
        for name in defaults:
            entity = self.scope.model.entities.get(self.scope.condition(name).entity)
            said.append(f"{entity.plural if entity else ''} {self.scope.condition(name).label}".strip())
        return said

    def ending(self) -> list[str]:
        query = self.query
        told = [f"only groups where {self.having(query.having)}"] if query.having is not None else []
        if query.compare is not None:
            told.append(self._comparison())
        if undated := self._as_of():
            told.append(undated)
        return [*told, self._order()]

    def _comparison(self) -> str:
        compare = self.query.compare
        assert compare
        if compare.to is not None:
            return f"compared with {spell(compare.to, self.scope.today)}"
        steps = f"{compare.back} {compare.grain}s" if compare.back != 1 else f"one {compare.grain}"
        return f"compared with {steps} before"

    def _as_of(self) -> str:
        """Beside dated figures: which of them no period applies to."""
        asked = self.query.where is not None and periods(self.query.where)
        named = [self.scope.measure(t.measure) for t in self.query.measures if t.measure]
        still = [m for m in named if m.date is None and m.as_of]
        return "; ".join(f"{_low(m.label)} as of {m.as_of}" for m in still) if asked else ""

    def _order(self) -> str:
        query = self.query
        if not query.order and not query.limit:
            return ""
        by = joined([f"{self._ordered(o.by)} {'highest' if o.descending else 'lowest'} first" for o in query.order])
        within = f" within each {joined(map(self.name, query.per))}" if query.per else ""
        return f"the first {query.limit}{within}{' by ' + by if by else ''}" if query.limit else by

    def _ordered(self, name: str) -> str:
        return _low(self.scope.model.measures[name].label) if name in self.scope.model.measures else self.name(name)


def _dates(scope: Scope, query: Query) -> Iterable[str]:
    if query.rows and (day := scope.entity(query.rows).date):
        yield day
    for term in query.measures:
        yield from (
            _dates_of(scope, term.measure) if term.measure and not term.date else [term.date] if term.date else []
        )


def _dates_of(scope: Scope, name: str) -> Iterable[str]:
    measure = scope.measure(name)
    if measure.date:
        yield measure.date
    for part in measures_in(measure.formula):
        yield from _dates_of(scope, part)


def _defaults_of(scope: Scope, name: str) -> Iterable[str]:
    measure = scope.measure(name)
    yield from measure.defaults
    for part in measures_in(measure.formula):
        yield from _defaults_of(scope, part)


def _low(text: str) -> str:
    """Lower case at the start, but not of an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def joined(words: Iterable[str], last: str = "and") -> str:
    listed = list(words)
    return f" {last} ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return day(value) if isinstance(value, date) else str(value)


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def spell(period: Period, today: date) -> str:
    """A period in days: "1–31 May 2026"."""
    first, last = period.days(today)
    if first is None or last is None:
        return f"from {day(first)}" if first else f"until {day(last)}" if last else "of all time"
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    start = f"{first.day} {first:%B}" if first.year == last.year else day(first)
    return f"{start} – {day(last)}"
