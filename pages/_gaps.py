"""Steps of time without a row: zero in the picture of a figure that adds up, a gap in that of any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from core.semantic.period import Grain, add
from core.table import Table, TableColumn, day_shown
from core.warehouse.base import Value
from pages._labels import number

MOST_STEPS = 2000  # days of five years; a longer way is drawn as it is


@dataclass(frozen=True)
class Point:
    """`row` is -1 for what was filled in, which also brings its own label."""

    row: int
    day: Value
    shown: Value
    label: str = ""

    @property
    def value(self) -> float | None:
        return number(self.shown)


def is_dated(column: TableColumn) -> bool:
    return column.type in ("date", "timestamp")


def filled(table: Table, across: TableColumn, column: TableColumn, rows: Sequence[int]) -> list[Point]:
    """The points of one line, in the order of time; those of groups as they come."""
    records = table.records()
    points = [Point(row, records[row][across.name], records[row][column.name]) for row in rows]
    if not is_dated(across):
        return points
    dated = {_day(point.day): point for point in points if point.day is not None}
    if across.grain not in get_args(Grain) or not dated or len(dated) < len(points):
        return sorted((point for point in points if point.day is not None), key=lambda point: str(point.day))
    return [dated.get(day) or _empty(day, across, column) for day in _steps(table, across)]


def _empty(day: date, across: TableColumn, column: TableColumn) -> Point:
    return Point(-1, day, 0 if column.additive else None, day_shown(day, across.grain))


def _steps(table: Table, across: TableColumn) -> list[date]:
    """From the first to the last of the whole table, so that every line goes all the way."""
    found = sorted({_day(row[across.name]) for row in table.records() if row[across.name] is not None})
    steps = [found[0]]
    while steps[-1] < found[-1] and len(steps) < MOST_STEPS:
        steps.append(add(found[0], len(steps), across.grain))  # type: ignore[arg-type]  # looked at before
    return steps if steps[-1] == found[-1] else found


def _day(value: Value) -> date:
    assert isinstance(value, date)
    return value.date() if isinstance(value, datetime) else value
