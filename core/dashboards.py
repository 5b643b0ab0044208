"""A dashboard for each persona, from YAML: key figures, charts and questions as Queries, and how these are narrowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from core.context import Context
from core.errors import Invalid
from core.run import Answered, run_query
from core.semantic.expression import measures_in
from core.semantic.model import Model, Strict
from core.semantic.period import Period, add
from core.semantic.query import And, Compare, Fields, Filter, Group, In, Is, Order, Query, Term
from core.table import TableColumn
from core.warehouse.base import Value
from core.yaml_file import read

TREND = Period(calendar="week", offset=-12, count=12)  # whole weeks: one that has just begun looks like a fall


class Span(Strict):
    """A period to choose, what it is compared with, and how finely its charts go along time."""

    label: str
    period: Period
    compare: Compare
    grain: Literal["day", "week", "month"]


SPANS = (
    Span(label="This month", period=Period(calendar="month", to_date=True), compare=Compare(back=1, grain="month"),
         grain="day"),
    Span(label="Last month", period=Period(calendar="month", offset=-1), compare=Compare(back=1, grain="month"),
         grain="day"),
    Span(label="Last 90 days", period=Period(last_days=90), compare=Compare(back=90, grain="day"), grain="week"),
    Span(label="This year", period=Period(calendar="year", to_date=True), compare=Compare(back=1, grain="year"),
         grain="month"),
    Span(label="Last 12 months", period=Period(calendar="month", offset=-11, count=12),
         compare=Compare(back=1, grain="year"), grain="month"),
)  # fmt: skip


class Tile(Strict):
    """A key figure. With `now` it is of no period: what is open or in stock today."""

    title: str
    figure: Term
    now: bool = False


class Panel(Strict):
    """A chart. `date` without a grain gets the one that fits the period."""

    title: str
    query: Query
    now: bool = False
    drill: str | None = Field(None, description="The entity whose rows are behind a bar")


class Board(Strict):
    persona: str
    narrow: str | None = Field(None, description="The entity that the whole dashboard can be narrowed to")
    tiles: tuple[Tile, ...]
    charts: tuple[Panel, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Kpi:
    """A tile with its figures; `change` is a rate, or the difference of two ratios.

    There is none where the figure of the period is not final: fewer parcels have arrived of the younger orders, and
    that is no news. `settles` says then after how many days it is.
    """

    title: str
    column: TableColumn
    value: Value
    change: Value
    good: Literal["high", "low"] | None
    trend: tuple[float, ...]
    meaning: str
    settles: int = 0


def read_boards(folder: Path) -> Mapping[str, Board]:
    """By persona."""
    boards = {}
    for file in sorted(folder.glob("*.yaml")):
        data, _ = read(file)
        try:
            board = Board.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise Invalid(f"{file.name}: {place}: {first['msg'].removeprefix('Value error, ')}.") from None
        boards[board.persona] = board
    return boards


def narrowed(query: Query, *filters: Filter | None) -> Query:
    """The same question of fewer rows."""
    wanted = [part for part in (query.where, *filters) if part is not None]
    if not wanted:
        return query
    return query.model_copy(update={"where": wanted[0] if len(wanted) == 1 else And(**{"and": tuple(wanted)})})


def one_of(entity: str, codes: Sequence[str], model: Model) -> Filter | None:
    """Only these members; none named: all of them."""
    key = model.entities[entity].key[0]
    if len(codes) == 1:
        return Fields(field=key, value=codes[0])
    return Fields(field=key, op="in", value=tuple(codes)) if codes else None


def panel_query(panel: Panel, span: Span, *filters: Filter | None) -> Query:
    query = narrowed(panel.query, None if panel.now else In(period=span.period), *filters)
    by = tuple(
        Group(dimension="date", grain=span.grain) if group.dimension == "date" and not group.grain else group
        for group in query.by
    )
    return query.model_copy(update={"by": by})


def rows_behind(panel: Panel, asked: Query, row: Mapping[str, Value], ctx: Context) -> Query | None:
    """The rows that one bar, or one point in time, was made of, with what is measured, the most of it first."""
    if panel.drill is None:
        return None
    today = ctx.clock.today
    same = [found for group in asked.by if (found := _same(group, row, ctx.model)) is not None]
    spans = [one for one in same if isinstance(one, In)]
    kept = _parts(asked.where)
    for span in spans:  # one range, not the question's and the bar's
        twins = [one for one in kept if isinstance(one, In) and one.date == span.date]
        kept = [one for one in kept if one not in twins]
        same[same.index(span)] = _both(span, twins, today)
    amount = _amount(panel.drill, asked, ctx.model)
    entity = ctx.model.entities[panel.drill]
    columns = [panel.drill, *(name for name in entity.show if name != amount), *([amount] if amount else [])]
    rows = Query(
        rows=panel.drill,
        by=tuple(Group(dimension=name) for name in columns) if amount else (),
        including=asked.including,
        order=(Order(by=amount, descending=True),) if amount else (),
    )
    return narrowed(rows, *kept, *same)


def _parts(where: Filter | None) -> list[Filter]:
    return list(where.all) if isinstance(where, And) else [where] if where is not None else []


def _both(span: In, others: Sequence[In], today: date) -> In:
    """The days that all of them have."""
    days = [one.period.days(today) for one in (span, *others)]
    first = max((first for first, _ in days if first), default=None)
    last = min((last for _, last in days if last), default=None)
    return In(period=Period(start=first, end=last), date=span.date)


def _amount(entity: str, asked: Query, model: Model) -> str | None:
    """The attribute of a row that the figure is the sum of: an order's value, a line's total."""
    measure = model.measures.get(asked.measures[0].measure or "") if asked.measures else None
    if measure is None or not measure.additive:
        return None
    for name, one in model.dimensions.items():
        sums = [f"sum({part})" for part in (*one.at, one.sql) if part]
        if name.partition(".")[0] == entity and (one.measure == measure.name or measure.sql in sums):
            return name
    return None


def kpis(ctx: Context, board: Board, span: Span, *filters: Filter | None) -> list[Kpi]:
    """All tiles by three queries: those of the period with the one before, their weeks, and those of now."""
    dated = tuple(tile for tile in board.tiles if not tile.now)
    now = tuple(tile for tile in board.tiles if tile.now)
    found: dict[str, Kpi] = {}
    if dated:
        figures = Query(measures=_terms(dated), compare=span.compare)
        by_week = Query(measures=_terms(dated), by=(Group(dimension="date", grain="week"),), order=(Order(by="date"),))
        period = run_query(ctx, narrowed(figures, In(period=span.period), *filters), dashboard=True)
        weeks = run_query(ctx, narrowed(by_week, In(period=TREND), *filters), dashboard=True)
        last = span.period.days(ctx.clock.today)[1]
        found |= {tile.title: _kpi(ctx, tile, f"f{n}", period, weeks, last) for n, tile in enumerate(dated)}
    if now:
        today = run_query(ctx, narrowed(Query(measures=_terms(now)), *filters), dashboard=True)
        found |= {tile.title: _kpi(ctx, tile, f"f{n}", today) for n, tile in enumerate(now)}
    return [found[tile.title] for tile in board.tiles]


def compared(board: Board, span: Span, *filters: Filter | None) -> Mapping[str, Query]:
    """Each tile of a period as a question by itself: its figure with the one before."""
    return {
        tile.title: narrowed(Query(measures=(tile.figure,), compare=span.compare), In(period=span.period), *filters)
        for tile in board.tiles
        if not tile.now
    }


def _terms(tiles: Sequence[Tile]) -> tuple[Term, ...]:
    return tuple(tile.figure.model_copy(update={"name": f"f{n}"}) for n, tile in enumerate(tiles))


def behind_tile(tile: Tile, board: Board, span: Span, *filters: Filter | None) -> Query:
    """What a figure opens: the list of what it counts in a state, its course in the period, or its parts today."""
    state = tile.figure.where
    if isinstance(state, Is):
        return narrowed(Query(rows=state.state.partition(".")[0], where=state), *filters)
    if tile.now:
        parts = (Group(dimension=board.narrow),) if board.narrow else ()
        return narrowed(Query(measures=(tile.figure,), by=parts), *filters)
    days = (Group(dimension="date", grain=span.grain),)
    return narrowed(
        Query(measures=(tile.figure,), by=days, order=(Order(by="date"),)), In(period=span.period), *filters
    )


def settles(model: Model, name: str) -> int:
    """Days until a measure's figure is final; a formula waits for the slowest of its parts."""
    measure = model.measures[name]
    return max([measure.settles, *(settles(model, part) for part in measures_in(measure.formula))])


def _kpi(
    ctx: Context, tile: Tile, name: str, figures: Answered, weeks: Answered | None = None, last: date | None = None
) -> Kpi:
    row = figures.table.records()[0]
    column = next(column for column in figures.table.columns if column.name == name)
    measure = ctx.model.measures.get(tile.figure.measure or "")
    wait = settles(ctx.model, measure.name) if measure and last else 0
    final = ctx.clock.today - timedelta(days=wait)  # what ended by then has its last figure
    open_yet = bool(wait and last and last > final)
    change = row.get(f"{name}_change" if column.unit == "ratio" else f"{name}_change_rate")
    return Kpi(
        tile.title,
        column,
        row[name],
        None if open_yet else change,
        measure.good if measure else None,
        _trend(weeks, name, final if wait else None),
        measure.meaning if measure else "",
        wait if open_yet else 0,
    )


def _trend(weeks: Answered | None, name: str, final: date | None) -> tuple[float, ...]:
    """Week by week, up to the last one that is final."""
    found = [
        week[name]
        for week in (weeks.table.records() if weeks else ())
        if final is None or (isinstance(start := week["week"], date) and add(start, 1, "week") <= final)
    ]
    return tuple(float(value) for value in found if isinstance(value, int | float | Decimal))


def _same(group: Group, row: Mapping[str, Value], model: Model) -> Filter | None:
    if group.grain in ("day", "week", "month", "quarter", "year"):
        start = row[group.name or group.grain]
        assert isinstance(start, date)
        last = add(start, 1, group.grain) - timedelta(days=1)
        return In(period=Period(start=start, end=last), date=None if group.dimension == "date" else group.dimension)
    entity = model.entities.get(group.dimension)
    field = entity.key[0] if entity else group.dimension
    value = row[field.replace(".", "_")]
    if value is None:
        return Fields(field=field, op="is null")
    return Fields(field=field, value=value)
