"""The running program, with Streamlit inside: nothing of it is there for strangers, from the first request on."""

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from core.demo import PERSONS
from pages import opened
from tests.serving import ROOT, START, STREAMLIT, UVICORN, Served, served

# Files beside the script too: Streamlit makes pages of them by itself where a program is set up otherwise.
PAGES = ("/", "/main", "/home", "/_ui", "/opened", "/table", "/explore", "/users")
PARTS = ("/_stcore/host-config", "/_stcore/upload_file/a/b", "/media/a.csv", "/_stcore/agent/mcp", "/_stcore/metrics")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served") / "home"
    command = [*START, "--ready-only", "--orders", "500", "--today", "2026-06-30"]
    subprocess.run(command, env={**os.environ, "QM_HOME": str(made)}, check=True, capture_output=True, timeout=120)
    return made


@pytest.fixture(scope="module")
def program(home: Path) -> Iterator[Served]:
    with served(STREAMLIT, home, "--server.port", QM_LOGIN_DEMO="true", QM_APP_TODAY="2026-06-30") as running:
        yield running


def ask(running: Served, path: str, method: str = "GET", body: str = "", **headers: str) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection("localhost", running.port, timeout=30)) as connection:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": f"localhost:{running.port}", **sent})
        answer = connection.getresponse()
        answer.read()
        return answer


def signed_in(running: Served) -> str:
    """The cookie of a demo person."""
    body = f"email={PERSONS[0].email}"
    answer = ask(running, "/signin/demo", "POST", body, Content_Type="application/x-www-form-urlencoded")
    return SimpleCookie(answer.headers["set-cookie"])["qm_session"].value


def opens(running: Served, **headers: str) -> bool:
    """Whether the socket that pages come through lets one in."""
    address = running.address.replace("http", "ws") + "/_stcore/stream"
    try:
        with connect(address, additional_headers=headers, subprotocols=["streamlit"], open_timeout=30):  # type: ignore[list-item]
            return True
    except (WebSocketException, OSError):
        return False


def test_the_first_request_of_a_stranger_and_every_later_one(program: Served) -> None:
    for path in PAGES * 2:
        answer = ask(program, path, Accept="text/html")
        assert (answer.status, answer.headers["location"][:7]) == (303, "/signin"), path
    for path in PARTS:
        assert ask(program, path).status == 401, path
    assert not opens(program)
    assert not opens(program, Cookie="qm_session=qms_made-up", **{"X-QM-Session": "0" * 64})


def test_the_socket_ends_with_the_session(program: Served) -> None:
    cookie = f"qm_session={signed_in(program)}"
    page = ask(program, "/", Accept="text/html", Cookie=cookie)
    assert page.status == 200
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers.get_all("cache-control") == ["no-store"]  # Back after signing out asks the gate
    assert opens(program, Cookie=cookie, Origin=program.address)
    assert not opens(program, Cookie=cookie, Origin="http://evil.example")


def test_what_is_logged_is_json_and_holds_no_secret(program: Served) -> None:
    cookie = signed_in(program)
    ask(program, f"/link?token=qml_{'x' * 43}")
    until = time.monotonic() + 30  # a request's line is written after its answer
    while '"path": "/link"' not in (said := program.words.read_text()):
        assert time.monotonic() < until, said
        time.sleep(0.05)
    assert cookie not in said
    assert "qml_" not in said


def test_uvicorn_serves_it_too(home: Path) -> None:
    with served(UVICORN, home) as running:
        assert ask(running, "/home", Accept="text/html").status == 303
        assert ask(running, "/api/v1/openapi.json").status == 200
        assert not opens(running)


def test_the_script_without_its_gate_shows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is known there."""
    monkeypatch.setenv("QM_HOME", str(tmp_path))
    opened.context.clear()
    at = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60).run()
    opened.context().close()
    opened.context.clear()
    assert [error.value for error in at.error] == [
        "This is reached through the program only: start it with ./scripts/start."
    ]
    assert not at.title
