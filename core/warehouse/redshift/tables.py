"""What Redshift tells of its tables: columns, last loads, and how much is in them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from core.errors import QuartermasterError
from core.warehouse.away import PASSING
from core.warehouse.redshift.values import kind_of
from core.warehouse.remote import Tables

Row = Sequence[object]
Ask = Callable[[str, Mapping[str, str]], Sequence[Row]]

COLUMNS = """
SELECT CAST(table_name AS varchar(128)), CAST(column_name AS varchar(128)), CAST(data_type AS varchar(128))
FROM svv_columns WHERE table_schema = :schema ORDER BY table_name, ordinal_position
"""
# Superusers see these two, others when they are granted: GRANT SELECT ON svv_table_info, sys_load_history TO …
LOADS = """
SELECT CAST(table_name AS varchar(128)), MAX(end_time)
FROM sys_load_history WHERE schema_name = :schema AND status = 'completed' GROUP BY table_name
"""
SIZES = """
SELECT CAST("table" AS varchar(128)), tbl_rows, size
FROM svv_table_info WHERE "schema" = :schema ORDER BY 1
"""


def read_tables(ask: Ask, schema: str) -> Tables:
    """The columns must be there; the rest is as far as this user may look."""
    given = {"schema": schema}
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in ask(COLUMNS, given):
        columns.setdefault(str(table), {})[str(column)] = kind_of(str(kind))
    loads = _permitted(ask, LOADS, given)
    sizes = _permitted(ask, SIZES, given)
    loaded = {str(table): _utc(at) for table, at in loads if str(table) in columns}
    return Tables(columns, loaded, sha256(repr((sorted(loaded.items()), sizes)).encode()).hexdigest())


def _permitted(ask: Ask, sql: str, given: Mapping[str, str]) -> list[tuple[object, ...]]:
    try:
        return [tuple(row) for row in ask(sql, given)]
    except PASSING:
        raise
    except QuartermasterError:
        return []


def _utc(at: object) -> datetime:
    """Its own times are in UTC and do not say so."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
