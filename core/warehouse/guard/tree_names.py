"""Names in a sqlglot tree: folded as the engine folds them, and those the statement gives itself."""

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


def check_columns(tree: exp.Expr, declared: frozenset[str], dialect: str) -> None:
    """Every column must be declared or made by the statement itself; the gates see to the rest."""
    if any(isinstance(node, exp.Pivot | exp.Columns) for node in tree.walk()):
        return  # these make names that only the data knows
    known = declared | _given(tree)
    for column in tree.find_all(exp.Column):
        if isinstance(column.this, exp.Identifier):
            check_column(column.name, known, declared)


def _given(tree: exp.Expr) -> frozenset[str]:
    names: set[str] = set()
    for node in tree.find_all(*_NAMING):
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
