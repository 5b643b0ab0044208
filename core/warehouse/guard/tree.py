"""SQL for any backend, judged on sqlglot's tree, rewritten there, and written anew in the backend's dialect."""

import logging

from sqlglot import ErrorLevel, exp, parse
from sqlglot.errors import SqlglotError, UnsupportedError

from core.warehouse.guard.allowance import Allowance
from core.warehouse.guard.dialects import spoken
from core.warehouse.guard.functions import NOW, TIME_OF_DAY, TODAY
from core.warehouse.guard.gates import RENAMED, gate, readable, taken_names
from core.warehouse.guard.refusal import Denied, Malformed
from core.warehouse.guard.scopes import Scopes, scopes
from core.warehouse.guard.text import fold
from core.warehouse.guard.tree_names import check_columns, fold_names
from core.warehouse.guard.tree_rules import check_node, constant, said
from core.warehouse.guard.unreadable import why

# It would write statements it does not know into the log, as they came.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

DAYS = (exp.CurrentDate,)
MOMENTS = (exp.CurrentTimestamp, exp.CurrentTimestampLTZ, exp.CurrentDatetime, exp.Localtimestamp)
TIMES = (exp.CurrentTime, exp.Localtime)


def parse_one(sql: str, dialect: str) -> exp.Expr:
    """The one statement in the text, or a refusal."""
    try:
        trees = [t for t in parse(sql, read=spoken(dialect)) if t is not None and not isinstance(t, exp.Semicolon)]
    except SqlglotError as error:
        raise Malformed(_sentence(sql, error)) from error
    if len(trees) != 1:
        raise Denied(f"There are {len(trees)} statements; exactly one SELECT can be run.")
    return trees[0]


def check_shape(tree: exp.Expr, dialect: str) -> list[exp.Expr]:
    """A query at the root, and nothing but known nodes below, which are handed back."""
    if not isinstance(tree, exp.Query | exp.Values | exp.Pivot):
        raise Denied(f"{said(tree)} cannot be run; only SELECT can.")
    nodes = list(tree.walk())
    for node in nodes:
        check_node(node, dialect)
    return nodes


def rewrite(tree: exp.Expr, dialect: str, allowed: Allowance, *, bare: bool) -> tuple[str, frozenset[str]]:
    """Gates, the asked day and the limit put in; the text to run and the tables it reads.

    `bare` leaves a table whose rule is empty as it is, and gates unfenced: only for compiled SQL, which names
    declared columns and raises no errors of its own.
    """
    fold_names(tree, dialect)
    nodes = check_shape(tree, dialect)
    found = scopes(tree)
    names = [_readable(table, allowed) for table in found.tables]  # before the columns: the plainer reason
    check_columns(nodes, frozenset(c for n in names for c in allowed.tables[n]))
    _rename_ctes(found, allowed)
    _put_day(nodes, allowed)
    tree = limited(tree, allowed.row_limit + 1)
    for table, name in zip(found.tables, names, strict=True):
        if not bare or allowed.rows[name]:
            _put_gate(table, gate(name, allowed, fenced=not bare))
    return write(tree, dialect), frozenset(names)


def write(tree: exp.Expr, dialect: str) -> str:
    """The text; the tree is used up."""
    try:
        return tree.sql(spoken(dialect), copy=False, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError as error:
        raise Malformed(f"{dialect} cannot say this: {error}.") from error


def verify(text: str, dialect: str, allowed: Allowance, tables: frozenset[str]) -> None:
    """What runs is this text: read again, base tables may stand only inside the gates."""
    tree = parse_one(text, dialect)
    check_shape(tree, dialect)
    if write(tree.copy(), dialect) != text:
        raise Malformed("The statement reads differently once it is written anew, so it is not run.")
    gates = {gate(table, allowed).sql(spoken(dialect), identify=True) for table in tables}
    for subquery in list(tree.find_all(exp.Subquery)):
        if isinstance(subquery.this, exp.Select) and subquery.this.sql(spoken(dialect), identify=True) in gates:
            subquery.set("this", exp.select("1"))
    found = scopes(tree)
    taken = taken_names(allowed)
    bare = [t.name for t in found.tables] + [c.alias for c in found.ctes if fold(c.alias) in taken]
    if bare:
        raise Malformed(f"The table {bare[0]!r} would be read without its row rule, so the statement is not run.")


def limited(tree: exp.Expr, most: int) -> exp.Expr:
    """At most `most` rows: the statement's own limit when that is a smaller number, else ours."""
    if isinstance(tree, exp.Values | exp.Pivot):
        return _around(tree, most)
    own = tree.args.get("limit")
    if own is None:
        tree.set("limit", exp.Limit(expression=exp.Literal.number(most)))
        return tree
    options = own.args.get("limit_options")
    plain = options is None or not (options.args.get("percent") or options.args.get("with_ties"))
    wanted = constant(own.args.get("count") or own.expression) if plain else None
    if not isinstance(wanted, int):
        return _around(tree, most)
    if wanted > most or isinstance(own, exp.Fetch):
        tree.set("limit", exp.Limit(expression=exp.Literal.number(min(wanted, most))))
    return tree


def _around(tree: exp.Expr, most: int) -> exp.Expr:
    inner = tree if isinstance(tree, exp.Values) else exp.Subquery(this=tree)
    inner.set("alias", exp.TableAlias(this=exp.to_identifier("limited")))
    return exp.select("*").from_(inner).limit(most)


def _readable(table: exp.Table, allowed: Allowance) -> str:
    name = table.name
    return readable(fold(name) if name == fold(name) or not table.this.args.get("quoted") else name, allowed)


def _put_gate(table: exp.Table, filtered: exp.Select) -> None:
    alias = table.args.get("alias") or exp.TableAlias()
    if not alias.this:
        alias.set("this", exp.to_identifier(table.name, quoted=True))
    kept = {key: table.args[key] for key in ("joins", "laterals", "pivots") if table.args.get(key)}
    table.replace(exp.Subquery(this=filtered, alias=alias, **kept))


def _rename_ctes(found: Scopes, allowed: Allowance) -> None:
    """A CTE that is called like a table gets another name; who reads it keeps the old one as an alias."""
    taken = taken_names(allowed)
    for cte in found.ctes:
        if fold(cte.alias).startswith(RENAMED):
            raise Malformed(f"The name {cte.alias!r} begins with {RENAMED!r}, which is kept for the guard.")
        if fold(cte.alias) in taken:
            cte.args["alias"].set("this", exp.to_identifier(RENAMED + fold(cte.alias), quoted=True))
    for table in found.references:
        if fold(table.name) in taken:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
            table.set("this", exp.to_identifier(RENAMED + fold(table.name), quoted=True))


def _put_day(nodes: list[exp.Expr], allowed: Allowance) -> None:
    """The day that is asked on, in place of every function that says what day it is."""
    day = allowed.today.isoformat()
    for node in nodes:
        literal = _day_for(node, day) if isinstance(node, exp.Func) else None
        if literal is None:
            continue
        if isinstance(node.parent, exp.Select) and node.arg_key == "expressions":
            literal = exp.alias_(literal, node.name or node.key.replace("current", "current_"), quoted=True)
        outer = node.parent if isinstance(node.parent, exp.AtTimeZone) and node.arg_key == "this" else node
        outer.replace(literal)


def _day_for(node: exp.Expr, day: str) -> exp.Expr | None:
    called = fold(node.name) if isinstance(node, exp.Anonymous) else ""
    if isinstance(node, DAYS) or called in TODAY:
        return exp.cast(exp.Literal.string(day), "date")
    if isinstance(node, MOMENTS) or called in NOW:
        return exp.cast(exp.Literal.string(f"{day} 00:00:00"), "timestamp")
    if isinstance(node, TIMES) or called in TIME_OF_DAY:
        return exp.cast(exp.Literal.string("00:00:00"), "time")
    if called == "age" and len(node.expressions) == 1:
        node.args["expressions"].insert(0, exp.cast(exp.Literal.string(f"{day} 00:00:00"), "timestamp"))
    return None


def _sentence(sql: str, error: SqlglotError) -> str:
    details = getattr(error, "errors", None) or [{}]
    first = details[0]
    said = why(
        sql, str(first.get("description", "")), str(first.get("highlight", "")), int(first.get("line") or 0),
        str(first.get("start_context", "")),
    )  # fmt: skip
    return f"The statement cannot be read: {said}".removesuffix("?") + ("?" if said.endswith("?") else ".")
