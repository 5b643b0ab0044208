"""Who may do what, who sees which tables and which rows: the whole table of each."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from core.access import (
    ACTIONS,
    ROLES,
    Asker,
    allowance,
    described,
    require,
    row_predicate,
    sees_tables,
    terminal,
    who_sees,
)
from core.errors import NotAllowed, Unknown
from core.semantic.read import load_model

MODEL = load_model(Path(__file__).resolve().parents[2] / "semantic")
TODAY = date(2026, 6, 30)
ALLOWED = {  # action → the roles that may, one letter each
    "own-account": "VAMDO",
    "ask": "VAMDO",
    "explore": "AMDO",
    "save": "AMDO",
    "use-tools": "VAMDO",
    "export": "AMDO",
    "write-sql": "MDO",
    "verify": "MDO",
    "confirm-tools": "MDO",
    "load-data": "DO",
    "manage-users": "DO",
    "see-audit": "DO",
    "see-costs": "DO",
    "see-health": "DO",
    "see-quality": "DO",
    "edit-vocabulary": "DO",
    "change-settings": "O",
    "backup": "O",
}
LETTERS = dict(zip("VAMDO", ROLES, strict=True))
TABLES = {  # word for word what is written down for each persona
    "Warehouse Manager": "product warehouse_product sales_order_header sales_order_line location",
    "Field Engineer": "product warehouse_product sales_order_header sales_order_line location",
    "Procurement Specialist": "product warehouse_product purchase_order_header purchase_order_line",
    "Finance Analyst": "vendors invoices sales",
}
WM, FE, PS, FA = TABLES
LIMITED = Asker(WM, "Owner", warehouses=("W1", "O'Hare"))
IN_W1 = "IN ('W1', 'O''Hare')"


def test_every_action_has_its_row_here() -> None:
    assert set(ACTIONS) == set(ALLOWED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ALLOWED)
def test_who_may(action: str, role: str) -> None:
    asker = Asker(WM, role)
    if role in [LETTERS[letter] for letter in ALLOWED[action]]:
        require(asker, action)
        return
    with pytest.raises(NotAllowed) as raised:
        require(asker, action)
    assert LETTERS[ALLOWED[action][0]] in raised.value.message, "it says from which role on"
    assert f"yours is {role}" in raised.value.message


@pytest.mark.parametrize("role", ["", "viewer", "Root", "owner "])
def test_a_role_that_does_not_exist_may_nothing(role: str) -> None:
    for action in ACTIONS:
        with pytest.raises(NotAllowed):
            require(Asker(WM, role), action)


def test_an_action_that_does_not_exist() -> None:
    with pytest.raises(Unknown, match="Did you mean 'export'"):
        require(Asker(WM, "Owner"), "exprt")


def test_personas_are_these() -> None:
    assert {name: set(persona.tables) for name, persona in MODEL.personas.items()} == {
        name: set(tables.split()) for name, tables in TABLES.items()
    }


@pytest.mark.parametrize("persona", TABLES)
def test_tables_of_a_persona(persona: str) -> None:
    asker = Asker(persona)
    assert sees_tables(MODEL, asker, compiled=False) == set(TABLES[persona].split())
    more = sees_tables(MODEL, asker) - sees_tables(MODEL, asker, compiled=False)
    assert all(MODEL.tables[name].optional for name in more), "only optional tables are added for compiled queries"


def test_the_role_gives_no_table() -> None:
    assert {sees_tables(MODEL, Asker(FA, role)) for role in ROLES} == {sees_tables(MODEL, Asker(FA, "Viewer"))}


def test_an_unknown_persona() -> None:
    with pytest.raises(Unknown, match="Did you mean 'Field Engineer'"):
        sees_tables(MODEL, Asker("Feld Engineer"))


def test_narrow_views_hold_no_price_and_no_partner() -> None:
    assert {name: persona.views for name, persona in MODEL.personas.items()} == {
        WM: ("inbound",),
        FE: ("inbound",),
        PS: ("demand",),
        FA: (),
    }
    assert set(MODEL.views["inbound"].columns) == {"warehouse_code", "product_code", "expected_date", "open_units"}
    assert set(MODEL.views["demand"].columns) == {"warehouse_code", "product_code", "day", "units"}


@pytest.mark.parametrize(
    ("table", "who"),
    [
        ("product", f"{WM} or {FE} or {PS}"),
        ("sales_order_line", f"{WM} or {FE}"),
        ("purchase_order_header", PS),
        ("invoices", FA),
        ("planning_vehicle", FE),
    ],
)
def test_who_sees(table: str, who: str) -> None:
    assert who_sees(MODEL, table) == who


def test_every_table_is_seen_by_somebody() -> None:
    assert all(who_sees(MODEL, table) for table in MODEL.tables)


RULES = {  # table → the rows of somebody who is limited to two warehouses; '' is all of them
    "product": "",
    "location": f"(location.location_type <> 'warehouse' OR location.location_code {IN_W1})",
    "warehouse_product": f"warehouse_product.warehouse_code {IN_W1}",
    "stock_snapshot": f"stock_snapshot.warehouse_code {IN_W1}",
    "sales_order_header": f"sales_order_header.warehouse_code {IN_W1}",
    "sales_order_line": "EXISTS (SELECT 1 FROM sales_order_header AS followed WHERE"
    " followed.sales_order_prefix = sales_order_line.sales_order_prefix"
    " AND followed.sales_order_number = sales_order_line.sales_order_number"
    f" AND followed.warehouse_code {IN_W1})",
    "purchase_order_header": f"purchase_order_header.warehouse_code {IN_W1}",
    "purchase_order_line": "EXISTS (SELECT 1 FROM purchase_order_header AS followed WHERE"
    " followed.purchase_order_prefix = purchase_order_line.purchase_order_prefix"
    " AND followed.purchase_order_number = purchase_order_line.purchase_order_number"
    f" AND followed.warehouse_code {IN_W1})",
    "vendors": "",
    "invoices": "",
    "sales": "",
    "planning_item": "",
    "planning_supplier": "",
    "planning_vehicle": f"planning_vehicle.warehouse_code {IN_W1}",
    "address_location": "",
    "delivery_window": "",
    "road_distance": "",
    "promotion": "",
}
BUSINESS = ("invoices", "sales")


def test_every_table_has_a_rule_and_its_row_here() -> None:
    assert set(RULES) == set(MODEL.tables)


@pytest.mark.parametrize("table", RULES)
def test_rows_of_a_warehouse(table: str) -> None:
    """The Owner is bound too."""
    assert row_predicate(MODEL, table, LIMITED) == RULES[table]


@pytest.mark.parametrize("table", RULES)
def test_without_limits_all_rows_but_those_of_a_workspace(table: str) -> None:
    own = f"{table}.workspace_id = 'north'" if table in BUSINESS else ""
    public = f"{own} AND {table}.visibility = 'public'" if own else ""
    wanted = {"Viewer": public, "Analyst": own, "Manager": own, "Admin": "", "Owner": ""}
    assert {role: row_predicate(MODEL, table, Asker(FA, role, "north")) for role in ROLES} == wanted
    assert row_predicate(MODEL, table, terminal(FA)) == ""


@pytest.mark.parametrize("table", BUSINESS)
def test_without_a_workspace_no_row_of_any(table: str) -> None:
    assert row_predicate(MODEL, table, Asker(FA, "Manager")) == f"{table}.workspace_id = ''"


@pytest.mark.parametrize("table", BUSINESS)
def test_a_workspace_with_a_quote_in_it_is_text(table: str) -> None:
    assert "= 'a''b'" in row_predicate(MODEL, table, Asker(FA, "Manager", "a'b"))


def test_the_rules_hold_over_rows() -> None:
    db = duckdb.connect()
    db.execute(
        "CREATE TABLE sales_order_header AS SELECT * FROM (VALUES ('SO', '1', 'W1'), ('SO', '2', 'W2'),"
        " ('SX', '2', 'W1'), ('SO', '3', NULL)) t(sales_order_prefix, sales_order_number, warehouse_code)"
    )
    db.execute(
        "CREATE TABLE sales_order_line AS SELECT sales_order_prefix, sales_order_number, 1 AS line"
        " FROM sales_order_header UNION ALL SELECT 'SO', '9', 1"
    )
    db.execute("CREATE TABLE location AS SELECT * FROM (VALUES ('W1', 'warehouse'), ('W2', 'warehouse'),"
               " ('A1', 'delivery_area')) t(location_code, location_type)")  # fmt: skip

    def seen(table: str, shown: str) -> list[str]:
        rule = row_predicate(MODEL, table, LIMITED)
        return [row[0] for row in db.execute(f"SELECT {shown} FROM {table} WHERE {rule} ORDER BY 1").fetchall()]

    number = "sales_order_prefix || sales_order_number"
    assert seen("sales_order_header", number) == ["SO1", "SX2"]
    assert seen("sales_order_line", number) == ["SO1", "SX2"], "a line without a header is nobody's"
    assert seen("location", "location_code") == ["A1", "W1"]


@pytest.mark.parametrize("persona", TABLES)
def test_what_the_guard_is_told(persona: str) -> None:
    asker = Asker(persona, "Viewer", "north", ("W1",))
    told = allowance(MODEL, asker, TODAY)
    assert set(told.tables) == set(told.rows) == set(TABLES[persona].split())
    assert set(told.elsewhere) == set(MODEL.tables) - set(told.tables)
    assert all(told.elsewhere.values()), "it says who sees each of the others"
    assert all(set(told.tables[name]) == set(MODEL.tables[name].columns) for name in told.tables)
    assert told.rows == {name: row_predicate(MODEL, name, asker) for name in told.tables}
    assert set(allowance(MODEL, asker, TODAY, compiled=True).tables) == sees_tables(MODEL, asker)


def test_rights_in_words() -> None:
    assert described(LIMITED, MODEL) == {
        "persona": WM,
        "role": "Owner",
        "workspace": "none",
        "warehouses": "W1, O'Hare",
    }
    assert described(terminal(FA), MODEL)["workspace"] == "all"
    assert terminal(FA).as_persona(PS).persona == PS
