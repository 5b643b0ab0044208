"""The program as people start it: a process of its own on a free port, ready when it answers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START = (sys.executable, str(ROOT / "scripts" / "serve.py"))
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "app.py")
UVICORN = (sys.executable, "-m", "uvicorn", "app:app")


@dataclass(frozen=True)
class Served:
    address: str
    port: int
    words: Path  # what it has said so far
    pid: int


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: Sequence[str], home: Path, port_flag: str = "--port", **environment: str) -> Iterator[Served]:
    """Ends with the body, by an interrupt as from a terminal."""
    port, words = free_port(), home.parent / f"words-{time.monotonic_ns()}"
    # What finds by meaning takes seconds of each program that a test starts, and few of them look at it.
    around = {**os.environ, "QM_EMBEDDINGS_ROAD": "off", "QM_HOME": str(home), **environment}
    with words.open("w") as out:
        process = subprocess.Popen([*command, port_flag, str(port)], cwd=ROOT, env=around, stdout=out, stderr=out)
    running = Served(f"http://localhost:{port}", port, words, process.pid)
    try:
        until = time.monotonic() + 120
        while not _answers(running.address):
            assert process.poll() is None, words.read_text()
            assert time.monotonic() < until, words.read_text()
            time.sleep(0.1)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "/health", timeout=5) as answer:
            return bool(json.load(answer)["state"] == "ok")
    except OSError:
        return False
