"""A table as an answer: a sentence from its numbers, a fitting picture, questions worth asking next."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.semantic.model import Model
from core.semantic.query import Query
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value

Kind = Literal["line", "bar", "map", "none"]
MOST_BARS = 40
FIGURES = ("figure", "share", "running")


@dataclass(frozen=True)
class Chart:
    """Which picture fits, and the columns it is drawn from."""

    kind: Kind
    across: str = ""
    up: tuple[str, ...] = ()


NO_CHART = Chart("none")


def sentence(table: Table, currency: str = "", *, ranked: bool = False) -> str:
    """One to three sentences; every figure in them stands in the table. `ranked`: it has only the first of all."""
    if not table.rows:
        return "Nothing matches."
    figures = [column for column in table.columns if column.role not in ("key", "title", "attribute", "column")]
    if not figures:
        return f"{table.total_rows:,} row{'s' * (table.total_rows != 1)}.{_cut(table)}"
    if len(table.rows) == 1:
        return _one_row(table, figures, currency)
    return f"{_extremes(table, figures[0], currency, ranked=ranked)}{_cut(table)}"


def _one_row(table: Table, figures: list[TableColumn], currency: str) -> str:
    row = table.records()[0]
    told = [f"{column.label}: {_told(row[column.name], column, currency) or 'no figure'}" for column in figures]
    name = _name(table, row)
    return f"{name}. {'; '.join(told)}." if name else f"{'; '.join(told)}."


def _told(value: Value, column: TableColumn, currency: str) -> str:
    """With the unit, which a table's heading says."""
    said = shown(value, column, currency)
    unit = {"days": "day", "units": "unit"}.get(column.unit, "")
    return f"{said} {unit}{'' if value == 1 else 's'}" if said and unit else said


def _labels(table: Table) -> list[TableColumn]:
    """The columns that say which row it is, one for each thing: its name where the table has it, otherwise its code."""
    named = [column for column in table.columns if column.role in ("key", "title")]
    labels = [
        column
        for column, after in zip(named, [*named[1:], None], strict=False)
        if column.role == "title" or after is None or after.role != "title"
    ]
    return labels or [column for column in table.columns if column.role == "attribute"][:1]


def _name(table: Table, row: Mapping[str, Value]) -> str:
    return ", ".join(shown(row[label.name], label) or "none" for label in _labels(table))


def _extremes(table: Table, figure: TableColumn, currency: str, *, ranked: bool) -> str:
    """The most and the least, by name; of rows without a figure nothing is said."""
    rows = [row for row in table.records() if isinstance(row[figure.name], int | float | Decimal)]
    if not rows:
        return f"{figure.label}: no figure in any of {table.total_rows:,} rows."

    def size(row: Mapping[str, Value]) -> Decimal:
        return Decimal(str(row[figure.name]))

    def said(row: Mapping[str, Value]) -> str:
        return f"{_name(table, row)} ({_told(row[figure.name], figure, currency)})"

    high, low = max(rows, key=size), min(rows, key=size)
    if size(high) == size(low):
        return f"{figure.label}: {_told(high[figure.name], figure, currency)} in every row."
    if ranked:
        first = rows[0]
        return f"{figure.label}: {'highest' if size(first) == size(high) else 'lowest'} for {said(first)}."
    return f"{figure.label}: highest for {said(high)}, lowest for {said(low)}."


def _cut(table: Table) -> str:
    return f" The first {len(table.rows):,} of {table.total_rows:,} rows are shown." if table.truncated else ""


def chart(table: Table, wanted: str | None = None) -> Chart:
    """A line along time, bars for groups, points for places; none where there is nothing to compare."""
    figures = tuple(c.name for c in table.columns if c.role in (*FIGURES, "previous"))
    if len(table.rows) > 1 and _placed(table) and _labels(table):
        return Chart("map", _labels(table)[0].name, figures)
    if not figures or len(table.rows) < 2:
        return NO_CHART
    time = next((c for c in table.columns if c.role == "key" and c.type in ("date", "timestamp")), None)
    if time is not None:
        return Chart("line", time.name, figures)
    if len(table.rows) > MOST_BARS and wanted is None:
        return NO_CHART
    return Chart("bar", _labels(table)[0].name, figures)


def _placed(table: Table) -> bool:
    """Whether each row is somewhere on the map."""
    names = [column.name for column in table.columns]
    return all(any(name.endswith(end) for name in names) for end in ("latitude", "longitude"))


def suggestions(query: Query, model: Model) -> tuple[str, ...]:
    """What one would ask next, in words that the engine understands."""
    if query.rows:
        entity = model.entities[query.rows]
        grouped = next(
            (name for name in entity.show if name in model.dimensions and model.dimensions[name].search), None
        )
        label = model.dimensions[grouped].label if grouped else ""
        return tuple(filter(None, ("how many are there?", f"count them by {label}" if label else "")))
    asked = []
    if not any(group.grain for group in query.by) and _dated(query, model):
        asked.append("by month")
    if query.by and query.limit is None:
        asked.append("top 3 of those")
    if not query.by:
        asked += [f"by {name}" for name in _groups(query, model)[:2]]
    if query.compare is None and _dated(query, model):
        asked.append("what about last year?")
    return tuple(asked[:3])


def _dated(query: Query, model: Model) -> bool:
    measures = [model.measures[term.measure] for term in query.measures if term.measure in model.measures]
    return any(measure.date or measure.formula for measure in measures)


def _groups(query: Query, model: Model) -> list[str]:
    """Entities whose code the first figure's own table holds."""
    first = model.measures.get(query.measures[0].measure or "") if query.measures else None
    fact = first.fact if first else None
    taken = {group.dimension for group in query.by}
    return [
        entity.label
        for entity in model.entities.values()
        if entity.name not in taken and _holds(fact, model.dimensions[entity.key[-1]].at) and len(entity.key) == 1
    ]


def _holds(fact: str | None, places: tuple[str, ...]) -> bool:
    return any(place.startswith(f"{fact}.") for place in places)
