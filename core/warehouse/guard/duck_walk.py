"""One pass over DuckDB's tree: every node judged, every base table gated, the asked day put in."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.warehouse.guard import duck_rules as rules
from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.columns import check_column
from core.warehouse.guard.duck_names import given_names, table_names
from core.warehouse.guard.duck_tree import Node, root_of, shape
from core.warehouse.guard.functions import NOW, TAKES_LAMBDA, TIME_OF_DAY, TODAY
from core.warehouse.guard.gates import RENAMED, gate_sql, readable, taken_names
from core.warehouse.guard.refusal import Denied, Malformed
from core.warehouse.guard.text import fold

Visible = Mapping[str, str]  # CTE as it is looked up -> as it is called in the statement that runs

# Words that stand for the day without parentheses; DuckDB's tree shows them as columns.
BARE = frozenset({"current_date", "current_timestamp", "current_time", "localtimestamp", "localtime"})


class Rewrite:
    """What was seen is kept, to be compared with the other parser's view."""

    def __init__(self, tree: Node, allowed: Allowance) -> None:
        self.allowed = allowed
        self.tables: set[str] = set()
        self.seen: Counter[str] = Counter()
        self.columns: list[str] = []
        self.taken = taken_names(allowed)
        names, self.open_names = given_names(tree)
        self.declared = {c for t in table_names(tree) for c in allowed.tables.get(t, ())}
        self.known = names | self.declared

    def run(self, root: Node) -> Node:
        """The whole query; what is wrong with a table is said before what is wrong with a column."""
        walked: Node = self.walk(root, {})
        for name in self.columns:
            check_column(name, self.known, self.declared)
        return walked

    def walk(self, node: Any, visible: Visible) -> Any:
        if isinstance(node, list):
            for place, item in enumerate(node):
                if isinstance(item, dict | list):
                    node[place] = self.walk(item, visible)
            return node
        if not isinstance(node, dict):
            return node
        rules.check_kind(node)
        if "class" in node:
            return self._expression(node, visible)
        if node.get("type") == "BASE_TABLE":
            return self._table(node, visible)
        if node.get("type") == "TABLE_FUNCTION":
            self._table_function(node)
        return self._inside(self._scoped(node), node, self._with_ctes(node, visible))

    def _inside(self, rest: list[str], node: Node, visible: Visible) -> Node:
        for key in rest:
            if isinstance(node[key], dict | list):
                node[key] = self.walk(node[key], visible)
        return node

    def _scoped(self, node: Node) -> list[str]:
        """The keys left to walk: CTEs and the recursive branch have scopes of their own."""
        if node.get("type") == "SELECT_NODE":
            self._name_days(node["select_list"])
        return [key for key in node if key not in ("cte_map", "right") or (key == "right" and "cte_name" not in node)]

    def _with_ctes(self, node: Node, visible: Visible) -> Visible:
        """A CTE is visible to those after it and to its query; to itself only in the recursive branch."""
        for entry in (node.get("cte_map") or {}).get("map") or ():
            name = fold(entry["key"])
            self.seen["with " + name] += 1
            called = self._called(entry["key"])
            entry["value"] = self._cte(entry["value"], name, called, visible)
            entry["key"] = called
            visible = {**visible, name: called}
        return visible

    def _cte(self, value: Node, name: str, called: str, visible: Visible) -> Node:
        body = value["query_node"]
        if value.get("key_targets") or value.get("payload_aggregates"):
            raise Denied("USING KEY cannot be used in a recursive query here.")
        if body.get("type") == "RECURSIVE_CTE_NODE":
            body["cte_name"] = called
            _check_end(body["right"])
            body["right"] = self.walk(body["right"], {**visible, name: called})
        value["query_node"] = self.walk(body, visible)
        return value

    def _called(self, name: str) -> str:
        if fold(name).startswith(RENAMED):
            raise Malformed(f"The name {name!r} begins with {RENAMED!r}, which is kept for the guard; choose another.")
        return RENAMED + fold(name) if fold(name) in self.taken else name

    def _table(self, node: Node, visible: Visible) -> Node:
        path = node["qualified_name"]["path"]
        if len(path) != 1 or node.get("schema_name") or node.get("catalog_name"):
            raise Denied(f"The table {'.'.join(path)!r} is named through a schema; use its plain name.")
        name = fold(path[0])
        self.seen[("cte " if name in visible else "table ") + name] += 1
        if name not in visible:
            return self._gated(node, name)
        node["alias"] = node["alias"] or path[0]
        node["table_name"] = visible[name]
        node["qualified_name"] = {"path": [visible[name]]}
        return node

    def _gated(self, node: Node, name: str) -> Node:
        self.tables.add(readable(name, self.allowed))
        inner: Node = root_of("FROM (SELECT 1) AS gate")["from_table"]
        inner["subquery"]["node"] = root_of(gate_sql(name, self.allowed))
        inner["alias"] = node["alias"] or node["table_name"]
        inner["column_name_alias"] = node["column_name_alias"]
        return inner

    def _table_function(self, node: Node) -> None:
        function = node["function"]
        rules.check_table_function(function, rules.function_name(function, frozenset()))

    def _expression(self, node: Node, visible: Visible) -> Node:
        kind = node["class"]
        if kind in ("FUNCTION", "WINDOW"):
            name = rules.function_name(node, self.known)
            rules.check_function(node, name)
            replaced = self._with_day(name, node) if node["arguments"] else self._day(name, node)
            if replaced is not None:
                return replaced
            if name in TAKES_LAMBDA:
                _spell_lambdas([argument["expression"] for argument in node["arguments"][1:]])
        elif kind == "STAR" and node.get("expr"):
            _spell_lambdas([node["expr"]])
        elif kind == "TYPE":
            rules.check_type(node)
        elif kind == "COLUMN_REF":
            return self._column(node)
        return self._inside(list(node), node, visible)

    def _column(self, node: Node) -> Node:
        names = node["column_names"]
        if len(names) == 1 and fold(names[0]) in BARE and fold(names[0]) not in self.known:
            return self._day(fold(names[0]), node) or node
        if not self.open_names:
            self.columns.append(names[-1])
        return node

    def _name_days(self, items: list[Node]) -> None:
        """`SELECT current_date` keeps its heading when the day is put in."""
        for item in items:
            called = item.get("function_name") or (item.get("column_names") or [""])[-1]
            if fold(called) in TODAY | NOW | TIME_OF_DAY and not item.get("alias"):
                item["alias"] = called

    def _day(self, name: str, node: Node) -> Node | None:
        day = self.allowed.today.isoformat()
        if name in TODAY:
            return _literal(day, "DATE", node)
        if name in NOW:
            return _literal(f"{day} 00:00:00", "TIMESTAMP", node)
        return _literal("00:00:00", "TIME", node) if name in TIME_OF_DAY else None

    def _with_day(self, name: str, node: Node) -> Node | None:
        """`now() AT TIME ZONE z` is the asked day in any zone; `age(x)` counts from the asked day."""
        arguments = [a["expression"] for a in node["arguments"]]
        if name == "timezone" and _name_of(arguments[-1]) in NOW:
            return self._day("now", node)
        if name == "age" and len(arguments) == 1:
            node["arguments"].insert(0, {"name": "", "expression": self._day("now", {"alias": ""})})
        return None


class Verify(Rewrite):
    """The last look at what will run: base tables may stand only inside the gates that the guard made."""

    def __init__(self, tree: Node, allowed: Allowance, gates: Mapping[str, str]) -> None:
        super().__init__(tree, allowed)
        self.open_names = True  # names were checked before; here only what is read counts
        self.gates = gates

    def walk(self, node: Any, visible: Visible) -> Any:
        if isinstance(node, dict) and node.get("type") == "SUBQUERY" and "subquery" in node:
            table = self.gates.get(shape(node["subquery"]["node"]))
            if table:
                self.tables.add(table)
                return node
        return super().walk(node, visible)

    def _called(self, name: str) -> str:
        if fold(name) in self.taken:
            raise Malformed(f"The name {name!r} would hide a table, so the statement is not run.")
        return name

    def _gated(self, node: Node, name: str) -> Node:
        raise Malformed(f"The table {name!r} would be read without its row rule, so the statement is not run.")


def _name_of(node: Node) -> str:
    if node.get("class") == "FUNCTION" and not node["arguments"]:
        return fold(node["function_name"])
    return fold(node["column_names"][-1]) if node.get("class") == "COLUMN_REF" else ""


def _spell_lambdas(nodes: list[Node]) -> None:
    """`x -> x + 1` as `lambda x: x + 1`, where it cannot be the arrow that reads JSON."""
    for node in nodes:
        if node.get("class") == "LAMBDA":
            node["syntax_type"] = "LAMBDA_KEYWORD"


def _check_end(branch: Node) -> None:
    """A recursion needs something that can end it."""
    joined = (branch.get("from_table") or {}).get("condition")
    limited = any(m.get("type") == "LIMIT_MODIFIER" for m in branch.get("modifiers") or ())
    if not (branch.get("where_clause") or branch.get("having") or branch.get("qualify") or joined or limited):
        raise Denied("The recursive part has no WHERE, JOIN … ON or LIMIT that could end it.")


def _literal(text: str, kind: str, node: Node) -> Node:
    place = {"query_location": 0, "query_location_length": 0}
    constant = {"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "", **place}
    constant["literal"] = {"kind": "STRING", "text": text}
    named = {"class": "TYPE", "type": "TYPE", "alias": "", **place, "catalog": "", "schema": "", "type_name": kind}
    return {
        "class": "CAST", "type": "OPERATOR_CAST", "alias": node.get("alias", ""), **place, "child": constant,
        "try_cast": False, "type_expr": {**named, "children": [], "qualified_name": {"path": [kind]}},
    }  # fmt: skip
