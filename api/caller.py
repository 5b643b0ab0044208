"""Who asks: the person of a session cookie or of an API token, looked up anew at every request."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.types import Scope

from api.visitor import header
from core.store.users import User

COOKIE = "qm_session"
CSRF_HEADER = b"x-csrf-token"
CSRF_PROTOCOL = "csrf."


@dataclass(frozen=True)
class Caller:
    """`session` is the id of the session's row, `token` that of an API token; one of them is empty."""

    user: User
    session: str = ""
    csrf: str = ""
    token: str = ""

    @property
    def key(self) -> str:
        """What their requests are counted by."""
        return self.token or self.session


def cookie_of(scope: Scope) -> str:
    """The session's secret as the browser sent it; empty when it has none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load("; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie"))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def bearer_of(scope: Scope) -> str:
    scheme, _, credential = header(scope, b"authorization").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else ""
