"""The filtered stand-in for a base table: its declared columns, and only the rows its rule lets through."""

from functools import lru_cache

import sqlglot
from sqlglot import exp

from core.errors import suggest
from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.refusal import Denied, Malformed

RENAMED = "_cte_"

# No engine may move a condition below a LIMIT. Without this fence an optimiser evaluates the asker's own conditions
# on rows that the rule leaves out, and an error that they raise there tells what those rows hold.
FENCE = 9_223_372_036_854_775_807


def readable(name: str, allowed: Allowance) -> str:
    """The table's name when this asker may read it; otherwise the sentence that says who may."""
    if name in allowed.tables and name in allowed.rows:
        return name
    if name in allowed.tables:
        raise Denied(f"The table {name!r} has no row rule, so nobody may read it until one is declared.")
    if name in allowed.elsewhere:
        who = allowed.elsewhere[name] or "nobody's persona yet"
        raise Denied(f"The table {name!r} is not part of your area; it is for: {who}.")
    near = suggest(name, allowed.tables)
    hint = f" Did you mean {near[0]!r}?" if near else f" Yours are: {', '.join(sorted(allowed.tables))}."
    raise Denied(f"There is no table {name!r} that you may read.{hint}")


def gate(table: str, allowed: Allowance, *, fenced: bool = True) -> exp.Select:
    """`SELECT declared columns FROM table WHERE rule`, a fresh copy each time; compiled SQL needs no fence."""
    return _gate(table, allowed.tables[table], allowed.rows[table], fenced).copy()


def gate_sql(table: str, allowed: Allowance) -> str:
    """The gate as DuckDB text."""
    return _gate_sql(table, allowed.tables[table], allowed.rows[table])


def taken_names(allowed: Allowance) -> frozenset[str]:
    """Names that no CTE may carry into the statement that runs: a rule's own tables must stay the real ones."""
    names = {*allowed.tables, *allowed.rows, *allowed.elsewhere}
    for table, rule in allowed.rows.items():
        names |= _tables_in(table, rule)
    return frozenset(names)


@lru_cache(maxsize=512)
def _gate(table: str, columns: tuple[str, ...], rule: str, fenced: bool) -> exp.Select:
    chosen = [exp.column(exp.to_identifier(c, quoted=True), exp.to_identifier(table, quoted=True)) for c in columns]
    select = exp.select(*chosen).from_(exp.Table(this=exp.to_identifier(table, quoted=True)))
    if not rule:
        return select
    select = select.where(_rule(table, rule))
    return select.limit(FENCE) if fenced else select


@lru_cache(maxsize=512)
def _gate_sql(table: str, columns: tuple[str, ...], rule: str) -> str:
    return _gate(table, columns, rule, True).sql("duckdb", identify=True)


@lru_cache(maxsize=512)
def _rule(table: str, rule: str) -> exp.Expr:
    try:
        return sqlglot.parse_one(f"({rule})", read="duckdb")
    except sqlglot.errors.SqlglotError as error:
        raise Malformed(f"The row rule of {table!r} cannot be parsed, so the table stays closed.") from error


@lru_cache(maxsize=512)
def _tables_in(table: str, rule: str) -> frozenset[str]:
    return frozenset(t.name for t in _rule(table, rule).find_all(exp.Table)) if rule else frozenset()
