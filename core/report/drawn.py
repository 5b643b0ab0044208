"""Pictures of tables with lines and boxes alone: bars, lines along time, places."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10

from core.report.paper import INK, LINE, QUIET, Paper
from core.report.report import Picture
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value

COLOURS = ((20, 147, 138), (224, 138, 30), (74, 127, 201), (194, 85, 125), (127, 154, 53))
MOST_BARS = 30
MOST_NAMES = 25
BAR, TALL, NAMES = 6.0, 62.0, 48.0  # millimetres
STEPS = 4


def draw(paper: Paper, table: Table, picture: Picture, currency: str) -> None:
    columns = {column.name: column for column in table.columns}
    first = columns.get(picture.up[0]) if picture.up else None
    across = columns.get(picture.across)
    if picture.kind == "none" or across is None or not table.rows:
        return
    if picture.kind == "map":
        _places(paper, table, across)
    elif first is not None:
        alike = [columns[name] for name in picture.up if columns[name].unit == first.unit]
        if picture.kind == "line" and across.type in ("date", "timestamp"):
            _lines(paper, table, across, alike, currency)
        else:
            _bars(paper, table, across, first, currency)
    paper.set_draw_color(*INK)
    paper.set_line_width(0.2)


def _figures(table: Table, column: TableColumn) -> list[float | None]:
    return [_number(row[column.name]) for row in table.records()]


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def _bars(paper: Paper, table: Table, across: TableColumn, figure: TableColumn, currency: str) -> None:
    records = table.records()[:MOST_BARS]
    values = [_number(row[figure.name]) or 0.0 for row in records]
    low, high = min(0.0, *values), max(0.0, *values)
    left, room = paper.l_margin + NAMES, paper.wide - NAMES - 34
    scale = room / ((high - low) or 1.0)
    zero = left - low * scale
    for row, value in zip(records, values, strict=True):
        if paper.room < BAR + 2:
            paper.add_page()
        top = paper.get_y()
        paper.ink(INK, 8)
        paper.cell(NAMES - 2, BAR, paper.fitting(shown(row[across.name], across) or "(none)", NAMES - 3), align="R")
        paper.set_fill_color(*COLOURS[0])
        start = zero if value >= 0 else zero + value * scale
        paper.rect(start, top + 0.9, max(abs(value) * scale, 0.2), BAR - 1.8, "F")
        paper.set_xy(max(zero, start + abs(value) * scale) + 1, top)
        paper.ink(QUIET, 7.5)
        paper.cell(33, BAR, paper.fitting(shown(row[figure.name], figure, currency) or "no figure", 33))
        paper.set_xy(paper.l_margin, top + BAR)
    if len(table.rows) > MOST_BARS:
        paper.paragraph(f"The first {MOST_BARS} of {len(table.rows):,} are drawn.", 7.5)


def _lines(
    paper: Paper, table: Table, across: TableColumn, figures: Sequence[TableColumn], currency: str
) -> None:  # fmt: skip
    drawn = figures[: len(COLOURS)]
    every = [value for column in drawn for value in _figures(table, column) if value is not None]
    if not every:
        return
    step = _step(max(0.0, *every) - min(0.0, *every))
    low = floor(min(0.0, *every) / step) * step
    span = (ceil(max(0.0, *every) / step) * step - low) or step
    if paper.room < TALL + 20:
        paper.add_page()
    left, top, room = paper.l_margin + 26, paper.get_y() + 2, paper.wide - 30
    _scale(paper, drawn[0], currency, (low, span, step), (left, top, room))
    days = [row[across.name] for row in table.records()]
    places = _along(days, left, room)
    for colour, column in zip(COLOURS, drawn, strict=False):
        _line(paper, colour, places, [_height(value, low, span, top) for value in _figures(table, column)])
    _ends(paper, across, days, left, top + TALL, room)
    _legend(paper, drawn, left)


def _along(days: Sequence[Value], left: float, room: float) -> list[float]:
    """By the days themselves, so that a gap is one."""
    known = [day for day in days if isinstance(day, date)]
    first, last = min(known).toordinal(), max(known).toordinal()
    long = (last - first) or 1
    return [left + room * ((day.toordinal() - first) / long if isinstance(day, date) else 0) for day in days]


def _height(value: float | None, low: float, span: float, top: float) -> float | None:
    return None if value is None else top + TALL * (1 - (value - low) / span)


def _step(span: float) -> float:
    """A round one, of which four or so make the whole."""
    rough = (span or 1.0) / STEPS
    size = 10.0 ** floor(log10(rough))
    return float(next(one for one in (1, 2, 2.5, 5, 10) if one * size >= rough * 0.999) * size)


def _scale(
    paper: Paper, figure: TableColumn, currency: str, values: tuple[float, float, float],
    place: tuple[float, float, float],
) -> None:  # fmt: skip
    low, span, step = values
    left, top, room = place
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.15)
    for number in range(round(span / step) + 1):
        at = top + TALL * (1 - number * step / span)
        paper.line(left, at, left + room, at)
        paper.ink(QUIET, 7)
        paper.set_xy(paper.l_margin, at - 2)
        value = Decimal(str(low + number * step)).quantize(Decimal("0.0001"))
        paper.cell(25, 4, paper.fitting(_short(value, figure, currency), 25), align="R")


def _short(value: Decimal, figure: TableColumn, currency: str) -> str:
    if figure.unit == "ratio":
        return shown(value, figure, currency)
    for size, letter in ((10**9, "bn"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{value / size:,.1f} {letter}"
    return f"{value:,.1f}".removesuffix(".0")


def _line(
    paper: Paper, colour: tuple[int, int, int], across: Sequence[float], up: Sequence[float | None]
) -> None:  # fmt: skip
    paper.set_draw_color(*colour)
    paper.set_fill_color(*colour)
    paper.set_line_width(0.5)
    points = sorted(zip(across, up, strict=True), key=lambda point: point[0])
    for (x, y), (x2, y2) in pairwise(points):
        if y is not None and y2 is not None:
            paper.line(x, y, x2, y2)
    for x, y in points:
        if y is not None and len(points) <= 60:
            paper.circle(x, y, 0.7, "F")


def _ends(
    paper: Paper, across: TableColumn, days: Sequence[Value], left: float, under: float, room: float
) -> None:  # fmt: skip
    known = sorted(day for day in days if isinstance(day, date))
    paper.ink(QUIET, 7)
    for day, at, align in ((known[0], left, "L"), (known[-1], left + room - 40, "R")):
        paper.set_xy(at, under + 1)
        paper.cell(40, 4, shown(day, across), align=align)
    paper.set_xy(paper.l_margin, under + 6)


def _legend(paper: Paper, figures: Sequence[TableColumn], left: float) -> None:
    top = paper.get_y()
    for colour, column in zip(COLOURS, figures, strict=False):
        paper.set_fill_color(*colour)
        paper.rect(left, top + 1, 3, 3, "F")
        paper.ink(INK, 7.5)
        paper.set_xy(left + 4, top)
        name = paper.fitting(column.label, 50)
        paper.cell(50, 5, name)
        left += paper.get_string_width(name) + 10
    paper.set_xy(paper.l_margin, top + 7)


def _places(paper: Paper, table: Table, across: TableColumn) -> None:
    """The same distance in both directions, north at the top."""
    wide = next(column for column in table.columns if column.name.endswith("longitude"))
    high = next(column for column in table.columns if column.name.endswith("latitude"))
    found = [
        (x, y, shown(name, across))
        for x, y, name in zip(
            _figures(table, wide), _figures(table, high), [r[across.name] for r in table.records()], strict=True
        )
        if x is not None and y is not None
    ]
    if not found:
        return
    if paper.room < TALL + 10:
        paper.add_page()
    west, north = min(x for x, _, _ in found), max(y for _, y, _ in found)
    spans = max(x for x, _, _ in found) - west, north - min(y for _, y, _ in found)
    scale = min((paper.wide - 60) / (spans[0] or 1), TALL / (spans[1] or 1))
    left, top = paper.l_margin + 10, paper.get_y() + 3
    paper.set_fill_color(*COLOURS[0])
    for place, (x, y, name) in enumerate(found):
        at = left + (x - west) * scale, top + (north - y) * scale
        paper.circle(*at, 1.1, "F")
        if place < MOST_NAMES:
            paper.ink(INK, 6.5)
            paper.set_xy(at[0] + 1.5, at[1] - 2)
            paper.cell(45, 4, paper.fitting(name, 45))
    paper.set_xy(paper.l_margin, top + spans[1] * scale + 6)
