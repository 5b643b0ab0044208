"""The small SQL that the vocabulary is written in, with today, {dimensions}, :params and three functions of its own."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from core.errors import Invalid

MARK = "@"  # a quoted column "@entity.attribute" stands for {entity.attribute}
TYPES = {
    **{name: exp.DataType.Type[name] for name in ("BOOLEAN", "DATE", "DOUBLE", "TIME", "TIMESTAMP", "VARCHAR")},
    "INTEGER": exp.DataType.Type.INT,
}
OWN_FUNCTIONS = {"DAYS_BETWEEN", "ADD_DAYS", "WEIGHTED"}
USUAL_FUNCTIONS = ("sum", "count", "avg", "min", "max", "coalesce", "nullif", "days_between", "add_days", "weighted")


@cache
def parse(text: str) -> exp.Expr:
    """The tree of an expression; it is shared, so copy before changing it."""
    marked = re.sub(r"\{([\w.]+)\}", rf'"{MARK}\1"', text)
    try:
        tree = sqlglot.parse_one(marked, dialect="duckdb")
    except SqlglotError as error:
        reason = re.sub(r"\x1b\[\d+m", "", str(error)).splitlines()[0]
        reason = "something is missing." if "<class" in reason else reason
        raise Invalid(f"{text!r} is not an expression: {reason}") from None
    if isinstance(tree, exp.Query | exp.Command) or tree.find(exp.Query):
        raise Invalid(f"{text!r} is a statement; an expression over columns is needed.")
    return replace(tree, lambda node: node)  # without the parser's notes of places, which every copy would carry on


def references(tree: exp.Expr) -> Iterator[tuple[str, str]]:
    """(alias, column) of every plain column; the alias is '' where none is written."""
    for column in tree.find_all(exp.Column):
        if not column.name.startswith(MARK) and column.name.lower() != "today":
            yield column.table, column.name


def measures_in(formula: str | None) -> tuple[str, ...]:
    """The measures that a formula is made of, as they stand in it."""
    return tuple(dict.fromkeys(name for _, name in references(parse(formula)))) if formula else ()


def names(tree: exp.Expr) -> Iterator[str]:
    """Every {name} in it."""
    for column in tree.find_all(exp.Column):
        if column.name.startswith(MARK):
            yield column.name[1:]


def unknown_functions(tree: exp.Expr) -> Iterator[str]:
    """Calls of what neither SQL nor this language has."""
    for node in tree.find_all(exp.Anonymous):
        if node.name.upper() not in OWN_FUNCTIONS:
            yield node.name


def placeholders(tree: exp.Expr) -> Iterator[str]:
    """Every :name in it."""
    for node in tree.find_all(exp.Placeholder):
        yield node.name


def literal(value: object) -> exp.Expr:
    if isinstance(value, date):
        return literal_date(value.isoformat())
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if value is None:
        return exp.Null()
    return exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(str(value))


def ratio(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    """A quotient that is a fraction on every backend, and empty rather than an error over nothing."""
    safe = denominator if denominator.is_number else exp.Nullif(this=denominator, expression=exp.Literal.number(0))
    whole = exp.Paren(this=numerator) if isinstance(numerator, exp.Binary) else numerator
    return exp.Div(this=cast(whole, "DOUBLE"), expression=safe)


# sqlglot's own builders of these parse their text anew each time, and copy what they are given.


def cast(value: exp.Expr, kind: str) -> exp.Expr:
    wanted = TYPES[kind]
    if isinstance(value, exp.Cast) and value.to.this == wanted:
        return value
    return exp.Cast(this=value, to=exp.DataType(this=wanted, nested=False))


def alias(value: exp.Expr, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=exp.to_identifier(name))


def table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name))


def or_zero(value: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])


def _lower(node: exp.Expr, today: date, dialect: str) -> exp.Expr:
    """One node of the vocabulary's language as plain SQL."""
    if isinstance(node, exp.Column) and not node.table and node.name.lower() == "today":
        return literal(today)
    if isinstance(node, exp.Div):
        return ratio(node.this, node.expression)
    if isinstance(node, exp.Avg):
        return exp.Avg(this=cast(node.this, "DOUBLE"))
    if isinstance(node, exp.DPipe):
        return exp.DPipe(this=node.this, expression=node.expression)  # texts only: no backend needs a cast
    if isinstance(node, exp.Median) and dialect in ("trino", "athena"):
        return _middle(node.this)
    if isinstance(node, exp.Anonymous) and node.name.upper() in OWN_FUNCTIONS:
        return _FUNCTIONS[node.name.upper()](node.expressions, today, dialect)
    return node


def _middle(value: exp.Expr) -> exp.Expr:
    """The median of a backend that has none: the middle of the sorted values, or between the two in the middle."""
    ordered = exp.Anonymous(this="ARRAY_SORT", expressions=[exp.ArrayAgg(this=value)])  # without a value: at the end
    two = exp.Literal.number(2)

    def at(step: int) -> exp.Expr:
        half = exp.IntDiv(this=exp.Paren(this=exp.Count(this=value.copy()) + step), expression=two.copy())
        place = exp.Greatest(this=half, expressions=[exp.Literal.number(1)])
        return exp.Anonymous(this="ELEMENT_AT", expressions=[ordered.copy(), place])

    return ratio(exp.Add(this=at(1), expression=at(2)), two)


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
    total = [exp.Mul(this=w.copy(), expression=or_zero(x.copy())) for w, x in parts]
    weight = [
        exp.Case(
            ifs=[exp.If(this=exp.Is(this=x.copy(), expression=exp.Null()), true=exp.Literal.number(0))],
            default=w.copy(),
        )
        for w, x in parts
    ]
    return ratio(exp.Paren(this=_sum(total)), exp.Paren(this=_sum(weight)))


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
    parts: dict[str, object] = {}
    for key, value in tree.args.items():
        if isinstance(value, exp.Expr):
            parts[key] = replace(value, change)
        elif isinstance(value, list):
            parts[key] = [replace(each, change) if isinstance(each, exp.Expr) else each for each in value]
        else:
            parts[key] = value
    return change(tree.__class__(**parts))


@lru_cache(maxsize=2048)
def lowered(text: str, today: date, dialect: str, params: tuple[tuple[str, int], ...] = ()) -> exp.Expr:
    """A text of the vocabulary as plain SQL; the tree is shared, so copy before changing it."""
    return lower(parse(text), today, dialect, dict(params))


def lower(tree: exp.Expr, today: date, dialect: str, params: Mapping[str, int] | None = None) -> exp.Expr:
    """Plain SQL for a dialect: only columns and {names} are left to be resolved."""

    def change(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder):
            return literal((params or {})[node.name])
        return _lower(node, today, dialect)

    return replace(tree, change)


def literal_date(text: str) -> exp.Expr:
    return cast(exp.Literal.string(text), "DATE")


def laid_out(sql: str, dialect: str) -> str:
    """SQL over several lines, for people to read; as it was written where it cannot be read here."""
    try:
        return sqlglot.parse_one(sql, dialect=dialect).sql(dialect=dialect, pretty=True)
    except SqlglotError:
        return sql
