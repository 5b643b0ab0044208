"""A piece as a table of text: by DuckDB at full speed where the file is regular, else record by record."""

import csv
from pathlib import Path

import duckdb

from core.errors import Invalid
from core.warehouse.load.pieces import Piece
from core.warehouse.load.request import Request
from core.warehouse.load.sql import fill, literal, name
from core.warehouse.load.text_file import Record, TextFile, one_line_end, records

_READ = """
    CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_csv({file}, auto_detect = false, header = {header},
        delim = {delimiter}, quote = '"', escape = '"', nullstr = {never}, columns = {columns})
"""
_NEVER = "\x01never"  # an empty field stays an empty text
_SHOWN = 200  # characters of a broken record in the report


def read_raw(
    connection: duckdb.DuckDBPyConnection, piece: Piece, number: int, raw: str, table: str, request: Request
) -> str:
    """Fill the raw table; returns the expression of the row number that the user sees in the file."""
    if piece.kind == "parquet":
        return _read_parquet(connection, piece, raw)
    if piece.kind == "sheet":
        return _read_numbered(connection, piece.file, len(piece.header), raw)
    if piece.text is None:
        raise AssertionError("a text piece has its text")
    if piece.header_line == 1 and _read_fast(connection, piece, piece.text, raw):
        return "rowid + 2"
    good, bad = _sort_out(piece, piece.text, request)
    _keep_faults(connection, bad, number, table)
    return _read_numbered(connection, good, len(piece.header), raw)


def _read_fast(connection: duckdb.DuckDBPyConnection, piece: Piece, text: TextFile, raw: str) -> bool:
    """Whether the file is regular: every line one record, each with all its fields, so that row = line."""
    try:
        _read_csv(connection, piece.file, raw, _names(len(piece.header)), piece.delimiter, header=True)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    return _count(connection, raw) == text.lines - 1


def _sort_out(piece: Piece, text: TextFile, request: Request) -> tuple[Path, Path]:
    """Good records and bad ones by the csv module, which knows the line of each and goes on after a broken one."""
    good, bad = piece.file.with_name("good.csv"), piece.file.with_name("bad.csv")
    with good.open("w", encoding="utf-8", newline="") as out, bad.open("w", encoding="utf-8", newline="") as told:
        good_rows, bad_rows = csv.writer(out, lineterminator="\n"), csv.writer(told, lineterminator="\n")
        found = records(text, piece.delimiter)
        next(found)  # the header
        for record in found:
            request.go_on()
            fault = record.fault or _misfit(record, len(piece.header))
            if fault:
                shown = one_line_end(piece.delimiter.join(record.fields))[:_SHOWN]
                bad_rows.writerow([record.line, shown, fault])
            else:
                good_rows.writerow([record.line, *map(one_line_end, record.fields[: len(piece.header)])])
    return good, bad


def _misfit(record: Record, width: int) -> str:
    extra = any(field.strip() for field in record.fields[width:])
    if len(record.fields) >= width and not extra:
        return ""
    return f"has {len(record.fields)} fields, the header has {width}"


def _keep_faults(connection: duckdb.DuckDBPyConnection, bad: Path, number: int, table: str) -> None:
    _read_csv(connection, bad, name("fault"), ["line", "value", "reason"], ",", header=False)
    connection.execute(
        fill(
            "INSERT INTO problem SELECT {number}, CAST(line AS BIGINT), {table}, '', value, 'not a record',"
            " reason, true FROM fault",
            number=str(number),
            table=literal(table),
        )
    )
    connection.execute("DROP TABLE fault")


def _read_numbered(connection: duckdb.DuckDBPyConnection, file: Path, width: int, raw: str) -> str:
    _read_csv(connection, file, raw, ["row", *_names(width)], ",", header=False)
    return 'CAST("row" AS BIGINT)'


def _read_parquet(connection: duckdb.DuckDBPyConnection, piece: Piece, raw: str) -> str:
    columns = ", ".join(
        f"CAST({name(given)} AS VARCHAR) AS {name(ours)}"
        for given, ours in zip(piece.header, _names(len(piece.header)), strict=True)
    )
    try:
        connection.execute(
            fill(
                "CREATE OR REPLACE TABLE {raw} AS SELECT {columns} FROM read_parquet({file})",
                raw=raw,
                columns=columns,
                file=literal(piece.file),
            )
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise Invalid(f"{piece.label} cannot be read as Parquet: it is damaged.") from error
    return "rowid + 1"


def _read_csv(
    connection: duckdb.DuckDBPyConnection, file: Path, table: str, columns: list[str], delimiter: str, *, header: bool
) -> None:
    connection.execute(
        fill(
            _READ,
            table=table,
            file=literal(file),
            header="true" if header else "false",
            delimiter=literal(delimiter),
            never=literal(_NEVER),
            columns="{" + ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns) + "}",
        )
    )


def _names(width: int) -> list[str]:
    return [f"c{place}" for place in range(width)]


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(fill("SELECT count(*) FROM {table}", table=table)).fetchone()
    return int(row[0]) if row else 0
