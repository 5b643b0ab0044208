"""Finds good routes with PyVRP: iterated local search, the same for the same seed and number of rounds."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from core.errors import Invalid, Unavailable
from core.warehouse.base import Cancel
from tools.routing.edits import Edits, edited
from tools.routing.left_out import cannot
from tools.routing.naive import naive, plan_of
from tools.routing.plan import RELOAD, Order, Plan, joined, misfit, route, trips_of
from tools.routing.problem import Problem, load, room

if TYPE_CHECKING:
    import pyvrp  # compiled code; where it is used it is loaded, not before

Tell = Callable[[float, str], None]
FINEST = 5_000  # units of cost: what the dearest second or metre of any vehicle is worth, so that all are whole numbers
KEY = 10_000  # units of load of a stop for the vehicle that holds it: another one would pay more than its prize
PRIZE = 2  # with 10 the search learns too late which routes break a rule
SOFT, HARD = 200_000.0, 1e9  # units of cost for a gram, litre or second too much: at first, and at most
LOOK = 20  # rounds between two looks at the clock


@dataclass(frozen=True)
class Effort:
    """Rounds give the same plan every time; seconds give what a machine can do in them."""

    rounds: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        given = [one for one in (self.rounds, self.seconds) if one is not None]
        if not given or min(given) <= 0:
            raise Invalid("A search for routes needs a number of rounds or seconds above zero.")

    @classmethod
    def fitting(cls, stops: int) -> "Effort":
        """Seconds of work, not minutes: a round of many stops takes longer."""
        return cls(rounds=min(max(60_000 // max(stops, 1), 1_000), 5_000))


@dataclass(frozen=True)
class Watch:
    """Who hears how far it is, and how it is stopped."""

    tell: Tell = field(default=lambda _share, _says: None)
    cancel: Cancel = field(default_factory=Cancel)


def solve(
    problem: Problem,
    effort: Effort | None = None,
    seed: int = 1,
    edits: Edits | None = None,
    watch: Watch | None = None,
) -> Plan:
    """As many stops as can be served, then the least money; never worse than the naive plan."""
    left, by_hand = edited(problem, edits or Edits())
    able = [place for place in range(len(left.stops)) if not cannot(left, place)]
    orders: list[Order] = [() for _ in left.vehicles]
    if able:
        orders = _searched(left, able, effort or Effort.fitting(len(able)), seed, watch or Watch())
        _squeezed_in(left, orders, able)
    plan = min(plan_of(left, orders), naive(left), key=lambda one: (-one.stops, round(one.money, 6)))
    return Plan(plan.routes, (*plan.left_out, *by_hand))


def _searched(problem: Problem, able: Sequence[int], effort: Effort, seed: int, watch: Watch) -> list[Order]:
    """For each vehicle its stops in order; empty where only routes that break a rule were found."""
    import pyvrp

    fleet = _fleet(problem)
    params = pyvrp.SolveParams(penalty=_penalties())
    data = _data(problem, able, fleet)
    found = pyvrp.solve(data, _Until(effort, watch), seed, collect_stats=False, params=params)
    orders: list[Order] = [() for _ in problem.vehicles]
    if not found.best.is_feasible():
        return orders
    waiting = {number: list(alike) for number, alike in enumerate(fleet)}
    for one in found.best.routes():
        vehicle = waiting[one.vehicle_type()].pop(0)
        orders[vehicle] = joined(list(trips_of([able[at.idx] if at.is_client() else RELOAD for at in one])))
    return orders


def _penalties() -> "pyvrp.PenaltyParams":
    """What a gram, litre or second too much costs: little at first, so that the search passes through such routes."""
    import pyvrp

    class Penalties(pyvrp.PenaltyParams):
        def midpoint_penalties(self, data: pyvrp.ProblemData) -> tuple[list[float], float, float]:
            return [SOFT] * data.num_load_dimensions, SOFT, SOFT

    return Penalties(max_penalty=HARD, solutions_between_updates=100)


def _fleet(problem: Problem) -> list[list[int]]:
    """Vehicles that are alike, so that they are not tried in turn; one that stops are held by is like no other."""
    named = {stop.vehicle for stop in problem.stops}

    def kind(place: int) -> str:
        vehicle = problem.vehicles[place]
        return repr(vehicle if vehicle.name in named else replace(vehicle, name=""))

    return [list(alike) for _, alike in groupby(sorted(range(len(problem.vehicles)), key=kind), key=kind)]


def _data(problem: Problem, able: Sequence[int], fleet: Sequence[Sequence[int]]) -> "pyvrp.ProblemData":
    import pyvrp

    points = [0, *(place + 1 for place in able)]
    places = [problem.depot.place, *(problem.stops[place].place for place in able)]
    locations = [pyvrp.Location(one.longitude, one.latitude) for one in places]
    rate = _rate(problem)
    types = [_type(problem, alike, rate) for alike in fleet]
    prize = _prize(problem, able, types)
    clients = [_client(problem, place, number, prize) for number, place in enumerate(able, start=1)]
    legs = (problem.legs.metres, problem.legs.seconds)
    metres, seconds = (np.asarray(rows, dtype=np.int64)[np.ix_(points, points)] for rows in legs)
    depots = [pyvrp.Depot(0), *(pyvrp.Depot(0, service_duration=one) for one in _reloads(problem))]
    return pyvrp.ProblemData(locations, clients, depots, types, [metres], [seconds], [], [])  # type: ignore[list-item]  # its stubs know no matrix


def _client(problem: Problem, place: int, location: int, prize: int) -> "pyvrp.Client":
    """Optional, at a prize that no drive costs. Who holds it is a load that only this vehicle has room for."""
    import pyvrp

    stop = problem.stops[place]
    keys = [KEY * (stop.vehicle == name) for name in _holders(problem)]
    return pyvrp.Client(
        location, [*load([stop]), *keys], service_duration=stop.service, tw_early=stop.opens, tw_late=stop.closes,
        prize=prize, required=False,
    )  # fmt: skip


def _type(problem: Problem, alike: Sequence[int], rate: float) -> "pyvrp.VehicleType":
    import pyvrp

    vehicle = problem.vehicles[alike[0]]
    keys = [KEY * len(problem.stops) * (vehicle.name == name) for name in _holders(problem)]
    return pyvrp.VehicleType(
        num_available=len(alike), capacity=[*room(vehicle), *keys], tw_early=vehicle.start, tw_late=vehicle.end,
        shift_duration=vehicle.longest, unit_distance_cost=round(vehicle.per_km / 1000 * rate),
        unit_duration_cost=round(vehicle.per_hour / 3600 * rate),
        reload_depots=[_reloads(problem).index(vehicle.reload) + 1] if vehicle.trips > 1 else [],
        max_reloads=vehicle.trips - 1,
    )  # fmt: skip


def _reloads(problem: Problem) -> list[int]:
    """Each time that loading takes is a depot of its own, at the same place; the first of all is left at once."""
    return sorted({vehicle.reload for vehicle in problem.vehicles if vehicle.trips > 1})


def _holders(problem: Problem) -> list[str]:
    return sorted({stop.vehicle for stop in problem.stops if stop.vehicle})


def _rate(problem: Problem) -> float:
    """Units of cost for one of money."""
    dearest = max(max(vehicle.per_km / 1000, vehicle.per_hour / 3600) for vehicle in problem.vehicles)
    return FINEST / dearest if dearest else 1.0


def _prize(problem: Problem, able: Sequence[int], types: Sequence["pyvrp.VehicleType"]) -> int:
    """More than a drive to one stop and back in the dearest vehicle, with a whole shift of waiting for it to open."""
    farthest = max(problem.legs.metres[0][place + 1] + problem.legs.metres[place + 1][0] for place in able)
    kilometres = max(one.unit_distance_cost for one in types) * farthest
    hours = max(one.unit_duration_cost for one in types) * max(one.longest for one in problem.vehicles)
    return PRIZE * (kilometres + hours) + 1


class _Until:
    """PyVRP asks after every round; with the cost of the best so far."""

    def __init__(self, effort: Effort, watch: Watch) -> None:
        self._effort, self._watch = effort, watch
        self._began, self._rounds = effort.clock(), -1

    def __call__(self, best_cost: int) -> bool:
        self._rounds += 1
        if self._rounds % LOOK == 0 and self._watch.cancel.event.is_set():
            raise Unavailable("The search for routes was stopped.")
        share = self._share()
        if self._rounds % LOOK == 0:
            self._watch.tell(min(share, 1.0), f"Looking for routes, round {self._rounds:,}")
        return share >= 1.0

    def _share(self) -> float:
        rounds = self._rounds / self._effort.rounds if self._effort.rounds else 0.0
        spent = (self._effort.clock() - self._began) / self._effort.seconds if self._effort.seconds else 0.0
        return max(rounds, spent)


def _squeezed_in(problem: Problem, orders: list[Order], able: Sequence[int]) -> None:
    """Whoever the search left out goes where it costs least, if it goes anywhere."""
    driven = {place for order in orders for place in order}
    for place in (one for one in able if one not in driven):
        ways = [
            (route(problem, vehicle, way).money - route(problem, vehicle, orders[number]).money, number, way)
            for number, vehicle in enumerate(problem.vehicles)
            for way in _ways_in(orders[number], place)
            if not misfit(problem, vehicle, way)
        ]
        if ways:
            _, number, way = min(ways)
            orders[number] = way


def _ways_in(order: Order, place: int) -> Iterator[tuple[int, ...]]:
    """Everywhere in between, and as a trip before or after the others."""
    for at in range(len(order) + 1):
        yield (*order[:at], place, *order[at:])
    if order:
        yield (place, RELOAD, *order)
        yield (*order, RELOAD, place)
