"""Pages and API with everything loaded, beside bare ones: python -m tests.load.measure FILE DATABASE [quick]."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psutil

from tests.load import house
from tests.load.requests import flood, once
from tests.load.visitors import Visitor

AT_ONCE = 30
CONNECTIONS = 32
Figures = dict[str, float]
Work = Callable[[], Awaitable[float]]


def query(number: int) -> str:
    """Another one each time, so that none is in the cache."""
    return "q=" + quote(f'{{"measures":["revenue"],"by":["customer"],"order":"-revenue","limit":{50 + number}}}')


def question(number: int) -> str:
    return f"top {50 + number} customers by revenue"


class Clicks:
    """Queries and questions that nobody has asked before."""

    def __init__(self) -> None:
        self._number = 0

    def next(self) -> str:
        self._number += 1
        return query(self._number)

    def words(self) -> str:
        self._number += 1
        return question(self._number)


async def in_turn(rounds: int, ours: Work, floor: Work) -> Figures:
    await ours()
    await floor()
    times = [(await ours(), await floor()) for _ in range(rounds)]
    return {
        "ours": median(a for a, _ in times) * 1000,
        "floor": median(b for _, b in times) * 1000,
        "slowest": max(a for a, _ in times) * 1000,
        "ratio": median(a / b for a, b in times),
    }


async def cpu_of(process: psutil.Process, rounds: int, work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of the processor for one."""
    before = house.spent(process)
    for _ in range(rounds):
        await work()
    return (house.spent(process) - before) / rounds * 1000


async def first_page(port: int, cookie: str) -> float:
    visitor = Visitor(port, cookie)
    took = await visitor.come()
    assert not visitor.errors
    await visitor.leave()
    return took


async def together(visitors: Sequence[Visitor], ask: Callable[[Visitor], Awaitable[float]]) -> Figures:
    times = sorted(await asyncio.gather(*map(ask, visitors)))
    return {"median": median(times) * 1000, "slowest": times[-1] * 1000}


@dataclass(frozen=True)
class At:
    port: int
    process: psutil.Process


@dataclass(frozen=True)
class Pages:
    """Ours and the bare page, visited in turn."""

    ours: At
    floor: At
    guests: Sequence[house.Guest]
    rounds: int
    clicks: Clicks

    async def found(self) -> dict[str, Figures]:
        found = {"first": await self.first(), **await self.one()}
        many = [Visitor(self.ours.port, guest.cookie) for guest in self.guests]
        bare = [Visitor(self.floor.port) for _ in self.guests]
        found["session"] = await self.sessions(many, bare)
        found |= await self.crowd(many, bare)
        found |= await self.asked(many)
        found["idle"] = await self.idle()
        found["memory"] = {"with sessions": house.megabytes(self.ours.process)}
        assert not any(who.errors for who in many)
        for who in (*many, *bare):
            await who.leave()
        return found

    async def first(self) -> Figures:
        ours = partial(first_page, self.ours.port, self.guests[0].cookie)
        floor = partial(first_page, self.floor.port, "")
        return await self._beside(self.rounds, ours, floor)

    async def one(self) -> dict[str, Figures]:
        """A query that nobody has asked before, and one that is in the cache."""
        one, other = Visitor(self.ours.port, self.guests[0].cookie), Visitor(self.floor.port)
        await one.come("explore", self.clicks.next())
        await other.come()
        assert one.tables, "no result is shown"
        found = {
            "click": await self._beside(self.rounds * 2, lambda: one.run("explore", self.clicks.next()), other.run),
            "again": await self._beside(self.rounds * 2, lambda: one.run("explore", query(1)), other.run),
        }
        assert one.tables
        assert not one.errors
        await one.leave()
        await other.leave()
        return found

    async def _beside(self, rounds: int, ours: Work, floor: Work) -> Figures:
        found = await in_turn(rounds, ours, floor)
        found["cpu"] = await cpu_of(self.ours.process, rounds, ours)
        found["floor_cpu"] = await cpu_of(self.floor.process, rounds, floor)
        return found

    async def sessions(self, many: Sequence[Visitor], bare: Sequence[Visitor]) -> Figures:
        """Megabytes of each."""
        before = house.megabytes(self.ours.process), house.megabytes(self.floor.process)
        for visitor in many:
            await visitor.come("explore", query(1))
        for visitor in bare:
            await visitor.come()
        return {
            "ours": (house.megabytes(self.ours.process) - before[0]) / len(many),
            "floor": (house.megabytes(self.floor.process) - before[1]) / len(bare),
        }

    async def crowd(self, many: Sequence[Visitor], bare: Sequence[Visitor]) -> dict[str, Figures]:
        rounds = [
            {
                "crowd": await together(many, lambda who: who.run("explore", self.clicks.next())),
                "crowd again": await together(many, lambda who: who.run("explore", query(1))),
                "crowd floor": await together(bare, lambda who: who.run()),
            }
            for _ in range(3)
        ]
        return {
            name: {key: median(one[name][key] for one in rounds) for key in ("median", "slowest")} for name in rounds[0]
        }

    async def asked(self, many: Sequence[Visitor]) -> dict[str, Figures]:
        """From the question sent to its answer on the page: alone beside a bare page, and all at once."""
        one, other = Visitor(self.ours.port, self.guests[0].cookie), Visitor(self.floor.port)
        await one.come("ask")
        await other.come()
        found = {
            "ask": await self._beside(self.rounds, lambda: one.ask(self.clicks.words()), other.run),
            "ask again": await self._beside(self.rounds, lambda: one.ask(question(1)), other.run),
        }
        assert not one.errors
        await one.leave()
        await other.leave()
        for visitor in many:
            await visitor.run("ask")
        found["ask crowd"] = await together(many, lambda who: who.ask(self.clicks.words()))
        found["ask crowd again"] = await together(many, lambda who: who.ask(question(1)))
        return found

    async def idle(self) -> Figures:
        """The share of a processor that all these sessions take while nobody does anything."""
        await asyncio.sleep(3)
        began, used = time.perf_counter(), house.spent(self.ours.process)
        await asyncio.sleep(15)
        return {"share": (house.spent(self.ours.process) - used) / (time.perf_counter() - began)}


async def api(ours: At, floor: At, tokens: Sequence[str], seconds: float) -> Figures:
    rates, bare, used, answered = [], [], 0.0, 0.0
    for _ in range(4):
        before, began = house.spent(ours.process), time.perf_counter()
        rates.append(await flood(ours.port, tokens, seconds))
        used += house.spent(ours.process) - before
        answered += rates[-1] * (time.perf_counter() - began)
        bare.append(await flood(floor.port, tokens, seconds))
    return {"ours": median(rates[1:]), "floor": median(bare[1:]), "cpu": used / answered * 1000}


async def measured(database: Path, folder: Path, quick: bool) -> dict[str, object]:
    home = folder / "home"
    home.mkdir()
    guests = house.people(home, CONNECTIONS)
    with house.program(home, database, "off") as (_, process):
        house.settle(process)
        start = {"ours": house.megabytes(process)}
    found: dict[str, object] = {"start": start}
    with (
        house.program(home, database, "auto") as (running, process),
        house.bare(house.bare_page(folder), "/_stcore/health", folder) as page,
    ):
        house.load_everything(running, process, guests[0])
        start |= {"everything": house.megabytes(process), "floor": house.megabytes(page[1])}
        found["libraries"] = sorted(house.loaded(process))
        ours, few = At(running.port, process), guests[: 5 if quick else AT_ONCE]
        found |= await Pages(ours, At(*page), few, 3 if quick else 12, Clicks()).found()
        (folder / "body.json").write_bytes(await once(running.port, guests[0].token))
        with house.bare(house.BARE_ROUTE, "/health", folder) as route:
            found["api"] = await api(ours, At(*route), [guest.token for guest in guests], 1 if quick else 5)
    return found


if __name__ == "__main__":
    file, data = map(Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="load-") as work:
        found = asyncio.run(measured(data, Path(work), "quick" in sys.argv))
    file.write_text(json.dumps(found, indent=1), encoding="utf-8")
