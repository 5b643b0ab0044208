"""What the asker may not see changes nothing: rows filtered by the guard equal rows that were never there."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from core.warehouse.guard import Malformed, check
from tests.core.warehouse.guard.business import LIMITED, Case, allowance, cases, fill

RUNNABLE = [case for case in cases("honest") if case.dialect == "duckdb"]

FAIL_AT = "CAST(CASE WHEN {} THEN 'x' ELSE '1' END AS INT) = 1"

# An error on a row that the rule leaves out would tell what the row holds.
PROBES = [
    "SELECT count(*) FROM sales_order_line WHERE " + FAIL_AT.format("sales_order_number = '000001'"),
    "SELECT count(*) FROM sales_order_header WHERE " + FAIL_AT.format("warehouse_code = 'WH002'"),
    "SELECT count(*) FROM location WHERE " + FAIL_AT.format("location_code = 'WH002'"),
    "SELECT sum(1 / (CASE WHEN sales_order_number = '000003' THEN 0 ELSE 1 END)) FROM sales_order_line l",
    "SELECT l.product_code FROM sales_order_line l JOIN product p ON p.product_code = l.product_code"
    " AND CAST(CASE WHEN l.sales_order_number = '000001' THEN 'x' ELSE '1' END AS INT) = 1",
    "SELECT product_code FROM product p WHERE EXISTS (SELECT 1 FROM sales_order_line l WHERE l.product_code ="
    " p.product_code AND CAST(CASE WHEN l.sales_order_number = '000001' THEN 'x' ELSE '1' END AS INT) = 1)",
    "SELECT a.sales_order_number FROM sales_order_line a WHERE a.order_quantity >= (SELECT max(b.order_quantity)"
    " FROM sales_order_line b WHERE CAST(CASE WHEN b.sales_order_number = '000001' THEN 'x' ELSE '1' END AS INT) = 1)",
    # forged tables that a rule could be made to follow
    "WITH sales_order_header AS (SELECT 'SO' AS sales_order_prefix, n::varchar AS sales_order_number, 'WH001' AS"
    " warehouse_code FROM range(99) AS r(n)) SELECT l.* FROM sales_order_line l, sales_order_header h",
    "WITH h AS (SELECT 'WH001' AS warehouse_code) SELECT sales_order_line.* FROM sales_order_line, h",
    "SELECT * FROM (SELECT 'WH001' AS warehouse_code, 'SO' AS sales_order_prefix) AS h, sales_order_line",
    "SELECT h.*, warehouse_code FROM sales_order_header h UNION ALL SELECT *, 'WH001' FROM sales_order_header",
    'SELECT "Warehouse_Code" FROM "SALES_ORDER_HEADER" OR_ WHERE true OR OR_.warehouse_code = \'WH002\'',
    "SELECT * FROM warehouse_product WHERE warehouse_code = 'WH002' OR 1 = 1",
    "SELECT a.*, b.* FROM warehouse_product a FULL JOIN warehouse_product b ON a.product_code = b.product_code",
    "SELECT count(*), min(warehouse_code), max(warehouse_code) FROM warehouse_product",
    "SELECT h FROM sales_order_header h",
    "SELECT COLUMNS(*) FROM sales_order_header",
    "SELECT unnest(h) FROM sales_order_header h",
]  # fmt: skip


@pytest.fixture(scope="module")
def full() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        fill(connection)
        connection.execute("CREATE TABLE canary AS SELECT 'seen' AS secret")
        yield connection


@pytest.fixture(scope="module")
def cut() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which the other rows, and everything else that is hidden, never were."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        fill(connection)
        for table in sorted(LIMITED, key=lambda name: "header" in name):  # lines first: they are judged by headers
            if LIMITED[table]:
                connection.execute(f"DELETE FROM {table} WHERE NOT ({LIMITED[table]})")
        yield connection


def same(sql: str, persona: str, full: duckdb.DuckDBPyConnection, cut: duckdb.DuckDBPyConnection) -> bool:
    rewritten = check(sql, "duckdb", allowance(persona, limited=True)).sql
    seen = [_outcome(connection, rewritten) for connection in (full, cut)]
    assert seen[0] == seen[1], rewritten
    return isinstance(seen[0], Counter)


def _outcome(connection: duckdb.DuckDBPyConnection, sql: str) -> Counter[str] | str:
    """All rows, or the kind of error."""
    with closing(connection.cursor()) as cursor:
        try:
            return Counter(map(repr, cursor.execute(sql).fetchall()))
        except duckdb.Error as error:
            return type(error).__name__


def test_the_cut_database_is_smaller(full: duckdb.DuckDBPyConnection, cut: duckdb.DuckDBPyConnection) -> None:
    for table in ("sales_order_header", "sales_order_line", "warehouse_product", "location", "invoices", "sales"):
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchall() for connection in (full, cut)]
        assert counts[0] > counts[1]


@pytest.mark.parametrize("case", RUNNABLE, ids=str)
def test_honest_work_is_not_touched_by_hidden_rows(
    case: Case, full: duckdb.DuckDBPyConnection, cut: duckdb.DuckDBPyConnection
) -> None:
    assert same(case.sql, case.persona, full, cut)


@pytest.mark.parametrize("sql", PROBES)
def test_probes_learn_nothing(sql: str, full: duckdb.DuckDBPyConnection, cut: duckdb.DuckDBPyConnection) -> None:
    same(sql, "WM", full, cut)


TABLES = ("sales_order_header", "sales_order_line", "warehouse_product", "product", "location")
CONDITIONS = (
    "true",
    "t.{c} IS NOT NULL",
    "t.{c}::varchar > 'M'",
    "NOT t.{c} IN (SELECT {c} FROM {u})",
    "t.{c} = ANY (SELECT {c} FROM {u})",
    "EXISTS (SELECT 1 FROM {u} AS u WHERE u.{c} = t.{c})",
    "t.warehouse_code <> 'WH001'",
    "t.{c} LIKE '%2%' OR true",
    "(SELECT count(*) FROM {u}) > 3",
    "1 / (length(t.{c}::varchar) - 5) <> 7",
    FAIL_AT.format("t.{c}::varchar LIKE '%2'"),
)
CHOICES = (
    "*",
    "t",
    "t.*",
    "t.{c}",
    "DISTINCT t.{c}",
    "* EXCLUDE ({c})",
    "COLUMNS('.*code')",
    "count(*) AS n",
    "max(t.{c}) AS m, count(DISTINCT t.{c}) AS d",
    "t.{c}, row_number() OVER (PARTITION BY t.{c} ORDER BY t.{c}) AS r",
    "list(t.{c} ORDER BY t.{c}) AS l",
    "string_agg(t.{c}::varchar, ',' ORDER BY t.{c}) AS s",
    "(SELECT max({c}::varchar) FROM {u}) AS m, count(*) AS n",
)
COLUMN_OF = {
    "sales_order_header": "warehouse_code", "sales_order_line": "product_code", "warehouse_product": "warehouse_code",
    "product": "product_code", "location": "location_code",
}  # fmt: skip


@st.composite
def sources(draw: st.DrawFn, deep: int = 2) -> str:
    """Something to read from, called t."""
    table = draw(st.sampled_from(TABLES))
    kind = draw(st.integers(0, 7 if deep else 1))
    if kind == 0:
        return f"{table} AS t"
    if kind == 1:
        return f'"{table.upper()}" t'
    inner = draw(statements(deep - 1))
    if kind == 2:
        return f"({inner}) AS t"
    if kind == 3:
        return f"(SELECT * FROM {table} UNION ALL SELECT * FROM {table}) AS t"
    if kind == 4:
        other = draw(st.sampled_from(TABLES))
        return f"(WITH {other} AS ({inner}) SELECT {table}.* FROM {table}, {other}) AS t"
    if kind == 5:
        return f"(SELECT a.* FROM {table} a NATURAL LEFT JOIN {draw(st.sampled_from(TABLES))} b) AS t"
    if kind == 6:
        return f"(WITH {table} AS (SELECT * FROM {table}) SELECT * FROM {table}) AS t"
    return f"(SELECT x.* FROM product p, LATERAL (SELECT * FROM {table} y WHERE p.product_code IS NOT NULL) x) AS t"


@st.composite
def statements(draw: st.DrawFn, deep: int = 2) -> str:
    source = draw(sources(deep))
    other = draw(st.sampled_from(TABLES))
    words = {"c": COLUMN_OF[other], "u": other}
    choice = draw(st.sampled_from(CHOICES)).format(**words)
    condition = draw(st.sampled_from(CONDITIONS)).format(**words)
    return f"SELECT {choice} FROM {source} WHERE {condition}"


@given(statements())
def test_random_statements_are_not_touched_by_hidden_rows(
    full: duckdb.DuckDBPyConnection, cut: duckdb.DuckDBPyConnection, sql: str
) -> None:
    try:
        event("gave rows" if same(sql, "WM", full, cut) else "raised an error in both")
    except Malformed:  # a column that the table at hand does not have
        event("refused")
