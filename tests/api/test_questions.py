"""Questions by programs: a Query in, a Table out, page by page, whole as a file, and only what one may see."""

import csv
import io

import openpyxl
import pytest

from core import audit
from core.access import Asker, sees_tables
from tests.api.conftest import Door, Staff

ORDERS = {"query": {"rows": "sales_order", "by": ["sales_order.status", "warehouse"]}}


def post(door: Door, path: str, headers: dict[str, str], body: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = door.client().post(f"/api/v1{path}", headers=headers, json=body)
    return answer.status_code, answer.json()


def test_a_table_says_everything_about_itself(shared: Door, staff: Staff) -> None:
    asked = {"query": {"measures": ["revenue", "orders"], "by": ["warehouse"], "order": "-revenue"}}
    answer = shared.client().post("/api/v1/query", headers=staff.headers["Viewer"], json=asked)
    said = answer.json()
    assert [column["name"] for column in said["columns"]][-2:] == ["revenue", "orders"]
    assert said["columns"][-2]["unit"] == "money"
    assert said["columns"][-2]["meaning"]
    assert all(isinstance(row[-2], str) and float(row[-2]) > 0 for row in said["rows"])
    assert said["total_rows"] == len(said["rows"])
    assert said["next_offset"] is None
    assert said["sql"].startswith("SELECT")
    assert "Revenue" in said["interpretation"]
    assert said["correlation_id"] == answer.headers["x-correlation-id"]
    steps = shared.client().get(f"/api/v1/traces/{said['trace_id']}", headers=staff.headers["Viewer"]).json()
    assert steps[0]["attributes"]["correlation"] == said["correlation_id"]
    other = shared.client().get(f"/api/v1/traces/{said['trace_id']}", headers=staff.headers["Owner"])
    assert other.status_code == 404


def test_pages_make_up_the_whole(shared: Door, staff: Staff) -> None:
    rows: list[object] = []
    offset: object = 0
    while offset is not None:
        status, page = post(shared, f"/query?offset={offset}&limit=333", staff.headers["Owner"], ORDERS)
        assert status == 200
        rows += page["rows"]  # type: ignore[operator]
        offset = page["next_offset"]
    assert len(rows) == page["total_rows"]
    assert len({str(row) for row in rows}) == len(rows)


def test_limits_hold(shared: Door) -> None:
    one = shared.token(shared.user("Analyst", warehouses=["WH001"]))
    all_of_them = shared.token(shared.user("Analyst", name="Sees All"))
    seen = [
        post(shared, "/query", who, {"query": {"measures": ["orders"], "by": ["warehouse"]}})[1]
        for who in (one, all_of_them)
    ]
    assert [row[0] for row in seen[0]["rows"]] == ["WH001"]  # type: ignore[attr-defined]
    assert len(seen[1]["rows"]) > 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"query": {"measures": ["revenu"]}}, 404, "Did you mean 'revenue'?"),
        ({"query": {"measures": ["revenue"], "limit": 0}}, 422, "greater than or equal to 1"),
        ({"query": {}}, 422, "a query needs measures"),
        ({"query": {"measures": ["orders"]}, "extra": 1}, 422, "Extra inputs"),
        ({}, 422, "Field required"),
    ],
)
def test_what_cannot_be_asked(body: dict[str, object], status: int, says: str, shared: Door, staff: Staff) -> None:
    found, said = post(shared, "/query", staff.headers["Viewer"], body)
    assert (found, said["status"]) == (status, status)
    assert says in str(said["detail"])
    assert said["instance"]


def test_sql_is_guarded(shared: Door, staff: Staff) -> None:
    manager = staff.headers["Manager"]
    status, said = post(shared, "/sql", manager, {"sql": "SELECT count(*) AS n FROM sales_order_header"})
    assert (status, len(said["rows"])) == (200, 1)  # type: ignore[arg-type]
    for harm in ("DROP TABLE product", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2"):
        status, said = post(shared, "/sql", manager, {"sql": harm})
        assert status in (400, 403), said


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_whole(kind: str, shared: Door, staff: Staff) -> None:
    _, shown = post(shared, "/query?limit=1", staff.headers["Owner"], ORDERS)
    body = {**ORDERS, "format": kind, "name": "../all orders"}
    answer = shared.client().post("/api/v1/export", headers=staff.headers["Owner"], json=body)
    assert answer.status_code == 200, answer.text
    assert f'filename="all-orders.{kind}"' in answer.headers["content-disposition"]
    if kind == "csv":
        rows = len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))) - 1
    else:
        rows = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)["Data"].max_row - 1
    assert rows == shown["total_rows"] == int(answer.headers["x-row-count"])
    assert not list(shared.house.config.app.home.glob("export-*"))


def test_an_export_is_longer_than_what_is_shown(door_of: "type[Door]") -> None:
    door = door_of(warehouse__row_limit="10")  # type: ignore[call-arg]
    headers = door.token(door.user("Analyst"))
    _, shown = post(door, "/query", headers, ORDERS)
    assert (shown["truncated"], len(shown["rows"])) == (True, 10)  # type: ignore[arg-type]
    answer = door.client().post("/api/v1/export", headers=headers, json=ORDERS)
    assert int(answer.headers["x-row-count"]) == shown["total_rows"]


def test_exports_of_sql_need_both_rights(shared: Door, staff: Staff) -> None:
    asked = {"sql": "SELECT count(*) AS n FROM sales_order_header"}
    status, said = post(shared, "/export", staff.headers["Analyst"], asked)
    assert (status, "Manager" in str(said["detail"])) == (403, True)
    assert shared.client().post("/api/v1/export", headers=staff.headers["Manager"], json=asked).status_code == 200


def test_exports_are_counted_and_recorded(door_of: "type[Door]") -> None:
    door = door_of(rates__export="2")  # type: ignore[call-arg]
    user = door.user("Analyst")
    headers = door.token(user)
    body = {"query": {"measures": ["orders"]}}
    tries = [door.client().post("/api/v1/export", headers=headers, json=body).status_code for _ in range(3)]
    assert tries == [200, 200, 429]
    context = door.house.context
    context.audit.flush()
    owner = Asker("Warehouse Manager", role="Owner")
    actions = [entry.action for entry in audit.search(context.store, owner, audit.Wanted(who=user.email)).entries]
    assert actions.count("export") == 2
    assert actions.count("query") == 2


def test_a_formula_is_visible_with_all_of_its_parts(shared: Door) -> None:
    model = shared.house.context.model
    for name in model.personas:
        headers = shared.token(shared.user("Viewer", (name,)))
        said = shared.client().get("/api/v1/glossary", headers=headers).json()["measures"]
        visible = {one["id"]: one["visible"] for one in said}
        seen = sees_tables(model, Asker(name))
        for measure in model.measures.values():
            facts = [part.fact for part in model.measures.values() if part.name in (measure.formula or "").split()]
            if not measure.hidden and not all(fact is None or fact in seen for fact in facts):
                assert not visible[measure.name], (name, measure.name)
    assert any(not one["visible"] and one["fact"] is None for one in said)
