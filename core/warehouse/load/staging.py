"""A scratch database in which files lie as text, their typed reading beside it, and every problem found."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.errors import Unavailable
from core.warehouse.duckdb_errors import as_ours
from core.warehouse.load.naming import Matched
from core.warehouse.load.parse import SLASHED_DATE, clean, matches, reading
from core.warehouse.load.pieces import Piece
from core.warehouse.load.raw import read_raw
from core.warehouse.load.request import DateOrder, Request
from core.warehouse.load.sql import fill, literal, name

MEMORY = "1GB"


@dataclass(frozen=True)
class Staged:
    """A piece in the scratch database. In the view each of our columns has its `raw` text beside it."""

    number: int
    piece: Piece
    matched: Matched

    @property
    def view(self) -> str:
        return name(f"piece_{self.number}")

    @property
    def raw(self) -> str:
        return name(f"raw_{self.number}")


@contextmanager
def scratch_database(folder: Path, existing: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
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
        yield connection
    except duckdb.OutOfMemoryException as error:
        raise Unavailable("The load needs more memory or disk than there is; nothing has changed.") from error
    except duckdb.IOException as error:  # before duckdb.Error, which it is too
        raise Unavailable(
            "The load cannot write or read its files (is the disk full?); nothing has changed."
        ) from error
    except duckdb.Error as error:
        raise as_ours(error) from error
    finally:
        connection.close()


def stage(
    connection: duckdb.DuckDBPyConnection, number: int, piece: Piece, matched: Matched, request: Request
) -> Staged:
    """The piece as text, then the view that reads it."""
    staged = Staged(number, piece, matched)
    row = read_raw(connection, piece, number, staged.raw, matched.table.name)
    cleaned = {column: clean(name(f"c{place}")) for column, place in matched.places.items()}
    orders = {column: _order(connection, staged, text, column, request) for column, text in cleaned.items()}
    inner = ", ".join(f"{text} AS {name('raw ' + column)}" for column, text in cleaned.items())
    outer = ", ".join(_typed(matched, column, orders[column], request) for column in matched.table.columns)
    raws = ", ".join(name("raw " + column) for column in cleaned)
    connection.execute(
        fill(
            'CREATE VIEW {view} AS SELECT {number} AS "#piece", "#row", {raws}, {outer}'
            ' FROM (SELECT {row} AS "#row", {inner} FROM {raw}) WHERE coalesce({raws}) IS NOT NULL',
            view=staged.view,
            number=str(number),
            raws=raws,
            outer=outer,
            row=row,
            inner=inner,
            raw=staged.raw,
        )
    )
    return staged


def _typed(matched: Matched, column: str, order: DateOrder | None, request: Request) -> str:
    declared = matched.table.columns[column]
    read = reading(declared, name("raw " + column), order, request.decimal_comma)
    return f"{read.value if column in matched.places else f'CAST(NULL AS {read.sql_type})'} AS {name(column)}"


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
