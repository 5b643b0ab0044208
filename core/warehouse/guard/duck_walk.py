"""One pass over DuckDB's tree: every node judged, every base table gated, the asked day put in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from core.warehouse.guard import duck_rules as rules
from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.columns import check_column
from core.warehouse.guard.duck_days import BARE, day_for, keep_headings
from core.warehouse.guard.duck_names import given_names, table_names
from core.warehouse.guard.duck_tree import Node, own_root, shape
from core.warehouse.guard.functions import TAKES_LAMBDA
from core.warehouse.guard.gates import RENAMED, gate_sql, readable, taken_names
from core.warehouse.guard.refusal import Denied, Malformed
from core.warehouse.guard.text import fold

Visible = Mapping[str, str]  # CTE as it is looked up -> as it is called in the statement that runs


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
            return self._inside(node, range(len(node)), visible)
        if not isinstance(node, dict):
            return node
        rules.check_kind(node)
        kind = node.get("type")
        if "class" in node:
            return self._expression(node, visible)
        if kind == "BASE_TABLE":
            return self._table(node, visible)
        if kind == "TABLE_FUNCTION":
            rules.check_table_function(node["function"])
        elif kind == "SELECT_NODE":
            keep_headings(node["select_list"])
        visible = self._with_ctes(node, visible)
        return self._inside(node, [key for key in node if not _has_own_scope(node, key)], visible)

    def _inside(self, node: Any, keys: Iterable[Any], visible: Visible) -> Any:
        for key in keys:
            if isinstance(node[key], dict | list):
                node[key] = self.walk(node[key], visible)
        return node

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
            rules.check_end(body["right"])
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
        inner: Node = own_root("FROM (SELECT 1) AS gate")["from_table"]
        inner["subquery"]["node"] = own_root(gate_sql(name, self.allowed))
        inner["alias"] = node["alias"] or node["table_name"]
        inner["column_name_alias"] = node["column_name_alias"]
        return inner

    def _expression(self, node: Node, visible: Visible) -> Node:
        kind = node["class"]
        if kind in ("FUNCTION", "WINDOW"):
            name = rules.check_function(node, self.known)
            if (day := day_for(node, name, self.allowed.today)) is not None:
                return day
            if name in TAKES_LAMBDA:
                _spell_lambdas([argument["expression"] for argument in node["arguments"][1:]])
        elif kind == "STAR" and node.get("expr"):
            _spell_lambdas([node["expr"]])
        elif kind == "TYPE":
            rules.check_type(node)
        elif kind == "COLUMN_REF":
            return self._column(node)
        walked: Node = self._inside(node, list(node), visible)
        return walked

    def _column(self, node: Node) -> Node:
        names = node["column_names"]
        if len(names) == 1 and fold(names[0]) in BARE and fold(names[0]) not in self.known:
            return day_for(node, fold(names[0]), self.allowed.today) or node
        if not self.open_names:
            self.columns.append(names[-1])
        return node


class Verify(Rewrite):
    """The last look at what will run: base tables may stand only inside the gates that the guard made."""

    def __init__(self, tree: Node, allowed: Allowance, gates: Mapping[str, str]) -> None:
        super().__init__(tree, allowed)
        self.open_names = True  # names were checked before; here only what is read counts
        self.gates = gates

    def walk(self, node: Any, visible: Visible) -> Any:
        if isinstance(node, dict) and node.get("type") == "SUBQUERY" and "subquery" in node:
            table = self.gates.get(shape(node["subquery"]["node"]))
            if table and not node.get("sample"):
                self.tables.add(table)
                return node
        return super().walk(node, visible)

    def _called(self, name: str) -> str:
        if fold(name) in self.taken:
            raise Malformed(f"The name {name!r} would hide a table, so the statement is not run.")
        return name

    def _gated(self, node: Node, name: str) -> Node:
        raise Malformed(f"The table {name!r} would be read without its row rule, so the statement is not run.")


def _has_own_scope(node: Node, key: str) -> bool:
    """CTEs and the recursive branch are walked on their own, with the names that only they see."""
    return key == "cte_map" or (key == "right" and "cte_name" in node)


def _spell_lambdas(nodes: list[Node]) -> None:
    """`x -> x + 1` as `lambda x: x + 1`, where it cannot be the arrow that reads JSON."""
    for node in nodes:
        if node.get("class") == "LAMBDA":
            node["syntax_type"] = "LAMBDA_KEYWORD"
