"""Every bad row, found by set-wise SQL: empty, unreadable, twice, pointing nowhere, at odds with itself."""

import duckdb

from core.semantic.model import Join, Model, Table
from core.warehouse.load.after import After
from core.warehouse.load.parse import reading
from core.warehouse.load.rules import Rule
from core.warehouse.load.sql import fill, literal, name
from core.warehouse.load.staging import Staged, unread

_PROBLEM = (
    "INSERT INTO problem SELECT {piece}, {row}, {table}, {column}, {value}, {rule}, {reason}, {blocks} FROM {source}"
)
_TWICE = """
    {new} n JOIN (
        SELECT {keys}, min(struct_pack(p := "#piece", r := "#row")) AS first FROM {new} GROUP BY ALL HAVING count(*) > 1
    ) o ON {same} WHERE {whole} AND (n."#piece", n."#row") <> (o.first.p, o.first.r)
"""
_FIRST = """
    'has the same key as row ' || o.first.r || CASE WHEN o.first.p <> n."#piece" THEN ' of an earlier file' ELSE '' END
"""
_LEFT_BEHIND = """
    SELECT count(*), list_sort(list(DISTINCT {value}))[:3]
    FROM {source} s ANTI JOIN {target} t ON {same} WHERE {there}
"""
Connection = duckdb.DuckDBPyConnection


def check_header(connection: Connection, staged: Staged) -> None:
    for column, why in staged.matched.faults:
        connection.execute(
            "INSERT INTO problem VALUES (?, NULL, ?, ?, '', 'wrong header', ?, true)",
            [staged.number, staged.matched.table.name, column, why],
        )


def check_values(connection: Connection, staged: Staged, decimal_comma: bool) -> None:
    """What could not be read, and what is empty and may not be."""
    table = staged.matched.table
    for column in staged.matched.places:
        declared, text = table.columns[column], unread(column)
        read = reading(declared, text, None, decimal_comma)
        _add(connection, staged, column, text, read.rule, read.reason, f"{text} IS NOT NULL")
        if not declared.null:
            nothing = f"{name(column)} IS NULL AND {text} IS NULL"
            _add(connection, staged, column, "''", "empty", literal("is empty, and every row needs it"), nothing)


def check_keys(connection: Connection, table: Table, after: After) -> None:
    """A key that comes twice in what is loaded, or is there already when it is added to."""
    parts = {
        "new": name(f"new_{table.name}"),
        "old": name(f"old_{table.name}"),
        "keys": ", ".join(name(column) for column in table.key),
        "same": " AND ".join(f"n.{name(column)} IS NOT DISTINCT FROM o.{name(column)}" for column in table.key),
        # A key that could not be read, or is empty where it may not be, has been told as that.
        "whole": " AND ".join(f"n.{name(c)} IS NOT NULL" for c in table.key if not table.columns[c].null) or "true",
    }
    _add_key(connection, table, fill(_TWICE, **parts), "key twice", _FIRST)
    if table.name in after.appended:
        there = fill("{new} n SEMI JOIN {old} o ON {same} WHERE {whole}", **parts)
        _add_key(connection, table, there, "key already there", literal("is in the warehouse already"))


def check_references(connection: Connection, model: Model, after: After) -> None:
    """Against the data after the load, in both directions: rows that come, and rows that are left behind."""
    for join in model.joins:
        touched = {join.source, join.target} & set(after.staged)
        if not (touched and join.required and after.has(join.source)) or any("." in ours for ours in join.on.values()):
            continue
        if not after.has(join.target):
            _add_absent(connection, model, join, after)
            continue
        if join.source in after.staged:
            _add_dangling(connection, join)
        if join.source in after.existing and after.modes.get(join.source) != "replace":
            _add_left_behind(connection, join, after)


def check_rules(connection: Connection, staged: Staged, rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        if rule.column in staged.matched.places:
            value, says = f"CAST({name(rule.column)} AS VARCHAR)", literal(rule.says)
            _add(connection, staged, rule.column, value, rule.says, says, rule.when, blocks=not rule.warning)


def _add(
    connection: Connection,
    staged: Staged,
    column: str,
    value: str,
    rule: str,
    reason: str,
    when: str,
    *,
    blocks: bool = True,
) -> None:
    sql = fill(
        _PROBLEM,
        piece=str(staged.number),
        row='"#row"',
        table=literal(staged.matched.table.name),
        column=literal(column),
        value=value,
        rule=literal(rule),
        reason=reason,
        blocks="true" if blocks else "false",
        source=f"{staged.table} WHERE {when}",
    )
    connection.execute(sql)


def _add_key(connection: Connection, table: Table, source: str, rule: str, reason: str) -> None:
    _add_row(connection, table.name, [*table.key], "n", source, rule, reason)


def _add_row(
    connection: Connection, table: str, columns: list[str], alias: str, source: str, rule: str, reason: str
) -> None:
    values = ", ".join(f"CAST({alias}.{name(column)} AS VARCHAR)" for column in columns)
    sql = fill(
        _PROBLEM,
        piece=f'{alias}."#piece"',
        row=f'{alias}."#row"',
        table=literal(table),
        column=literal(", ".join(columns)),
        value=f"concat_ws(', ', {values})",
        rule=literal(rule),
        reason=reason,
        blocks="true",
        source=source,
    )
    connection.execute(sql)


def _add_dangling(connection: Connection, join: Join) -> None:
    ours = list(join.on.values())
    rows = fill(
        "{source} s ANTI JOIN {target} t ON {same} WHERE {there}",
        source=name("new_" + join.source),
        target=name("after_" + join.target),
        same=_same(join),
        there=_all_there(join),
    )
    reason = literal(f"is not in {join.target}, which it refers to")
    _add_row(connection, join.source, ours, "s", rows, f"not in {join.target}", reason)


def _add_left_behind(connection: Connection, join: Join, after: After) -> None:
    """Rows that stay, whose target the load takes away: no row of the user's file, so told once with examples."""
    if after.modes.get(join.target) != "replace" or join.target not in after.existing:
        return
    value = f"concat_ws(', ', {', '.join(f's.{name(c)}' for c in join.on.values())})"
    sql = fill(
        _LEFT_BEHIND,
        value=value,
        source=name("old_" + join.source),
        target=name("after_" + join.target),
        same=_same(join),
        there=_all_there(join),
    )
    row = connection.execute(sql).fetchone()
    if row and row[0]:
        why = f"lacks what {row[0]:,} rows of {join.source} in the warehouse refer to, such as {'; '.join(row[1])}"
        _add_general(connection, after, join.target, ", ".join(join.on), "still referred to", why)


def _add_absent(connection: Connection, model: Model, join: Join, after: After) -> None:
    if not model.tables[join.target].optional and join.source in after.staged:
        why = f"refers to {join.target}, which the warehouse does not have: load it first, or together with this"
        _add_general(connection, after, join.source, ", ".join(join.on.values()), f"no {join.target}", why)


def _add_general(connection: Connection, after: After, table: str, column: str, rule: str, why: str) -> None:
    piece = after.staged[table][0].number
    connection.execute("INSERT INTO problem VALUES (?, NULL, ?, ?, '', ?, ?, true)", [piece, table, column, rule, why])


def _same(join: Join) -> str:
    return " AND ".join(f"t.{name(theirs)} = s.{name(ours)}" for theirs, ours in join.on.items())


def _all_there(join: Join) -> str:
    return " AND ".join(f"s.{name(ours)} IS NOT NULL" for ours in join.on.values())
