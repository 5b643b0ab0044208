"""Whether the program is well: in a word for everybody, part by part and in figures for those who look after it."""

from collections.abc import Callable
from secrets import compare_digest

from anyio import to_thread
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.caller import bearer_of
from api.house import House, caller_of, house_of, visitor_of
from api.problem import of_error
from core.access import require
from core.errors import QuartermasterError
from core.health import State, look, worst
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of
from core.metrics import CONTENT_TYPE


class PartShown(BaseModel):
    state: State
    seconds: float
    says: str


class Health(BaseModel):
    state: State
    parts: dict[str, PartShown]


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
    """503 when a part fails, so that a balancer sends people elsewhere; a warning is for those who read it."""
    parts = look(house.context, house.jobs_if_any)
    shown = {part.name: PartShown(state=part.state, seconds=part.seconds, says=part.says) for part in parts}
    report = Health(state=worst(parts), parts=shown)
    return JSONResponse(report.model_dump(), 503 if report.state == "failing" else 200)


def _metrics(house: House) -> Response:
    return Response(house.context.metrics.text(), media_type=CONTENT_TYPE)
