"""Two programs on one PostgreSQL and one home, as behind a load balancer: what one does, the other knows."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.conftest import database
from tests.serving import START, STREAMLIT, Served, served

PATIENCE = 120.0  # seconds, on a machine that is busy with something else
JOBS = 8


@dataclass
class Caller:
    """A person with a bearer, who comes to either of the two."""

    at: Served
    bearer: str = ""

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.at.address}/api/v1{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.bearer}"} if self.bearer else {})},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                said = answer.read()
                return answer.status, json.loads(said) if said[:1] in (b"{", b"[") else said
        except urllib.error.HTTPError as refused:
            return refused.code, None


@dataclass
class Two:
    first: Served
    second: Served
    email: str
    password: str

    def signed_in(self, at: Served) -> str:
        status, issued = Caller(at).ask("POST", "/sign-in", {"email": self.email, "password": self.password})
        assert status == 200
        return str(issued["bearer"])


@pytest.fixture(scope="module")
def two(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    home = tmp_path_factory.mktemp("two") / "home"
    for url in database(postgres):
        around = {"QM_STORE_URL": url, "QM_APP_TODAY": "2026-06-30"}
        ready = [*START, "--ready-only", "--orders", "500", "--today", "2026-06-30"]
        environment = {**os.environ, **around, "QM_HOME": str(home)}
        subprocess.run(ready, env=environment, check=True, capture_output=True, timeout=300)
        person = json.loads((home / "demo-users.json").read_text())[0]
        with (
            served(STREAMLIT, home, "--server.port", **around) as first,
            served(STREAMLIT, home, "--server.port", **around) as second,
        ):
            yield Two(first, second, person["email"], person["password"])


def until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def test_who_signs_in_at_one_is_known_to_the_other_until_it_ends_there(two: Two) -> None:
    bearer = two.signed_in(two.first)
    here, there = Caller(two.first, bearer), Caller(two.second, bearer)
    assert [one.ask("GET", "/me")[1]["email"] for one in (here, there)] == [two.email] * 2
    status, made = there.ask("POST", "/tokens", {"name": "nightly report"})
    assert status == 201
    named = Caller(two.first, made["bearer"])
    assert named.ask("GET", "/me")[0] == 200
    assert there.ask("DELETE", f"/tokens/{made['token']['id']}")[0] == 204
    until(lambda: named.ask("GET", "/me")[0] == 401)


def test_jobs_of_one_that_is_killed_are_done_by_the_other_each_once(two: Two) -> None:
    bearer = two.signed_in(two.first)
    here, there = Caller(two.first, bearer), Caller(two.second, bearer)
    query = {"rows": "sales_order", "by": ["sales_order", "customer"]}
    asked = [
        here.ask("POST", "/jobs", {"kind": "export", "arguments": {"query": query, "name": f"orders {number}"}})
        for number in range(JOBS)
    ]
    assert {status for status, _ in asked} == {202}, asked
    os.kill(two.first.pid, signal.SIGKILL)

    def states() -> list[str]:
        return [there.ask("GET", f"/jobs/{job['id']}")[1]["state"] for _, job in asked]

    until(lambda: set(states()) <= {"done", "failed"})
    assert states() == ["done"] * JOBS
    files = {there.ask("GET", f"/jobs/{job['id']}/file")[1] for _, job in asked}
    assert len(files) == 1 and files.pop().count(b"\n") > 100
