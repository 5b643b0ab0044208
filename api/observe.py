"""Around every request: an id, a line in the log, its time; the prefix of a proxy taken off; safe headers put on."""

import time
from collections.abc import MutableMapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.house import House
from api.paths import is_api
from api.problem import of_error
from api.screen import alert, screen
from api.visitor import header, visitor
from core.errors import QuartermasterError
from core.log import correlated, logger

CORRELATION = b"x-correlation-id"
# Streamlit's page has an inline script of its own, compiles templates of charts, and styles elements as it goes.
PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; frame-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
NOTHING = "default-src 'none'; frame-ancestors 'none'"
SAFE = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
}
QUIET = ("/static/", "/_stcore/health", "/health", "/metrics")  # too many to be worth a line each
STREAMLIT = ("health", "host-config", "stream", "upload_file", "metrics", "agent")
log = logger(__name__)


class Observe:
    """The outermost: whatever goes wrong further in leaves here as an answer with an id."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = _below(scope, self._house.config.server.base_path)
        with correlated(header(scope, CORRELATION)) as correlation:
            scope["state"] = {
                "house": self._house,
                "context": self._house.context,
                "visitor": visitor(scope, self._house.config.server),
                "caller": None,
                "correlation": correlation,
            }
            await _Observed(self._app, self._house, scope, receive, send).run()


class _Observed:
    """One request under way."""

    def __init__(self, app: ASGIApp, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._metrics = house.context.metrics
        self._status = 0
        self._began = time.perf_counter()

    async def run(self) -> None:
        http = self._scope["type"] == "http"
        self._metrics.under_way(+1 if http else 0)
        try:
            await self._app(self._scope, self._receive, self._answer)
        except Exception as error:
            self._metrics.error(error)
            if not isinstance(error, QuartermasterError):
                log.error("unforeseen", path=_short(self._scope["path"]), exc_info=error)
            if not http:
                raise
            if not self._status:
                await _sorry(self._scope, error)(self._scope, self._receive, self._answer)
        finally:
            self._metrics.under_way(-1 if http else 0)
            if http:
                self._note()

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message = {**message, "headers": _with_safe(self._scope, list(message["headers"]))}
        await self._send(message)

    def _note(self) -> None:
        seconds, path = time.perf_counter() - self._began, self._scope["path"]
        self._metrics.request(self._scope["method"], route_of(self._scope), self._status, seconds)
        if not path.startswith(QUIET) or self._status >= 400:
            caller = self._scope["state"]["caller"]
            log.info(
                "request",
                method=self._scope["method"],
                path=_short(path),
                status=self._status,
                seconds=round(seconds, 4),
                user=caller.user.email if caller else "",
                address=self._scope["state"]["visitor"].address,
            )


def route_of(scope: Scope) -> str:
    """The pattern of the path, of which there are few: ids and what strangers make up are no labels."""
    pattern = getattr(scope.get("route"), "path", "")
    if pattern:
        return str(scope.get("root_path", "")) + str(pattern)
    parts = scope["path"].split("/")
    if parts[1] == "_stcore":
        return "/".join(parts[:3]) if parts[2:] and parts[2] in STREAMLIT else "/_stcore"
    return f"/{parts[1]}" if parts[1] in ("static", "media", "component") else "page"


def _short(path: str) -> str:
    """Streamlit's paths hold ids of its sessions."""
    return "/".join(path.split("/")[:3]) if path.startswith(("/_stcore", "/media")) else path


def _below(scope: Scope, base: str) -> Scope:
    """The path as if there were no proxy: it may have left its prefix on or taken it off."""
    root = (base or scope.get("root_path", "")).rstrip("/")
    path = scope["path"]
    inner = path.removeprefix(root) if root and (path == root or path.startswith(root + "/")) else path
    return {**scope, "path": inner or "/", "raw_path": (inner or "/").encode(), "root_path": "", "qm.base": root}


def _pages(tiles: str | None) -> str:
    """Pictures also come from where map tiles are configured, and from nowhere else."""
    if tiles is None:
        return PAGES
    parts = urlsplit(tiles)
    return PAGES.replace("img-src 'self'", f"img-src 'self' {parts.scheme}://{parts.netloc}")


def _with_safe(scope: Scope, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in headers}
    path = scope["path"]
    added: MutableMapping[bytes, bytes] = {**SAFE, CORRELATION: scope["state"]["correlation"].encode()}
    tiles = scope["state"]["house"].config.planning.map_tiles
    added[b"content-security-policy"] = (NOTHING if is_api(path) else _pages(tiles)).encode()
    if scope["state"]["visitor"].secure:
        added[b"strict-transport-security"] = b"max-age=31536000"
    if not path.startswith("/static/"):
        added[b"cache-control"] = b"no-store"
    if _is_page(headers):  # Back after signing out has to come to the gate, not to what the browser kept of a page
        headers, there = [one for one in headers if one[0].lower() != b"cache-control"], there - {b"cache-control"}
    return headers + [(name, value) for name, value in added.items() if name not in there]


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def _sorry(scope: Scope, error: Exception) -> Response:
    """Ours as the sentence that it is; of any other only the id."""
    if not isinstance(error, QuartermasterError):
        sentence = f"Something went wrong that should not have. Its id is {scope['state']['correlation']}."
        error = QuartermasterError(sentence)
    if is_api(scope["path"]):
        return of_error(error)
    return screen(Request(scope), "Not this time", alert(error.message), status=error.status)
