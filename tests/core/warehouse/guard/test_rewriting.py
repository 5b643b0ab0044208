"""What runs in the place of a statement: gates, limit, the asked day, and names that hide nothing."""

from dataclasses import replace

import duckdb
import pytest
import sqlglot

from core.errors import Invalid, NotAllowed
from core.warehouse.guard import Allowance, Denied, Malformed, Refused, check, check_tree
from core.warehouse.guard.functions import NOW, PURE, TIME_OF_DAY, TODAY
from core.warehouse.guard.text import LONGEST
from core.warehouse.guard.tree import verify
from tests.core.warehouse.guard.business import TODAY as ASKED
from tests.core.warehouse.guard.business import allowance

FEW = Allowance(
    tables={"stock": ("place", "units"), "note": ("place", "words")},
    rows={"stock": "stock.place IN ('a')", "note": ""},
    elsewhere={"wages": "Finance Analyst"},
    today=ASKED,
    row_limit=5,
)
GATE = '(SELECT "stock"."place", "stock"."units" FROM "stock" WHERE ("stock"."place" IN (\'a\'))'
ALL_DIALECTS = ("duckdb", "redshift", "postgres", "trino")


def compiled(sql: str, dialect: str = "postgres", allowed: Allowance = FEW) -> str:
    return check_tree(sqlglot.parse_one(sql, read="duckdb"), dialect, allowed).sql


@pytest.mark.parametrize("dialect", ["redshift", "postgres", "trino"])
def test_a_base_table_becomes_its_gate(dialect: str) -> None:
    checked = check("SELECT s.units FROM stock AS s", dialect, FEW)
    assert checked.sql == f'SELECT "s"."units" FROM {GATE} LIMIT 9223372036854775807) AS "s" LIMIT 6'
    assert checked.tables == {"stock"} and checked.row_limit == 5


def test_compiled_sql_stays_light() -> None:
    assert compiled("SELECT note.words FROM note") == 'SELECT "note"."words" FROM "note" LIMIT 6'
    assert compiled("SELECT stock.units FROM stock") == f'SELECT "stock"."units" FROM {GATE}) AS "stock" LIMIT 6'


def test_compiled_trees_are_not_touched() -> None:
    tree = sqlglot.parse_one("SELECT stock.units FROM stock")
    before = tree.sql()
    check_tree(tree, "duckdb", FEW)
    assert tree.sql() == before


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT words FROM wages",
        "SELECT secret FROM note",
        "SELECT note.secret FROM note",
        "SELECT pg_sleep(1)",
        "SELECT random()",
        "SELECT * FROM read_csv('x')",
        "SELECT words FROM main.note",
        "WITH a AS (SELECT * FROM wages) SELECT 1",
        "DELETE FROM note",
    ],
)
def test_compiled_trees_keep_the_same_rules(sql: str, dialect: str) -> None:
    with pytest.raises(Refused):
        compiled(sql, dialect)


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
def test_a_table_without_a_row_rule_is_closed(dialect: str) -> None:
    open_by_omission = replace(FEW, rows={"note": ""})
    with pytest.raises(Denied, match="no row rule"):
        check("SELECT * FROM stock", dialect, open_by_omission)
    with pytest.raises(Denied, match="no row rule"):
        check_tree(sqlglot.parse_one("SELECT stock.units FROM stock"), dialect, open_by_omission)


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
def test_a_cte_cannot_take_the_place_of_a_table_that_a_rule_reads(dialect: str) -> None:
    follows = "EXISTS (SELECT 1 FROM stock AS h WHERE h.place = note.place)"
    allowed = Allowance({"note": ("place", "words")}, {"note": follows}, {}, ASKED)
    said = check("WITH Stock AS (SELECT 'b' AS place) SELECT words FROM note, stock", dialect, allowed).sql.lower()
    assert said.count("_cte_stock") == 2 and "with stock" not in said and 'with "stock"' not in said


@pytest.mark.parametrize("dialect", ALL_DIALECTS)
@pytest.mark.parametrize(
    ("sql", "most"),
    [
        ("SELECT * FROM note", 6),
        ("SELECT * FROM note LIMIT 3", 3),
        ("SELECT * FROM note LIMIT 600", 6),
        ("SELECT words FROM note UNION ALL SELECT words FROM note", 6),
        ("(SELECT words FROM note LIMIT 2) UNION ALL (SELECT words FROM note LIMIT 2)", 6),
        ("SELECT words FROM note ORDER BY words LIMIT 4 OFFSET 2", 4),
        ("WITH a AS (SELECT * FROM note LIMIT 100) SELECT * FROM a", 6),
    ],
)
def test_the_limit_is_the_smaller_one(sql: str, most: int, dialect: str) -> None:
    limited = check(sql, dialect, FEW).sql
    tree = sqlglot.parse_one(limited, read=dialect)
    assert tree.args["limit"].expression.name == str(most)


def test_a_limit_that_is_worked_out_stays_inside() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE note AS SELECT 'a' AS place, range::varchar AS words FROM range(100)")
        for sql in (
            "SELECT words FROM note LIMIT 50%",
            "SELECT words FROM note LIMIT (SELECT 40)",
            "FROM note LIMIT 9",
        ):
            assert len(connection.execute(check(sql, "duckdb", FEW).sql).fetchall()) == 6
        few = check("SELECT words FROM note ORDER BY words::int DESC LIMIT 2%", "duckdb", FEW).sql
        assert connection.execute(few).fetchall() == [("99",), ("98",)]


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("SELECT now() AT TIME ZONE 'Asia/Kolkata' AS t", "duckdb"),
        ("SELECT current_timestamp AS t", "postgres"),
        ("SELECT getdate() AS t", "redshift"),
        ("SELECT sysdate AS t", "redshift"),
        ("SELECT localtimestamp AS t", "trino"),
        ("SELECT now() AT TIME ZONE 'Asia/Kolkata' AS t", "postgres"),
    ],
)
def test_every_clock_shows_the_asked_day(sql: str, dialect: str) -> None:
    said = check(sql, dialect, FEW).sql
    assert "CAST('2026-03-15 00:00:00' AS TIMESTAMP)" in said and "ZONE" not in said.upper().replace("TIMESTAMP", "")


def test_texts_arrive_as_they_were_written() -> None:
    """A quote is doubled everywhere: a backslash before it would end the text where it is no escape."""
    for dialect in ALL_DIALECTS:
        assert "= 'O''Brien'" in check("SELECT words FROM note WHERE place = 'O''Brien'", dialect, FEW).sql
        assert "= 'O''Brien'" in compiled("SELECT note.words FROM note WHERE note.place = 'O''Brien'", dialect)
    assert "'50\\%'" in check("SELECT words FROM note WHERE place LIKE '50\\%'", "redshift", FEW).sql


def test_names_are_compared_as_the_engine_compares_them() -> None:
    for sql in ("SELECT UNITS FROM STOCK", 'SELECT "Units" FROM "sTock"'):
        check(sql, "duckdb", FEW)
        check(sql, "redshift", FEW)
        check(sql, "trino", FEW)
    assert '"units"' in check("SELECT Units FROM Stock", "postgres", FEW).sql
    with pytest.raises(Denied):
        check('SELECT units FROM "Stock"', "postgres", FEW)  # another table than stock there
    with pytest.raises(Refused):
        check("SELECT units FROM stoc\u212a", "duckdb", FEW)  # the Kelvin sign is no k


def test_the_errors_say_what_comes_next() -> None:
    with pytest.raises(NotAllowed, match=r"wages.*Finance Analyst") as denied:
        check("SELECT * FROM wages", "duckdb", FEW)
    assert denied.value.status == 403
    with pytest.raises(Invalid, match="the name of a table is missing near 'WHERE' in line 1") as malformed:
        check("SELECT FROM WHERE", "duckdb", FEW)
    assert malformed.value.status == 400
    with pytest.raises(Denied, match="Did you mean 'stock'"):
        check("SELECT * FROM stocks", "duckdb", FEW)
    with pytest.raises(Malformed, match="Did you mean 'units'"):
        check("SELECT unit FROM stock", "duckdb", FEW)
    with pytest.raises(Malformed, match="oracle"):
        check("SELECT 1", "oracle", FEW)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        " \n",
        "SELECT " + "1 + " * LONGEST + "1",
        "SELECT " + "(" * 500 + "1" + ")" * 500,
        "SELECT " + "NOT " * 3000 + "true",
        "SELECT " + "- " * 3000 + "1",
        "SELECT 1" + " UNION ALL SELECT 1" * 900,
        "SELECT " + " || ".join(["'a'"] * 900),
        "SELECT * FROM (" * 40 + "note" + ")" * 40,
        "WITH " + ", ".join(f"a{i} AS (SELECT 1)" for i in range(700)) + " SELECT 1",
    ],
    ids=lambda sql: sql[:20],
)
@pytest.mark.parametrize("dialect", ALL_DIALECTS)
def test_odd_sizes_end_in_an_answer(sql: str, dialect: str) -> None:
    """Refused or checked, but neither a crash nor for ever."""
    try:
        check(sql, dialect, FEW)
    except Refused as refused:
        assert refused.message


def test_what_runs_is_read_again() -> None:
    """Had the rewriting left a table bare, the last look would say so."""
    for text in ('SELECT * FROM "stock"', f"SELECT * FROM {GATE}) AS s", 'WITH "stock" AS (SELECT 1) SELECT 2'):
        with pytest.raises(Malformed):
            verify(text, "postgres", FEW, frozenset({"stock"}))
    verify(f'SELECT * FROM {GATE} LIMIT 9223372036854775807) AS "s"', "postgres", FEW, frozenset({"stock"}))


def test_no_allowed_function_is_impure_to_duckdb() -> None:
    with duckdb.connect() as connection:
        impure = connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability <> 'CONSISTENT' OR has_side_effects"
        ).fetchall()
    assert len(impure) > 20
    assert {name for (name,) in impure} & PURE == set()
    assert not PURE & (TODAY | NOW | TIME_OF_DAY)


def test_the_allowance_of_a_persona_is_read_by_all_dialects() -> None:
    for persona in ("WM", "FE", "PS", "FA"):
        for table in allowance(persona).tables:
            for dialect in ALL_DIALECTS:
                assert check(f"SELECT count(*) FROM {table}", dialect, allowance(persona, limited=True)).tables == {
                    table
                }


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selct * from note", "it begins with 'selct'; did you mean SELECT?"),
        ("select *\nform note", "it goes wrong near 'note' in line 2; did you mean FROM by 'form'?"),
        ("select * from note where", "something is missing near 'where' in line 1."),
        ("select (place from note", "a closing bracket is missing near 'from' in line 1."),
        ("select * from", "the name of a table is missing near 'from' in line 1."),
        ("select 'place from note", "it is cut off, or a quotation mark or bracket is not closed."),
    ],
)
def test_what_is_no_sql_is_told_by_line_and_word(sql: str, said: str) -> None:
    for dialect in ("duckdb", "redshift"):
        with pytest.raises(Malformed) as told:
            check(sql, dialect, FEW)
        assert told.value.message == f"The statement cannot be read: {said}"
