"""The tables hold together: each rule is a query for the rows that break it, and finds none."""

import duckdb
import pytest

from tests.sample_data.fixture import sample_db
from tests.sample_data.rules import BROKEN, KEYS, VOCABULARIES

CASES = [(2_000, "2026-06-30", 7), (20_000, "2026-06-30", 7), (2_000, "2026-01-01", 11)]
MANY = [
    (orders, day, seed)
    for orders in (500, 20_000)
    for day in ("2024-02-29", "2026-01-01", "2026-03-01", "2026-06-07", "2026-11-21", "2026-12-31")
    for seed in (1, 2, 3)
]


@pytest.fixture(params=CASES, ids=str, scope="module")
def business(request):
    with duckdb.connect(str(sample_db(*request.param)), read_only=True) as connection:
        yield connection, request.param[1]


def broken_rows(business, rule):
    connection, today = business
    sql = rule.replace("$today", f"DATE '{today}'")
    return connection.execute(f"SELECT count(*) FROM (SELECT 1 {sql})").fetchone()[0]


@pytest.mark.parametrize("rule", BROKEN)
def test_rule_holds(business, rule):
    assert broken_rows(business, BROKEN[rule]) == 0


@pytest.mark.parametrize("table", KEYS)
def test_keys_are_unique(business, table):
    rows, keys = business[0].execute(f"SELECT count(*), count(DISTINCT ({KEYS[table]})) FROM {table}").fetchone()
    assert rows == keys > 0


@pytest.mark.parametrize("column", VOCABULARIES)
def test_every_word_of_a_vocabulary_occurs_and_no_other(business, column):
    table, name = column.split(".")
    words = {row[0] for row in business[0].execute(f"SELECT DISTINCT {name} FROM {table}").fetchall()}
    assert words == set(VOCABULARIES[column].split())


@pytest.mark.parametrize(("orders", "day", "seed"), CASES)
def test_there_are_as_many_orders_as_asked_for(orders, day, seed):
    with duckdb.connect(str(sample_db(orders, day, seed)), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM sales_order_header").fetchone() == (orders,)


def test_a_broken_rule_is_noticed(tmp_path):
    """The rules can fail: each of a few faults put into a copy is found by the rule it breaks."""
    faults = {
        "a sales line's total is quantity times price": "UPDATE sales_order_line SET line_total = 0 WHERE rowid = 5",
        "what is delivered is fulfilled": "UPDATE sales_order_header SET status = 'Delivered' WHERE status = 'Pending'",
        "goods come after the order and by today": "UPDATE purchase_order_header SET actual_delivery_date = '2099-1-1'",
        "a supplier has one name": "UPDATE product SET supplier_name = 'Another' WHERE rowid = 0",
    }
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(sample_db(*CASES[0]).read_bytes())
    with duckdb.connect(str(copy)) as connection:
        for rule, fault in faults.items():
            connection.execute(fault)
            assert broken_rows((connection, CASES[0][1]), BROKEN[rule]) > 0, rule


@pytest.mark.long
@pytest.mark.parametrize(("orders", "day", "seed"), MANY)
def test_every_rule_holds_on_awkward_days(orders, day, seed):
    with duckdb.connect(str(sample_db(orders, day, seed)), read_only=True) as connection:
        assert {rule: n for rule, sql in BROKEN.items() if (n := broken_rows((connection, day), sql))} == {}
