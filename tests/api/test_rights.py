"""Every route × role × persona: what is below the action's role is refused with a reason, the rest is let through."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from api import paths
from api.routes import routes
from api.v1.app import ROUTERS, api
from core import audit
from core.access import ACTIONS, ROLES
from tests.api.conftest import Door, Staff

DESCRIPTION = api().openapi()
OPEN = {("POST", "/sign-in")}
NONE = "0" * 32
BODIES: dict[str, dict[str, object]] = {
    "/query": {"query": {"measures": ["orders"]}},
    "/sql": {"sql": "SELECT 1 AS one"},
    "/export": {"query": {"measures": ["orders"]}},
    "/tokens": {"name": "another", "days": 1},
    "/ask": {"question": "orders by warehouse"},
    "/verified": {"turn": NONE},
    "/saved": {"name": "orders", "query": {"measures": ["orders"]}},
    "/dashboards/{saved_id}/pins": {"title": "orders", "query": {"measures": ["orders"]}},
}
IDS = {
    "{email}": "nobody@example.com", "{token_id}": "0123456789ab", "{trace_id}": NONE, "{job_id}": NONE,
    "{turn}": NONE, "{conversation}": NONE, "{verified_id}": NONE, "{version}": "1",
    "{saved_id}": NONE[:16], "{pin_id}": NONE[:16],
}  # fmt: skip


def every_route() -> Iterator[tuple[str, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield from ((method, route) for method in sorted(route.methods))


ROUTES = [pytest.param(m, r, id=f"{m} {r.path}") for m, r in every_route() if (m, r.path) not in OPEN]


def action_of(route: APIRoute) -> str:
    return str((route.openapi_extra or {}).get("x-action"))


def ask(
    door: Door, method: str, route: APIRoute, headers: dict[str, str], query: str = ""
) -> tuple[int, dict[str, str]]:
    path = "/api/v1" + route.path
    for name, value in IDS.items():
        path = path.replace(name, value)
    body = BODIES.get(route.path, {}) if method in ("POST", "PATCH") else None
    answer = door.client().request(method, path + query, headers=headers, json=body)
    is_json = "json" in answer.headers.get("content-type", "")
    return answer.status_code, answer.json() if is_json and answer.content else {}


def test_there_are_routes() -> None:
    described = {(m.upper(), path) for path, of in DESCRIPTION["paths"].items() for m in of}
    assert {(m, route.path) for m, route in every_route()} == described
    assert len(described) > 20


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_names_its_action(method: str, route: APIRoute) -> None:
    assert action_of(route) in ACTIONS, f"{method} {route.path} names no action"


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_strangers_get_nothing(method: str, route: APIRoute, shared: Door) -> None:
    for headers in ({}, {"Authorization": "Bearer qm_0123456789ab_" + "x" * 43}, {"Cookie": "qm_session=qms_made-up"}):
        status, said = ask(shared, method, route, headers)
        assert (status, said["title"]) == (401, "Not signed in")


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_each_role(method: str, route: APIRoute, shared: Door, staff: Staff) -> None:
    action = ACTIONS[action_of(route)]
    for role in ROLES:
        status, said = ask(shared, method, route, staff.headers[role])
        if ROLES.index(role) < ROLES.index(action.least_role):
            assert status == 403, role
            assert (
                f"{action.description}: this needs the role {action.least_role} or above; yours is {role}."
                in said["detail"]
            )
        else:
            assert status not in (401, 500), (role, said)
            # A tool is for some personas only, whatever the role.
            assert status != 403 or "is a tool of" in said["detail"], (role, said)


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_another_persona_is_refused(method: str, route: APIRoute, shared: Door, staff: Staff) -> None:
    """Where the persona makes a difference; elsewhere it changes nothing."""
    takes_persona = "persona" in str(DESCRIPTION["paths"][route.path][method.lower()].get("parameters", ""))
    status, said = ask(shared, method, route, staff.headers["Owner"], "?persona=Finance%20Analyst")
    assert (status == 403) == takes_persona, said


def test_a_refusal_is_in_the_audit_log(shared: Door, staff: Staff) -> None:
    shared.client().get("/api/v1/users", headers=staff.headers["Viewer"])
    context = shared.house.context
    owner = context.asker.__class__("Warehouse Manager", role="Owner")
    found = audit.search(context.store, owner, audit.Wanted(action="refused", who=staff.by_role["Viewer"].email))
    assert "GET /api/v1/users" in [entry.subject for entry in found.entries]


def test_every_other_address_is_behind_the_gate_or_meant_to_be_open() -> None:
    open_ones = {
        paths.SIGN_IN, paths.DEMO, paths.LINK, paths.FIRST, paths.OIDC_START, paths.OIDC_CALLBACK, paths.HEALTH,
        paths.HEALTH_DETAILED, paths.METRICS,
    }  # fmt: skip
    found = {route.path for route in routes() if isinstance(route, Route)}
    assert {path for path in found if paths.is_open(path)} == open_ones
    assert {route.path for route in routes() if isinstance(route, Mount)} == {"/api/v1", "/api"}
