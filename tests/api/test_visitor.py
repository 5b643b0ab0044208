"""Whose word is taken about where a request comes from."""

import pytest

from api.visitor import Visitor, visitor
from core.config import Server

PROXY = Server(trusted_proxies=("10.0.0.0/8",), public_url=None)
LOCAL_PROXY = Server(trusted_proxies=("127.0.0.1",))


def seen(peer: str, server: Server, scheme: str = "http", host: str = "localhost:8501", **headers: str) -> Visitor:
    sent = [(b"host", host.encode())] + [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    here = ("127.0.0.1", 8501) if peer in ("127.0.0.1", "::1") else ("192.0.2.1", 8501)
    return visitor({"type": "http", "client": (peer, 1), "server": here, "scheme": scheme, "headers": sent}, server)


@pytest.mark.parametrize(
    ("peer", "server", "said", "address"),
    [
        ("198.51.100.1", Server(), "203.0.113.5", "198.51.100.1"),  # nobody is trusted by default
        ("198.51.100.1", PROXY, "203.0.113.5", "198.51.100.1"),  # a stranger says he is a proxy
        ("10.0.0.1", PROXY, "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", PROXY, "127.0.0.1, 203.0.113.5", "203.0.113.5"),  # the left part is what the client said
        ("10.0.0.1", PROXY, "203.0.113.5, 10.0.0.2", "203.0.113.5"),
        ("10.0.0.1", PROXY, "203.0.113.5:4711", "203.0.113.5"),
        ("10.0.0.1", PROXY, "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", PROXY, "unknown", "10.0.0.1"),
        ("127.0.0.1", Server(), "203.0.113.5", "127.0.0.1"),
        # uvicorn believes a proxy on this machine and puts its word in the place of the peer
        ("203.0.113.5", Server(), "203.0.113.5", "127.0.0.1"),
        ("203.0.113.5", LOCAL_PROXY, "198.51.100.7, 203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_address(peer: str, server: Server, said: str, address: str) -> None:
    assert seen(peer, server, x_forwarded_for=said).address == address


def test_scheme_and_host_of_a_trusted_proxy() -> None:
    told = {"x_forwarded_proto": "https", "x_forwarded_host": "ops.example.com", "x_forwarded_for": "203.0.113.5"}
    assert seen("10.0.0.1", PROXY, **told).origin == "https://ops.example.com"
    assert seen("198.51.100.1", PROXY, **told).origin == "http://localhost:8501"
    assert seen("10.0.0.1", PROXY, x_forwarded_proto="gopher").scheme == "http"
    assert seen("198.51.100.1", Server(), scheme="wss").secure


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_here(host: str) -> None:
    assert seen("127.0.0.1", Server(), host=host).is_here


@pytest.mark.parametrize(
    ("peer", "host", "more"),
    [
        ("192.0.2.7", "localhost:8501", {}),
        ("127.0.0.1", "evil.example:8501", {}),
        ("127.0.0.1", "localhost.evil.example", {}),
        ("127.0.0.1", "", {}),
        ("127.0.0.1", "localhost:8501", {"x_forwarded_for": "127.0.0.1"}),
        ("127.0.0.1", "localhost:8501", {"x_forwarded_anything": ""}),
        ("127.0.0.1", "localhost:8501", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", "localhost:8501", {"via": "1.1 proxy"}),
    ],
)
def test_not_here(peer: str, host: str, more: dict[str, str]) -> None:
    assert not seen(peer, LOCAL_PROXY, host=host, **more).is_here
