"""The bare route: the same bytes as a cached query's answer, from Starlette alone."""

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def answer(request: Request) -> Response:
    await request.body()
    return Response(BODY, media_type="application/json")


BODY = Path(os.environ["FLOOR_BODY"]).read_bytes()
app = Starlette(routes=[Route("/api/v1/query", answer, methods=["POST"]), Route("/health", answer)])
