"""A scratch database in which files lie as text, their typed reading beside it, and every problem found."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path

import duckdb

from core.errors import Unavailable
from core.warehouse.load.naming import Matched
from core.warehouse.load.parse import SLASHED_DATE, clean, matches, reading
from core.warehouse.load.pieces import Piece
from core.warehouse.load.raw import read_raw
from core.warehouse.load.request import DateOrder, Request
from core.warehouse.load.sql import fill, literal, name
from core.warehouse.stopping import stopping

MEMORY = "1GB"


# Rows without anything in them are no rows.
_TYPED = """
    CREATE TABLE {table} AS SELECT {number} AS "#piece", "#row", {typed}, {unread} FROM (
        SELECT "#row", {given}, {values} FROM (
            SELECT {row} AS "#row", {cleaned} FROM {raw}
        ) WHERE coalesce({given}) IS NOT NULL
    )
"""


@dataclass(frozen=True)
class Staged:
    """A piece in the scratch database: its typed rows, with `unread` texts beside them. `raw` is gone by then."""

    number: int
    piece: Piece
    matched: Matched

    @property
    def table(self) -> str:
        return name(f"piece_{self.number}")

    @property
    def raw(self) -> str:
        return name(f"raw_{self.number}")


@contextmanager
def scratch_database(folder: Path, existing: Path | None, request: Request) -> Iterator[duckdb.DuckDBPyConnection]:
    """Bounded in memory, spilling into the same folder; the data that is there is attached for reading."""
    connection = duckdb.connect(str(folder / "staging.duckdb"))
    try:
        connection.execute(f"SET memory_limit = {literal(MEMORY)}")
        connection.execute(f"SET temp_directory = {literal(folder / 'spill')}")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            "CREATE TABLE problem (piece INTEGER, row_number BIGINT, table_name TEXT, column_name TEXT, value TEXT,"
            " rule TEXT, reason TEXT, blocks BOOLEAN)"
        )
        if existing is not None:
            connection.execute(f"ATTACH {literal(existing)} AS existing (READ_ONLY)")
        with stopping(connection.interrupt, inf, inf, request.cancel):
            yield connection
            request.go_on()
    except duckdb.InterruptException:
        request.go_on()
        raise
    except duckdb.OutOfMemoryException as error:
        raise Unavailable("The load needs more memory or disk than there is; nothing has changed.") from error
    except duckdb.IOException as error:  # before duckdb.Error, which it is too
        raise Unavailable(
            "The load cannot write or read its files (is the disk full?); nothing has changed."
        ) from error
    except duckdb.Error as error:
        kind = type(error).__name__
        raise Unavailable(f"The load stopped at an error of the database ({kind}); nothing has changed.") from error
    finally:
        connection.close()


def stage(
    connection: duckdb.DuckDBPyConnection, number: int, piece: Piece, matched: Matched, request: Request
) -> Staged:
    """The piece read once: its typed values, and beside them the texts that could not be read."""
    staged = Staged(number, piece, matched)
    row = read_raw(connection, piece, number, staged.raw, matched.table.name, request)
    cleaned = {column: clean(name(f"c{place}")) for column, place in matched.places.items()}
    values = {column: _value(connection, staged, column, cleaned, request) for column in matched.table.columns}
    columns = matched.table.columns
    parts = {
        "table": staged.table,
        "number": str(number),
        "raw": staged.raw,
        "row": row,
        "cleaned": ", ".join(f"{text} AS {given(column)}" for column, text in cleaned.items()),
        "given": ", ".join(given(column) for column in cleaned),
        "values": ", ".join(f"{value} AS {name(column)}" for column, value in values.items()),
        "typed": ", ".join(name(column) for column in columns),
        "unread": ", ".join(f"CASE WHEN {name(c)} IS NULL THEN {given(c)} END AS {unread(c)}" for c in cleaned),
    }
    connection.execute(fill(_TYPED, **parts))
    connection.execute(fill("DROP TABLE {raw}", raw=staged.raw))
    return staged


def given(column: str) -> str:
    return name("given " + column)


def unread(column: str) -> str:
    """The column that holds a text only where it could not be read as the column's type."""
    return name("unread " + column)


def _value(
    connection: duckdb.DuckDBPyConnection, staged: Staged, column: str, cleaned: Mapping[str, str], request: Request
) -> str:
    declared = staged.matched.table.columns[column]
    if column not in cleaned:
        return f"CAST(NULL AS {reading(declared, 'NULL', None, False).sql_type})"
    order = _order(connection, staged, cleaned[column], column, request)
    return reading(declared, given(column), order, request.decimal_comma).value


def _order(
    connection: duckdb.DuckDBPyConnection, staged: Staged, text: str, column: str, request: Request
) -> DateOrder | None:
    """Whether 01/02/2024 is in January or February: as said, or as the column's other rows show beyond doubt."""
    if request.date_order or staged.matched.table.columns[column].kind != "date":
        return request.date_order
    sql = fill(
        "SELECT coalesce(bool_or(first > 12), false), coalesce(bool_or(second > 12), false) FROM ("
        " SELECT TRY_CAST(regexp_extract(t, '^(\\d+)', 1) AS INTEGER) AS first,"
        " TRY_CAST(regexp_extract(t, '[-/](\\d+)[-/]', 1) AS INTEGER) AS second"
        " FROM (SELECT {text} AS t FROM {raw}) WHERE {slashed})",
        text=text,
        raw=staged.raw,
        slashed=matches("t", SLASHED_DATE + ".*"),
    )
    found = connection.execute(sql).fetchone()
    return {(True, False): "dmy", (False, True): "mdy"}.get(found or (False, False))  # type: ignore[return-value]
