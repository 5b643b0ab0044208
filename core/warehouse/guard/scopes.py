"""Which table names of a sqlglot tree are CTEs at their place, and which are tables."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from core.warehouse.guard.text import fold


@dataclass
class Scopes:
    tables: list[exp.Table] = field(default_factory=list)  # base tables
    references: list[exp.Table] = field(default_factory=list)  # names of a CTE visible at that place
    ctes: list[exp.CTE] = field(default_factory=list)

    def seen(self) -> Counter[str]:
        """The same notes as the other parser takes, to be compared."""
        return Counter(
            [f"table {fold(t.name)}" for t in self.tables]
            + [f"cte {fold(t.name)}" for t in self.references]
            + [f"with {fold(c.alias)}" for c in self.ctes]
        )


def scopes(tree: exp.Expr) -> Scopes:
    found = Scopes()
    _visit(tree, frozenset(), found)
    return found


def _visit(node: exp.Expr, visible: frozenset[str], found: Scopes) -> None:
    clause = node.args.get("with_")
    if isinstance(clause, exp.With):
        visible = _with(clause, visible, found)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        plain = not node.args.get("db") and not node.args.get("catalog")
        (found.references if plain and fold(node.name) in visible else found.tables).append(node)
    for child in node.iter_expressions():
        if child is not clause:
            _visit(child, visible, found)


def _with(clause: exp.With, visible: frozenset[str], found: Scopes) -> frozenset[str]:
    """A CTE is visible to those after it and to its query; to itself only in the recursive branch."""
    for cte in clause.expressions:
        found.ctes.append(cte)
        name = fold(cte.alias)
        body = cte.this
        if clause.args.get("recursive") and isinstance(body, exp.Union):
            for key, child in _children(body):
                _visit(child, visible | {name} if key == "expression" else visible, found)
        else:
            _visit(body, visible, found)
        visible = visible | {name}
    return visible


def _children(node: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    for key, value in node.args.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, exp.Expr):
                yield key, item
