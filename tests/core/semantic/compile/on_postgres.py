"""The tables of a DuckDB connection in a PostgreSQL database, as stand-in for the engines that speak its language."""

import duckdb
import psycopg

from tests.core.semantic.asking import MODEL


def load(source: duckdb.DuckDBPyConnection, target: psycopg.Connection) -> None:
    there = {name for (name,) in source.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for name, table in MODEL.tables.items():
        if name not in there:  # an optional one
            continue
        columns = {name: "double precision" if c.type == "double" else c.type for name, c in table.columns.items()}
        target.execute(f"DROP TABLE IF EXISTS {name}")
        target.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
        rows = source.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
        with target.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
