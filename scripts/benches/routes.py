"""How good routes are after a short search, beside a long one and the order of numbers: money, not time."""

import time
from collections.abc import Iterator
from random import Random

from scripts.benches.desk import Desk, say
from scripts.benches.rows import Row, plain
from tools.routing.distances import Place, StraightRoads
from tools.routing.naive import naive_late
from tools.routing.problem import Depot, Problem, Stop, Vehicle, problem
from tools.routing.solve import Effort, solve

STOPS, SHORT, LONG = 100, 5.0, 60.0  # seconds of the processor
SEEDS = (1, 2, 3)


def routes(desk: Desk) -> Iterator[Row]:
    """`--quick`: one day instead of three."""
    for seed in SEEDS[:1] if desk.quick else SEEDS:
        day = a_day(seed)
        say(f"Routes of {STOPS} stops, day {seed}: {SHORT:g} s, then {LONG:g} s")
        short, long = (solve(day, Effort(seconds=s, clock=time.process_time)) for s in (SHORT, LONG))
        goal = {"goal": "≤ 1.01 ×", "met": short.stops >= long.stops and short.money <= 1.01 * long.money}
        served = {"more": {"stops": short.stops, "stops_long": long.stops, "km": short.km, "km_long": long.km}}
        name = f"{STOPS} stops, day {seed}"
        yield plain("routes", name, f"{LONG:g} s of search", "USD", short.money, long.money, **goal, **served)
        by_number = naive_late(day)
        yield plain("routes", name, "order of numbers", "USD", short.money, by_number.money)


def a_day(seed: int) -> Problem:
    """Stops in clusters around a depot, some with hours of their own, and vans enough for all."""
    chance = Random(seed)
    centres = [(13 + chance.uniform(-0.4, 0.4), 77.5 + chance.uniform(-0.4, 0.4)) for _ in range(12)]
    stops = []
    for number in range(STOPS):
        north, east = chance.choice(centres)
        place = Place(north + chance.gauss(0, 0.03), east + chance.gauss(0, 0.03))
        opens = chance.choice([0, 0, 0, 9 * 3600, 13 * 3600])
        closes = opens + 4 * 3600 if opens else 24 * 3600
        weight = chance.uniform(5, 80)
        stops.append(Stop(f"S{number}", place, weight=weight, service=480, opens=opens, closes=closes))
    fleet = [
        Vehicle(f"V{number}", weight, 20, 7 * 3600, 18 * 3600, 9 * 3600, km, hour)
        for number, (weight, km, hour) in enumerate([(750, 11, 140), (1500, 16, 165), (3500, 24, 210)] * 4)
    ]
    return problem(Depot("WH001", Place(13.03, 77.52)), stops, fleet, StraightRoads(1.3, 45, 0))
