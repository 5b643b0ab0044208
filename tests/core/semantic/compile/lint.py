"""What the real engines are known not to have. PostgreSQL alone runs in the tests, and would not notice most of it."""

import re
from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp

from tests.core.semantic.asking import MODEL

DATES = {name for table in MODEL.tables.values() for name, c in table.columns.items() if c.kind == "date"}
DIALECTS = ("duckdb", "postgres", "redshift", "trino")
Rule = Callable[[exp.Expr, str], Iterator[str]]


def complaints(sql: str, dialect: str) -> list[str]:
    """What this engine would refuse, or answer otherwise than the others."""
    tree = sqlglot.parse_one(sql, dialect=dialect)
    return [said for rule in (*EVERYWHERE, *OF_ONE.get(dialect, ())) for said in rule(tree, sql)]


def _no_specialities(tree: exp.Expr, sql: str) -> Iterator[str]:
    """Nobody's own additions to the language."""
    for kind in (exp.Qualify, exp.Filter, exp.NullSafeEQ, exp.NullSafeNEQ, exp.ILike, exp.Lateral, exp.Pivot):
        if tree.find(kind):
            yield f"{kind.__name__} is not everywhere"
    if any(each.args.get("on") for each in tree.find_all(exp.Distinct)):
        yield "DISTINCT ON is PostgreSQL's"
    if "::" in sql or re.search(r"\b(GROUP|ORDER) BY ALL\b|\bEXCLUDE\b", sql):
        yield "::, GROUP BY ALL, EXCLUDE are not everywhere"
    if any(isinstance(each.this, exp.Tuple) for each in tree.find_all(exp.In)):
        yield "IN with several columns is not everywhere"


def _typed_nulls(tree: exp.Expr, sql: str) -> Iterator[str]:
    for union in tree.find_all(exp.Union):
        for side in (union.left, union.right):
            if isinstance(side, exp.Select) and any(isinstance(each.unalias(), exp.Null) for each in side.selects):
                yield "an untyped NULL in a UNION is text"


def _real_quotients(tree: exp.Expr, sql: str) -> Iterator[str]:
    """Whole numbers divide to whole numbers almost everywhere, and nothing divides by zero."""
    for each in tree.find_all(exp.Div):
        if not _is_real(each.this):
            yield f"{each.sql()} may be a division of whole numbers"
        if not (isinstance(each.expression, exp.Nullif) or each.expression.is_number):
            yield f"{each.sql()} may divide by zero"


def _is_real(value: exp.Expr) -> bool:
    if isinstance(value, exp.Mul | exp.Div):
        return _is_real(value.this) or _is_real(value.expression)
    return isinstance(value, exp.Cast) and value.to.this == exp.DataType.Type.DOUBLE


def _framed_windows(tree: exp.Expr, sql: str) -> Iterator[str]:
    for window in tree.find_all(exp.Window):
        aggregate = isinstance(window.this, exp.AggFunc) and not isinstance(window.this, exp.RowNumber)
        if aggregate and window.args.get("order") and not window.args.get("spec"):
            yield f"{window.sql()} needs a frame"


def _nulls_last(tree: exp.Expr, sql: str) -> Iterator[str]:
    """Where the default is another, it is written: what has no figure comes last."""
    if re.search(r"\bDESC\b(?! NULLS LAST)", sql) or "NULLS FIRST" in sql:
        yield "what has no figure would come first"


def _plain_subqueries(tree: exp.Expr, sql: str) -> Iterator[str]:
    """EXISTS stands only where AND and NOT are around it, and speaks of no table but the one around it."""
    for exists in tree.find_all(exp.Exists):
        above = exists.parent
        while isinstance(above, exp.And | exp.Not | exp.Paren):
            above = above.parent
        if not isinstance(above, exp.Where):
            yield f"EXISTS inside {type(above).__name__}"
        around = exists.parent_select
        known = _tables(exists.this) | (_tables(around) if around else set())
        if strange := {column.table for column in exists.find_all(exp.Column)} - known:
            yield f"EXISTS speaks of {strange}"


def _tables(select: exp.Expr) -> set[str]:
    return {each.alias_or_name for each in select.find_all(exp.Table)}


def _no_dates_subtracted(tree: exp.Expr, sql: str) -> Iterator[str]:
    for each in tree.find_all(exp.Sub):
        if _is_date(each.this) and _is_date(each.expression):
            yield f"{each.sql()} is an interval"


def _is_date(value: exp.Expr) -> bool:
    cast = isinstance(value, exp.Cast) and value.to.this == exp.DataType.Type.DATE
    return cast or (isinstance(value, exp.Column) and value.name in DATES)


def _no_medians(tree: exp.Expr, sql: str) -> Iterator[str]:
    if tree.find(exp.Median, exp.PercentileCont) or "PERCENTILE_CONT" in sql:
        yield "there is no exact median"


def _no_casts_of_text(tree: exp.Expr, sql: str) -> Iterator[str]:
    if "CAST('-' AS VARCHAR)" in sql:
        yield "a text is cast to text"


def _doubles_are_precise(tree: exp.Expr, sql: str) -> Iterator[str]:
    if re.search(r"\bAS DOUBLE\)|\bAS TEXT\b.*\bSUPER\b", sql):
        yield "the type is called DOUBLE PRECISION"


EVERYWHERE: tuple[Rule, ...] = (_no_specialities, _typed_nulls, _real_quotients, _framed_windows, _plain_subqueries)
OF_ONE: dict[str, tuple[Rule, ...]] = {
    "postgres": (_nulls_last, _doubles_are_precise),
    "redshift": (_nulls_last, _doubles_are_precise),
    "trino": (_no_dates_subtracted, _no_medians, _no_casts_of_text),
}
