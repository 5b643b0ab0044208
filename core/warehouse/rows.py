"""What a DuckDB cursor returns, as plain values with our column types."""

import json
from collections.abc import Iterable
from typing import Any

import duckdb

from core.warehouse.base import Checked, Result

Row = tuple[Any, ...]  # as DuckDB hands it out: lists, structs and intervals too

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_KINDS = {
    **dict.fromkeys(_INTEGERS, "integer"),
    **{f"U{name}": "integer" for name in _INTEGERS},
    "DECIMAL": "decimal",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DATE": "date",
    "TIME": "time",
    "BOOLEAN": "boolean",
}


def kind_of(duckdb_type: str) -> str:
    """Our name of a DuckDB type; what we have no kind for is text."""
    if duckdb_type.endswith("]"):  # a list or array of anything
        return "text"
    name = duckdb_type.split("(")[0].upper()
    return "timestamp" if name.startswith("TIMESTAMP") else _KINDS.get(name, "text")


def read_result(cursor: duckdb.DuckDBPyConnection, checked: Checked, seconds: float = 0.0) -> Result:
    """Fetch what an executed statement gives, one row past the limit at most, which then is not shown."""
    described = cursor.description or []
    found: list[Row] = cursor.fetchmany(checked.row_limit + 1)
    kinds = tuple(kind_of(str(column[1])) for column in described)
    return Result(
        columns=tuple(str(column[0]) for column in described),
        types=kinds,
        rows=tuple(_plain_rows(found[: checked.row_limit], [str(column[1]) for column in described])),
        truncated=len(found) > checked.row_limit,
        seconds=seconds,
    )


def _plain_rows(rows: list[Row], types: list[str]) -> Iterable[Row]:
    """Untouched where every column is plain already, which is nearly always so."""
    odd = {place: as_text for place, name in enumerate(types) if _needs_text(name)}
    if not odd:
        return rows
    return (tuple(odd[i](value) if i in odd else value for i, value in enumerate(row)) for row in rows)


def _needs_text(duckdb_type: str) -> bool:
    plain_text = duckdb_type.startswith(("VARCHAR", "ENUM")) and not duckdb_type.endswith("]")
    return kind_of(duckdb_type) in ("text", "time") and not plain_text


def as_text(value: object) -> str | None:
    """Lists and structs as JSON, everything else as it prints; nothing stays nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
