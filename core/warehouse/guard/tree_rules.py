"""What may appear in sqlglot's tree: kinds of nodes, functions, types. An allow-list; anything else is refused."""

import re
from collections.abc import Callable

from sqlglot import exp

from core.warehouse.guard.bounds import Constant, check_backtracking, check_call
from core.warehouse.guard.functions import NOW, PURE, TABLE_FUNCTIONS, TIME_OF_DAY, TODAY
from core.warehouse.guard.refusal import Denied, Malformed
from core.warehouse.guard.text import fold
from core.warehouse.guard.tree_kinds import FORBIDDEN_PARTS, KINDS, TYPES

_WORD = re.compile(r"[A-Za-z_]\w*|CURRENT ROW|NO OTHERS", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9][0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?")
_FUNCTION_SOURCES = (exp.GenerateSeries, exp.ExplodingGenerateSeries, exp.Unnest, exp.Explode, exp.Posexplode)


def check_node(node: exp.Expr, dialect: str) -> None:
    kind = type(node)
    if kind is exp.Anonymous:
        _check_named(node)
        return
    if kind is exp.ByteString and dialect == "duckdb":
        return  # E'\n', which only DuckDB's own parser writes anew
    if kind not in KINDS:
        raise Denied(f"{said(node)} cannot be part of a statement here.")
    for part in FORBIDDEN_PARTS.get(kind, ()):
        if node.args.get(part):
            raise Denied(f"{part.upper().strip('_')} cannot be part of a statement here.")
    judge = _JUDGES.get(kind)
    if judge:
        judge(node, dialect)


def check_table_function(source: exp.Expr) -> None:
    """What stands in FROM and is not a name: only the three series, or a subquery."""
    if isinstance(source, _FUNCTION_SOURCES):
        return
    if isinstance(source, exp.Anonymous) and fold(source.name) in TABLE_FUNCTIONS:
        return
    named = source.sql_name() if isinstance(source, exp.Func) else source.key
    called = source.name if isinstance(source, exp.Anonymous) else named.lower()
    raise Denied(f"{called!r} cannot be read like a table; only range, generate_series and unnest can.")


def _check_named(node: exp.Expr) -> None:
    name = fold(node.name)
    if not isinstance(node.this, str) or not (name in PURE or name in TODAY or name in NOW or name in TIME_OF_DAY):
        raise Denied(f"The function {node.name!r} is not on the list of those that may be called.")
    check_call(name, [constant(a) for a in node.expressions])


def _check_type(node: exp.Expr, dialect: str) -> None:
    if node.this not in TYPES:
        raise Denied(f"The type {node.sql(dialect)!r} cannot be used here.")


def _check_dot(node: exp.Expr, dialect: str) -> None:
    if dialect == "duckdb":
        return  # column.upper() is a call there; the name is judged like any other, and again on DuckDB's tree
    if not isinstance(node.expression, exp.Identifier | exp.Star):
        raise Denied(f"The function {node.sql(dialect)!r} is named through a schema; only plain names can be called.")


def _check_lateral(node: exp.Expr, dialect: str) -> None:
    if not isinstance(node.this, exp.Subquery):
        check_table_function(node.this)


def _check_table(node: exp.Expr, dialect: str) -> None:
    if not isinstance(node.this, exp.Identifier):
        check_table_function(node.this)
    elif node.args.get("db") or node.args.get("catalog"):
        raise Denied(f"The table {node.sql(dialect)!r} is named through a schema; use its plain name.")


def _check_unnest(node: exp.Expr, dialect: str) -> None:
    # In Redshift's SQL an unnested name is written like a table, so it could become one.
    if dialect == "redshift":
        raise Denied("UNNEST cannot be used on Redshift here.")


def _check_literal(node: exp.Expr, dialect: str) -> None:
    text = node.name
    if not node.is_string and not _NUMBER.fullmatch(text):
        raise Malformed(f"{text!r} is not a plain number.")
    # Redshift and old PostgreSQL may or may not read a backslash before a quote as an escape: never ambiguous here.
    if node.is_string and dialect in ("redshift", "postgres") and (text.endswith("\\") or "\\'" in text):
        raise Malformed("A text with a backslash before a quote can be read in two ways; leave the backslash out.")


def _check_word(node: exp.Expr, dialect: str) -> None:
    # Written without quotes, so it must be a word: date_part('epoch FROM now()) --', x) made one of its text.
    if not _WORD.fullmatch(node.name):
        raise Malformed(f"{node.name!r} is not a plain word, such as a unit of time.")


def _check_cast(node: exp.Expr, dialect: str) -> None:
    said = node.this.name.strip().lower() if isinstance(node.this, exp.Literal) and node.this.is_string else ""
    if said in ("now", "today", "tomorrow", "yesterday"):
        raise Denied(f"The date {said!r} in quotes changes by itself; write current_date.")
    if isinstance(node.args.get("to"), exp.Expr) and not isinstance(node.args["to"], exp.DataType):
        raise Denied(f"The type {node.args['to'].sql(dialect)!r} cannot be used here.")


def _check_pivot(node: exp.Expr, dialect: str) -> None:
    for field in node.args.get("fields") or ():
        if not isinstance(field, exp.In) or field.args.get("query") or not field.expressions:
            raise Denied("A PIVOT needs its list of values: FOR column IN ('a', 'b').")


def _check_series(node: exp.Expr, dialect: str) -> None:
    start, end, step = (node.args.get(key) for key in ("start", "end", "step"))
    values = [constant(v) for v in (start, end) if v is not None]
    check_call("generate_series", values + ([constant(step)] if step is not None else []))


def _check_sized(node: exp.Expr, dialect: str) -> None:
    size = node.args.get("times") or node.expression
    called = "repeat" if isinstance(node, exp.Repeat) else "lpad" if node.args.get("is_left") else "rpad"
    check_call(called, ["", constant(size) if size is not None else None])


def _check_pattern(node: exp.Expr, dialect: str) -> None:
    pattern = constant(node.expression) if node.expression else None
    check_call("regexp_matches", ["", pattern])
    if dialect == "trino":
        check_backtracking(pattern)


def _check_template(node: exp.Expr, dialect: str) -> None:
    check_call("format", [constant(node.this)])


def _check_with(node: exp.Expr, dialect: str) -> None:
    if not node.args.get("recursive"):
        return
    for cte in node.expressions:
        body = cte.this
        if isinstance(body, exp.Union) and any(fold(t.name) == fold(cte.alias) for t in body.find_all(exp.Table)):
            _check_end(body.expression)


def _check_end(branch: exp.Expr) -> None:
    parts = branch.args
    joined = any(join.args.get("on") or join.args.get("using") for join in parts.get("joins") or ())
    if not (joined or any(parts.get(key) for key in ("where", "having", "qualify", "limit"))):
        raise Denied("The recursive part has no WHERE, JOIN … ON or LIMIT that could end it.")


def constant(node: exp.Expr) -> Constant:
    """The value of a constant (a cast or a minus looked through), else None."""
    if isinstance(node, exp.Cast | exp.Paren):
        return constant(node.this)
    if isinstance(node, exp.Neg):
        value = constant(node.this)
        return -value if isinstance(value, int | float) else None
    if not isinstance(node, exp.Literal):
        return None
    if node.is_string:
        return str(node.this)
    try:
        return float(node.this) if "." in node.this or "e" in node.this.lower() else int(node.this)
    except ValueError:
        return None


def said(node: exp.Expr) -> str:
    """What a node is, as the person wrote it."""
    if isinstance(node, exp.Command):
        return str(node.this).upper()
    if isinstance(node, exp.Placeholder | exp.Parameter | exp.SessionParameter):
        return "A parameter ($1, ?, :name)"
    if isinstance(node, exp.ObjectIdentifier):
        return f"The type {node.this!r}"
    if isinstance(node, exp.Func):
        return f"The function {node.sql_name().lower()!r}"
    return node.key.upper()


_JUDGES: dict[type[exp.Expr], Callable[[exp.Expr, str], None]] = {
    exp.DataType: _check_type, exp.Dot: _check_dot, exp.Lateral: _check_lateral, exp.Table: _check_table,
    exp.Unnest: _check_unnest, exp.Explode: _check_unnest, exp.ArrayFilter: _check_unnest,
    exp.Literal: _check_literal, exp.Var: _check_word, exp.Cast: _check_cast, exp.TryCast: _check_cast,
    exp.Pivot: _check_pivot, exp.GenerateSeries: _check_series, exp.ExplodingGenerateSeries: _check_series,
    exp.Repeat: _check_sized, exp.Pad: _check_sized, exp.RegexpLike: _check_pattern, exp.RegexpILike: _check_pattern,
    exp.RegexpReplace: _check_pattern, exp.RegexpExtract: _check_pattern, exp.RegexpSplit: _check_pattern,
    exp.RegexpFullMatch: _check_pattern, exp.RegexpExtractAll: _check_pattern, exp.Format: _check_template,
    exp.With: _check_with,
}  # fmt: skip
