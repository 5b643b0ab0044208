"""What every test relies on."""

import os
import socket

import pytest
from hypothesis import settings


def test_nothing_outside_this_machine_can_be_reached() -> None:
    with socket.socket() as outside, pytest.raises(OSError, match="reached out"):
        outside.connect(("192.0.2.1", 80))
    with socket.socket() as server, socket.socket() as here:
        server.bind(("127.0.0.1", 0))
        server.listen()
        here.connect(server.getsockname())


def test_settings_from_outside_do_not_count() -> None:
    assert not [name for name in os.environ if name.startswith("QM_")]


def test_examples_are_the_same_each_time() -> None:
    assert settings.default is not None
    assert settings.default.derandomize
