"""A table as an answer: a sentence from its numbers, a fitting picture, questions worth asking next."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.semantic.model import Model
from core.semantic.query import Query
from core.table import Table, TableColumn, shown

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


def sentence(table: Table, currency: str = "") -> str:
    """One to three sentences; every figure in them stands in the table."""
    if not table.rows:
        return "Nothing matches."
    figures = [column for column in table.columns if column.role not in ("key", "title", "attribute", "column")]
    if not figures:
        return f"{table.total_rows:,} row{'s' * (table.total_rows != 1)}.{_cut(table)}"
    if len(table.rows) == 1 and not _labels(table):
        return _one_row(table, figures, currency)
    return f"{_extremes(table, figures[0], currency)}{_cut(table)}"


def _one_row(table: Table, figures: list[TableColumn], currency: str) -> str:
    row = table.records()[0]
    told = [f"{column.label}: {shown(row[column.name], column, currency) or 'no figure'}" for column in figures]
    return "; ".join(told) + "."


def _labels(table: Table) -> list[TableColumn]:
    """The columns that say which row it is: names before codes."""
    titles = [column for column in table.columns if column.role == "title"]
    return titles or [column for column in table.columns if column.role in ("key", "attribute")]


def _extremes(table: Table, figure: TableColumn, currency: str) -> str:
    """The most and the least, by name; of rows without a figure nothing is said."""
    rows = [row for row in table.records() if isinstance(row[figure.name], int | float | Decimal)]
    if not rows:
        return f"{figure.label} has no figure in any of {table.total_rows:,} rows."
    label = _labels(table)[0]

    def size(row: Mapping[str, object]) -> Decimal:
        return Decimal(str(row[figure.name]))

    high, low = max(rows, key=size), min(rows, key=size)
    top = (
        f"{figure.label} is highest for {shown(high[label.name], label)} ({shown(high[figure.name], figure, currency)})"
    )
    if size(high) == size(low):
        return f"{figure.label} is {shown(high[figure.name], figure, currency)} in every row."
    return f"{top} and lowest for {shown(low[label.name], label)} ({shown(low[figure.name], figure, currency)})."


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
