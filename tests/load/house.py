"""The program with people in it and libraries loaded, and bare programs beside it, each in a process of its own."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.clock import Clock
from core.config import load_config
from core.login import api_tokens, door
from core.login.people import TERMINAL, add_person
from core.store.open import Store
from core.store.user_list import parse_user
from tests.serving import ROOT, STREAMLIT, UVICORN, Served, free_port, served

PERSONAS = ("Warehouse Manager", "Field Engineer", "Procurement Specialist")
QUIET = 0.06  # of a processor, below which nothing is loaded any more
TOOLS = {
    "optimize_delivery_route": ("Field Engineer", {"warehouse": "WH001"}),  # loads pyvrp
    "forecast_warehouse": ("Warehouse Manager", {"warehouse": "WH001"}),  # loads statsforecast
}


@dataclass(frozen=True)
class Guest:
    cookie: str
    token: str


def people(home: Path, count: int) -> list[Guest]:
    """All with the same rights, each with a session and a token."""
    store = Store.open(load_config(ROOT, {"app.home": str(home)}).store_url, home=home)
    guests, now = [], Clock.utc()
    for number in range(count):
        entry = {"email": f"guest{number}@example.com", "name": f"Guest {number}", "role": "Manager"}
        new = parse_user({**entry, "personas": list(PERSONAS), "workspace": "operations"}, PERSONAS)
        user = add_person(store, TERMINAL, new, now, cost=4)
        token = api_tokens.make_token(store, user, "load", 1, now).bearer
        guests.append(Guest(door.sign_in_known(store, user.email, "127.0.0.1", now, "load").session_token, token))
    store.close()
    return guests


@contextmanager
def program(home: Path, database: Path, road: str) -> Iterator[tuple[Served, psutil.Process]]:
    with served(
        STREAMLIT, home, "--server.port", QM_EMBEDDINGS_ROAD=road, QM_WAREHOUSE_FILE=str(database),
        QM_APP_TODAY="2026-06-30", QM_RATES_ASK="100000",
    ) as running:  # fmt: skip
        yield running, listening(running.port)


@contextmanager
def bare(command: tuple[str, ...], health: str, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    port = free_port()
    around = {**os.environ, "PYTHONPATH": str(ROOT), "FLOOR_BODY": str(folder / "body.json")}
    process = subprocess.Popen([*command, str(port)], cwd=folder, env=around, stdout=-3, stderr=-3)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}{health}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def bare_page(folder: Path) -> tuple[str, ...]:
    page = str(ROOT / "tests" / "load" / "floor_page.py")
    flags = ("--server.headless=true", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false")
    return (*STREAMLIT[:4], page, *flags, "--server.address=localhost", "--server.port")


BARE_ROUTE = (*UVICORN[:3], "tests.load.floor_app:app", "--log-level", "error", "--no-access-log", "--port")


def listening(port: int) -> psutil.Process:
    """What was started may have handed on to another process."""
    return next(
        psutil.Process(one.pid) for one in psutil.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid
    )  # fmt: skip


def load_everything(running: Served, process: psutil.Process, guest: Guest) -> None:
    """The libraries that calculate, by what uses them; and the embeddings, which load by themselves."""
    for tool, (persona, arguments) in TOOLS.items():
        use(running, guest, tool, persona, arguments)
    settle(process)


def use(running: Served, guest: Guest, tool: str, persona: str, arguments: object) -> None:
    asked = urllib.request.Request(
        f"{running.address}/api/v1/tools/{tool}?persona={persona.replace(' ', '%20')}", json.dumps(arguments).encode(),
        {"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"},
    )  # fmt: skip
    urllib.request.urlopen(asked, timeout=300).close()


def settle(process: psutil.Process) -> None:
    """Until nothing is loaded in the background any more."""
    process.cpu_percent()
    for _ in range(120):
        time.sleep(1)
        if process.cpu_percent() < QUIET * 100:
            return


def loaded(process: psutil.Process) -> set[str]:
    """Which of the heavy libraries are in its memory."""
    maps = {Path(one.path).as_posix() for one in process.memory_maps()}
    return {
        name for name in ("torch", "pyvrp", "statsforecast", "numba", "scipy") if any(f"/{name}/" in m for m in maps)
    }


def megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def spent(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)
