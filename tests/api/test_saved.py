"""What programs keep for their users: saved queries and own dashboards, and nobody else's."""

from tests.api.conftest import Door, Staff

REVENUE = {"measures": ["revenue"], "by": ["warehouse"]}


def call(
    door: Door, headers: dict[str, str], method: str, path: str, body: object = None
) -> tuple[int, dict[str, object]]:
    answer = door.client().request(method, f"/api/v1{path}", headers=headers, json=body)
    return answer.status_code, answer.json() if answer.content else {}


def listed(door: Door, headers: dict[str, str], path: str) -> set[object]:
    return {one["id"] for one in door.client().get(f"/api/v1{path}", headers=headers).json()}


def test_a_query_is_saved_found_run_changed_and_deleted(shared: Door, staff: Staff) -> None:
    mine = staff.headers["Analyst"]
    status, made = call(shared, mine, "POST", "/saved", {"name": "By warehouse", "query": REVENUE, "chart": "bar"})
    assert (status, made["chart"], made["mine"], made["shared"]) == (201, "bar", True, False)
    assert call(shared, mine, "POST", "/saved", {"name": "by WAREHOUSE", "query": REVENUE})[0] == 409
    at = f"/saved/{made['id']}"
    assert made["id"] in listed(shared, mine, "/saved?search=wareh")
    assert made["id"] not in listed(shared, mine, "/saved?search=supplier")
    status, table = call(shared, mine, "POST", f"{at}/run?limit=2")
    assert (status, table["total_rows"], table["next_offset"]) == (200, 5, 2)
    assert call(shared, mine, "PATCH", at, {"name": "Else", "shared": True})[1]["name"] == "Else"
    status, gone = call(shared, mine, "DELETE", at)
    assert (status, gone["id"]) == (200, at.rpartition("/")[2])
    assert call(shared, mine, "GET", at)[0] == 404


def test_a_dashboard_with_tiles(shared: Door, staff: Staff) -> None:
    mine = staff.headers["Analyst"]
    board = call(shared, mine, "POST", "/dashboards", {"name": "Monday"})[1]
    at = f"/dashboards/{board['id']}"
    pins = [call(shared, mine, "POST", f"{at}/pins", {"title": f"T{n}", "query": REVENUE})[1] for n in range(3)]
    moved = {"place": 0, "wide": True, "title": "First"}
    assert call(shared, mine, "PATCH", f"{at}/pins/{pins[2]['id']}", moved)[0] == 200
    assert call(shared, mine, "DELETE", f"{at}/pins/{pins[0]['id']}")[1] == pins[0]
    assert call(shared, mine, "PATCH", at, {"period": "Last mont"})[0] == 400
    seen = call(shared, mine, "PATCH", at, {"period": "Last month"})[1]
    assert [(one["title"], one["wide"]) for one in seen["pins"]] == [("First", True), ("T1", False)]  # type: ignore[attr-defined]
    status, table = call(shared, mine, "POST", f"{at}/pins/{pins[1]['id']}/run")
    assert (status, "May 2026" in str(table["interpretation"])) == (200, True)
    assert call(shared, mine, "DELETE", at)[0] == 200


def kept_by(door: Door, headers: dict[str, str], *, shared: bool) -> tuple[str, str, str]:
    """A saved query, a dashboard, and a tile on it."""
    name = f"shared {shared}"
    saved = call(door, headers, "POST", "/saved", {"name": name, "query": REVENUE, "shared": shared})[1]
    board = call(door, headers, "POST", "/dashboards", {"name": name, "shared": shared})[1]
    pin = call(door, headers, "POST", f"/dashboards/{board['id']}/pins", {"title": "T", "query": REVENUE})[1]
    return str(saved["id"]), str(board["id"]), str(pin["id"])


def test_another_workspace_sees_and_opens_nothing(shared: Door) -> None:
    ann = shared.token(shared.user("Analyst", name="Ann Saves"))
    eve = shared.token(shared.user("Owner", name="Eve Elsewhere", workspace="projects"))
    for open_to_all in (True, False):
        saved, board, pin = kept_by(shared, ann, shared=open_to_all)
        tries = [
            ("GET", f"/saved/{saved}"), ("POST", f"/saved/{saved}/run"), ("PATCH", f"/saved/{saved}"),
            ("DELETE", f"/saved/{saved}"), ("GET", f"/dashboards/{board}"), ("PATCH", f"/dashboards/{board}"),
            ("DELETE", f"/dashboards/{board}"), ("POST", f"/dashboards/{board}/pins/{pin}/run"),
            ("PATCH", f"/dashboards/{board}/pins/{pin}"), ("DELETE", f"/dashboards/{board}/pins/{pin}"),
        ]  # fmt: skip
        for method, path in tries:
            theirs = call(shared, eve, method, path, {} if method == "PATCH" else None)
            none = call(shared, eve, method, path.replace(saved, "0" * 16).replace(board, "0" * 16), {})
            assert (theirs[0], theirs[1]["detail"]) == (404, none[1]["detail"]), (method, path)
        assert not {saved, board} & (listed(shared, eve, "/saved") | listed(shared, eve, "/dashboards"))


def test_a_colleague_opens_what_is_shared_and_changes_nothing(shared: Door) -> None:
    ann = shared.token(shared.user("Analyst", name="Ann Shares"))
    bob = shared.user("Analyst", name="Bob", warehouses=["WH001"])
    saved, board, pin = kept_by(shared, ann, shared=True)
    private, closed, _ = kept_by(shared, ann, shared=False)
    headers = shared.token(bob)
    assert {saved} == listed(shared, headers, "/saved") & {saved, private}
    assert {board} == listed(shared, headers, "/dashboards") & {board, closed}
    for path in (f"/saved/{saved}/run", f"/dashboards/{board}/pins/{pin}/run"):
        assert [row[0] for row in call(shared, headers, "POST", path)[1]["rows"]] == ["WH001"]  # type: ignore[attr-defined]
    assert call(shared, headers, "GET", f"/saved/{private}")[0] == 404
    assert call(shared, headers, "PATCH", f"/saved/{saved}", {"name": "Bob's"})[0] == 404
    assert call(shared, headers, "DELETE", f"/dashboards/{board}/pins/{pin}")[0] == 404


def test_sql_is_kept_and_run_by_those_who_may_write_it(shared: Door, staff: Staff) -> None:
    body = {"name": "Count", "sql": "SELECT count(*) AS n FROM product", "shared": True}
    assert call(shared, staff.headers["Analyst"], "POST", "/saved", body)[0] == 403
    made = call(shared, staff.headers["Manager"], "POST", "/saved", body)[1]
    assert made["id"] not in listed(shared, staff.headers["Analyst"], "/saved")
    assert call(shared, staff.headers["Analyst"], "POST", f"/saved/{made['id']}/run")[0] == 404
    assert call(shared, staff.headers["Owner"], "POST", f"/saved/{made['id']}/run")[0] == 200
