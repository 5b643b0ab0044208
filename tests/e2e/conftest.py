"""The whole program in its own process, with demo persons, and a real browser to look at it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.wire.anthropic import AnthropicWire
from tests.wire.asking import KEY
from tests.wire.heard import Act, Fail, Heard, Record, Silent
from tests.wire.server import serving

ROOT = Path(__file__).parents[2]
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # milliseconds: two processors may be busy with other things
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Program:
    address: str
    passwords: dict[str, str]
    home: Path

    @property
    def said(self) -> str:
        """All that it has logged or printed, the list of demo persons on the first start aside."""
        printed, logged = (self.home / "log").read_text().partition("In a browser on this machine")[::2]
        return logged or printed


def model(heard: Heard) -> Act:
    """Begins to speak and falls silent when it hears a word that nobody knows; nothing else is its business."""
    return Silent(60, after="I am looking at it.") if "xyzzy" in heard.question else Fail(400)


@pytest.fixture(scope="session")
def wire() -> Iterator[dict[str, str]]:
    """A language model's server, and the settings to reach it."""
    with serving(AnthropicWire, Record(model)) as address:
        own = {"QM_MODELS_ANTHROPIC_API_KEY": KEY, "QM_MODELS_ANTHROPIC_BASE_URL": address}
        yield own | {"QM_MODELS_RETRIES": "0", "QM_MODELS_REST_SECONDS": "0.1"}


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory, wire: dict[str, str]) -> Iterator[Program]:
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), f"--port={port}", "--orders=600"]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **wire, "QM_EMBEDDINGS_ROAD": "numpy", "QM_HOME": str(home)},
            stdout=log,
            stderr=log,
        )
    address = f"http://localhost:{port}"
    try:
        wait_until_it_serves(address, running, home / "log")
        people = json.loads((home / "demo-users.json").read_text())
        yield Program(address, {one["email"]: one["password"] for one in people}, home)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def wait_until_it_serves(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert running.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=1):
                return
        except OSError:  # not yet, or just closing a connection
            time.sleep(0.2)
    raise AssertionError(f"it does not serve: {log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "There is no Chromium and no Chrome; ./scripts/test installs one where it may."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Connected, nothing running, nothing half there, nothing broken."""
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]", state="attached")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", state="attached")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def sign_in(page: Page, program: Program, email: str, path: str = "/") -> None:
    page.goto(program.address + path)
    page.get_by_role("textbox", name="E-mail").fill(email)
    page.get_by_role("textbox", name="Password").fill(program.passwords[email])
    page.get_by_role("button", name="Sign in", exact=True).click()
    settled(page)
