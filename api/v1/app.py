"""The API as one application: its routes, its errors, its description."""

from threading import Lock
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.problem import explain_errors
from api.v1 import (
    account,
    ask,
    background,
    conversations,
    dashboards,
    feedback,
    overlay,
    people,
    quality,
    questions,
    records,
    saved,
    tools,
    verified,
    vocabulary,
    why,
)
from api.v1.ask_socket import ask_socket

ROUTERS = (
    account.router, vocabulary.router, overlay.router, ask.router, conversations.router, feedback.router,
    verified.router, questions.router, why.router, people.router, records.router, quality.router, background.router,
    saved.router, dashboards.router, tools.router,
)  # fmt: skip
MEANING = """
The same functions as the pages, for programs. Sign in at `/sign-in` with an e-mail and a password, or make a token on
your account page, and send it as `Authorization: Bearer qm_…`. The persona goes with each request as `?persona=`; the
first of yours asks by default. The WebSocket `/ask/ws` takes `{"ask": "…"}` and tells what `POST /ask` tells as
events. Errors are problem details (RFC 9457) whose `instance` is the id of the request.
"""


def api() -> FastAPI:
    app = FastAPI(
        title="Quartermaster",
        version="1",
        description=MEANING,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name,
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
        separate_input_output_schemas=False,
    )
    explain_errors(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_websocket_route("/ask/ws", ask_socket)
    _describe_when_asked(app)
    return app


def _name(route: APIRoute) -> str:
    return route.name


def _describe_when_asked(app: FastAPI) -> None:
    """Working the description out takes longer than all else at the start, and few ask for it."""
    plain, lock = app.openapi, Lock()

    def openapi() -> dict[str, Any]:
        with lock:
            if app.openapi_schema is None:
                app.openapi_schema = _with_token(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _with_token(made: dict[str, Any]) -> dict[str, Any]:
    """How one signs in, and that 422 is a problem like the others."""
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path in made["paths"].values():
        for route in path.values():
            for response in route["responses"].values():
                content = response.get("content", {})
                if "application/problem+json" in content:
                    content.pop("application/json", None)
    made["components"]["schemas"].pop("HTTPValidationError", None)
    made["components"]["schemas"].pop("ValidationError", None)
    return made
