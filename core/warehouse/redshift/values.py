"""Redshift's types and values as ours, whichever road they came by."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.warehouse.base import Result, Value

ROW_TYPES = {
    "int2": "integer", "int4": "integer", "int8": "integer", "oid": "integer",
    "smallint": "integer", "integer": "integer", "bigint": "integer",
    "numeric": "decimal", "decimal": "decimal",
    "float4": "number", "float8": "number", "real": "number", "double precision": "number",
    "date": "date",
    "timestamp": "timestamp", "timestamptz": "timestamp",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamp",
    "bool": "boolean", "boolean": "boolean",
}  # fmt: skip


def kind_of(redshift_type: str) -> str:
    """Our name of a Redshift type; what we have no kind for is text."""
    return ROW_TYPES.get(redshift_type.lower().split("(")[0].strip(), "text")


def result_of(
    names: Iterable[str], kinds: Sequence[str], rows: Sequence[Sequence[Value]], most: int, seconds: float
) -> Result:
    """One row past the limit says that there are more, and is not shown."""
    shown = [tuple(row) for row in rows[:most]]
    whole = [place for place, kind in enumerate(kinds) if kind == "decimal" and _whole(row[place] for row in shown)]
    if whole:
        shown = [tuple(_as_integer(v) if i in whole else v for i, v in enumerate(row)) for row in shown]
    types = tuple("integer" if i in whole else kind for i, kind in enumerate(kinds))
    return Result(tuple(names), types, tuple(shown), truncated=len(rows) > most, seconds=seconds)


def _whole(values: Iterable[Value]) -> bool:
    """A sum of bigints comes as NUMERIC without decimals; a price of 5.00 has them."""
    found = [value for value in values if isinstance(value, Decimal)]
    return bool(found) and all(value.as_tuple().exponent == 0 for value in found)


def _as_integer(value: Value) -> Value:
    return int(value) if isinstance(value, Decimal) else value
