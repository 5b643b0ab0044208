"""A whole result as a CSV or Excel file, for when that takes longer than a page should wait."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from pydantic import model_validator

from core import audit
from core.export import Kind, whole, write
from core.jobs.kind import Arguments
from core.jobs.kind import Kind as JobKind
from core.jobs.work import Work
from core.semantic.query import Query
from core.table import Table


class ExportArguments(Arguments):
    """A Query, or SQL written by hand."""

    query: Query | None = None
    sql: str | None = None
    format: Kind = "csv"
    name: str = "export"

    @model_validator(mode="after")
    def one_of_them(self) -> "ExportArguments":
        if (self.query is None) == (self.sql is None):
            raise ValueError("either `query` or `sql` says what to export")
        return self

    @property
    def wanted(self) -> Query | str:
        return self.query or self.sql or ""


def export(work: Work, asked: ExportArguments) -> str:
    made = work.step("write", lambda: _write(work, asked))
    return work.step("record", lambda: _recorded(work, made))


def _write(work: Work, asked: ExportArguments) -> str:
    """Beside its place, then in it at once: whoever looks finds all of it or nothing."""
    work.say("Asking the warehouse")
    answered = whole(work.ctx, asked.wanted, work.cancel)
    scratch = work.folder.with_name(f".{work.job_id}-{uuid4().hex}")  # what a kill leaves of it is pruned
    scratch.mkdir(parents=True)
    try:
        file = _file(work, answered.table, asked, scratch)
        work.folder.mkdir(parents=True, exist_ok=True)
        os.replace(file, work.folder / file.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    rows = len(answered.table.rows)
    return f"{file.name}: {rows:,} row{'' if rows == 1 else 's'}"


def _file(work: Work, table: Table, asked: ExportArguments, folder: Path) -> Path:
    def told(rows: int) -> None:
        work.say("Writing rows", rows, len(table.rows))

    path = write(table, asked.format, folder, asked.name, work.ctx.config.app.currency, told).path
    with path.open("rb") as written:
        os.fsync(written.fileno())
    return path


def _recorded(work: Work, made: str) -> str:
    audit.record(work.ctx.store, work.ctx.asker.email, "export", made, detail=f"job {work.job_id}")
    return made


EXPORT = JobKind("export", "Export", "export", ExportArguments, export)
