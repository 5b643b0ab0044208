"""The front door with all that is behind it: real routes, gate, store and a small business, over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from api.gate import Gate
from api.house import House
from api.observe import Observe
from api.routes import routes
from core.access import ROLES, terminal
from core.config import load_config
from core.context import open_context
from core.jobs.jobs import Jobs
from core.login import api_tokens, door
from core.login.people import TERMINAL, add_person
from core.store.user_list import parse_user
from core.store.users import User
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
PASSWORD = "seven green cranes"
HERE = ("127.0.0.1", 50000)


async def page(request: Request) -> Response:
    """In the place of Streamlit's pages: says whom the gate let through."""
    return PlainTextResponse(request.headers.get("x-qm-session", "nobody"))


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(websocket.headers.get("x-qm-session", "nobody"))
    await websocket.close()


PAGES: list[BaseRoute] = [
    WebSocketRoute("/_stcore/stream", socket),
    Route("/{path:path}", page, methods=["GET", "POST", "PUT", "DELETE"]),
]


@dataclass(frozen=True)
class Door:
    """A house that serves, and ways to come to it."""

    house: House
    app: Starlette

    def client(
        self, *, address: str = "203.0.113.9", host: str = "ops.example.com", scheme: str = "http"
    ) -> TestClient:
        """A stranger's, from somewhere else."""
        return TestClient(
            self.app, base_url=f"{scheme}://{host}", client=(address, 50000), follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def here(self) -> TestClient:
        """A browser on this machine."""
        return TestClient(
            _local(self.app), base_url="http://localhost:8501", client=HERE, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip

    def user(self, role: str = "Analyst", personas: tuple[str, ...] = ("Warehouse Manager",), **more: object) -> User:
        context = self.house.context
        email = f"{role.lower()}-{uuid4().hex[:12]}@example.com"
        entry = {"email": email, "name": f"{role} of a test", "role": role, "personas": list(personas)}
        new = parse_user({**entry, "workspace": "main", **more}, tuple(context.model.personas))
        return add_person(context.store, TERMINAL, new, context.now(), cost=4)

    def token(self, user: User) -> dict[str, str]:
        """Headers of a program."""
        context = self.house.context
        return {
            "Authorization": f"Bearer {api_tokens.make_token(context.store, user, 'test', 1, context.now()).bearer}"
        }

    def session(self, user: User) -> tuple[str, str]:
        """Cookie and CSRF token of a browser."""
        context = self.house.context
        signed_in = door.sign_in_known(context.store, user.email, "203.0.113.9", context.now(), "test")
        return signed_in.session_token, signed_in.csrf


def _local(app: Starlette) -> Callable[..., object]:
    """The test client says "testserver"; a real server says which of its addresses was reached."""

    async def local(scope: dict[str, object], receive: object, send: object) -> None:
        await app({**scope, "server": ("127.0.0.1", 8501)}, receive, send)  # type: ignore[arg-type]

    return local


def opened(home: Path, **settings: str) -> Iterator[Door]:
    given = {"app.home": str(home), "app.today": "2026-06-30", "warehouse.file": str(sample_db()), **settings}
    config = load_config(ROOT, given)
    house = House(config, home)
    context = open_context(config, terminal("nobody"))
    house.open(lambda: context)
    house._jobs = Jobs.open(config, context.store)  # without a worker: they stay in the queue
    middleware = [Middleware(Observe, house=house), Middleware(Gate, house=house)]
    yield Door(house, Starlette(routes=[*routes(), *PAGES], middleware=middleware))
    house.close()


@pytest.fixture
def door_of(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    """With settings of its own."""
    running: list[Iterator[Door]] = []

    def make(**settings: str) -> Door:
        running.append(
            opened(tmp_path / f"home{len(running)}", **{k.replace("__", "."): v for k, v in settings.items()})
        )
        return next(running[-1])

    yield make
    for one in running:
        next(one, None)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """For tests that spoil nothing."""
    yield from opened(tmp_path_factory.mktemp("home"))


@dataclass(frozen=True)
class Staff:
    """Somebody of every role."""

    by_role: dict[str, User]
    headers: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def staff(shared: Door) -> Staff:
    people = {role: shared.user(role) for role in ROLES}
    return Staff(people, {role: shared.token(user) for role, user in people.items()})
