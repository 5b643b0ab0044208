"""Sign-in by an OpenID Connect provider."""

from starlette.requests import Request
from starlette.responses import Response

from core.errors import NotFound


async def start(request: Request) -> Response:
    raise NotFound("There is no such page.")


callback = start
