"""The paths that this program answers before anybody has signed in, and addresses below a proxy's prefix."""

import re
from urllib.parse import quote

SIGN_IN, SIGN_OUT, PASSWORD, LINK, FIRST = "/signin", "/signout", "/password", "/link", "/first"
DEMO = SIGN_IN + "/demo"
OIDC_START, OIDC_CALLBACK = "/oidc/start", "/oidc/callback"
HEALTH, HEALTH_DETAILED, METRICS = "/health", "/health/detailed", "/metrics"
API = "/api"
API_SIGN_IN, API_DESCRIPTION = "/api/v1/sign-in", "/api/v1/openapi.json"

# Exactly these; the two that check who asks themselves are among them. Streamlit's own health says only "ok".
OPEN = frozenset((
    SIGN_IN, DEMO, LINK, FIRST, OIDC_START, OIDC_CALLBACK, HEALTH, HEALTH_DETAILED, METRICS,
    API_SIGN_IN, API_DESCRIPTION, "/_stcore/health", "/favicon.png", "/favicon.ico",
))  # fmt: skip


# Streamlit's own program files, the same in every installation; a page that is shut out loads some to say so.
_PROGRAM = re.compile(r"/static/(?:js|css|media)/[\w.-]+\.(?:js|css|woff2|wasm|svg|png)")


def is_open(path: str) -> bool:
    return path in OPEN or _PROGRAM.fullmatch(path) is not None


def is_api(path: str) -> bool:
    return path == API or path.startswith(API + "/")


def after_sign_in(wanted: str) -> str:
    """A path of ours, whatever somebody put into the link; a page, never a part of one."""
    plain = re.fullmatch(r"/(?![/\\])[\w./~%?=&+,:@-]*", wanted)
    if not plain or "\\" in wanted or wanted.startswith((SIGN_IN, SIGN_OUT, API, "/_stcore", "/media", "/static")):
        return "/"
    return wanted


def sign_in_for(path: str, query: str) -> str:
    wanted = after_sign_in(path + (f"?{query}" if query else ""))
    return SIGN_IN if wanted == "/" else f"{SIGN_IN}?{next_query(wanted)}"


def next_query(wanted: str) -> str:
    return f"next={quote(wanted, safe='')}"
