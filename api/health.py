"""Whether the program is well: in a word for everybody, part by part and in figures for those who look after it."""

import shutil
import time
from collections.abc import Callable
from secrets import compare_digest
from typing import Literal

from anyio import to_thread
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.caller import bearer_of
from api.house import House, caller_of, house_of, visitor_of
from api.problem import of_error
from core.access import require
from core.context import Context
from core.errors import QuartermasterError, Unavailable
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of
from core.metrics import CONTENT_TYPE

LEAST_FREE = 200_000_000  # bytes: a load or an export would soon fail
State = Literal["ok", "failing"]


class Part(BaseModel):
    state: State
    seconds: float
    says: str = ""


class Health(BaseModel):
    state: State
    parts: dict[str, Part]


async def health(_request: Request) -> Response:
    """Touches nothing, so it answers while everything else is busy."""
    return JSONResponse({"state": "ok"})


async def detailed(request: Request) -> Response:
    return await to_thread.run_sync(_guarded, request, _detailed)


async def metrics(request: Request) -> Response:
    return await to_thread.run_sync(_guarded, request, _metrics)


def _guarded(request: Request, answer: Callable[[House], Response]) -> Response:
    try:
        _require_insider(request)
        return answer(house_of(request))
    except QuartermasterError as error:
        return of_error(error)


def _require_insider(request: Request) -> None:
    """Somebody at this machine, who holds the token of the configuration, or an Admin."""
    token = house_of(request).config.server.metrics_token
    given = bearer_of(request.scope).encode()
    if visitor_of(request).is_here or (token and compare_digest(given, token.get_secret_value().encode())):
        return
    caller = caller_of(request)
    if caller is None:
        raise NotSignedIn("This needs the token of server.metrics_token, an Admin's token, or this very machine.")
    require(asker_of(caller.user), "see-health")


def _detailed(house: House) -> Response:
    context = house.context
    checks = {
        "store": lambda: _store(context),
        "warehouse": lambda: _warehouse(context),
        "jobs": lambda: _jobs(house),
        "disk": lambda: _disk(context),
    }
    parts = {name: _part(check) for name, check in checks.items()}
    failing = any(part.state == "failing" for part in parts.values())
    report = Health(state="failing" if failing else "ok", parts=parts)
    return JSONResponse(report.model_dump(), 503 if failing else 200)


def _metrics(house: House) -> Response:
    return Response(house.context.metrics.text(), media_type=CONTENT_TYPE)


def _part(check: Callable[[], str]) -> Part:
    began = time.perf_counter()
    state: State = "ok"
    try:
        says = check()
    except QuartermasterError as error:
        state, says = "failing", error.message
    return Part(state=state, seconds=round(time.perf_counter() - began, 4), says=says)


def _store(context: Context) -> str:
    with context.store.transaction():
        return f"{context.store.dialect}, can be written"


def _warehouse(context: Context) -> str:
    count = len(context.warehouse.catalog())
    if not count:
        raise Unavailable("There is no data yet: load some.")
    return f"{context.warehouse.dialect}, {count} tables"


def _jobs(house: House) -> str:
    counts = house.jobs.counts()
    return f"{counts['waiting']} waiting, {counts['running']} running"


def _disk(context: Context) -> str:
    free = shutil.disk_usage(context.config.app.home).free
    if free < LEAST_FREE:
        raise Unavailable(f"Only {free // 1_000_000} MB are free.")
    return f"{free // 1_000_000} MB free"
