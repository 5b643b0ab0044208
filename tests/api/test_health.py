"""Health and figures: in a word for everybody, in detail for those who look after it."""

from collections.abc import Callable

from tests.api.conftest import Door, Staff

Make = Callable[..., Door]


def test_a_word_for_everybody(shared: Door) -> None:
    assert shared.client().get("/health").json() == {"state": "ok"}


def test_details_are_for_insiders(shared: Door, staff: Staff) -> None:
    for path in ("/health/detailed", "/metrics"):
        assert shared.client().get(path).status_code == 401
        assert shared.client(host="localhost").get(path).status_code == 401
        assert shared.client().get(path, headers=staff.headers["Manager"]).status_code == 403
        assert shared.client().get(path, headers=staff.headers["Admin"]).status_code == 200
        assert shared.here().get(path).status_code == 200
        assert shared.here().get(path, headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 401


def test_the_token_of_the_configuration(door_of: Make) -> None:
    door = door_of(server__metrics_token="a-token-for-the-scraper")
    right, wrong = ({"Authorization": f"Bearer a-token-for-the-{who}"} for who in ("scraper", "scrapes"))
    assert door.client().get("/metrics", headers=right).status_code == 200
    assert door.client().get("/metrics", headers=wrong).status_code == 401
    assert door.client().get("/api/v1/me", headers=right).status_code == 401


def test_each_part_with_its_time(shared: Door) -> None:
    report = shared.here().get("/health/detailed").json()
    assert {"store", "warehouse", "jobs", "disk"} <= set(report["parts"])
    assert report["state"] != "failing"  # a warning may well be this machine's
    assert all(part["says"] and part["seconds"] >= 0 for part in report["parts"].values())


def test_a_part_that_fails_is_named(door_of: Make) -> None:
    door = door_of()
    door.house.context.warehouse.close()
    answer = door.here().get("/health/detailed")
    assert answer.status_code == 503
    assert answer.json()["parts"]["warehouse"] == {**answer.json()["parts"]["warehouse"], "state": "failing"}
    assert door.client().get("/health").status_code == 200


def test_what_happened_is_counted(door_of: Make) -> None:
    door = door_of()
    headers = door.token(door.user("Analyst"))
    asked = {"query": {"measures": ["orders"]}}
    for _ in range(2):
        assert door.client().post("/api/v1/query", headers=headers, json=asked).status_code == 200
    door.client().post("/api/v1/query", headers=headers, json={"query": {"measures": ["nothing"]}})
    door.client().get("/made/up/by/a/stranger")
    text = door.here().get("/metrics").text
    for line in (
        'qm_requests_total{method="POST",route="/api/v1/query",status="200"} 2.0',
        'qm_answers_total{cached="no",kind="query"} 1.0',
        'qm_answers_total{cached="yes",kind="query"} 1.0',
        'qm_errors_total{type="Unknown"} 1.0',
        "qm_requests_under_way",
    ):
        assert line in text, line
    assert "stranger" not in text
    assert "@" not in text
