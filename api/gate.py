"""The gate before everything: who asks is looked up, strangers are sent to the sign-in, foreign sites refused."""

from contextlib import AbstractAsyncContextManager, nullcontext
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, Semaphore, to_thread
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import bodies, paths
from api.caller import CSRF_HEADER, CSRF_PROTOCOL, Caller, bearer_of, cookie_of
from api.entry import by_session, by_token, token_at_hand
from api.house import House
from api.problem import of_error, problem
from api.visitor import Visitor, header
from core.errors import QuartermasterError
from core.login.secret import same

SESSION_HEADER = b"x-qm-session"  # fills st.user: see server.trustedUserHeaders in .streamlit/config.toml
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
NOT_SIGNED_IN = "Sign in first: with a bearer token, or a session and its X-CSRF-Token."
POLICY_VIOLATION = 1008
LOOKS_AT_ONCE = 16
AT_ONCE = 8


class Gate:
    """Pure ASGI, because WebSockets, uploads and downloads pass here too."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house
        self._looks: CapacityLimiter | None = None
        self._turns: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != SESSION_HEADER]
        try:
            caller = await self._admitted(scope)
        except QuartermasterError as error:
            await _turn_away(scope, receive, send, of_error(error))
            return
        scope["state"]["caller"] = caller
        longest = bodies.longest_of(scope, self._house.config.server.largest_request)
        if refusal := _refusal(scope, caller) or bodies.refusal(scope, longest):
            await _turn_away(scope, receive, send, refusal)
            return
        if caller and caller.session:
            scope["headers"].append((SESSION_HEADER, caller.session.encode()))
        async with self._turn(scope, caller):
            await self._app(scope, bodies.counted(receive, longest), send)

    async def _admitted(self, scope: Scope) -> Caller | None:
        """In threads of its own, so that nobody waits at the gate for the queries of others; at once if it is known."""
        bearer = bearer_of(scope)
        if bearer and token_at_hand(self._house.context, bearer):
            return self._admit(scope)
        self._looks = self._looks or CapacityLimiter(LOOKS_AT_ONCE)
        return await to_thread.run_sync(self._admit, scope, limiter=self._looks)

    def _turn(self, scope: Scope, caller: Caller | None) -> AbstractAsyncContextManager[object]:
        """A program may send a hundred requests at once; it is worked on with a few, and leaves the rest to others."""
        if caller is None or scope["type"] == "websocket" or not paths.is_api(scope["path"]):
            return nullcontext()  # a socket stays open; what is asked on it is counted by itself
        return self._turns.setdefault(caller.user.id, Semaphore(AT_ONCE))

    def _admit(self, scope: Scope) -> Caller | None:
        visitor: Visitor = scope["state"]["visitor"]
        caller = self._caller(scope)
        path = scope["path"]
        if caller is None and not (path.startswith("/_stcore") or path == paths.HEALTH):
            self._house.rates.anonymous.take(visitor.address)
        if caller is not None and paths.is_api(path):
            self._house.rates.api.take(caller.key)
        return caller

    def _caller(self, scope: Scope) -> Caller | None:
        context = self._house.context
        bearer = bearer_of(scope)
        if bearer:
            return by_token(context, bearer) if _takes_tokens(scope["path"]) else None
        cookie = cookie_of(scope)
        caller = by_session(context, cookie, activity=_is_activity(scope)) if cookie else None
        if caller and paths.is_api(scope["path"]) and not same(_csrf_of(scope), caller.csrf):
            return None  # the cookie alone goes with every request that a foreign page can make a browser send
        return caller


def _csrf_of(scope: Scope) -> str:
    """A browser cannot put a header on a WebSocket; there it stands among the subprotocols, as csrf.…"""
    said = next((one for one in scope.get("subprotocols", ()) if one.startswith(CSRF_PROTOCOL)), "")
    return header(scope, CSRF_HEADER) or said.removeprefix(CSRF_PROTOCOL)


def _takes_tokens(path: str) -> bool:
    return paths.is_api(path) or path in (paths.METRICS, paths.HEALTH_DETAILED)


def _is_activity(scope: Scope) -> bool:
    """What a page does by itself keeps nobody signed in; what a person does reaches us as a page or a request."""
    quiet = ("/_stcore/", "/static/", "/media/", "/component/")
    return scope["type"] == "http" and (scope["method"] == "PUT" or not scope["path"].startswith(quiet))


def _refusal(scope: Scope, caller: Caller | None) -> Response | None:
    path = scope["path"]
    if path.startswith("//") or "\\" in path:
        return PlainTextResponse("There is no such page.", 400)
    if not _same_origin(scope) and (scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS):
        return _said(scope, 403, "This came from a page of another site.")
    if caller is not None or paths.is_open(path):
        return None
    if paths.is_api(path):
        return problem(401, NOT_SIGNED_IN, {"WWW-Authenticate": "Bearer"})
    if scope["type"] == "http" and "text/html" in header(scope, b"accept") and scope["method"] in SAFE_METHODS:
        wanted = paths.sign_in_for(path, scope["query_string"].decode("latin-1"))
        return RedirectResponse(scope["qm.base"] + wanted, 303, {"Cache-Control": "no-store"})
    return PlainTextResponse("Sign in first.", 401)


def _same_origin(scope: Scope) -> bool:
    """A browser says where a request comes from; programs, which hold no cookies of other people, say nothing."""
    origin = header(scope, b"origin")
    if not origin:
        return header(scope, b"sec-fetch-site") in ("", "same-origin", "none")
    visitor: Visitor = scope["state"]["visitor"]
    allowed = {visitor.host.lower(), urlsplit(scope["state"]["house"].config.server.public_url or "").netloc.lower()}
    return origin != "null" and urlsplit(origin).netloc.lower() in allowed - {""}


def _said(scope: Scope, status: int, sentence: str) -> Response:
    return problem(status, sentence) if paths.is_api(scope["path"]) else PlainTextResponse(sentence, status)


async def _turn_away(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    await response(scope, receive, send)
