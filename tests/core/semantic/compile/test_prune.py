"""What is left out of compiled SQL, and what is not."""

import pytest
import sqlglot
from sqlglot import exp

from core.semantic.compile.prune import pruned

SAID_TWICE = {
    "s = 'Delivered' AND s <> 'Cancelled'": "s = 'Delivered'",
    "s IN ('Open', 'Sent') AND s <> 'Cancelled' AND b > 1": "s IN ('Open', 'Sent') AND b > 1",
    "s <> 'Cancelled' AND NOT s IN ('Delivered', 'Cancelled')": "NOT s IN ('Delivered', 'Cancelled')",
    # said once
    "s = 'Cancelled' AND s <> 'Cancelled'": "s = 'Cancelled' AND s <> 'Cancelled'",
    "s IN ('Open', 'Cancelled') AND s <> 'Cancelled'": "s IN ('Open', 'Cancelled') AND s <> 'Cancelled'",
    "NOT s IN ('Delivered') AND s <> 'Cancelled'": "NOT s IN ('Delivered') AND s <> 'Cancelled'",
    "r = 'Delivered' AND s <> 'Cancelled'": "r = 'Delivered' AND s <> 'Cancelled'",
    "(s = 'Delivered' OR b > 1) AND s <> 'Cancelled'": "(s = 'Delivered' OR b > 1) AND s <> 'Cancelled'",
    "s IN (SELECT x FROM u) AND s <> 'Cancelled'": "s IN (SELECT x FROM u) AND s <> 'Cancelled'",
}
JOINS = {
    "SELECT t.a FROM t LEFT JOIN u ON u.k = t.k": "SELECT t.a FROM t",
    "SELECT u.a FROM t LEFT JOIN u ON u.k = t.k": "SELECT u.a FROM t LEFT JOIN u ON u.k = t.k",
    "SELECT t.a FROM t LEFT JOIN u ON u.k = t.k LEFT JOIN v ON v.k = u.k": "SELECT t.a FROM t",
    "SELECT v.a FROM t LEFT JOIN u ON u.k = t.k LEFT JOIN v ON v.k = u.k": "SELECT v.a FROM t LEFT JOIN u ON u.k = t.k "
    "LEFT JOIN v ON v.k = u.k",
    "SELECT t.a FROM t CROSS JOIN u": "SELECT t.a FROM t CROSS JOIN u",
    "SELECT t.a FROM t LEFT JOIN u ON u.k = t.k WHERE EXISTS(SELECT 1 FROM v WHERE v.k = u.k)": "SELECT t.a FROM t "
    "LEFT JOIN u ON u.k = t.k WHERE EXISTS(SELECT 1 FROM v WHERE v.k = u.k)",
    "SELECT t.a FROM (SELECT u.a FROM u) AS t LEFT JOIN u ON u.k = t.k": "SELECT t.a FROM (SELECT u.a FROM u) AS t",
}


def _pruned(sql: str) -> str:
    tree = sqlglot.parse_one(sql)
    assert isinstance(tree, exp.Select)
    return pruned(tree).sql()


@pytest.mark.parametrize("where", SAID_TWICE)
def test_a_condition_is_said_once(where: str) -> None:
    assert _pruned(f"SELECT a FROM t WHERE {where}") == f"SELECT a FROM t WHERE {SAID_TWICE[where]}"


@pytest.mark.parametrize("sql", JOINS)
def test_a_join_that_nothing_speaks_of_is_left_out(sql: str) -> None:
    assert _pruned(sql) == JOINS[sql]
