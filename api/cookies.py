"""The session's cookie: for our path only, out of reach of scripts, not sent along from other sites."""

from starlette.requests import Request
from starlette.responses import Response

from api.caller import COOKIE
from api.house import house_of, visitor_of


def keep(request: Request, response: Response, token: str) -> Response:
    response.set_cookie(
        COOKIE,
        token,
        max_age=house_of(request).config.login.session_hours * 3600,
        path=_path(request),
        secure=visitor_of(request).secure,
        httponly=True,
        samesite="lax",
    )
    return response


def forget(request: Request, response: Response) -> Response:
    response.delete_cookie(
        COOKIE, path=_path(request), secure=visitor_of(request).secure, httponly=True, samesite="lax"
    )
    return response


def _path(request: Request) -> str:
    """Below a prefix it is not sent to the neighbours on the same host."""
    return str(request.scope["qm.base"]) or "/"
