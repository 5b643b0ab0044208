"""Problems small enough to be worked out by hand, or by trying everything."""

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from random import Random

from tools.routing.distances import Legs, Place, StraightRoads
from tools.routing.plan import RELOAD, misfit, route
from tools.routing.problem import Depot, Problem, Stop, Vehicle, problem

DEPOT = Depot("WH001", Place(13.0, 77.5))
KM = 1000
MINUTE, HOUR = 60, 3600


def legs(*km: Sequence[int]) -> Legs:
    """A minute for each kilometre."""
    return Legs(
        tuple(tuple(one * KM for one in row) for row in km), tuple(tuple(one * MINUTE for one in row) for row in km)
    )


def by_hand(km: Legs, stops: Sequence[Stop], *vehicles: Vehicle) -> Problem:
    return Problem(DEPOT, tuple(stops), vehicles, km)


def stop(name: str, weight: float = 0, opens: int = 0, closes: int = 24 * HOUR, service: int = 0) -> Stop:
    return Stop(name, DEPOT.place, weight=weight, opens=opens, closes=closes, service=service)


def any_problem(seed: int, stops: int, vehicles: int, *, tight: bool = False, trips: int = 1) -> Problem:
    """Around the depot, with windows on some stops; `tight`: more than the vehicles can take at once."""
    chance = Random(seed)
    made = []
    for number in range(stops):
        opens = chance.choice([0, 0, 9 * HOUR, 11 * HOUR])
        place = Place(13.0 + chance.uniform(-0.5, 0.5), 77.5 + chance.uniform(-0.5, 0.5))
        closes = opens + 3 * HOUR if opens else 24 * HOUR
        weight = chance.uniform(30, 120)
        made.append(
            Stop(f"S{number}", place, weight=weight, volume=weight / 400, service=600, opens=opens, closes=closes)
        )
    room = sum(one.weight for one in made) / vehicles * (0.7 if tight else 1.6)
    fleet = [
        Vehicle(
            f"V{number}",
            room * (1 + 0.3 * number),
            10,
            8 * HOUR,
            18 * HOUR,
            9 * HOUR,
            11 + number,
            140,
            trips,
            20 * MINUTE,
        )
        for number in range(vehicles)
    ]
    return problem(DEPOT, made, fleet, StraightRoads(1.3, 45, 3))


def best(one: Problem) -> tuple[int, float]:
    """Most stops, then least money, by trying every way for every vehicle to serve every set of stops."""
    cheapest = [dict(_ways(one, vehicle)) for vehicle in one.vehicles]
    found = []
    for given in product(range(len(one.vehicles) + 1), repeat=len(one.stops)):
        sets = [frozenset(s for s, to in enumerate(given) if to == v) for v in range(len(one.vehicles))]
        if all(stops in ways for stops, ways in zip(sets, cheapest, strict=True)):
            money = sum(ways[stops] for stops, ways in zip(sets, cheapest, strict=True))
            found.append((-sum(map(len, sets)), money))
    served, money = min(found)
    return -served, money


def _ways(one: Problem, vehicle: Vehicle) -> Iterator[tuple[frozenset[int], float]]:
    for chosen in product((False, True), repeat=len(one.stops)):
        stops = [number for number, taken in enumerate(chosen) if taken]
        orders = (way for order in permutations(stops) for way in _in_trips(order, vehicle.trips))
        costs = [route(one, vehicle, order).money for order in orders if not misfit(one, vehicle, order)]
        if costs:
            yield frozenset(stops), min(costs)


def _in_trips(order: tuple[int, ...], trips: int) -> Iterator[tuple[int, ...]]:
    """Cut into so many trips at most, everywhere."""
    yield order
    if trips > 1:
        for at in range(1, len(order)):
            for rest in _in_trips(order[at:], trips - 1):
                yield (*order[:at], RELOAD, *rest)
