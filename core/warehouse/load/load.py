"""Loads files into the next generation of the data: all of them, or nothing."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import duckdb

from core.clock import Clock
from core.errors import Invalid, Unavailable
from core.semantic.model import Model
from core.warehouse.drafts import Draft
from core.warehouse.load.after import After, look_after
from core.warehouse.load.checks import check_header, check_keys, check_references, check_rules, check_values
from core.warehouse.load.naming import Matched, check_renames, match, no_table, table_of
from core.warehouse.load.pieces import Piece, files_of, pieces_of
from core.warehouse.load.publish import fill_draft, loads_of
from core.warehouse.load.report import findings, write_report
from core.warehouse.load.request import Outcome, Progress, Request
from core.warehouse.load.rules import Rules
from core.warehouse.load.staging import Staged, scratch_database, stage

Connection = duckdb.DuckDBPyConnection


def load(
    request: Request, model: Model, rules: Rules, target: AbstractContextManager[Draft], progress: Progress
) -> Outcome:
    """`target` gives the draft: `new_generation(home)` or `replacement(file)`. Bad rows are in the outcome."""
    started = Clock.utc()
    files = files_of(request.paths)
    with target as draft:
        pieces = _pieces(files, model, request, draft.scratch, progress)
        with scratch_database(draft.scratch, draft.previous, request) as connection:
            staged = [_stage(connection, n, pieces, request, progress) for n in range(len(pieces))]
            after = look_after(connection, model, staged, request)
            _check(connection, model, rules, after, request, progress)
            outcome = _judge(connection, [piece for piece, _ in pieces], after, request, started)
            if outcome.bad.any or request.check_only:
                draft.abandon()
            else:
                progress("Writing the new generation")
                fill_draft(connection, model, after, draft, outcome.tables, started)
    return _finished(outcome, draft.generation)


Matches = Sequence[tuple[Piece, Matched]]


def _pieces(files: Sequence[Path], model: Model, request: Request, scratch: Path, progress: Progress) -> Matches:
    """All pieces with their tables; a sheet that is none is left out when another one of its workbook is."""
    known = {column for table in model.tables.values() for column in table.columns}
    found: list[tuple[Piece, Matched]] = []
    for number, file in enumerate(files):
        progress(f"Opening {file.name}")
        try:
            pieces = pieces_of(file, request, known, scratch / f"file-{number}")
        except OSError as error:
            raise Unavailable(f"{file.name} cannot be read: {error.strerror}.") from error
        tables = [table_of(piece, model, request) for piece in pieces]
        if not any(tables):
            raise no_table(pieces[0], model)
        for piece, table in zip(pieces, tables, strict=True):
            if table is None:
                progress(f"{piece.label} is no known table and is left out")
            else:
                found.append((piece, match(piece, table, request)))
    check_renames([matched for _, matched in found], request)
    return found


def _stage(connection: Connection, number: int, pieces: Matches, request: Request, progress: Progress) -> Staged:
    piece, matched = pieces[number]
    was = f", {piece.text.encoding}" if piece.text and piece.text.encoding != "utf-8" else ""
    progress(f"Reading {piece.label}{was} as {matched.table.name}")
    if not matched.places:
        raise Invalid(f"{piece.label}: none of its columns is one of {matched.table.name}'s.")
    return stage(connection, number, piece, matched, request)


def _check(
    connection: Connection, model: Model, rules: Rules, after: After, request: Request, progress: Progress
) -> None:
    for table, staged in after.staged.items():
        progress(f"Checking {table}")
        for one in staged:
            check_header(connection, one)
            check_values(connection, one, request.decimal_comma)
            check_rules(connection, one, rules.get(table, ()))
        check_keys(connection, model.tables[table], after)
    progress("Checking references")
    check_references(connection, model, after)


def _judge(
    connection: Connection, pieces: Sequence[Piece], after: After, request: Request, started: datetime
) -> Outcome:
    bad, warnings = (findings(connection, pieces, blocking=blocking) for blocking in (True, False))
    if request.report is not None and (bad.any or warnings.any):
        write_report(connection, pieces, request.report)
    return Outcome(loads_of(connection, after), bad, warnings, started, Clock.utc())


def _finished(outcome: Outcome, generation: str | None) -> Outcome:
    return Outcome(outcome.tables, outcome.bad, outcome.warnings, outcome.started, Clock.utc(), generation)
