"""The program as people and programs meet it: pages and API with everything loaded, beside bare ones."""

import json
from collections.abc import Iterator

from scripts.benches.children import run
from scripts.benches.desk import Desk, say
from scripts.benches.rows import Row, plain

Figures = dict[str, float]
BARE = "a bare Streamlit page with a table"
FIRST, RESULT, REQUESTS = 1200.0, 700.0, 200.0  # milliseconds, milliseconds, answers a second
CLICKS = {"click": "a click with a query that is new", "again": "a click with a query from the cache"}
CROWDS = {"crowd": "30 clicks at once, new queries", "crowd again": "30 clicks at once, from the cache"}


def pages(desk: Desk) -> Iterator[Row]:
    """The browsers belong to the tests, and run in a process of their own."""
    found = _measured(desk)
    yield _click("first page, warm, over the wire", found["first"], FIRST)
    for key, what in CLICKS.items():
        yield _click(what, found[key], RESULT)
    for key, what in CROWDS.items():
        ours, floor = found[key], found["crowd floor"]
        met = ours["median"] < RESULT
        yield plain(
            "pages", what, BARE, "ms", ours["median"], floor["median"], goal="< 700 ms", met=met, more=ours
        )  # fmt: skip
    start, idle = found["start"], found["idle"]
    bare = "a bare Streamlit, no page opened yet"
    yield plain("pages", "memory at start", bare, "MB", start["ours"], start["floor"])
    yield plain("pages", "memory with everything loaded", bare, "MB", start["everything"], start["floor"], more=idle)
    yield plain("pages", "memory of a session", BARE, "MB", found["session"]["ours"], found["session"]["floor"])


def ask(desk: Desk) -> Iterator[Row]:
    """A question typed into the page Ask, until its answer stands there."""
    found = _measured(desk)
    yield _click("a question asked, answer not in the cache", found["ask"], RESULT, "ask")
    yield _click("a question asked, answer in the cache", found["ask again"], RESULT, "ask")
    for key, what in {"ask crowd": "not in the cache", "ask crowd again": "in the cache"}.items():
        ours, floor = found[key], found["crowd floor"]
        yield plain(
            "ask", f"30 users asking at once, answers {what}", BARE, "ms", ours["median"], floor["median"], more=ours
        )


def api(desk: Desk) -> Iterator[Row]:
    found = _measured(desk)["api"]
    yield Row(
        "api", "a cached query, 32 connections", "a bare Starlette route with the same bytes", "answers/s",
        found["ours"], found["floor"], found["floor"] / found["ours"], goal="> 200/s", met=found["ours"] > REQUESTS,
        more={"cpu_ms": found["cpu"]},
    )  # fmt: skip


def _click(what: str, found: Figures, goal: float, part: str = "pages") -> Row:
    met = found["ours"] < goal
    return plain(
        part, what, BARE, "ms", found["ours"], found["floor"], cpu_ratio=found["cpu"] / max(found["floor_cpu"], 1.0),
        goal=f"< {goal:g} ms", met=met, more=found,
    )  # fmt: skip


def _measured(desk: Desk) -> dict[str, Figures]:
    """Once for both parts: the program with people in it takes a while to get there."""
    file = desk.scratch / "house.json"
    if not file.exists():
        database = desk.database(desk.orders[0])
        say("Pages and API, with everything loaded")
        run(["-m", "tests.load.measure", file, database, *(["quick"] if desk.quick else [])])
    found: dict[str, Figures] = json.loads(file.read_text(encoding="utf-8"))
    return found
