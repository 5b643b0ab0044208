"""The same query for four engines: text that reads back, nothing that an engine lacks, and the same rows."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
import sqlglot

from core.access import Asker, allowance, terminal
from core.warehouse.guard import check_tree
from tests.contract.conftest import database, postgres  # noqa: F401 - a fixture
from tests.core.semantic.asking import MODEL, PERSONAS, agree, compiled
from tests.core.semantic.compile.constructs import CONSTRUCTS
from tests.core.semantic.compile.lint import DIALECTS, complaints
from tests.core.semantic.compile.on_postgres import load
from tests.core.semantic.small import TODAY, small_desk


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_construct_suits_the_engine(dialect: str) -> None:
    for name, each in CONSTRUCTS.items():
        sql = compiled(each.query, each.persona, TODAY, dialect).sql
        again = sqlglot.parse_one(sql, dialect=dialect).sql(dialect=dialect, pretty=True)
        assert again.lower() == sql.lower(), name
        assert not complaints(sql, dialect), f"{name}\n{sql}"


REFUSED = {
    "SELECT COUNT(*) FILTER (WHERE a > 1) FROM t": "Filter",
    "SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1": "Qualify",
    "SELECT DISTINCT ON (a) a, b FROM t": "DISTINCT ON",
    "SELECT a FROM t WHERE a IS NOT DISTINCT FROM b": "NullSafeEQ",
    "SELECT a FROM t WHERE a ILIKE 'x'": "ILike",
    "SELECT a::DATE FROM t": "::",
    "SELECT a, COUNT(*) FROM t GROUP BY ALL": "GROUP BY ALL",
    "SELECT a FROM t WHERE (a, b) IN (SELECT a, b FROM u)": "several columns",
    "SELECT a, NULL AS b FROM t UNION ALL SELECT a, b FROM u": "untyped NULL",
    "SELECT a / b FROM t": "whole numbers",
    "SELECT CAST(a AS DOUBLE) / b FROM t": "by zero",
    "SELECT SUM(a) OVER (ORDER BY b) FROM t": "frame",
    "SELECT a FROM t WHERE b > 1 OR EXISTS (SELECT 1 FROM u WHERE u.a = t.a)": "EXISTS inside Or",
    "SELECT SUM(CASE WHEN EXISTS (SELECT 1 FROM u WHERE u.a = t.a) THEN 1 END) FROM t": "EXISTS inside If",
}
REFUSED_BY_ONE = {
    ("trino", "SELECT order_date - delivery_date FROM t"): "interval",
    ("trino", "SELECT PERCENTILE_CONT(a, 0.5) FROM t"): "median",
    ("redshift", "SELECT a FROM t ORDER BY a DESC"): "come first",
    ("postgres", "SELECT CAST(a AS DOUBLE) FROM t"): "DOUBLE PRECISION",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_engines_lack_is_noticed(sql: str) -> None:
    assert any(REFUSED[sql] in said for said in complaints(sql, "duckdb"))


@pytest.mark.parametrize(("dialect", "sql"), REFUSED_BY_ONE)
def test_what_one_engine_lacks_is_noticed(dialect: str, sql: str) -> None:
    assert any(REFUSED_BY_ONE[dialect, sql] in said for said in complaints(sql, dialect))


@pytest.fixture(scope="module")
def small_postgres(postgres: str) -> Iterator[psycopg.Connection]:  # noqa: F811
    for uri in database(postgres):
        with psycopg.connect(uri, autocommit=True) as connection:
            load(small_desk().db, connection)
            yield connection


def test_postgres_gives_the_same_rows(small_postgres: psycopg.Connection) -> None:
    for name, each in CONSTRUCTS.items():
        done = compiled(each.query, each.persona, TODAY, "postgres")
        cursor = small_postgres.execute(done.sql)
        assert [column.name for column in cursor.description or []] == [column.name for column in done.columns]
        agree(cursor.fetchall(), each.rows, name, ordered=True)


def test_guarded_they_are_the_same(small_postgres: psycopg.Connection) -> None:
    """What the guard makes of a compiled tree for somebody who sees everything."""
    desk = small_desk()
    for name, each in CONSTRUCTS.items():
        for dialect in ("duckdb", "postgres"):
            done = compiled(each.query, each.persona, TODAY, dialect)
            allowed = allowance(MODEL, terminal(PERSONAS[each.persona]), TODAY, compiled=True)
            sql = check_tree(done.tree, dialect, allowed).sql
            rows = (desk.db if dialect == "duckdb" else small_postgres).execute(sql).fetchall()
            agree(rows, each.rows, name, ordered=True)


def test_rows_out_of_sight_are_as_if_they_were_not_there(small_postgres: psycopg.Connection) -> None:
    """For somebody of one warehouse and one workspace, against a business that has nothing else."""
    full, rest = small_desk().db, small_desk().db
    for statement in OUT_OF_SIGHT:
        rest.execute(statement)
    for name, each in CONSTRUCTS.items():
        wanted = rest.execute(compiled(each.query, each.persona, TODAY).sql).fetchall()
        asker = Asker(PERSONAS[each.persona], "Analyst", "west", ("W2",))
        for dialect in ("duckdb", "postgres"):
            allowed = allowance(MODEL, asker, TODAY, compiled=True)
            sql = check_tree(compiled(each.query, each.persona, TODAY, dialect).tree, dialect, allowed).sql
            agree((full if dialect == "duckdb" else small_postgres).execute(sql).fetchall(), wanted, name, ordered=True)


OUT_OF_SIGHT = (
    "DELETE FROM warehouse_product WHERE warehouse_code <> 'W2'",
    "DELETE FROM stock_snapshot WHERE warehouse_code <> 'W2'",
    "DELETE FROM location WHERE location_type = 'warehouse' AND location_code <> 'W2'",
    "DELETE FROM sales_order_header WHERE warehouse_code <> 'W2'",
    "DELETE FROM purchase_order_header WHERE warehouse_code <> 'W2'",
    """DELETE FROM sales_order_line WHERE (sales_order_prefix, sales_order_number) NOT IN
         (SELECT sales_order_prefix, sales_order_number FROM sales_order_header)""",
    """DELETE FROM purchase_order_line WHERE (purchase_order_prefix, purchase_order_number) NOT IN
         (SELECT purchase_order_prefix, purchase_order_number FROM purchase_order_header)""",
    "DELETE FROM invoices WHERE workspace_id <> 'west'",
    "DELETE FROM sales WHERE workspace_id <> 'west'",
)


def test_a_leap_day_moves_back_a_year(small_postgres: psycopg.Connection) -> None:
    query = {"measures": ["orders"], "where": {"period": {"calendar": "year", "to_date": True}}}
    query |= {"compare": {"back": 1, "grain": "year", "show": ["previous"]}}
    today = date(2024, 2, 29)
    desk = small_desk(today)
    here = desk.ask(**query)
    assert here == small_postgres.execute(compiled(query, "warehouse", today, "postgres").sql).fetchall() == [(1, 0)]
