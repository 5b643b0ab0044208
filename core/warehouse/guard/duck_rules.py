"""What may appear in DuckDB's tree: kinds of nodes, functions, types. An allow-list; anything else is refused."""

from core.warehouse.guard.bounds import Constant, check_call
from core.warehouse.guard.duck_tree import Node
from core.warehouse.guard.functions import NOW, PURE, TABLE_FUNCTIONS, TIME_OF_DAY, TODAY, words
from core.warehouse.guard.refusal import Denied
from core.warehouse.guard.text import fold

QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"})
RELATIONS = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT"})
MODIFIERS = frozenset(
    {"LIMIT_MODIFIER", "ORDER_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING"}
)
EXPRESSIONS = frozenset({
    "COLUMN_REF", "CONSTANT", "FUNCTION", "COMPARISON", "CONJUNCTION", "CASE", "CAST", "BETWEEN", "OPERATOR", "STAR",
    "SUBQUERY", "WINDOW", "LAMBDA", "COLLATE", "POSITIONAL_REFERENCE", "TYPE",
})  # fmt: skip
TYPES = words("""
    array bigint bignum bit blob bool boolean bpchar bytea char date datetime dec decimal double enum float float4
    float8 guid hugeint int int1 int128 int16 int2 int32 int4 int64 int8 integer integral interval json list logical
    long map null numeric nvarchar real row short signed smallint string struct text time time_ns timestamp
    timestamp_ms timestamp_ns timestamp_s timestamp_us timestamptz timestamptz_ns timetz tinyint tuple ubigint
    uhugeint uint128 uint16 uint32 uint64 uint8 uinteger union usmallint utinyint uuid varchar varint
""") | {"timestamp with time zone", "time with time zone"}  # fmt: skip

_SAID = {
    "PARAMETER": "A parameter ($1, ?, :name)",
    "SHOW_REF": "SHOW, DESCRIBE or SUMMARIZE",
    "COPY_QUERY_NODE": "COPY",
    "INSERT_QUERY_NODE": "INSERT",
    "UPDATE_QUERY_NODE": "UPDATE",
    "DELETE_QUERY_NODE": "DELETE",
    "MERGE_QUERY_NODE": "MERGE",
}


def check_kind(node: Node) -> None:
    """Every dictionary of the tree that says what it is must say something known."""
    said = node.get("class", node.get("type"))
    if "class" in node:
        known = said in EXPRESSIONS
    else:
        known = not isinstance(said, str) or said in QUERIES or said in RELATIONS or said in MODIFIERS
    if not known:
        raise Denied(f"{_SAID.get(str(said), str(said).replace('_', ' ').lower())} cannot be part of a statement here.")
    if node.get("sample"):
        raise Denied("A sample gives another answer each time; leave SAMPLE out.")
    if node.get("at_clause") or node.get("pivot_enum") or node.get("export_state"):
        raise Denied("AT, enum pivots and exported states cannot be used here.")


def check_function(node: Node, known: frozenset[str]) -> str:
    """The called name, in lower case; `column.upper()` is a call of upper, `schema.upper()` is refused."""
    path = node["qualified_name"]["path"]
    if any(fold(part) not in known for part in path[:-1]):
        raise Denied(f"The function {'.'.join(path)!r} is named through a schema; only plain names can be called.")
    name = fold(path[-1])
    if not (name in PURE or name in TODAY or name in NOW or name in TIME_OF_DAY):
        raise Denied(f"The function {name!r} is not on the list of those that may be called.")
    check_call(name, _constants(node))
    return name


def check_table_function(node: Node) -> None:
    name = ".".join(fold(part) for part in node["qualified_name"]["path"])
    if name not in TABLE_FUNCTIONS:
        raise Denied(f"{name!r} cannot be read like a table; only range, generate_series and unnest can.")
    check_call(name, _constants(node))


def check_end(branch: Node) -> None:
    """A recursion needs something that can end it."""
    joined = (branch.get("from_table") or {}).get("condition") or (branch.get("from_table") or {}).get("using_columns")
    limited = any(m.get("type") == "LIMIT_MODIFIER" for m in branch.get("modifiers") or ())
    if not (branch.get("where_clause") or branch.get("having") or branch.get("qualify") or joined or limited):
        raise Denied("The recursive part has no WHERE, JOIN … ON or LIMIT that could end it.")


def check_type(node: Node) -> None:
    path = node["qualified_name"]["path"]
    if len(path) != 1 or fold(path[0]) not in TYPES:
        raise Denied(f"The type {'.'.join(path)!r} cannot be used here.")


def _constants(node: Node) -> list[Constant]:
    return [constant(argument["expression"]) for argument in node.get("arguments") or ()]


def constant(node: Node) -> Constant:
    """The value of a constant (a cast or a minus looked through), else None."""
    if node.get("class") == "CAST":
        return constant(node["child"])
    if node.get("class") == "FUNCTION" and node["qualified_name"]["path"] == ["-"] and len(node["arguments"]) == 1:
        value = constant(node["arguments"][0]["expression"])
        return -value if isinstance(value, int | float) else None
    if node.get("class") != "CONSTANT":
        return None
    return _literal(node)


def _literal(node: Node) -> Constant:
    literal = node.get("literal") or {}
    text, kind = str(literal.get("text", "")), literal.get("kind")
    if kind == "STRING":
        return text
    try:
        return int(text) if kind == "INTEGER" else float(text)
    except ValueError:
        return None
