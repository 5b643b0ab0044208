"""The stock of the business day, kept for good: what past stock is answered from."""

from core.clock import Clock
from core.jobs.kind import Arguments, Kind
from core.jobs.loading import NOT_OURS, generation_of
from core.jobs.work import Work
from core.store.loads import Load, record_load
from core.warehouse.generations import AlreadyPublished, current
from core.warehouse.snapshot import SOURCE, TABLE, take_snapshot


class SnapshotArguments(Arguments):
    """None: it is always the business day."""


def snapshot(work: Work, asked: SnapshotArguments) -> str:
    return work.step("snapshot", lambda: _snapshot(work))


def _snapshot(work: Work) -> str:
    config, started = work.ctx.config, Clock.utc()
    if not config.warehouse.ours:
        return f"Nothing was kept. {NOT_OURS}"
    pointer = current(config.warehouse_home)
    if pointer is None:
        return "Nothing was kept: no data has been loaded yet."
    kept = pointer.loaded.get(TABLE)
    source = kept.source if kept else SOURCE  # a day more does not change where the table came from
    day = work.ctx.clock.today
    work.say(f"Keeping the stock of {day}")
    try:
        with generation_of(work) as draft:
            items = take_snapshot(draft, day, started, source)
    except AlreadyPublished:
        return f"The stock of {day} was kept, before the program was interrupted."
    if items is None:
        return "Nothing was kept: the data has no stock."
    line = Load(TABLE, SOURCE, items, started, Clock.utc(), work.ctx.asker.email, "loaded", draft.generation)
    record_load(work.ctx.store, line)
    return f"The stock of {items:,} items on {day}."


SNAPSHOT = Kind("stock-snapshot", "Stock of the day", "load-data", SnapshotArguments, snapshot)
