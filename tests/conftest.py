"""For every test: the same examples each time, no settings from outside, and nobody to talk to but this machine."""

import ipaddress
import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The gate must say the same twice; the long run looks at more.
settings.register_profile("gate", derandomize=True, deadline=None, max_examples=50, print_blob=True)
settings.register_profile("long", settings.get_profile("gate"), max_examples=500)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("gate" if config.getoption("markexpr") else "long")
    for name in [name for name in os.environ if name.startswith("QM_") or name.endswith("_API_KEY")]:
        del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """A test that needs the internet fails here instead of on the first machine that has none."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address):
            raise OSError(f"a test reached out to {address}")
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_here(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
