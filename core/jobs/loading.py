"""Uploaded files into the next generation of the data, all of it or nothing, and once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from core.errors import Conflict, Invalid
from core.jobs.kind import Arguments, Kind
from core.jobs.work import Work
from core.warehouse.drafts import Draft
from core.warehouse.generations import AlreadyPublished, new_generation
from core.warehouse.load.recorded import load_and_record
from core.warehouse.load.request import DateOrder, Mode, Outcome, Request
from core.warehouse.load.rules import load_rules

AGAIN = 0.5  # seconds until the next try when another load has the warehouse
UNFIT = "Not fit to be loaded"
NOT_OURS = "The warehouse is one given in the settings (warehouse.backend or .file), which is read and never written."


class LoadArguments(Arguments):
    """`files` are below the folder of uploads, by the names that were given them there."""

    files: tuple[str, ...]
    table: str | None = None
    sheet: str | None = None
    renames: Mapping[str, str] = {}
    ignored: tuple[str, ...] = ()
    mode: Mode | None = None
    date_order: DateOrder | None = None
    decimal_comma: bool = False
    check_only: bool = False
    once: bool = False  # the files are removed when they are loaded


def load(work: Work, asked: LoadArguments) -> str:
    said = work.step("load", lambda: _load(work, asked))
    if asked.once and not asked.check_only:
        work.step("tidy", lambda: _tidy(work, asked))
    return said


def uploads(home: Path) -> Path:
    return home / "uploads"


def _load(work: Work, asked: LoadArguments) -> str:
    ctx = work.ctx
    if not ctx.config.warehouse.ours:
        raise Invalid(NOT_OURS)
    rules = load_rules(ctx.config.semantic.folder, ctx.model)
    request = _request(work, asked)
    target = generation_of(work)
    try:
        outcome = load_and_record(
            request, ctx.model, rules, target, work.say, store=ctx.store, by=ctx.asker.email or "unknown"
        )
    except AlreadyPublished:
        return "Loaded, before the program was interrupted."
    if outcome.bad.any and not asked.check_only:
        raise Invalid(_refusal(outcome))
    return _sentence(outcome, asked)


def _sentence(outcome: Outcome, asked: LoadArguments) -> str:
    if outcome.bad.any:
        return f"{UNFIT}: {outcome.bad.in_words}."
    rows = ", ".join(f"{one.rows:,} rows of {one.table}" for one in outcome.tables)
    warned = f" With warnings about {outcome.warnings.rows:,} rows." if outcome.warnings.any else ""
    return f"{'Fit to be loaded' if asked.check_only else 'Loaded'}: {rows}.{warned}"


def _tidy(work: Work, asked: LoadArguments) -> str:
    """A step of its own: until the load is recorded as done, it may need them again."""
    folder = uploads(work.ctx.config.app.home)
    for name in asked.files:
        path = (folder / name).resolve()
        path.unlink(missing_ok=True)
        if path.parent != folder.resolve() and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
    return "The uploaded files are removed."


@contextmanager
def generation_of(work: Work) -> Iterator[Draft]:
    """A draft that is published once for this job, however often it is begun; another load is waited for."""
    while True:
        making = new_generation(work.ctx.config.warehouse_home, mark=work.job_id)
        try:
            draft = making.__enter__()
            break
        except Conflict:
            work.say("Waiting for another load to end")
            work.pause(AGAIN)
    try:
        yield draft
    except BaseException as error:
        if not making.__exit__(type(error), error, error.__traceback__):
            raise
    else:
        making.__exit__(None, None, None)


def _request(work: Work, asked: LoadArguments) -> Request:
    work.folder.mkdir(parents=True, exist_ok=True)
    folder = uploads(work.ctx.config.app.home)
    return Request(
        paths=tuple(_below(folder, name) for name in asked.files),
        table=asked.table,
        sheet=asked.sheet,
        renames=dict(asked.renames),
        ignored=asked.ignored,
        mode=asked.mode,
        date_order=asked.date_order,
        decimal_comma=asked.decimal_comma,
        check_only=asked.check_only,
        report=work.folder / "bad-rows.csv",
        cancel=work.cancel,
    )


def _below(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Invalid(f"There is no uploaded file {name!r}.")
    return path


def _refusal(outcome: Outcome) -> str:
    first = "; ".join(f"row {one.row}, {one.column}: {one.reason}" for one in outcome.bad.first[:3] if one.row)
    return f"Refused, nothing has been loaded: {outcome.bad.in_words}. {first}".strip()


LOAD = Kind("load", "Load of files", "load-data", LoadArguments, load)
