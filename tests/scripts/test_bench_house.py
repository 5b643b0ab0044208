"""Pages and API measured: figures become rows with their goals, and a visitor sees what a browser does."""

import asyncio
import json
from pathlib import Path

import pytest

from scripts.benches.desk import Desk
from scripts.benches.house import api, ask, pages
from tests.load import house
from tests.load.requests import flood, once
from tests.load.visitors import Visitor
from tests.sample_data.fixture import sample_db

CLICK = {"ours": 90.0, "floor": 60.0, "cpu": 30.0, "floor_cpu": 20.0}
FOUND = {
    "first": {**CLICK, "ours": 1300.0},
    "click": CLICK,
    "again": CLICK,
    "ask": CLICK,
    "ask again": {**CLICK, "ours": 900.0},
    "ask crowd": {"median": 800.0, "slowest": 900.0},
    "ask crowd again": {"median": 800.0, "slowest": 900.0},
    "crowd": {"median": 800.0, "slowest": 900.0},
    "crowd again": {"median": 400.0, "slowest": 500.0},
    "crowd floor": {"median": 200.0, "slowest": 300.0},
    "start": {"ours": 300.0, "everything": 900.0, "floor": 70.0},
    "session": {"ours": 0.2, "floor": 0.1},
    "idle": {"share": 0.01},
    "api": {"ours": 250.0, "floor": 2500.0, "cpu": 3.0},
}


def test_figures_become_rows_that_say_whether_the_goal_is_met(tmp_path: Path) -> None:
    (tmp_path / "house.json").write_text(json.dumps(FOUND))
    desk = Desk((500,), tmp_path, tmp_path)
    met = {row.what: row.met for row in (*pages(desk), *ask(desk), *api(desk)) if row.goal}
    assert met == {
        "first page, warm, over the wire": False,
        "a click with a query that is new": True,
        "a click with a query from the cache": True,
        "a question asked, answer not in the cache": True,
        "a question asked, answer in the cache": False,
        "30 clicks at once, new queries": False,
        "30 clicks at once, from the cache": True,
        "a cached query, 32 connections": True,
    }
    assert next(api(desk)).ratio == 10


@pytest.mark.long
def test_visitors_and_programs_get_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    guest, other = house.people(home, 2)
    with house.program(home, sample_db(600), "off") as (running, process):

        async def visit() -> tuple[int, int, bytes, float]:
            one, stranger = Visitor(running.port, guest.cookie), Visitor(running.port)
            await one.come("explore", 'q={"measures":["revenue"],"by":["warehouse"]}')
            with pytest.raises(AssertionError, match="303"):
                await stranger.come()
            assert await one.run("ask") > 0
            assert await one.ask("revenue by warehouse this year") > 0
            await one.leave()
            answer = await once(running.port, guest.token)
            return one.tables, one.errors, answer, await flood(running.port, [guest.token, other.token], 0.5)

        tables, errors, answer, rate = asyncio.run(visit())
        assert (tables >= 1, errors) == (True, 0)
        assert len(json.loads(answer)["rows"]) == 5
        assert rate > 0
        assert house.megabytes(process) > 50
