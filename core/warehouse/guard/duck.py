"""Hand-written DuckDB SQL: judged on DuckDB's own tree, rewritten there, written anew, and looked at once more."""

from collections import Counter
from dataclasses import dataclass

from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.duck_rules import constant
from core.warehouse.guard.duck_tree import Node, own_root, own_shape, parse, root_of, write
from core.warehouse.guard.duck_walk import Rewrite, Verify
from core.warehouse.guard.gates import gate_sql


@dataclass(frozen=True)
class Rewritten:
    sql: str
    tables: frozenset[str]
    seen: Counter[str]  # tables and CTEs as DuckDB's parser saw them


def rewrite(sql: str, allowed: Allowance) -> Rewritten:
    tree = parse(sql)
    first = Rewrite(tree, allowed)
    statement = tree["statements"][0]
    statement["node"] = limited(first.run(statement["node"]), allowed.row_limit + 1)
    text = write(tree)
    _verify(text, allowed, first.tables)
    return Rewritten(text, frozenset(first.tables), first.seen)


def _verify(text: str, allowed: Allowance, tables: set[str]) -> None:
    """What runs is this text: its own tree must hold up, whatever became of the one it was written from."""
    gates = {own_shape(gate_sql(t, allowed)): t for t in tables}
    final = root_of(text)
    Verify(final, allowed, gates).run(final)


def limited(root: Node, most: int) -> Node:
    """At most `most` rows: the statement's own limit when that is a smaller number, else ours."""
    own = [m for m in root["modifiers"] if m["type"] == "LIMIT_MODIFIER"]
    if not own:
        root["modifiers"].append(_limit(most))
        return root
    wanted = constant(own[0]["limit"]) if own[0]["limit"] else most
    if not isinstance(wanted, int | float) or own[0].get("limit_type") != "ROW_COUNT":
        return _around(root, most)
    if wanted > most or not own[0]["limit"]:
        own[0]["limit"] = _limit(most)["limit"]
    return root


def _limit(most: int) -> Node:
    modifier: Node = own_root(f"SELECT 1 LIMIT {most}")["modifiers"][0]
    return modifier


def _around(root: Node, most: int) -> Node:
    """A limit that is worked out at run time stays inside; DuckDB keeps the order of a subquery."""
    outer = own_root("SELECT * FROM (SELECT 1) AS limited")
    outer["from_table"]["subquery"]["node"] = root
    outer["modifiers"].append(_limit(most))
    return outer
