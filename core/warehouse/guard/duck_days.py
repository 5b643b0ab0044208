"""The day that is asked on, put into DuckDB's tree wherever the statement asks the clock."""

from datetime import date

from core.warehouse.guard.duck_tree import Node
from core.warehouse.guard.functions import NOW, TIME_OF_DAY, TODAY
from core.warehouse.guard.text import fold

# Words that stand for the day without parentheses; DuckDB's tree shows them as columns.
BARE = frozenset({"current_date", "current_timestamp", "current_time", "localtimestamp", "localtime"})


def keep_headings(items: list[Node]) -> None:
    """`SELECT current_date` keeps its heading when the day is put in."""
    for item in items:
        called = item.get("function_name") or (item.get("column_names") or [""])[-1]
        if fold(called) in TODAY | NOW | TIME_OF_DAY and not item.get("alias"):
            item["alias"] = called


def day_for(node: Node, name: str, today: date) -> Node | None:
    """The literal in place of a clock; None when the node asks none.

    `now() AT TIME ZONE z` is the asked day in any zone; `age(x)` is given the asked day to count from.
    """
    arguments = [argument["expression"] for argument in node.get("arguments") or ()]
    if not arguments:
        return _clock(name, today, node.get("alias", ""))
    if name == "timezone" and _called(arguments[-1]) in NOW:
        return _clock("now", today, node.get("alias", ""))
    if name == "age" and len(arguments) == 1:
        node["arguments"].insert(0, {"name": "", "expression": _clock("now", today, "")})
    return None


def _clock(name: str, today: date, alias: str) -> Node | None:
    if name in TODAY:
        return _literal(today.isoformat(), "DATE", alias)
    if name in NOW:
        return _literal(f"{today.isoformat()} 00:00:00", "TIMESTAMP", alias)
    return _literal("00:00:00", "TIME", alias) if name in TIME_OF_DAY else None


def _called(node: Node) -> str:
    if node.get("class") == "FUNCTION" and not node["arguments"]:
        return fold(node["function_name"])
    return fold(node["column_names"][-1]) if node.get("class") == "COLUMN_REF" else ""


def _literal(text: str, kind: str, alias: str) -> Node:
    place = {"query_location": 0, "query_location_length": 0}
    constant = {"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", **place}
    constant["literal"] = {"kind": "STRING", "text": text}
    named = {"class": "TYPE", "type": "TYPE", "alias": "", **place, "catalog": "", "schema": "", "type_name": kind}
    return {
        "class": "CAST", "type": "OPERATOR_CAST", "alias": alias, **place, "child": constant,
        "try_cast": False, "type_expr": {**named, "children": [], "qualified_name": {"path": [kind]}},
    }  # fmt: skip
