"""Steps of time that a question has only a part of, at the ends of its period: they look like a fall and are none."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

from core.semantic.period import Grain, add
from core.semantic.query import And, In, Query
from core.table import TableColumn
from core.warehouse.base import Value

Within = tuple[date | None, date]  # the first and the last day that were asked for and have been


def within(query: Query, today: date) -> Within:
    parts = query.where.all if isinstance(query.where, And) else (query.where,)
    days = [part.period.days(today) for part in parts if isinstance(part, In)]
    first = max((first for first, _ in days if first), default=None)
    return first, min([today, *(last for _, last in days if last)])


def is_part(day: Value, across: TableColumn, asked: Within | None) -> bool:
    """Whether the step from this day on was begun before, or ends after, what was asked for."""
    if asked is None or across.grain not in get_args(Grain) or not isinstance(day, date):
        return False
    first, last = asked
    end = add(day, 1, across.grain) - timedelta(days=1)  # type: ignore[arg-type]  # looked at before
    return end > last or (first is not None and day < first)


def said(days: Sequence[Value], across: TableColumn, asked: Within | None) -> str:
    """Under the picture; empty where every step is whole."""
    parts = [day for day in days if is_part(day, across, asked)]
    return f"Hollow points: the period has only a part of that {across.grain}." if parts else ""
