"""The small SQL that the vocabulary is written in, with today, {dimensions}, :params and three functions of its own."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from core.errors import Invalid

MARK = "@"  # a quoted column "@entity.attribute" stands for {entity.attribute}
OWN_FUNCTIONS = {"DAYS_BETWEEN", "ADD_DAYS", "WEIGHTED"}


@cache
def parse(text: str) -> exp.Expr:
    """The tree of an expression; it is shared, so copy before changing it."""
    marked = re.sub(r"\{([\w.]+)\}", rf'"{MARK}\1"', text)
    try:
        tree = sqlglot.parse_one(marked, dialect="duckdb")
    except SqlglotError as error:
        reason = re.sub(r"\x1b\[\d+m", "", str(error)).splitlines()[0]
        raise Invalid(f"{text!r} is not an expression: {reason}") from None
    if isinstance(tree, exp.Query | exp.Command) or tree.find(exp.Query):
        raise Invalid(f"{text!r} is a statement; an expression over columns is needed")
    return tree


def references(tree: exp.Expr) -> Iterator[tuple[str, str]]:
    """(alias, column) of every plain column; the alias is '' where none is written."""
    for column in tree.find_all(exp.Column):
        if not column.name.startswith(MARK) and column.name.lower() != "today":
            yield column.table, column.name


def names(tree: exp.Expr) -> Iterator[str]:
    """Every {name} in it."""
    for column in tree.find_all(exp.Column):
        if column.name.startswith(MARK):
            yield column.name[1:]


def placeholders(tree: exp.Expr) -> Iterator[str]:
    """Every :name in it."""
    for node in tree.find_all(exp.Placeholder):
        yield node.name


def literal(value: object) -> exp.Expr:
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if value is None:
        return exp.Null()
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(str(value))


def ratio(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    """A quotient that is a fraction on every backend, and empty rather than an error over nothing."""
    safe = denominator if denominator.is_number else exp.func("NULLIF", denominator, exp.Literal.number(0))
    return exp.Div(
        this=exp.cast(exp.paren(numerator) if isinstance(numerator, exp.Binary) else numerator, "DOUBLE"),
        expression=safe,
    )


def _lower(node: exp.Expr, today: date, dialect: str) -> exp.Expr:
    """One node of the vocabulary's language as plain SQL."""
    if isinstance(node, exp.Column) and not node.table and node.name.lower() == "today":
        return literal(today)
    if isinstance(node, exp.Div):
        return ratio(node.this, node.expression)
    if isinstance(node, exp.Avg):
        return exp.Avg(this=exp.cast(node.this, "DOUBLE"))
    if isinstance(node, exp.Anonymous) and node.name.upper() in OWN_FUNCTIONS:
        return _FUNCTIONS[node.name.upper()](node.expressions, today, dialect)
    return node


def days_between(first: exp.Expr, last: exp.Expr, dialect: str) -> exp.Expr:
    if dialect in ("trino", "athena"):
        return exp.Anonymous(this="DATE_DIFF", expressions=[exp.Literal.string("day"), first, last])
    return exp.Paren(this=exp.Sub(this=last, expression=first))


def _days_between(args: list[exp.Expr], today: date, dialect: str) -> exp.Expr:
    first, last = args
    return days_between(first, last, dialect)


def _add_days(args: list[exp.Expr], today: date, dialect: str) -> exp.Expr:
    start, days = args
    if not (isinstance(start, exp.Cast) or start.name.lower() == "today"):
        raise Invalid("add_days counts from today: add_days(today, -90).")
    return literal(today + timedelta(days=int(days.sql())))


def _weighted(args: list[exp.Expr], today: date, dialect: str) -> exp.Expr:
    """weighted(w1, x1, w2, x2 …): parts without a figure share their weight out to the others."""
    parts = list(zip(args[::2], args[1::2], strict=True))
    total = [exp.Mul(this=w.copy(), expression=exp.func("COALESCE", x.copy(), exp.Literal.number(0))) for w, x in parts]
    weight = [
        exp.Case(
            ifs=[exp.If(this=exp.Is(this=x.copy(), expression=exp.Null()), true=exp.Literal.number(0))],
            default=w.copy(),
        )
        for w, x in parts
    ]
    return ratio(exp.paren(_sum(total)), exp.paren(_sum(weight)))


def _sum(parts: Sequence[exp.Expr]) -> exp.Expr:
    whole: exp.Expr = parts[0]
    for part in parts[1:]:
        whole = exp.Add(this=whole, expression=part)
    return whole


_FUNCTIONS: Mapping[str, Callable[[list[exp.Expr], date, str], exp.Expr]] = {
    "DAYS_BETWEEN": _days_between,
    "ADD_DAYS": _add_days,
    "WEIGHTED": _weighted,
}


def replace(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """A changed copy, children first, so that a replacement is not visited again."""
    tree = tree.copy()
    for node in reversed(list(tree.walk(bfs=True))):
        new = change(node)
        if new is not node:
            if node is tree:
                tree = new
            else:
                node.replace(new)
    return tree


def lower(tree: exp.Expr, today: date, dialect: str, params: Mapping[str, int] | None = None) -> exp.Expr:
    """Plain SQL for a dialect: only columns and {names} are left to be resolved."""

    def change(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder):
            return literal((params or {})[node.name])
        return _lower(node, today, dialect)

    return replace(tree, change)


def literal_date(text: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(text), "DATE")


def laid_out(sql: str, dialect: str) -> str:
    """SQL over several lines, for people to read."""
    return sqlglot.parse_one(sql, dialect=dialect).sql(dialect=dialect, pretty=True)
