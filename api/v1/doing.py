"""What every route of the API says of itself: the one action it needs; and what it is handed: the asker's context."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.caller import Caller
from api.house import House, caller_of, house_of
from api.problem import MEDIA_TYPE, Problem
from core.access import ACTIONS, require
from core.context import Context
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of

SAID: dict[int, str] = {
    400: "The request cannot be used as it is",
    401: "No session or token, or it has ended",
    402: "A budget is spent",
    403: "Your role or persona may not do this; the detail says who may",
    404: "There is no such thing, or none that you may know of",
    409: "Somebody else was first",
    422: "The request does not have the right shape",
    429: "Too many requests; Retry-After says when to come back",
    503: "The data cannot be had at the moment",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the description: which errors a route may give."""
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": SAID[status], "content": {MEDIA_TYPE: shape}, "model": Problem} for status in statuses
    }


def does(action: str, *more: int) -> dict[str, Any]:
    """For the route's decorator: it needs this action, which is checked before anything else."""
    needed = ACTIONS[action]

    async def check(caller: Someone) -> None:
        require(asker_of(caller.user), action)

    return {
        "dependencies": [Depends(check)],
        "responses": problems(*sorted({400, 401, 403, 422, 429, *more})),
        "openapi_extra": {"x-action": action, "x-least-role": needed.least_role, "security": [{"token": []}]},
    }


# All of these are `async`: a plain function would be handed to a thread, which costs more than what it does.


async def someone(request: Request) -> Caller:
    caller = caller_of(request)
    if caller is None:  # the gate lets nobody through to here; this holds if it ever did
        raise NotSignedIn("Sign in first.")
    return caller


async def _asking(
    request: Request,
    caller: Annotated[Caller, Depends(someone)],
    persona: Annotated[
        str | None,
        Query(description="Which of your personas asks; the first one by default", examples=["Finance Analyst"]),
    ] = None,
) -> Context:
    return house_of(request).context.for_asker(asker_of(caller.user, persona))


async def _own(request: Request, caller: Annotated[Caller, Depends(someone)]) -> Context:
    return house_of(request).context.for_asker(asker_of(caller.user))


async def _house(request: Request) -> House:
    return house_of(request)


Someone = Annotated[Caller, Depends(someone)]
Asking = Annotated[Context, Depends(_asking)]  # as the persona that the request names
Own = Annotated[Context, Depends(_own)]  # where the persona makes no difference
TheHouse = Annotated[House, Depends(_house)]
