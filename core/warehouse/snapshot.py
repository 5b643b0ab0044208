"""Adds the present stock to the table of past stock, as a day of it."""

from contextlib import closing
from datetime import date, datetime

import duckdb

from core.warehouse.drafts import Draft, Loaded

TABLE, SOURCE = "stock_snapshot", "daily snapshot"
_STOCK = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = 'warehouse_product'"
_MAKE = """
    CREATE TABLE IF NOT EXISTS stock_snapshot (
        snapshot_day DATE NOT NULL, warehouse_code VARCHAR NOT NULL, product_code VARCHAR NOT NULL,
        stock INTEGER NOT NULL)
"""
_KEEP = """
    INSERT INTO stock_snapshot (snapshot_day, warehouse_code, product_code, stock)
    SELECT ?, warehouse_code, product_code, current_stock FROM warehouse_product ORDER BY ALL
"""


def take_snapshot(draft: Draft, day: date, at: datetime, source: str = SOURCE) -> int | None:
    """In place of what was kept of the same day. The number of items; None where there is no stock to look at."""
    draft.copy_previous()
    with closing(duckdb.connect(str(draft.path))) as connection:
        if not connection.execute(_STOCK).fetchone():
            draft.abandon()
            return None
        connection.execute("BEGIN")
        connection.execute(_MAKE)
        connection.execute("DELETE FROM stock_snapshot WHERE snapshot_day = ?", [day])
        connection.execute(_KEEP, [day])
        connection.execute("COMMIT")
        items = connection.execute("SELECT count(*) FROM stock_snapshot WHERE snapshot_day = ?", [day]).fetchone()
        rows = connection.execute("SELECT count(*) FROM stock_snapshot").fetchone()
        draft.loaded[TABLE] = Loaded(at, rows[0] if rows else 0, source)
    return items[0] if items else 0
