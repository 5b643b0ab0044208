"""Names in a sqlglot tree: folded as the engine folds them, and those the statement gives itself."""

from collections.abc import Sequence

from sqlglot import exp

from core.warehouse.guard.columns import check_column
from core.warehouse.guard.text import fold

# Redshift and Trino fold quoted names as well; PostgreSQL only bare ones; DuckDB compares without regard to case.
_FOLDS_QUOTED = {"redshift", "trino"}


def fold_names(tree: exp.Expr, dialect: str) -> None:
    """Write every name as the engine will look it up, so that quoting it later changes nothing."""
    if dialect == "duckdb":
        return
    for name in tree.find_all(exp.Identifier):
        if not name.args.get("quoted") or dialect in _FOLDS_QUOTED:
            name.set("this", fold(name.this))


_NAMING = (exp.Alias, exp.TableAlias, exp.Table, exp.Lambda, exp.PropertyEQ, exp.Comprehension, exp.Unnest)


_OF_THE_DATA = (exp.Pivot, exp.Columns)  # these make names that only the data knows


def check_columns(nodes: Sequence[exp.Expr], declared: frozenset[str]) -> None:
    """Every column must be declared or made by the statement itself; the gates see to the rest."""
    if any(isinstance(node, _OF_THE_DATA) for node in nodes):
        return
    known = declared | _given(nodes)
    for column in nodes:
        if isinstance(column, exp.Column) and isinstance(column.this, exp.Identifier):
            check_column(column.name, known, declared)


def _given(nodes: Sequence[exp.Expr]) -> frozenset[str]:
    names: set[str] = set()
    for node in nodes:
        if not isinstance(node, _NAMING):
            continue
        if isinstance(node, exp.TableAlias):
            names |= {fold(node.name), *(fold(c.name) for c in node.columns)}
        elif isinstance(node, exp.Lambda):
            names |= {fold(parameter.name) for parameter in node.expressions}
        elif isinstance(node, exp.Alias):
            names.add(fold(node.alias))
        elif isinstance(node, exp.Comprehension):
            names.add(fold(node.expression.name))
        elif isinstance(node, exp.Unnest):
            names.add(fold(getattr(node.args.get("offset"), "name", "")))
        else:
            names.add(fold(node.this.name if isinstance(node, exp.PropertyEQ) else node.name))
    return frozenset(names)
