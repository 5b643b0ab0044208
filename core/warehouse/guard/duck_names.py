"""Every name that a statement itself gives to something, read from DuckDB's tree."""

from collections.abc import Iterator
from typing import Any

from core.warehouse.guard.duck_tree import Node
from core.warehouse.guard.text import fold

_LISTS = ("column_name_alias", "aliases", "unpivot_names")


def given_names(tree: Node) -> tuple[frozenset[str], bool]:
    """The names, and whether some cannot be known before it runs (pivots, COLUMNS with a pattern)."""
    names = {fold(name) for name in _names(tree)}
    return frozenset(names), any(_makes_names(node) for node in _dicts(tree))


def table_names(tree: Node) -> frozenset[str]:
    return frozenset(fold(n["table_name"]) for n in _dicts(tree) if n.get("type") == "BASE_TABLE")


def _names(tree: Node) -> Iterator[str]:
    for node in _dicts(tree):
        if node.get("alias"):
            yield node["alias"]
        for key in _LISTS:
            yield from node.get(key) or ()
        if node.get("type") == "BASE_TABLE":
            yield node["table_name"]
        elif node.get("class") == "LAMBDA":
            yield from _parameters(node["lhs"])
        elif node.get("class") == "FUNCTION":
            yield from (a["name"] for a in node["arguments"] if a.get("name"))
            yield node["function_name"]
        elif "query_node" in node or node.get("cte_name"):
            yield from (node["cte_name"],) if node.get("cte_name") else ()
        yield from (entry["key"] for entry in node.get("map") or () if isinstance(entry, dict))
        yield from _renamed(node)


def _parameters(side: Node) -> Iterator[str]:
    """`x` or `(x, i)` on the left of a lambda."""
    for node in _dicts(side):
        if node.get("class") == "COLUMN_REF":
            yield from node["column_names"]


def _renamed(node: Node) -> Iterator[str]:
    for item in node.get("rename_list") or ():
        yield from (str(v) for v in _strings(item))


def _strings(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict | list):
        for value in item.values() if isinstance(item, dict) else item:
            yield from _strings(value)


def _makes_names(node: Node) -> bool:
    return node.get("type") == "PIVOT" or (node.get("class") == "STAR" and bool(node.get("columns")))


def _dicts(tree: Any) -> Iterator[Node]:
    """All dictionaries of the tree; a stack, because trees can be deep."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
