"""Nothing but the sign-in is reachable for strangers, by whatever way; and nobody is somebody else."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from starlette.websockets import WebSocketDisconnect

from core.login import own_password, people, sessions
from core.login.api_tokens import is_at_hand
from core.login.people import TERMINAL
from core.store.open import Store
from tests.api.conftest import PASSWORD, Door

BEHIND = (
    "/", "/home", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/media/0123.csv", "/component/x/index.html",
    "/static/../secret", "/app/static/x.js", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/metrics",
    "/signin/../home", "/signout", "/password", "/api/v1/me", "/api/x", "/%2e%2e/home", "/signin%2f..%2fhome",
)  # fmt: skip


@pytest.mark.parametrize("path", BEHIND)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_strangers_are_turned_away(path: str, method: str, shared: Door) -> None:
    answer = shared.client().request(method, path)
    assert answer.status_code in (401, 404)
    assert "nobody" not in answer.text


@pytest.mark.parametrize("path", ["/", "/home?a=b", "/explore?q=%7B%22x%22%7D"])
def test_a_browser_is_sent_to_the_sign_in_with_the_way_back(path: str, shared: Door) -> None:
    answer = shared.client().get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/signin")
    assert (path == "/") == (answer.headers["location"] == "/signin")


def test_a_websocket_of_a_stranger_is_closed(shared: Door) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, shared.client().websocket_connect("/_stcore/stream"):
        pass
    assert closed.value.code == 1008


def test_the_session_is_told_to_pages_and_sockets(shared: Door) -> None:
    cookie, _ = shared.session(shared.user("Analyst", title := ("Finance Analyst",)))
    assert title
    client = shared.client()
    client.cookies.set("qm_session", cookie)
    told = client.get("/home").text
    assert told == sessions.hashed(cookie)
    assert cookie not in told
    with client.websocket_connect("/_stcore/stream") as stream:
        assert stream.receive_text() == told


def test_a_spoofed_header_is_taken_out(shared: Door) -> None:
    cookie, _ = shared.session(shared.user("Manager", ("Field Engineer",)))
    mine = sessions.hashed(cookie)
    other = sessions.hashed(shared.session(shared.user("Owner", ("Field Engineer",)))[0])
    client = shared.client()
    assert client.get("/home", headers={"X-QM-Session": other}).status_code == 401
    client.cookies.set("qm_session", cookie)
    assert client.get("/home", headers=[("x-qm-session", other), ("X-Qm-Session", other)]).text == mine


def test_a_token_is_for_the_api_only(shared: Door) -> None:
    headers = shared.token(shared.user("Admin", ("Field Engineer",)))
    assert shared.client().get("/api/v1/me", headers=headers).status_code == 200
    assert shared.client().get("/home", headers=headers).status_code == 401


def test_a_cookie_counts_in_the_api_only_with_its_csrf_token(shared: Door) -> None:
    cookie, csrf = shared.session(shared.user("Analyst", ("Field Engineer",)))
    client = shared.client()
    client.cookies.set("qm_session", cookie)
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me", headers={"X-CSRF-Token": csrf[:-1]}).status_code == 401
    assert client.get("/api/v1/me", headers={"X-CSRF-Token": csrf}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://ops.example.com.evil.example"},
        {"Origin": "http://ops.example.com:8080"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    ],
)  # fmt: skip
def test_another_site_changes_nothing(headers: dict[str, str], shared: Door) -> None:
    client = shared.client()
    client.cookies.set("qm_session", shared.session(shared.user("Viewer", ("Field Engineer",), name=str(headers)))[0])
    assert client.put("/_stcore/upload_file/a/b", headers=headers).status_code == 403
    assert client.post("/signin", headers=headers, data={"email": "a@b", "password": "x"}).status_code == 403
    if "Origin" in headers:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
            pass
    assert client.put("/_stcore/upload_file/a/b", headers={"Origin": "http://ops.example.com"}).status_code == 200


def test_rights_that_are_taken_away_are_gone_at_the_next_request(shared: Door) -> None:
    context = shared.house.context
    user = shared.user("Analyst", ("Warehouse Manager", "Field Engineer"), name="Gone Soon")
    headers, (cookie, _) = shared.token(user), shared.session(user)
    client = shared.client()
    client.cookies.set("qm_session", cookie)
    assert client.get("/home").status_code == 200
    people.change_person(
        context.store, TERMINAL, user.email, tuple(context.model.personas), context.now(), role="Viewer"
    )
    asked = {"query": {"measures": ["orders"]}}
    assert shared.client().post("/api/v1/export", headers=headers, json=asked).status_code == 403
    people.disable_person(context.store, TERMINAL, user.email, context.now())
    assert client.get("/home").status_code == 401
    assert shared.client().get("/api/v1/me", headers=headers).status_code == 401


def test_what_another_program_takes_away_is_gone_at_the_next_request(shared: Door) -> None:
    """A token that was let in a moment ago is known without the store being read, until somebody writes to it."""
    context = shared.house.context
    user = shared.user("Analyst", name="Known")
    headers, client = shared.token(user), shared.client()
    assert [client.get("/api/v1/me", headers=headers).status_code for _ in range(3)] == [200] * 3
    bearer = headers["Authorization"].removeprefix("Bearer ")
    assert is_at_hand(context.store, bearer, context.now())
    with closing(Store.open(context.config.store_url, home=context.config.app.home)) as elsewhere:
        people.disable_person(elsewhere, TERMINAL, user.email, context.now())
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_changing_the_password_ends_the_other_sessions(shared: Door) -> None:
    context = shared.house.context
    user = shared.user("Analyst", ("Warehouse Manager",), name="Two Windows", password=PASSWORD)
    first, second = (shared.session(user)[0] for _ in range(2))
    mine = sessions.session_of(context.store, first, context.now(), activity=True)
    assert mine
    own_password.change_password(
        context.store, mine, PASSWORD, "eight blue herons", "203.0.113.9", context.now(), cost=4
    )
    client, other = shared.client(), shared.client()
    client.cookies.set("qm_session", first)
    other.cookies.set("qm_session", second)
    assert (client.get("/home").status_code, other.get("/home").status_code) == (200, 401)


def test_every_answer_is_safe_and_has_an_id(shared: Door) -> None:
    for path in ("/health", "/signin", "/home", "/api/v1/me", "/nowhere"):
        headers = shared.client().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert len(headers["x-correlation-id"]) == 32
    mine = shared.client().get("/health", headers={"X-Correlation-ID": "my-own-id-0001"})
    assert mine.headers["x-correlation-id"] == "my-own-id-0001"
    bad = shared.client().get("/health", headers={"X-Correlation-ID": "no spaces, please"})
    assert bad.headers["x-correlation-id"] != "no spaces, please"


def test_a_flood_is_told_when_to_come_back(door_of: "Door") -> None:
    door = door_of(rates__anonymous="3", rates__api="4")  # type: ignore[operator]
    stranger = [door.client().get("/home") for _ in range(5)]
    assert [answer.status_code for answer in stranger] == [401, 401, 401, 429, 429]
    assert 1 <= int(stranger[-1].headers["retry-after"]) <= 21
    assert door.client(address="203.0.113.77").get("/home").status_code == 401
    headers = door.token(door.user("Viewer"))
    known = [door.client().get("/api/v1/me", headers=headers).status_code for _ in range(6)]
    assert known == [200, 200, 200, 200, 429, 429]
    assert door.client().get("/health").status_code == 200


def _pieces(size: int) -> Iterator[bytes]:
    """Nobody says beforehand how long it is."""
    for _ in range(0, size, 10_000):
        yield b"x" * 10_000


def test_a_request_may_be_only_so_large(door_of: Callable[..., Door]) -> None:
    door = door_of(server__largest_request="200kB")
    client, ann = door.client(), door.token(door.user("Analyst"))
    for path in ("/signin", "/api/v1/sign-in", "/link"):
        for body in (b"x" * 110_000, _pieces(110_000)):
            answer = client.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
            assert answer.status_code == 413, path
    assert client.post("/signin", data={"email": "x" * 90_000}).status_code != 413
    for more in (b"x" * 210_000, _pieces(210_000)):
        refused = client.post("/api/v1/jobs", headers=ann, content=more)
        assert (refused.status_code, refused.json()["status"]) == (413, 413)
        assert "200,000 bytes" in refused.json()["detail"]
    assert client.post("/api/v1/jobs", headers=ann, content=_pieces(150_000)).status_code == 422
    assert (
        client.post("/_stcore/upload_file/a/b", content=b"x" * 300_000).status_code == 401
    )  # Streamlit's own to limit
