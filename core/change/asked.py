"""A figure as its sums, asked for in both periods at once, in all or by a dimension: rows become members."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.change.parts import Amount, Member
from core.change.spans import Spans
from core.semantic.compile.cells import parts as filters_in
from core.semantic.compile.defaults import kept
from core.semantic.compile.scope import Scope
from core.semantic.makeup import Makeup
from core.semantic.period import Period
from core.semantic.query import And, Filter, Group, Is, Query, Term
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value

Sized = tuple[tuple[Term, Decimal], ...]


@dataclass(frozen=True)
class Asked:
    """A figure as its sums, between two periods, over what is filtered."""

    made: Makeup
    spans: Spans
    where: Filter | None
    including: tuple[str, ...] = ()
    lifting: tuple[Group, ...] = ()  # what the question was grouped by says which defaults hold

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term, _ in (*self.made.top, *self.made.bottom))

    def within(self, only: Filter) -> "Asked":
        return replace(self, where=both(self.where, only))


def query_of(asked: Asked, group: str | None, scope: Scope) -> Query:
    """Every sum in both periods, side by side; the defaults of the question hold whatever it is grouped by."""
    terms = [
        _timed(asked, term, scope, period, f"part_{place}_{number}")
        for place, period in enumerate((asked.spans.before, asked.spans.after))
        for number, term in enumerate(asked.terms)
    ]
    by = (Group(dimension=group),) if group else ()
    return Query(measures=tuple(terms), by=by, where=asked.where, including=asked.including)


def _timed(asked: Asked, term: Term, scope: Scope, period: Period, name: str) -> Term:
    where = term.where
    for state in _held(asked, term, scope):
        where = both(where, Is.model_validate({"is": state}))
    return term.model_copy(
        update={"period": period, "date": asked.spans.date or term.date, "where": where, "name": name}
    )


def _held(asked: Asked, term: Term, scope: Scope) -> tuple[str, ...]:
    if term.measure is None:
        return ()
    measure = scope.measure(term.measure)
    own = [each for where in (asked.where, term.where) if where is not None for each in filters_in(where)]
    stated = [Is.model_validate({"is": state}) for state in measure.where]
    return kept(measure.defaults, [*own, *stated], asked.lifting, asked.including, scope)


def both(one: Filter | None, other: Filter | None) -> Filter | None:
    listed = [part for each in (one, other) if each is not None for part in filters_in(each)]
    return And.model_validate({"and": tuple(listed)}) if len(listed) > 1 else listed[0] if listed else None


def members(table: Table, made: Makeup) -> tuple[Member, ...]:
    """A row's key is its first column; a name beside it is its label."""
    names = [(place, column) for place, column in enumerate(table.columns) if column.role in ("key", "title")]
    return tuple(
        Member(_label(row, names), row[0] if names else None, _amount(made, row, 0), _amount(made, row, 1))
        for row in table.rows
    )


def _label(row: Sequence[Value], names: Sequence[tuple[int, TableColumn]]) -> str:
    words = [shown(row[place], column) for place, column in names if row[place] is not None]
    return " ".join(dict.fromkeys(words)) if words else "(none)" if names else ""


def _amount(made: Makeup, row: Sequence[Value], place: int) -> Amount:
    """The last columns of a row: all sums of one period, then all of the other."""
    count = len(made.top) + len(made.bottom)
    cells = row[len(row) - 2 * count :][place * count :][:count]
    top = _weighted(made.top, cells[: len(made.top)])
    return Amount(top, _weighted(made.bottom, cells[len(made.top) :]) if made.bottom else None)


def _weighted(sums: Sized, cells: Sequence[Value]) -> Decimal:
    """Nothing counts as 0 in a sum."""
    exact = (Decimal(str(cell)) if cell is not None else Decimal(0) for cell in cells)
    return sum((weight * cell for (_, weight), cell in zip(sums, exact, strict=True)), Decimal(0))
