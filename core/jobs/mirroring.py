"""The mirror of a warehouse elsewhere, made as a job: by hand, or every day at the configured time."""

from datetime import date

from core.errors import Invalid
from core.jobs.kind import Arguments, Kind
from core.jobs.work import Work
from core.semantic.compile.copying import copies
from core.warehouse.generations import AlreadyPublished
from core.warehouse.mirror import NOTHING, Mirror

SUNDAY = 6


class MirrorArguments(Arguments):
    """`full` copies also what looks unchanged; without it that is done on Sundays."""

    full: bool | None = None


def mirror(work: Work, asked: MirrorArguments) -> str:
    if work.ctx.config.warehouse.backend == "duckdb":
        raise Invalid(NOTHING)
    return work.step("mirror", lambda: _mirror(work, asked))


def _mirror(work: Work, asked: MirrorArguments) -> str:
    ctx = work.ctx
    day = ctx.clock.today
    making = Mirror(ctx.warehouse, ctx.config.warehouse_home, work.say, cancel=work.cancel)
    try:
        done = making.make(copies(ctx.model.tables.values(), day), full=_whole(asked, day), mark=work.job_id)
    except AlreadyPublished:
        return "Mirrored, before the program was interrupted."
    return f"Mirrored: {done.in_words}"


def _whole(asked: MirrorArguments, day: date) -> bool:
    """Once a week, since a text that became another of the same length is not noticed otherwise."""
    return day.weekday() == SUNDAY if asked.full is None else asked.full


MIRROR = Kind("mirror", "Mirror of the warehouse", "load-data", MirrorArguments, mirror)
