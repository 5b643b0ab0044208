"""Nobody's answer depends on a row that is out of his sight: not its figures, not its groups, not their order."""

from datetime import date
from functools import cache
from typing import Any

import duckdb
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.access import Asker, allowance, sees_tables
from core.errors import QuartermasterError
from core.semantic.compile import compile_query
from core.semantic.query import Query
from core.warehouse.guard import check_tree
from tests.core.semantic.asking import MODEL, PERSONAS
from tests.core.semantic.questions import any_query
from tests.core.semantic.small import TODAY, small_desk

OF_A_WAREHOUSE = ("warehouse_product", "stock_snapshot", "sales_order_header", "purchase_order_header")
LINES = {"sales_order_line": "sales_order", "purchase_order_line": "purchase_order"}
BUSINESS = ("invoices", "sales")
KEPT = {"workspace_id", "visibility", "location_type"}  # what decides who sees a row stays as it is

askers = st.builds(
    Asker,
    persona=st.sampled_from([PERSONAS[name] for name in ("warehouse", "purchasing", "finance")]),
    role=st.sampled_from(("Viewer", "Analyst", "Admin")),
    workspace=st.sampled_from((None, "east", "west")),
    warehouses=st.sampled_from(((), ("W1",), ("W2",), ("W1", "W3"), ("W9",))),
)
questions = askers.flatmap(
    lambda asker: st.tuples(st.just(asker), any_query({v: k for k, v in PERSONAS.items()}[asker.persona]))
)


def hidden(asker: Asker) -> dict[str, str]:
    """Table → which of its rows this asker must not see, said anew and in other words than the rules."""
    out: dict[str, str] = {}
    if asker.warehouses:
        codes = ", ".join(f"'{code}'" for code in asker.warehouses)
        out = dict.fromkeys(OF_A_WAREHOUSE, f"coalesce(warehouse_code, '') NOT IN ({codes})")
        out["location"] = f"location_type = 'warehouse' AND location_code NOT IN ({codes})"
        for table, order in LINES.items():
            mine = f"SELECT {order}_prefix, {order}_number FROM {order}_header WHERE warehouse_code IN ({codes})"
            out[table] = f"({order}_prefix, {order}_number) NOT IN ({mine})"
    if asker.role != "Admin":
        foreign = f"workspace_id <> '{asker.workspace}'" if asker.workspace else "true"
        restricted = " OR visibility <> 'public'" if asker.role == "Viewer" else ""
        out |= dict.fromkeys(BUSINESS, foreign + restricted)
    return out


@cache
def whole() -> duckdb.DuckDBPyConnection:
    return small_desk().db


@cache
def cut_down(asker: Asker) -> duckdb.DuckDBPyConnection:
    """Only the visible rows; lines go before the headers that tell whose they are."""
    db = small_desk().db
    for table, rows in sorted(hidden(asker).items(), key=lambda pair: "line" not in pair[0]):
        db.execute(f"DELETE FROM {table} WHERE {rows}")
    return db


@cache
def altered(asker: Asker) -> duckdb.DuckDBPyConnection:
    """Every hidden row is another one, and there are twice as many."""
    db = small_desk().db
    for table, rows in hidden(asker).items():
        keys = {*MODEL.tables[table].key, "warehouse_code", *KEPT}
        if table in BUSINESS:
            keys = {"id", *KEPT}
        changes = [f"{name} = {_other(name, column.kind)}" for name, column in MODEL.tables[table].columns.items()
                   if name not in keys]  # fmt: skip
        if changes:
            db.execute(f"UPDATE {table} SET {', '.join(changes)} WHERE {rows}")
    for table, rows in hidden(asker).items():
        db.execute(f"INSERT INTO {table} SELECT * FROM {table} WHERE {rows}")
    return db


def _other(name: str, kind: str) -> str:
    if name == "status":
        return f"CASE {name} WHEN 'Cancelled' THEN 'Delivered' WHEN 'Delivered' THEN 'Cancelled' ELSE {name} END"
    if kind in ("integer", "decimal", "number"):
        return f"7 * {name} + 3"
    if kind == "date":
        return f"coalesce({name}, DATE '2026-03-30') - 40"
    return f"NOT {name}" if kind == "boolean" else f"coalesce({name}, '') || 'zz'"


@settings(suppress_health_check=list(HealthCheck))
@given(questions)
def test_no_hidden_row_is_felt(case: tuple[Asker, Query]) -> None:
    asker, query = case
    try:
        done = compile_query(query, MODEL, sees_tables(MODEL, asker), TODAY)
    except QuartermasterError:
        assume(False)
    checked = check_tree(done.tree, "duckdb", allowance(MODEL, asker, TODAY, 10_000, compiled=True))
    rows = _said(whole(), checked.sql)
    assert rows == _said(cut_down(asker), done.sql), "not as if only the visible rows were there"
    assert rows == _said(altered(asker), checked.sql), "a hidden row has left its mark"


def _said(db: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [repr(row) for row in db.execute(sql).fetchall()]


def test_the_altered_rows_are_felt_by_those_who_see_them() -> None:
    """Otherwise the test above would show nothing."""
    limited = Asker(PERSONAS["warehouse"], "Admin", warehouses=("W1",))
    everything: Any = Asker(PERSONAS["warehouse"], "Admin")
    done = compile_query(
        Query.model_validate({"measures": ["revenue", "stock", "orders"]}), MODEL, sees_tables(MODEL, limited), TODAY
    )
    free = check_tree(done.tree, "duckdb", allowance(MODEL, everything, TODAY, 10_000, compiled=True))
    assert _said(altered(limited), free.sql) != _said(whole(), free.sql)
    assert _said(cut_down(limited), free.sql) != _said(whole(), free.sql)
    assert isinstance(TODAY, date)
