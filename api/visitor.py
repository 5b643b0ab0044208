"""Where a request comes from and what it was asked for, with forwarding headers believed only from known proxies."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import Scope

from core.config import Server

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
FORWARDING = (b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-connecting-ip")


@dataclass(frozen=True)
class Visitor:
    address: str
    scheme: str  # http | https
    host: str  # as the browser typed it, with the port
    forwarded: bool  # some proxy stands between
    server_is_local: bool

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def is_here(self) -> bool:
        """At this machine, and nobody in between: both ends of the connection are loopback, the Host is localhost."""
        name = self.host if self.host.endswith("]") else self.host.rpartition(":")[0] or self.host
        local = is_loopback(self.address) and self.server_is_local and name.lower() in LOCAL_NAMES
        return local and not self.forwarded


def visitor(scope: Scope, server: Server) -> Visitor:
    peer = _peer(scope)
    trusted = _within(peer, server.trusted_proxies)
    forwarded_for = _listed(scope, b"x-forwarded-for") if trusted else []
    end = scope.get("server")
    return Visitor(
        address=_first_untrusted(forwarded_for, server.trusted_proxies) or peer,
        scheme=(trusted and _last(scope, b"x-forwarded-proto", ("http", "https"))) or _scheme(scope),
        host=(trusted and _last(scope, b"x-forwarded-host")) or header(scope, b"host"),
        forwarded=any(name.startswith(b"x-forwarded-") or name in FORWARDING for name, _ in scope["headers"]),
        server_is_local=end is not None and is_loopback(str(end[0])),
    )


def header(scope: Scope, name: bytes) -> str:
    """The first of that name; empty when there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _peer(scope: Scope) -> str:
    """The other end of the connection. uvicorn may have put the word of a proxy on this machine in its place."""
    client = scope.get("client")
    seen = str(client[0]) if client else ""
    said = [one for one in _listed(scope, b"x-forwarded-for") if not is_loopback(one)]
    return "127.0.0.1" if said and seen == said[-1] else seen


def _scheme(scope: Scope) -> str:
    return "https" if scope.get("scheme") in ("https", "wss") else "http"


def _listed(scope: Scope, name: bytes) -> list[str]:
    joined = ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
    return [_bare(part) for part in joined.split(",") if part.strip()]


def _bare(part: str) -> str:
    """An address without the port that some proxies add."""
    part = part.strip()
    if part.startswith("["):
        return part[1:].partition("]")[0]
    return part.partition(":")[0] if part.count(":") == 1 else part


def _last(scope: Scope, name: bytes, allowed: tuple[str, ...] = ()) -> str:
    """What the nearest proxy said."""
    values = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    last = values[-1].rpartition(",")[2].strip() if values else ""
    return last if not allowed or last in allowed else ""


def _first_untrusted(addresses: list[str], trusted: Iterable[str]) -> str:
    """From the nearest proxy outwards: the first that is none of ours said who it is, the rest is hearsay."""
    for address in reversed(addresses):
        if not _within(address, trusted):
            return address if _is_address(address) else ""
    return addresses[0] if addresses else ""


def _within(address: str, networks: Iterable[str]) -> bool:
    return _is_address(address) and any(
        ipaddress.ip_address(address) in ipaddress.ip_network(network) for network in networks
    )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
