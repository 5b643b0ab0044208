"""Reads the values of searchable columns from the data: all of them once, and which of them an asker may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Thread

import numpy as np

from core.access import Asker, allowance, sees_tables
from core.billed import run_billed
from core.context import Context
from core.errors import Invalid, NotAllowed, QuartermasterError
from core.language.seen import Seen, Visible
from core.language.stock import Column, Stock
from core.language.values import ValueIndex
from core.log import logger
from core.semantic.compile import Compiled, compile_query
from core.semantic.model import Model
from core.semantic.query import Group, Query
from core.warehouse.base import Checked, Result
from core.warehouse.guard import check_tree

MOST = 2_000_000  # distinct values of one dimension

log = logger(__name__)


@dataclass(frozen=True)
class Source:
    """Where the values of a dimension come from, for a persona without row rules."""

    dimension: str
    key: str | None  # of a title: the dimension of the key beside it
    compiled: Compiled
    checked: Checked

    @property
    def name(self) -> tuple[str, str]:
        """The same statement has the same values, whoever asks."""
        return self.dimension, self.checked.sql


def known_values(ctx: Context) -> ValueIndex:
    """What the asker may see; quick where somebody with the same rights asked before."""
    sources = _everybodys(ctx)
    rules = allowance(ctx.model, ctx.asker, ctx.clock.today, MOST, compiled=True).rows
    return ctx.values.get_or_make(
        (ctx.warehouse.generation, tuple(source.name for source in sources)),
        (ctx.asker.persona, tuple(sorted(rules.items()))),
        lambda: Stock.of(_column(source, run_billed(ctx, source.checked)) for source in sources),
        lambda stock: ValueIndex(Seen(stock, _visible(ctx, stock, sources))),
    )


def warm_values(ctx: Context) -> Thread:
    """In the background, so that the first question does not wait for it."""
    somebody = ctx.for_asker(Asker(next(iter(ctx.model.personas)), role="Owner", all_workspaces=True))
    thread = Thread(target=_warm, args=(somebody,), name="values", daemon=True)
    thread.start()
    return thread


def _warm(ctx: Context) -> None:
    try:
        known_values(ctx)
    except QuartermasterError as error:  # there may be no data yet
        log.info("values are read with the first question", why=error.message)


def _visible(ctx: Context, stock: Stock, sources: Sequence[Source]) -> Visible:
    """Of each value, whether a statement under the asker's own row rules has it too."""
    own = {
        source.name: source for source in _sources(ctx.model, ctx.asker.persona, ctx.clock.today, ctx.warehouse.dialect)
    }
    allowed = allowance(ctx.model, ctx.asker, ctx.clock.today, MOST, compiled=True)
    seen = np.zeros(len(stock), np.bool_)
    for number, source in enumerate(sources):
        first, last = stock.bounds[number : number + 2]
        if source.name not in own:
            continue
        if not any(allowed.rows[table] for table in source.checked.tables):
            seen[first:last] = True
            continue
        limited = check_tree(own[source.name].compiled.tree, source.checked.dialect, allowed)
        seen[first:last] = np.isin(stock.marks[first:last], _column(source, run_billed(ctx, limited)).marks)
    return seen


def _everybodys(ctx: Context) -> list[Source]:
    """Of all personas, over the tables that there are, the same statement once."""
    there = {name.lower() for name in ctx.warehouse.catalog()}  # names are compared in any spelling
    found: dict[tuple[str, str], Source] = {}
    for persona in ctx.model.personas:
        for source in _sources(ctx.model, persona, ctx.clock.today, ctx.warehouse.dialect):
            if source.checked.tables <= there:
                found[source.name] = source
    return list(found.values())


@lru_cache(maxsize=64)
def _sources(model: Model, persona: str, today: date, dialect: str) -> tuple[Source, ...]:
    everything = Asker(persona, role="Owner", all_workspaces=True)
    return tuple(_of_persona(model, everything, today, dialect))


def _of_persona(model: Model, asker: Asker, today: date, dialect: str) -> Iterator[Source]:
    titles = {entity.title: entity for entity in model.entities.values() if entity.title}
    allowed = allowance(model, asker, today, MOST, compiled=True)
    for name, dimension in model.dimensions.items():
        if not dimension.search:
            continue
        titled = titles.get(name)
        key = titled.key[0] if titled and len(titled.key) == 1 else None
        query = Query(rows=titled.name if titled and key else None, by=(Group(dimension=name),))
        try:
            compiled = compile_query(query, model, sees_tables(model, asker), today, dialect)
        except (NotAllowed, Invalid):  # its tables are outside the persona
            continue
        yield Source(name, key, compiled, check_tree(compiled.tree, dialect, allowed))


def _column(source: Source, result: Result) -> Column:
    if result.truncated:
        log.warning("values cut", dimension=source.dimension, most=MOST)
    titled = source.key is not None and len(result.columns) > 1
    place = 1 if titled else 0
    rows = [row for row in result.rows if row[place] is not None]
    codes = [str(row[0]) for row in rows] if titled else ()
    return Column(source.dimension, [str(row[place]) for row in rows], source.key if titled else None, codes)
