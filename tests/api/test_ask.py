"""Questions in plain English over real HTTP: answers, events, sockets, cuts in the middle, and two people."""

import json
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import httpx
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from api.v1.answers import AnswerShown
from core.context import Context
from core.errors import Unavailable
from core.language.frame import Choice
from core.language.reader import Reading, Status, Turn
from core.login import people
from core.login.people import TERMINAL
from core.run import Answered, run_query
from core.semantic.query import Query
from core.store.users import User
from core.warehouse.base import Cancel
from tests.api.conftest import Door, opened
from tests.serving import free_port
from tools.registry import Used

UNSURE = "revenue by xyzzy"  # the language engine asks back, so the model is asked
Headers = dict[str, str]


@dataclass(frozen=True)
class Written:
    """What the model of these tests hands back."""

    parts: tuple[Answered, ...]
    query: Query
    status: Status = "answered"
    text: str = "It is what it is."
    interpretation: str = "Revenue"
    reason: str = ""
    choices: tuple[Choice, ...] = ()
    model: str = "slow-1"
    amount: Decimal = Decimal("0.25")
    doubtful: tuple[tuple[int, int], ...] = ()
    used: tuple[Used, ...] = ()


@dataclass
class SlowModel:
    """Says a word, waits until it may go on or is told to stop, and answers."""

    go_on: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __call__(
        self, ctx: Context, question: str, turns: Sequence[Turn], reading: Reading, say: Callable[[str], None],
        cancel: Cancel,
    ) -> Written:  # fmt: skip
        say("Well")
        while not self.go_on.wait(0.02):
            if cancel.event.is_set():
                self.stopped.set()
                raise Unavailable("This was cancelled.")
        query = Query.model_validate({"measures": ["revenue"]})
        return Written((run_query(ctx, query, cancel),), query)


@dataclass(frozen=True)
class Site:
    door: Door
    port: int
    model: SlowModel

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"

    def user(self, name: str, role: str = "Analyst") -> User:
        """Somebody new, whatever they are called."""
        return self.door.user(role, name=f"{name} {uuid4().hex}")

    def who(self, name: str, role: str = "Analyst") -> Headers:
        return self.door.token(self.user(name, role))

    def socket(self, headers: Headers, query: str = "", subprotocols: Sequence[str] | None = None) -> ClientConnection:
        address = f"ws://127.0.0.1:{self.port}/api/v1/ask/ws{query}"
        return connect(address, additional_headers=headers, subprotocols=subprotocols, proxy=None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Door, int]]:
    settings = {"ask.heartbeat_seconds": "0.2", "ask.at_once": "2"}
    for door in opened(tmp_path_factory.mktemp("home"), **settings):
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(door.app, port=port, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield door, port
        server.should_exit = True
        thread.join(60)


@pytest.fixture
def site(served: tuple[Door, int]) -> Iterator[Site]:
    """With a model that has not begun."""
    door, port = served
    door.house.answering.model = model = SlowModel()
    yield Site(door, port, model)
    model.go_on.set()


def ask(site: Site, headers: Headers, question: str, **more: object) -> httpx.Response:
    return httpx.post(site.address + "/ask", headers=headers, json={"question": question, **more}, timeout=30)


def told(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Events of a stream; comments come as such."""
    name = ""
    for line in lines:
        if line.startswith(":"):
            yield "comment", {}
        elif line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def until(condition: Callable[[], bool]) -> None:
    late = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < late
        time.sleep(0.02)


def test_an_answer_is_whole(site: Site) -> None:
    ann = site.who("Ann Lee")
    answer = ask(site, ann, "revenue by warehouse last month")
    said = AnswerShown.model_validate(answer.json())
    assert (said.status, said.engine, said.correlation_id) == (
        "answered", "language engine", answer.headers["x-correlation-id"],
    )  # fmt: skip
    column = said.tables[0].columns[-1]
    assert (column.unit, column.type, column.role) == ("money", "decimal", "figure")
    assert all(isinstance(row[-1], str) for row in said.tables[0].rows)
    assert said.query == {
        "measures": [{"measure": "revenue"}], "by": [{"dimension": "warehouse"}],
        "where": {"period": {"calendar": "month", "offset": -1}},
    }  # fmt: skip
    assert {"understand", "decide", "run", "present"} <= set(said.timings)
    assert said.citations[0].text
    steps = httpx.get(f"{site.address}/traces/{said.trace_id}", headers=ann).json()
    assert [step["name"] for step in steps][:3] == ["ask", "understand", "decide"]
    follow_up = ask(site, ann, "only WH001", conversation=said.conversation).json()
    assert len(follow_up["tables"][0]["rows"]) == 1


def test_what_tools_found_and_why_it_changed_come_with_the_answer(site: Site) -> None:
    ann = site.who("Ann Lee")
    changed = AnswerShown.model_validate(ask(site, ann, "why did revenue change last month?").json())
    assert changed.why is not None
    best = changed.why.splits[0]
    assert sum((part.contribution for part in best.parts), Decimal(0)) == changed.why.change != 0
    risk = ask(site, ann, "stock-out risk at WH001 in 30 days").json()
    again = httpx.post(f"{site.address}/ask/{risk['turn']}/again?rows=1", headers=ann).json()
    (found,), (fewer,) = (AnswerShown.model_validate(one).used for one in (risk, again))
    assert found.figures and found.method
    assert (fewer.sheets[0].rows, fewer.sheets[0].total_rows) == (found.sheets[0].rows[:1], len(found.sheets[0].rows))


def test_events_tell_each_step_and_piece(site: Site) -> None:
    site.model.go_on.set()
    headers = {**site.who("Ann Lee"), "Accept": "text/event-stream"}
    with httpx.stream("POST", site.address + "/ask", headers=headers, json={"question": UNSURE}, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        happened = [one for one in told(answer.iter_lines()) if one[0] != "comment"]
    names = [name for name, _ in happened]
    assert (names[0], names[-1]) == ("begun", "answer")
    assert [data["name"] for name, data in happened if name == "step"] == ["understand", "decide", "model"]
    assert [data["text"] for name, data in happened if name == "chunk"] == ["Well"]
    last = AnswerShown.model_validate(happened[-1][1])
    assert (last.engine, last.model, last.cost) == ("model", "slow-1", Decimal("0.25"))


@pytest.mark.parametrize("if_gone", ["cancel", "go-on"])
def test_a_stream_cut_in_the_middle(if_gone: str, site: Site) -> None:
    ann = site.who("Ann Lee")
    headers, address = {**ann, "Accept": "text/event-stream"}, f"{site.address}/ask?if_gone={if_gone}"
    with httpx.stream("POST", address, headers=headers, json={"question": UNSURE}, timeout=30) as answer:
        happening = told(answer.iter_lines())
        _, begun = next(happening)
        for wanted in ("chunk", "comment"):  # the model is at it, and quiet
            while next(happening)[0] != wanted:
                continue
    turn = begun["turn"]
    if if_gone == "cancel":
        assert site.model.stopped.wait(60)
        until(lambda: httpx.get(f"{site.address}/ask/{turn}", headers=ann).json()["state"] == "cancelled")
        talk = httpx.get(f"{site.address}/conversations/{begun['conversation']}", headers=ann).json()
        assert [one["status"] for one in talk["turns"]] == ["cancelled"]
        return
    talk = httpx.get(f"{site.address}/conversations/{begun['conversation']}", headers=ann).json()
    assert talk["under_way"] == turn
    threading.Timer(0.5, site.model.go_on.set).start()
    headers["Last-Event-ID"] = "3"
    with httpx.stream("GET", f"{site.address}/ask/{turn}/events", headers=headers, timeout=30) as answer:
        happened = [one for one in told(answer.iter_lines()) if one[0] != "comment"]
    assert [name for name, _ in happened] == ["begun", "chunk", "answer"]
    again = httpx.post(f"{site.address}/ask/{turn}/again", headers=ann).json()
    assert again["text"] == "It is what it is."


def test_a_question_is_stopped_by_its_owner_only(site: Site) -> None:
    ann, ben = site.who("Ann Lee"), site.who("Ben Ode", "Owner")
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(ask(site, ann, UNSURE)))
    asking.start()
    found: list[dict[str, str]] = []

    def listed() -> bool:
        found[:] = httpx.get(site.address + "/conversations", headers=ann).json()["conversations"]
        return bool(found)

    until(listed)
    talk = f"{site.address}/conversations/{found[0]['id']}"
    turn = httpx.get(talk, headers=ann).json()["under_way"]
    assert httpx.get(talk, headers=ben).status_code == 404
    for path in ("cancel", "again"):
        assert httpx.post(f"{site.address}/ask/{turn}/{path}", headers=ben).status_code == 404
    assert httpx.get(f"{site.address}/ask/{turn}/events", headers=ben).status_code == 404
    assert httpx.post(f"{site.address}/ask/{turn}/cancel", headers=ann).status_code == 200
    asking.join(60)
    assert (answers[0].status_code, answers[0].json()["detail"]) == (503, "This was cancelled.")


def test_one_person_asks_so_much_at_once(site: Site) -> None:
    ann, ben = site.who("Ann Lee"), site.who("Ben Ode")
    threads = [threading.Thread(target=ask, args=(site, ann, UNSURE)) for _ in range(2)]
    for thread in threads:
        thread.start()
    until(lambda: len(httpx.get(site.address + "/conversations", headers=ann).json()["conversations"]) == 2)
    refused = ask(site, ann, "orders")
    assert (refused.status_code, "2 questions under way" in refused.json()["detail"]) == (429, True)
    assert refused.headers["retry-after"] == "1"
    assert ask(site, ben, "orders").status_code == 200
    site.model.go_on.set()
    for thread in threads:
        thread.join(60)
    assert ask(site, ann, "orders").status_code == 200


def test_a_socket_takes_many_questions(site: Site) -> None:
    site.model.go_on.set()
    with site.socket(site.who("Ann Lee")) as socket:
        socket.send(json.dumps({"ask": "orders by warehouse"}))
        first = last_of(socket)
        socket.send(json.dumps({"ask": "only WH001", "conversation": first["conversation"]}))
        assert len(last_of(socket)["tables"][0]["rows"]) == 1  # type: ignore[index]
        for wrong, says in (
            ("{", "JSON"), ("{}", "either"), ('{"ask": ""}', "no question"),
            (json.dumps({"cancel": "0" * 32}), "no question"),
            ('{"ask": "x", "persona": "Finance Analyst"}', "Your personas are"),
            ("x" * 20_000, "at most 10,000"),
        ):  # fmt: skip
            socket.send(wrong)
            assert says in str(last_of(socket)["detail"])


def test_what_nobody_foresaw_is_a_problem_and_the_socket_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise KeyError("a secret name")

    def breaks_later(*_: object) -> AsyncGenerator[object]:
        async def never() -> AsyncGenerator[object]:
            raise RuntimeError("a secret name")
            yield

        return never()

    site.model.go_on.set()
    with site.socket(site.who("Ann Lee")) as socket:
        for where, what in (("api.house.Answering.begin", breaks), ("api.v1.ask_socket.events", breaks_later)):
            with monkeypatch.context() as patch:
                patch.setattr(where, what)
                socket.send(json.dumps({"ask": "orders by warehouse"}))
                said = str(last_of(socket)["detail"])
            assert "Its id is" in said and "secret" not in said
        socket.send(b"{}")
        assert "JSON" in str(last_of(socket)["detail"])
        socket.send(json.dumps({"ask": "orders by warehouse"}))
        assert last_of(socket)["event"] == "answer"


def last_of(socket: ClientConnection) -> dict[str, object]:
    """What a question ends with."""
    while True:
        said: dict[str, object] = json.loads(socket.recv(30))
        if said["event"] in ("answer", "problem"):
            return said


def test_a_socket_that_closes_stops_its_question(site: Site) -> None:
    with site.socket(site.who("Ann Lee"), "?if_gone=cancel") as socket:
        socket.send(json.dumps({"ask": UNSURE}))
        while json.loads(socket.recv(30))["event"] != "chunk":
            continue
    assert site.model.stopped.wait(60)


def test_a_socket_cancels_by_the_turn(site: Site) -> None:
    with site.socket(site.who("Ann Lee")) as socket:
        socket.send(json.dumps({"ask": UNSURE}))
        turn = json.loads(socket.recv(30))["turn"]
        socket.send(json.dumps({"cancel": turn}))
        assert last_of(socket)["detail"] == "This was cancelled."


def test_a_browsers_socket_needs_its_csrf_token_and_its_own_site(site: Site) -> None:
    cookie, csrf = site.door.session(site.user("Ann Lee"))
    headers = {"Cookie": f"qm_session={cookie}"}
    for wrong, protocols in (
        (headers, ["quartermaster"]),
        (headers, ["quartermaster", f"csrf.{csrf[:-1]}"]),
        ({**headers, "Origin": "https://evil.example"}, ["quartermaster", f"csrf.{csrf}"]),
        ({}, ["quartermaster", f"csrf.{csrf}"]),
    ):
        with pytest.raises(InvalidStatus):
            site.socket(wrong, subprotocols=protocols)
    origin = {**headers, "Origin": f"http://127.0.0.1:{site.port}"}
    with site.socket(origin, subprotocols=["quartermaster", f"csrf.{csrf}"]) as socket:
        assert socket.subprotocol == "quartermaster"
        socket.send(json.dumps({"ask": "orders"}))
        assert last_of(socket)["status"] == "answered"


def test_an_open_socket_loses_the_rights_that_are_taken_away(site: Site) -> None:
    user = site.user("Gone Soon")
    context = site.door.house.context
    with site.socket(site.door.token(user)) as socket:
        socket.send(json.dumps({"ask": "orders"}))
        assert last_of(socket)["status"] == "answered"
        people.disable_person(context.store, TERMINAL, user.email, context.now())
        socket.send(json.dumps({"ask": "orders"}))
        assert last_of(socket)["status"] == 401
        with pytest.raises(ConnectionClosed):
            socket.recv(10)


def test_thumbs_badges_and_synonyms(site: Site) -> None:
    boss, admin = site.who("The Boss", "Manager"), site.who("An Admin", "Admin")
    turn = ask(site, boss, "revenue by warehouse").json()["turn"]
    thumb = httpx.put(f"{site.address}/ask/{turn}/feedback", headers=boss, json={"verdict": "up", "comment": "yes"})
    assert thumb.json()["verdict"] == "up"
    assert httpx.get(f"{site.address}/ask/{turn}/feedback", headers=admin).status_code == 404
    made = httpx.post(f"{site.address}/verified", headers=boss, json={"turn": turn, "note": "checked"})
    assert made.status_code == 201
    badge = ask(site, admin, "the revenue per warehouse").json()["verified"]
    assert (badge["note"], badge["by"]) == ("checked", made.json()["by"])
    assert [one["ok"] for one in httpx.post(f"{site.address}/verified/check", headers=boss).json()] == [True]
    new = {"phrase": "moolah", "kind": "measure", "target": "revenue"}
    change = httpx.post(f"{site.address}/vocabulary/synonyms", headers=admin, json=new).json()
    assert ask(site, boss, "moolah by warehouse").json()["verified"] == badge
    assert "moolah" in httpx.get(f"{site.address}/vocabulary/yaml", headers=admin).text
    undone = httpx.post(f"{site.address}/vocabulary/changes/{change['version']}/undo", headers=admin).json()
    assert undone["change"] == "remove"
    quality = httpx.get(f"{site.address}/quality", headers=admin).json()
    assert {(one["engine"], one["status"], one["times"]) for one in quality["days"]} >= {("verified", "answered", 2)}
    assert ("revenue by warehouse", "yes") in [
        (one["question"], one["feedback"]["comment"]) for one in quality["feedback"]
    ]
