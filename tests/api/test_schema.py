"""Requests made up from the description, as strange as it allows: each gets an answer that the description knows."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from api.v1.app import api
from tests.api.conftest import Door

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 8  # of each route: some seconds in all
ROUTES = [(method, path) for path, of in api().openapi()["paths"].items() for method in of]


@pytest.fixture(scope="module")
def described(shared: Door) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", shared.app)


@pytest.fixture(scope="module")
def bearer(shared: Door) -> dict[str, str]:
    door = shared
    return door.token(door.user("Owner", tuple(door.house.context.model.personas)))


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_any_request_is_answered_as_described(
    method: str, path: str, described: BaseSchema, bearer: dict[str, str]
) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path][method].as_strategy())
    def answered(case: Case) -> None:
        case.validate_response(case.call(headers=bearer), checks=CHECKS)

    answered()
