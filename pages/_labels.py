"""What the bars and lines of a picture are called, and which of them belong together."""

from collections.abc import Mapping, Sequence

from core.table import Table, TableColumn, day_shown
from core.warehouse.base import Value

MOST_COLOURS = 8


def label(row: Mapping[str, Value], columns: Sequence[TableColumn]) -> str:
    return " · ".join(_said(row[column.name], column) for column in columns)


def label_columns(table: Table, across: TableColumn, split: TableColumn | None) -> list[TableColumn]:
    """A second grouping is part of the name, unless it is told by colour."""
    other = _others(table, across)
    return [across, *other[:1]] if other and split is None else [across]


def split_column(table: Table, across: TableColumn) -> TableColumn | None:
    """A second grouping becomes colours, when there are few of them and each name has each once."""
    others = _others(table, across)
    if not others:
        return None
    few = len({row[others[0].name] for row in table.records()}) <= MOST_COLOURS
    return others[0] if few else None


def series(table: Table, split: TableColumn | None) -> dict[str, list[int]]:
    """The rows of each colour."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(table.records()):
        found.setdefault(_said(row[split.name], split) if split else "", []).append(place)
    return found


def number(value: Value) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]  # a figure


def _others(table: Table, across: TableColumn) -> list[TableColumn]:
    """What else it is grouped by: names before codes, and not the code of the same thing."""
    own = across.name.rpartition("_")[0] if across.role == "title" else across.name
    others = [c for c in table.columns if c.role in ("key", "title") and c is not across]
    others = [c for c in others if not (across.role == "title" and c.name.rpartition("_")[0] == own)]
    return sorted(others, key=lambda column: column.role != "title")


def _said(value: Value, column: TableColumn) -> str:
    if value is None:
        return "(none)"
    return day_shown(value, column.grain) if column.type == "date" else str(value)  # type: ignore[arg-type]
