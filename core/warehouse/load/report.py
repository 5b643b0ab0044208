"""What was found wrong: all of it as a CSV file, and in short for people."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from core.disarm import disarmed
from core.errors import Unavailable
from core.warehouse.load.pieces import Piece
from core.warehouse.load.request import Count, Finding, Findings

_COUNTS = """
    SELECT table_name, column_name, rule, count(*) FROM problem WHERE blocks = ?
    GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3
"""
_ROWS = """
    SELECT count(*) FROM (
        SELECT DISTINCT piece, row_number FROM problem WHERE row_number IS NOT NULL AND blocks = ?
    )
"""
_SHOWN = """
    SELECT piece, row_number, column_name, value, reason FROM problem WHERE blocks = ?
    ORDER BY piece, row_number NULLS FIRST, column_name, reason LIMIT 20
"""
_EVERY = """
    SELECT piece, row_number, table_name, column_name, value, CASE WHEN blocks THEN 'error' ELSE 'warning' END,
        reason, rule
    FROM problem ORDER BY piece, row_number NULLS FIRST, column_name, reason
"""
_COLUMNS = ("file", "row", "table", "column", "value", "kind", "reason", "rule")
_PIECE = 10_000  # rows in memory


def findings(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece], *, blocking: bool) -> Findings:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, [blocking]).fetchall()

    return Findings(
        rows=ask(_ROWS)[0][0],
        counts=tuple(Count(*row) for row in ask(_COUNTS)),
        first=tuple(Finding(pieces[piece].label, row, *rest) for piece, row, *rest in ask(_SHOWN)),
    )


def write_report(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece], file: Path) -> None:
    """Every finding, warnings too, in the order of the files. All text comes from files, names of columns too."""
    found = connection.execute(_EVERY)
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            lines = csv.writer(out, lineterminator="\n")
            lines.writerow(_COLUMNS)
            while rows := found.fetchmany(_PIECE):
                lines.writerows([_cell(pieces[piece].label), *map(_cell, rest)] for piece, *rest in rows)
    except OSError as error:
        raise Unavailable(f"The report {file.name} cannot be written; nothing has been loaded.") from error


def _cell(value: object) -> str:
    return "" if value is None else disarmed(str(value))
