"""DuckDB's own parser as a function: text to its tree and back, on a sealed database that holds nothing."""

import atexit
import json
from functools import cache, lru_cache
from typing import Any

import duckdb

from core.warehouse.connection import open_sealed
from core.warehouse.guard.refusal import Denied, Malformed

Node = dict[str, Any]  # a piece of DuckDB's JSON tree; stays inside the guard's duck_* modules

LARGEST_TREE = 4_000_000  # characters of JSON


def parse(sql: str) -> Node:
    """The one statement in the text, or a refusal."""
    tree: Node = json.loads(_serialized(sql))
    if tree["error"]:
        raise _refusal(str(tree.get("error_message", "")))
    statements = tree["statements"]
    if len(statements) != 1:
        raise Denied(f"There are {len(statements)} statements; exactly one SELECT can be run.")
    if statements[0].get("named_param_map"):
        raise Denied("The statement has parameters ($1, ?, :name); write the values themselves.")
    return tree


def root_of(sql: str) -> Node:
    """The query at the root of a statement."""
    node: Node = parse(sql)["statements"][0]["node"]
    return node


@lru_cache(maxsize=512)
def _own_text(sql: str) -> str:
    return json.dumps(root_of(sql))


def own_root(sql: str) -> Node:
    """A fresh tree of a text of ours, like a gate: there are few of these, so each is parsed once."""
    node: Node = json.loads(_own_text(sql))
    return node


@lru_cache(maxsize=512)
def own_shape(sql: str) -> str:
    return shape(own_root(sql))


def write(tree: Node) -> str:
    """The tree as text again, by DuckDB."""
    try:
        row = _sealed().cursor().execute("SELECT json_deserialize_sql(?)", [json.dumps(tree)]).fetchone()
    except duckdb.Error as error:
        raise Malformed("The statement could not be written anew from its tree.") from error
    return str(row[0]) if row else ""


def shape(node: Any) -> str:
    """A tree without the places in the text it came from, to compare two of them."""
    return json.dumps(_without_places(node), sort_keys=True)


def _without_places(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_places(value) for key, value in node.items() if not key.startswith("query_location")}
    return [_without_places(value) for value in node] if isinstance(node, list) else node


def _serialized(sql: str) -> str:
    try:
        row = _sealed().cursor().execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    except duckdb.Error as error:
        raise Malformed("DuckDB's parser gave up on the statement; make it simpler.") from error
    text = str(row[0]) if row else ""
    if len(text) > LARGEST_TREE:
        raise Malformed("The statement unfolds to too large a tree; make it simpler.")
    return text


@cache
def _sealed() -> duckdb.DuckDBPyConnection:
    """One for the process; every use takes its own cursor, which is safe across threads."""
    connection = open_sealed()
    atexit.register(connection.close)
    return connection


def _refusal(message: str) -> Denied | Malformed:
    if "Only SELECT" in message:
        return Denied("Only SELECT can be run; a PIVOT needs its list of values: PIVOT … ON column IN (…).")
    said = " ".join(message.split("LINE 1")[0].split()).rstrip(".")
    return Malformed(f"The statement cannot be parsed: {said}.")
