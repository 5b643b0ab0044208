"""Errors as RFC 9457 problem details, for programs."""

import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.house import caller_of
from core import audit
from core.context import Context
from core.errors import NotAllowed, QuartermasterError, TryLater, Unknown
from core.log import correlation_id, logger

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Not usable as it is", 401: "Not signed in", 402: "Budget spent", 403: "Not allowed", 404: "Not found",
    405: "Not allowed here", 409: "Conflict", 413: "Too large", 415: "Not this kind", 422: "Not usable as it is",
    429: "Too many at once", 500: "Went wrong", 503: "Not available",
}  # fmt: skip
TOO_LARGE = 413  # its sentence is ours and says the limit
log = logger(__name__)


class Mistake(BaseModel):
    """One thing wrong with a request."""

    where: str = Field(examples=["query.measures.0"])
    what: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """What went wrong, in the shape of RFC 9457."""

    type: str = Field("about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not allowed"])
    status: int = Field(examples=[403])
    detail: str = Field(examples=["Build queries by hand: this needs the role Analyst or above; yours is Viewer."])
    instance: str = Field(
        "", description="The id of this request, also in X-Correlation-ID", examples=["4bf92f3577b34da6"]
    )
    suggestions: list[str] = Field([], description="Names that exist and are near the one that does not")
    mistakes: list[Mistake] = Field([], description="Each thing wrong with the request, where there is more to say")


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    title = TITLES.get(status, "Error")
    body = Problem(title=title, status=status, detail=detail, instance=correlation_id(), **more)
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


def of_error(error: QuartermasterError) -> JSONResponse:
    headers = {}
    if isinstance(error, TryLater):
        headers["Retry-After"] = str(max(1, math.ceil(error.after)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    suggestions = error.suggestions if isinstance(error, Unknown) else []
    return problem(error.status, error.message, headers, suggestions=suggestions)


def explain_errors(app: FastAPI) -> None:
    """Every error of a route leaves as a problem; what nobody foresaw says only its id."""
    app.add_exception_handler(QuartermasterError, _ours)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, unforeseen)


def _ours(request: Request, error: Exception) -> JSONResponse:
    """Not on the event loop: a refusal is written to the audit log."""
    assert isinstance(error, QuartermasterError)
    _count(request, error)
    if isinstance(error, NotAllowed):
        caller = caller_of(request)
        who = caller.user.email if caller else "somebody unknown"
        context: Context = request.state.context
        audit.record(context.store, who, "refused", f"{request.method} {request.url.path}", "refused", error.message)
    return of_error(error)


async def _misread(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    mistakes = [
        Mistake(where=".".join(str(part) for part in one["loc"]), what=str(one["msg"]).removeprefix("Value error, "))
        for one in error.errors()
    ]
    first = f"{mistakes[0].where}: {mistakes[0].what}" if mistakes else "The request cannot be read."
    return problem(422, first, mistakes=mistakes)


async def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    plain = TITLES.get(error.status_code, str(error.detail)) + "."
    return problem(error.status_code, str(error.detail) if error.status_code == TOO_LARGE else plain, headers)


async def unforeseen(request: Request, error: Exception) -> JSONResponse:
    _count(request, error)
    log.error("unforeseen", path=request.url.path, exc_info=error)
    return problem(500, f"Something went wrong that should not have. Its id is {correlation_id()}.")


def _count(request: Request, error: Exception) -> None:
    if context := getattr(request.state, "context", None):
        context.metrics.error(error)


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """What is below /api and is no route."""
    await problem(404, "There is no such route; /api/v1/openapi.json lists them all.")(scope, receive, send)
