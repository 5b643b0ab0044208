"""From the figures of a query to cells: one aggregate over one fact, each with its own conditions and its own time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlglot import exp

from core.errors import Invalid
from core.semantic import expression
from core.semantic.compile import defaults
from core.semantic.compile.facts import fact_for, usual_defaults
from core.semantic.compile.keys import dimension_kind
from core.semantic.compile.scope import Scope, label
from core.semantic.model import Inner, Unit
from core.semantic.period import Grain, Period
from core.semantic.query import And, Filter, Group, In, Is, Not, Or, Query, Term
from core.semantic.reckoned import column_name, parts_of

COUNT_ROWS = "count(*)"
NUMERIC = ("sum", "avg", "median")  # aggregates of numbers only


@dataclass(frozen=True)
class Shift:
    """The other period of a comparison: so many steps back, or given."""

    to: Period | None = None
    back: int = 0
    grain: Grain = "month"


@dataclass(frozen=True)
class Cell:
    """One aggregate. Equal cells are worked out once."""

    fact: str
    value: str  # an aggregate of the vocabulary's language
    where: tuple[Filter, ...] = ()  # all of the query's and its own, periods included
    date: str | None = None
    groups: tuple[Group, ...] = ()
    shift: Shift | None = None
    inner: Inner | None = field(default=None, compare=False)
    latest: str | None = None
    per: Query | None = None
    agg: str | None = None
    additive: bool = False
    name: str = field(default="figure", compare=False)  # what its column is called inside the SQL

    @cached_property
    def alone(self) -> bool:
        """Whether it needs a SELECT of its own."""
        return self.inner is not None or self.latest is not None or self.per is not None


@dataclass(frozen=True)
class Figure:
    """A term of the query as an expression over cells, which stand in it as columns "#0", "#1" …"""

    tree: exp.Expr
    cells: tuple[Cell, ...]
    unit: Unit
    label: str
    meaning: str
    additive: bool
    dated: bool
    as_of: str = ""


def placeholder(number: int) -> exp.Column:
    return exp.column(f"#{number}", quoted=True)


class Figures:
    """Expands terms into figures, for one query."""

    def __init__(self, scope: Scope, query: Query) -> None:
        self.scope, self.query = scope, query
        # in a list the filter is about the members; each figure is the member's, over its own filter
        self.where: tuple[Filter, ...] = () if query.rows or query.where is None else parts(query.where)
        self._made: dict[tuple[Term, tuple[Group, ...], Shift | None], Figure] = {}

    def admitting(self, named: Filter | None) -> "Figures":
        """The same where these filters' values count: of the share of cancelled orders, all orders are the whole."""
        values = defaults.named(parts(named), self.scope) if named is not None else ()
        including = {"including": (*self.query.including, *values)}
        return Figures(self.scope, self.query.model_copy(update=including)) if values else self

    def figure(self, term: Term, groups: tuple[Group, ...], shift: Shift | None = None) -> Figure:
        groups = () if term.overall else groups
        wanted = (term, groups, shift)
        if wanted not in self._made:
            self._made[wanted] = self._figure(*wanted)
        return self._made[wanted]

    def _figure(self, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Figure:
        if term.less is not None or term.over is not None:
            return self._of_two(term, groups, shift)
        if term.per or term.of:
            return self._aggregate(term, groups, shift)
        assert term.measure
        return self._measure(term.measure, term, groups, shift)

    def _measure(self, name: str, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Figure:
        measure = self.scope.measure(name)
        if measure.formula is None:
            cell = self._cell(name, term, groups, shift)
            return Figure(
                placeholder(0), (cell,), measure.unit, measure.label, measure.meaning, measure.additive,
                (term.date or measure.date) is not None, measure.as_of,
            )  # fmt: skip
        tree = expression.lowered(measure.formula, self.scope.today, self.scope.dialect)
        used = {part: self._measure(part, term, groups, shift) for _, part in expression.references(tree)}
        tree, cells = merged(tree, used)
        dated = any(part.dated for part in used.values())
        return Figure(tree, cells, measure.unit, measure.label, measure.meaning, False, dated, measure.as_of)

    def _cell(self, name: str, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Cell:
        measure = self.scope.measure(name)
        assert measure.fact and measure.sql
        self.scope.need(measure.fact, measure.label)
        stated = tuple(Is.model_validate({"is": state}) for state in measure.where)
        asked = (*self.where, *(parts(term.where) if term.where else ()))
        held = defaults.kept(
            measure.defaults, (*asked, *stated), self._lifting(groups), self.query.including, self.scope
        )
        return Cell(
            fact=measure.fact,
            value=measure.sql,
            where=(*self._timed(asked, term), *stated, *(Is.model_validate({"is": state}) for state in held)),
            date=term.date or measure.date,
            groups=groups,
            shift=shift,
            inner=measure.inner,
            latest=measure.latest,
            additive=measure.additive,
            name=name if shift is None else f"{name}_before",
        )

    def _lifting(self, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        """What a query is grouped by says what it is about; the columns of a list do not."""
        return () if self.query.rows else (*groups, *self.query.by)

    def _timed(self, asked: tuple[Filter, ...], term: Term) -> tuple[Filter, ...]:
        """A term's own period stands instead of the query's."""
        if term.period is None:
            return asked
        return (*(each for each in asked if not isinstance(each, In)), In(period=term.period))

    def _aggregate(self, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Figure:
        if term.measure:
            return self._of_groups(term, groups, shift)
        assert term.of and term.agg
        dimension = self.scope.dimension(self._single_key(term.of))
        kind = dimension_kind(self.scope, dimension.name)
        if term.agg in NUMERIC and kind not in ("integer", "decimal", "number"):
            raise Invalid(f"{dimension.label.capitalize()} is {kind}, so it has no {term.agg}: that needs numbers.")
        fact = fact_for(self.scope, dimension.name)
        entity = self.scope.fact_entity(fact)
        asked = (*self.where, *(parts(term.where) if term.where else ()))
        usual = entity.defaults if entity and entity.defaults else usual_defaults(self.scope, fact, dimension)
        held = defaults.kept(usual, asked, self._lifting(groups), self.query.including, self.scope)
        value = f"({dimension.sql})" if parts_of(dimension.name) else f"{{{dimension.name}}}"
        cell = Cell(
            fact=fact,
            value=f"count(distinct {value})" if term.agg == "count_distinct" else f"{term.agg}({value})",
            where=(*self._timed(asked, term), *(Is.model_validate({"is": state}) for state in held)),
            date=term.date or (entity.date if entity else None),
            groups=groups,
            shift=shift,
            additive=term.agg in ("sum", "count"),
            name=f"{term.agg}_{column_name(dimension.name)}",
        )
        words = f"{AGGREGATE_WORDS[term.agg]} {dimension.label}"
        unit = dimension.unit if term.agg not in ("count", "count_distinct") else "count"
        return Figure(
            placeholder(0), (cell,), unit, words, f"{words}: {dimension.meaning}", cell.additive, bool(cell.date)
        )

    def _of_two(self, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Figure:
        """A difference or a quotient of two figures; nothing to take away is nothing taken away."""
        other = term.less or term.over
        assert other
        left = self.figure(term.model_copy(update={"less": None, "over": None}), groups, shift)
        right = self.figure(other, groups, shift)
        first, second = exp.column("left"), exp.column("right")
        if term.less is not None:
            tree: exp.Expr = exp.Sub(this=expression.or_zero(first), expression=expression.or_zero(second))
            label, unit = f"{left.label} minus {right.label.lower()}", left.unit if left.unit == right.unit else ""
        else:
            tree = expression.ratio(expression.or_zero(first), second)
            same = left.unit == right.unit
            label = f"{left.label} {'as a share of' if same else 'per'} {right.label.lower()}"
            unit = "ratio" if same else left.unit
        merged_tree, cells = merged(tree, {"left": left, "right": right})
        additive = term.less is not None and left.additive and right.additive
        meaning = f"{label}. {left.meaning}. {right.meaning}"
        return Figure(merged_tree, cells, unit, label, meaning, additive, left.dated or right.dated, left.as_of)

    def _single_key(self, name: str) -> str:
        entity = self.scope.model.entities.get(name)
        if entity is None:
            return name
        if len(entity.key) > 1:
            raise Invalid(f"{entity.plural} are known by {' and '.join(entity.key)}: name one of these.")
        return entity.key[0]

    def _of_groups(self, term: Term, groups: tuple[Group, ...], shift: Shift | None) -> Figure:
        """An average (or other aggregate) of a measure's groups: average monthly revenue."""
        assert term.measure and term.agg
        if shift is not None:
            raise Invalid("An aggregate of groups is not compared with another period: ask for the two apart.")
        plain = self._measure(term.measure, term.model_copy(update={"agg": None, "per": ()}), groups, None)
        one = Term(measure=term.measure, where=term.where, period=term.period, date=term.date, **{"as": "value"})
        inner = Query(measures=(one,), by=(*groups, *term.per), where=self.query.where, including=self.query.including)
        cell = Cell(plain.cells[0].fact, "", groups=groups, per=inner, agg=term.agg, date=plain.cells[0].date)
        per = " and ".join(group.grain or label(self.scope, group.dimension) for group in term.per)
        words = f"{AGGREGATE_WORDS[term.agg]} {plain.label.lower()} per {per.replace('_', ' ')}"
        return replace(plain, tree=placeholder(0), cells=(cell,), label=words, additive=False)


AGGREGATE_WORDS: Mapping[str, str] = {
    "sum": "Total", "avg": "Average", "min": "Lowest", "max": "Highest", "count": "Number of",
    "count_distinct": "Number of different", "median": "Median",
}  # fmt: skip


def merged(tree: exp.Expr, used: Mapping[str, Figure]) -> tuple[exp.Expr, tuple[Cell, ...]]:
    """A formula's tree with each measure's own tree put in, over one list of cells."""
    cells: list[Cell] = []

    def renumber(figure: Figure) -> exp.Expr:
        numbers = []
        for cell in figure.cells:
            if cell not in cells:
                cells.append(cell)
            numbers.append(cells.index(cell))
        return with_cells(figure.tree, [placeholder(number) for number in numbers])

    trees = {name: renumber(figure) for name, figure in used.items()}

    def put_in(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in trees:
            part = trees[node.name].copy()
            return part if isinstance(part, exp.Column) else exp.paren(part, copy=False)
        return node

    return expression.replace(tree, put_in), tuple(cells)


def with_cells(tree: exp.Expr, values: list[exp.Expr]) -> exp.Expr:
    """The tree with "#n" replaced by the n-th value."""

    def put_in(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name.startswith("#"):
            return values[int(node.name[1:])].copy()
        return node

    return expression.replace(tree, put_in)


def parts(wanted: Filter) -> tuple[Filter, ...]:
    """The filters that must all hold."""
    return tuple(part for each in wanted.all for part in parts(each)) if isinstance(wanted, And) else (wanted,)


def periods(wanted: Filter) -> bool:
    """Whether a filter speaks of time without saying which date."""
    if isinstance(wanted, In):
        return wanted.date is None
    if isinstance(wanted, Not):
        return periods(wanted.negated)
    inner = wanted.all if isinstance(wanted, And) else wanted.any if isinstance(wanted, Or) else ()
    return any(periods(each) for each in inner)
