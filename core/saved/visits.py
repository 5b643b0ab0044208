"""What changed since somebody's last visit: key figures then and now, and what came to the lists that are watched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from core.context import Context
from core.dashboards import Board, Kpi, Span, Tile
from core.run import run_query
from core.semantic.model import Entity, Strict
from core.semantic.query import And, Fields, Filter, Group, Is, Or, Query
from core.store import visits as rows
from core.store.loads import Load, history
from core.store.users import User
from core.table import TableColumn

MOST_MEMBERS = 2000  # of a list that is watched: of a longer one only its figure is compared
MOST_SHOWN = 100  # new ones that a list of them is made of
LOADS = 100  # of the history, looked through for new data
Key = tuple[str, ...]


class Seen(Strict):
    """Small enough to be kept: figures by tile and period, members of the watched lists by their keys."""

    figures: dict[str, Decimal] = {}
    members: dict[str, tuple[Key, ...]] = {}


@dataclass(frozen=True)
class Moved:
    """A tile whose figure is another one than it was."""

    title: str
    column: TableColumn
    then: Decimal | int
    now: Decimal | int
    good: bool | None  # None: neither, or nobody says so, as of a list
    came: int = 0
    went: int = 0
    show: Query | None = None  # lists those that came


@dataclass(frozen=True)
class News:
    """`since` is None on a first visit."""

    since: datetime | None
    moved: tuple[Moved, ...] = ()
    loads: tuple[Load, ...] = ()


def news(ctx: Context, user: User, board: Board, span: Span, kpis: Sequence[Kpi], now: datetime) -> News:
    seen = _seen(ctx, board, span, kpis)
    asker = ctx.asker
    rights = f"{asker.role}|{asker.workspace}|{','.join(asker.warehouses)}"
    before = rows.look(ctx.store, user, asker.persona, rights, seen.model_dump_json(), now)
    then = _read(before.seen) if before else None
    if before is None or then is None:
        return News(None)
    return News(before.at, tuple(_moved(ctx, board, span, kpis, then, seen)), _loaded(ctx, before.at))


def _read(text: str) -> Seen | None:
    """What an older version kept may have another shape: then there is nothing to compare with."""
    try:
        return Seen.model_validate_json(text)
    except ValidationError:
        return None


def _seen(ctx: Context, board: Board, span: Span, kpis: Sequence[Kpi]) -> Seen:
    figures = {
        _place(ctx, tile, span): Decimal(str(kpi.value))
        for tile, kpi in zip(board.tiles, kpis, strict=True)
        if isinstance(kpi.value, int | float | Decimal)
    }
    lists = {tile.title: _members(ctx, tile) for tile in board.tiles if tile.now}
    return Seen(figures=figures, members={title: found for title, found in lists.items() if found is not None})


def _place(ctx: Context, tile: Tile, span: Span) -> str:
    """This month's figure is compared with this month's only."""
    return tile.title if tile.now else f"{tile.title} from {span.period.days(ctx.clock.today)[0]}"


def _watched(ctx: Context, tile: Tile) -> Entity | None:
    """A tile that counts what is in a state, as overdue orders."""
    where = tile.figure.where
    return ctx.model.entities.get(where.state.partition(".")[0]) if isinstance(where, Is) else None


def _members(ctx: Context, tile: Tile) -> tuple[Key, ...] | None:
    entity = _watched(ctx, tile)
    if entity is None:
        return None
    by = tuple(Group(dimension=name) for name in entity.key)
    query = Query(rows=entity.name, by=by, where=tile.figure.where, limit=MOST_MEMBERS + 1)
    found = run_query(ctx, query, dashboard=True).table.records()
    names = [name.replace(".", "_") for name in entity.key]
    return None if len(found) > MOST_MEMBERS else tuple(tuple(str(row[name]) for name in names) for row in found)


def _moved(ctx: Context, board: Board, span: Span, kpis: Sequence[Kpi], then: Seen, now: Seen) -> Iterator[Moved]:
    for tile, kpi in zip(board.tiles, kpis, strict=True):
        place = _place(ctx, tile, span)
        old, new = then.figures.get(place), now.figures.get(place)
        were, are = then.members.get(tile.title), now.members.get(tile.title)
        known = were is not None and are is not None
        came = [key for key in are or () if key not in set(were or ())] if known else []
        went = len(set(were or ()) - set(are or ())) if known else 0
        if old is None or new is None or (old == new and not came and not went):
            continue
        entity = _watched(ctx, tile)
        good = None if old == new or entity or not kpi.good or kpi.settles else (new < old) == (kpi.good == "low")
        show = _those(tile, entity, came[:MOST_SHOWN]) if came and entity else None
        yield Moved(tile.title, kpi.column, _like(old, kpi), _like(new, kpi), good, len(came), went, show)


def _like(value: Decimal, kpi: Kpi) -> Decimal | int:
    """Counts are whole."""
    return int(value) if isinstance(kpi.value, int) else value


def _those(tile: Tile, entity: Entity, keys: Sequence[Key]) -> Query:
    """The new ones by their keys, and still in that state when the list is opened."""
    if len(entity.key) == 1:
        these: Filter = Fields(field=entity.key[0], op="in", value=tuple(key[0] for key in keys))
    else:
        each = [
            And(**{"and": tuple(Fields(field=name, value=part) for name, part in zip(entity.key, key, strict=True))})
            for key in keys
        ]
        these = Or(**{"or": tuple(each)}) if len(each) > 1 else each[0]
    assert tile.figure.where is not None
    return Query(rows=entity.name, where=And(**{"and": (tile.figure.where, these)}))


def _loaded(ctx: Context, since: datetime) -> tuple[Load, ...]:
    """Of the tables that the persona sees."""
    seen = set(ctx.model.personas[ctx.asker.persona].tables)
    found = history(ctx.store, limit=LOADS)
    return tuple(load for load in found if load.outcome == "loaded" and load.finished > since and load.table in seen)
