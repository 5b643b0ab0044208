"""Tools over HTTP: the same figures as in the terminal, arguments described, mistakes in sentences."""

from api.v1.app import api
from core.access import Asker
from tests.api.conftest import Door, Staff
from tools.purchase_requests import own_requests
from tools.registry import TOOLS, use


def test_each_persona_has_its_tools(shared: Door, staff: Staff) -> None:
    shown = shared.client().get("/api/v1/tools", headers=staff.headers["Viewer"]).json()
    wanted = [one.name for one in TOOLS.values() if "Warehouse Manager" in one.personas]
    assert [one["name"] for one in shown] == wanted
    assert all(one["says"] and one["examples"] for one in shown)


def test_a_tool_gives_what_it_gives_everywhere(shared: Door, staff: Staff) -> None:
    given = {"warehouse": "wh 1", "threshold": 0.8}
    answer = shared.client().post("/api/v1/tools/identify_low_stock", headers=staff.headers["Viewer"], json=given)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    asker = shared.house.context.asker.__class__("Warehouse Manager", role="Admin", all_workspaces=True)
    used = use(shared.house.context.for_asker(asker), "identify_low_stock", given)
    assert said["arguments"] == {"warehouse": "WH001", "threshold": 0.8}
    assert [one["value"] for one in said["figures"]] == [one.value for one in used.found.figures]
    (sheet,) = said["sheets"]
    assert [tuple(row[:4]) for row in sheet["rows"]] == [row[:4] for row in used.found.sheet("Low stock").rows]
    assert [column["label"] for column in sheet["columns"]][:2] == ["Warehouse", "Product"]
    assert len(said["trace_id"]) == 32


def test_mistakes_are_problems(shared: Door, staff: Staff) -> None:
    client, headers = shared.client(), staff.headers["Viewer"]
    unknown = client.post("/api/v1/tools/identify_low_stock", headers=headers, json={"warehouse": "WH9"})
    assert (unknown.status_code, "Did you mean" in unknown.json()["detail"]) == (404, True)
    wrong = client.post("/api/v1/tools/identify_low_stock", headers=headers, json={"threshold": -1})
    assert wrong.status_code == 422
    other = client.post("/api/v1/tools/identify_cost_savings", headers=headers, json={})
    assert (other.status_code, "is a tool of Procurement Specialist" in other.json()["detail"]) == (403, True)


def test_every_tool_has_its_route_with_its_arguments() -> None:
    described = api().openapi()
    for one in TOOLS.values():
        route = described["paths"][f"/tools/{one.name}"]["post"]
        assert route["x-action"] == one.action
        assert one.says in route["description"]
        name = route["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        assert set(described["components"]["schemas"][name]["properties"]) == set(one.arguments.model_fields)


def test_a_tool_that_writes_wants_a_word_and_a_key(shared: Door, staff: Staff) -> None:
    client, where = shared.client(), "/api/v1/tools/create_purchase_request"
    headers = {**staff.headers["Manager"], "Idempotency-Key": "monday-order-1"}
    given = {"warehouse": "WH001", "quantities": {"PRD0001": 4}}
    assert client.post(where, headers=headers, json=given).status_code == 409
    assert client.post(f"{where}?confirm=true", headers=staff.headers["Manager"], json=given).status_code == 422
    first, again = (client.post(f"{where}?confirm=true", headers=headers, json=given) for _ in range(2))
    assert first.status_code == 200, first.text
    assert again.json()["sheets"] == first.json()["sheets"]
    other = {**given, "quantities": {"PRD0001": 5}}
    assert client.post(f"{where}?confirm=true", headers=headers, json=other).status_code == 409
    refused = client.post(f"{where}?confirm=true", headers={**headers, **staff.headers["Analyst"]}, json=given)
    assert refused.status_code == 403


def test_what_is_asked_in_english_is_confirmed_by_what_the_answer_says(shared: Door, staff: Staff) -> None:
    client, headers = shared.client(), staff.headers["Manager"]
    asked = client.post("/api/v1/ask", headers=headers, json={"question": "request 9 units of PRD0002 for WH001"})
    assert asked.status_code == 200, asked.text
    confirm = asked.json()["confirm"]
    assert asked.json()["status"] == "clarify"
    assert confirm["would"]["sheets"][0]["rows"][0][4] == 9
    own = shared.house.context.for_asker(Asker("Warehouse Manager", "Manager", email=staff.by_role["Manager"].email))
    before = own_requests(own)
    done = [
        client.post(confirm["path"], headers={**headers, "Idempotency-Key": confirm["key"]}, json=confirm["arguments"])
        for _ in range(2)
    ]
    assert [one.status_code for one in done] == [200, 200], done[0].text
    assert len(own_requests(own)) == len(before) + 1
