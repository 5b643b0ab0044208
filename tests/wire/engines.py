"""What runs the SQL behind the stand-in for AWS: PostgreSQL in Redshift's stead, DuckDB in Athena's."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import psycopg
import sqlglot

from tests.wire.redshift import READER

_POSTGRES = {16: "bool", 20: "int8", 21: "int2", 23: "int4", 700: "float4", 701: "float8"}
_POSTGRES |= {1082: "date", 1114: "timestamp", 1700: "numeric"}
_ATHENA = {"INTEGER": "integer", "BIGINT": "bigint", "HUGEINT": "bigint", "SMALLINT": "smallint", "TINYINT": "tinyint"}
_ATHENA |= {"DOUBLE": "double", "FLOAT": "float", "DATE": "date", "BOOLEAN": "boolean", "TIMESTAMP": "timestamp"}
_GLUE = {"integer": "int", "varchar": "string"}


class OnPostgres:
    """As the user that may only read."""

    def __init__(self, server: str) -> None:
        self._connection = psycopg.connect(server.replace("//postgres:", f"//{READER}:"), autocommit=True)

    def run(self, sql: str, given: dict[str, Any]) -> tuple[list[tuple[str, str]], list[Any]]:
        with self._connection as connection:
            text = re.sub(r":(\w+)", r"%(\1)s", sql) if given else sql
            cursor = connection.execute(text, given or None)  # type: ignore[arg-type]
            columns = [(c.name, _POSTGRES.get(c.type_code, "varchar")) for c in cursor.description or ()]
            return columns, cursor.fetchall()

    def stop(self) -> None:
        self._connection.cancel()


class OnDuckDB:
    """Trino's SQL, said in DuckDB's."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._cursor = database.cursor()

    def run(self, sql: str, _given: dict[str, Any]) -> tuple[list[tuple[str, str]], list[Any]]:
        try:
            self._cursor.execute(sqlglot.transpile(sql, read="trino", write="duckdb")[0])
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise RuntimeError(_as_athena_says(str(error))) from error
        except duckdb.ConversionException as error:
            raise RuntimeError(f"INVALID_CAST_ARGUMENT: {error}") from error
        columns = [(c[0], _athena(str(c[1]))) for c in self._cursor.description or ()]
        return columns, self._cursor.fetchall()

    def stop(self) -> None:
        self._cursor.interrupt()


def _as_athena_says(text: str) -> str:
    column = re.search(r'column "?(\w+)"? not found', text, re.IGNORECASE)
    table = re.search(r"Table with name (\w+)", text)
    if column:
        return f"COLUMN_NOT_FOUND: line 1:8: Column '{column.group(1)}' cannot be resolved"
    return f"TABLE_NOT_FOUND: line 1:15: Table '{table.group(1)}' does not exist" if table else f"SYNTAX_ERROR: {text}"


def _athena(name: str) -> str:
    return "decimal" if name.startswith("DECIMAL") else _ATHENA.get(name, "varchar")


@dataclass(frozen=True)
class Catalogue:
    """Glue's, made from the database itself."""

    database: duckdb.DuckDBPyConnection
    version: str

    def tables(self) -> list[dict[str, Any]]:
        found: dict[str, list[dict[str, str]]] = {}
        for table, column, kind in (
            self.database.cursor()
            .execute(
                "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY 1, ordinal_position"
            )
            .fetchall()
        ):
            said = kind.lower() if kind.startswith("DECIMAL") else _athena(kind)
            found.setdefault(table, []).append({"Name": column, "Type": _GLUE.get(said, said)})
        at = datetime(2025, 6, 1, 12, tzinfo=UTC).timestamp()
        return [
            {"Name": name, "VersionId": self.version, "UpdateTime": at, "StorageDescriptor": {"Columns": columns}}
            for name, columns in found.items()
        ]
