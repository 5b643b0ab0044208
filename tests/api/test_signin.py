"""Coming in, staying in and going out, through the forms that people fill in."""

import json
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from core import demo
from core.login import links
from core.login.people import TERMINAL
from tests.api.conftest import PASSWORD, Door

Make = Callable[..., Door]


def fill(client: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
    """Status, where to, and what the screen says."""
    answer = client.post(path, data=fields)
    said = re.search(r'<p role="alert">(.*?)</p>', answer.text)
    return answer.status_code, answer.headers.get("location", ""), said[1] if said else ""


def test_in_with_a_password_and_out_again(shared: Door) -> None:
    user = shared.user("Analyst", name="Comes In", password=PASSWORD)
    client = shared.client(scheme="https")
    assert client.get("/signin").status_code == 200
    answer = client.post(
        "/signin?x=1", data={"email": user.email.upper(), "password": PASSWORD, "next": "/explore?q=1"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/explore?q=1")
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/;", "qm_session=qms_"))
    assert client.get("/home").status_code == 200
    assert client.get("/signin").headers["location"] == "/"
    form = client.get("/signout").text
    assert fill(client, "/signout", csrf="made up")[0] == 401
    assert client.get("/home").status_code == 200
    csrf = re.search(r'name="csrf" value="([\w-]+)"', form)
    assert csrf
    assert fill(client, "/signout", csrf=csrf[1])[:2] == (303, "/signin")
    assert client.get("/home").status_code == 401


def test_a_session_is_new_at_sign_in_and_the_old_one_ends(shared: Door) -> None:
    user = shared.user("Analyst", name="Twice", password=PASSWORD)
    client, other = shared.client(), shared.client()
    fill(client, "/signin", email=user.email, password=PASSWORD)
    first = client.cookies["qm_session"]
    other.cookies.set("qm_session", first)
    fill(client, "/signin", email=user.email, password=PASSWORD)
    assert client.cookies["qm_session"] != first
    assert other.get("/home").status_code == 401


def test_unknown_and_wrong_say_the_same_and_then_the_account_locks(door_of: Make) -> None:
    door = door_of(login__failures="3")
    user = door.user("Analyst", name="Guessed At", password=PASSWORD)
    client = door.client()
    unknown = fill(client, "/signin", email="nobody@example.com", password=PASSWORD)
    wrong = fill(client, "/signin", email=user.email, password="wrong one")
    assert unknown == wrong == (401, "", "The e-mail or the password is wrong.")
    for address in ("203.0.113.21", "203.0.113.22"):
        fill(door.client(address=address), "/signin", email=user.email, password="wrong one")
    locked = door.client(address="203.0.113.23").post("/signin", data={"email": user.email, "password": PASSWORD})
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 15 * 60
    assert "locked" in locked.text


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/signin", "javascript:alert(1)", "/x\r\ny: z", ""],
)
def test_the_way_back_stays_here(back: str, shared: Door) -> None:
    user = shared.user("Viewer", name=f"Back {back!r}", password=PASSWORD)
    client = shared.client(address=f"198.51.100.{abs(hash(back)) % 250}")
    assert fill(client, "/signin", email=user.email, password=PASSWORD, next=back)[:2] == (303, "/")


def test_what_is_typed_is_shown_as_text(shared: Door) -> None:
    typed = '"><script>alert(1)</script>'
    shown = (
        shared.client(address="198.51.100.9")
        .post("/signin", data={"email": typed, "password": "x", "next": typed})
        .text
    )
    assert "<script>" not in shown
    assert "&quot;&gt;&lt;script&gt;" in shown


def test_tries_from_one_address_are_counted(door_of: Make) -> None:
    client = door_of(rates__sign_in="2").client()
    tries = [fill(client, "/signin", email=f"n{n}@example.com", password="x")[0] for n in range(3)]
    assert tries == [401, 401, 429]


def test_one_click_of_a_demo_person_only_on_this_machine(door_of: Make) -> None:
    door = door_of(login__demo="true")
    context = door.house.context
    people = demo.make_demo(context.store, context.config.app.home, tuple(context.model.personas), context.now)
    email = people[1].email
    here = door.here()
    assert email in here.get("/signin").text
    assert here.get("/signin", headers={"Host": "ops.example.com"}).text.count(email) == 0
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "Via"):
        assert here.get("/signin", headers={header: "127.0.0.1"}).text.count(email) == 0
        assert here.post("/signin/demo", data={"email": email}, headers={header: "127.0.0.1"}).status_code == 404
    assert door.client(host="localhost:8501").post("/signin/demo", data={"email": email}).status_code == 404
    assert here.post("/signin/demo", data={"email": "somebody.else@example.com"}).status_code == 404
    assert (
        here.post("/signin/demo", data={"email": email}, headers={"Origin": "http://evil.example"}).status_code == 403
    )
    assert here.post("/signin/demo", data={"email": email, "next": "/costs"}).headers["location"] == "/costs"
    assert here.get("/home").status_code == 200


def test_no_demo_without_the_setting(door_of: Make) -> None:
    door = door_of()
    context = door.house.context
    people = demo.make_demo(context.store, context.config.app.home, tuple(context.model.personas), context.now)
    assert people[0].email not in door.here().get("/signin").text
    assert door.here().post("/signin/demo", data={"email": people[0].email}).status_code == 404


def test_demo_people_keep_their_passwords(door_of: Make) -> None:
    door = door_of()
    context = door.house.context
    home = context.config.app.home
    first = demo.make_demo(context.store, home, tuple(context.model.personas), context.now)
    assert demo.make_demo(context.store, home, tuple(context.model.personas), context.now) == first
    assert {p for one in first for p in one.personas} == set(context.model.personas)
    assert len({one.role for one in first}) >= 4
    assert (home / demo.FILE).stat().st_mode & 0o077 == 0
    assert json.loads((home / demo.FILE).read_text())[0]["password"] == first[0].password
    client = door.client()
    assert fill(client, "/signin", email=first[0].email, password=first[0].password)[0] == 303


def test_changing_the_password(shared: Door) -> None:
    user = shared.user("Viewer", name="Changes It", password=PASSWORD)
    client = shared.client(address="198.51.100.30")
    fill(client, "/signin", email=user.email, password=PASSWORD)
    found = re.search(r'name="csrf" value="([\w-]+)"', client.get("/password").text)
    assert found
    new = "eight blue herons"
    given = {"csrf": found[1], "old": PASSWORD, "password": new, "again": new}
    assert "not the same" in fill(client, "/password", **{**given, "again": "other words here"})[2]
    assert fill(client, "/password", **{**given, "csrf": "x"})[0] == 401
    assert fill(client, "/password", **{**given, "old": "wrong"})[0] == 401
    assert "at least 8" in fill(client, "/password", **{**given, "password": "short", "again": "short"})[2]
    assert fill(client, "/password", **given)[:2] == (303, "/password?done=1")
    assert fill(shared.client(address="198.51.100.31"), "/signin", email=user.email, password=new)[0] == 303


def test_a_link_sets_a_password_once(shared: Door) -> None:
    context = shared.house.context
    user = shared.user("Viewer", name="Has A Link")
    secret = links.make_password_link(context.store, TERMINAL, user.email, context.now())
    client = shared.client(address="198.51.100.40")
    assert user.email in client.get(f"/link?token={secret}").text
    assert client.get("/link?token=qml_made-up").status_code == 401
    new = {"token": secret, "password": PASSWORD, "again": PASSWORD}
    assert fill(client, "/link", **new)[:2] == (303, "/")
    assert client.get("/home").status_code == 200
    assert fill(shared.client(), "/link", **new)[0] == 401


def test_the_first_owner(door_of: Make) -> None:
    door = door_of()
    context = door.house.context
    secret = links.make_first_owner_token(context.store, context.now())
    assert secret
    client = door.client()
    assert client.get("/first?token=qml_made-up").status_code == 401
    assert "Begin" in client.get(f"/first?token={secret}").text
    given = {"token": secret, "name": "Ann Lee", "email": "ann@example.com", "password": PASSWORD, "again": PASSWORD}
    assert fill(client, "/first", **{**given, "email": "no address"})[0] == 400
    assert fill(client, "/first", **given)[:2] == (303, "/")
    assert client.get("/home").status_code == 200
    assert fill(door.client(), "/first", **{**given, "email": "eve@example.com"})[0] == 401
    assert links.make_first_owner_token(context.store, context.now()) is None


def test_below_a_prefix_everything_stays_below_it(door_of: Make) -> None:
    door = door_of(server__base_path="/proxy/8501")
    user = door.user("Viewer", name="Below", password=PASSWORD)
    for kept in ("/proxy/8501", ""):  # the proxy leaves the prefix on, or takes it off
        client = door.client(address=f"198.51.100.{50 + len(kept)}")
        away = client.get(f"{kept}/costs", headers={"Accept": "text/html"})
        assert away.headers["location"] == "/proxy/8501/signin?next=%2Fcosts"
        assert 'action="/proxy/8501/signin"' in client.get(f"{kept}/signin").text
        done = client.post(f"{kept}/signin", data={"email": user.email, "password": PASSWORD, "next": "/costs"})
        assert done.headers["location"] == "/proxy/8501/costs"
        assert "Path=/proxy/8501;" in done.headers["set-cookie"]
        token = re.search(r"qm_session=([^;]+)", done.headers["set-cookie"])
        assert token
        assert client.get(f"{kept}/costs", headers={"Cookie": f"qm_session={token[1]}"}).status_code == 200
