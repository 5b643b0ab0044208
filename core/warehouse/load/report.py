"""What was found wrong: all of it as a CSV file, and in short for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from core.errors import Unavailable
from core.warehouse.load.pieces import Piece
from core.warehouse.load.request import Count, Finding, Findings
from core.warehouse.load.sql import fill, literal

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
# A spreadsheet takes what begins like this for a formula; a plain negative number is none.
_DISARMED = """
    CASE WHEN regexp_matches({text}, '^[=+@\\t\\r＝]') OR regexp_matches({text}, '^-.*[^0-9.]') THEN '''' || {text}
    ELSE {text} END
"""


def findings(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece], *, blocking: bool) -> Findings:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql, [blocking]).fetchall()

    return Findings(
        rows=ask(_ROWS)[0][0],
        counts=tuple(Count(*row) for row in ask(_COUNTS)),
        first=tuple(Finding(pieces[piece].label, row, *rest) for piece, row, *rest in ask(_SHOWN)),
    )


def write_report(connection: duckdb.DuckDBPyConnection, pieces: Sequence[Piece], file: Path) -> None:
    """Every finding, warnings too, in the order of the files."""
    labels = ", ".join(f"({number}, {literal(piece.label)})" for number, piece in enumerate(pieces))
    values = {column: fill(_DISARMED, text=column) for column in ("label", "value", "reason")}
    query = fill(
        'SELECT {label} AS file, row_number AS row, table_name AS "table", column_name AS column, {value} AS value,'
        " CASE WHEN blocks THEN 'error' ELSE 'warning' END AS kind, {reason} AS reason, rule"
        " FROM problem JOIN (VALUES {labels}) names(number, label) ON number = piece"
        " ORDER BY piece, row_number NULLS FIRST, column_name, reason",
        **values,
        labels=labels,
    )
    try:
        connection.execute(fill("COPY ({query}) TO {file} (HEADER, FORMAT csv)", query=query, file=literal(file)))
    except duckdb.IOException as error:
        raise Unavailable(f"The report {file.name} cannot be written; nothing has been loaded.") from error
