"""The guard: the only road from SQL to a warehouse. An allow-list over the syntax tree; what runs is written anew.

Hand-written DuckDB SQL is judged by two parsers that must agree and is rewritten on DuckDB's own tree; other
dialects and compiled trees are rewritten on sqlglot's. Recursion is allowed where something can end it: hand-written
SQL runs in the worker, whose limits hold whatever the recursion does.
"""

from sqlglot import exp

from core.warehouse.base import Checked
from core.warehouse.guard import duck, tree
from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.refusal import Denied, Malformed, Refused
from core.warehouse.guard.scopes import scopes
from core.warehouse.guard.text import check_text

__all__ = ["DIALECTS", "Allowance", "Denied", "Malformed", "Refused", "check", "check_tree"]

DIALECTS = ("duckdb", "redshift", "postgres", "trino")


def check(sql: str, dialect: str, allowed: Allowance) -> Checked:
    """SQL that a person or a model wrote: the text to run in its place, or a refusal."""
    _known(dialect)
    check_text(sql, dialect)
    try:
        text, tables = _duckdb(sql, allowed) if dialect == "duckdb" else _other(sql, dialect, allowed)
    except RecursionError:
        raise Malformed("The statement is nested too deeply; make it simpler.") from None
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A tree that no rule foresaw is one that no rule has allowed.
        raise Malformed("The statement has a form that is not known here, so it is not run.") from error
    return Checked(text, dialect, tables, allowed.row_limit)


def check_tree(compiled: exp.Expr, dialect: str, allowed: Allowance) -> Checked:
    """A tree compiled from a Query: the same rules without the parsing."""
    _known(dialect)
    text, tables = tree.rewrite(compiled.copy(), dialect, allowed, bare=True)
    return Checked(text, dialect, tables, allowed.row_limit)


def _duckdb(sql: str, allowed: Allowance) -> tuple[str, frozenset[str]]:
    view = tree.parse_one(sql, "duckdb")
    tree.check_shape(view, "duckdb")
    rewritten = duck.rewrite(sql, allowed)
    if scopes(view).seen() != rewritten.seen:
        raise Malformed("Two parsers read this statement in two ways, so it is not run; write it more plainly.")
    return rewritten.sql, rewritten.tables


def _other(sql: str, dialect: str, allowed: Allowance) -> tuple[str, frozenset[str]]:
    text, tables = tree.rewrite(tree.parse_one(sql, dialect), dialect, allowed, bare=False)
    tree.verify(text, dialect, allowed, tables)
    return text, tables


def _known(dialect: str) -> None:
    if dialect not in DIALECTS:
        raise Malformed(f"There is no dialect {dialect!r}; there are: {', '.join(DIALECTS)}.")
