"""What somebody changed in a plan: stops held by a vehicle, moved to another, left out. The rest is planned anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.errors import Unknown
from tools.routing.distances import Legs
from tools.routing.plan import LeftOut, Plan
from tools.routing.problem import Problem

BY_HAND = "Left out by hand."


@dataclass(frozen=True)
class Edits:
    held: Mapping[str, str] = field(default_factory=dict)  # stop → vehicle
    dropped: frozenset[str] = frozenset()

    def lock(self, plan: Plan, stop: str) -> "Edits":
        """It stays with the vehicle that it is with now."""
        for route in plan.routes:
            if any(visit.stop.name == stop for visit in route.visits):
                return self.move(stop, route.vehicle.name)
        raise Unknown("stop in the plan", stop, [visit.stop.name for route in plan.routes for visit in route.visits])

    def move(self, stop: str, vehicle: str) -> "Edits":
        return Edits({**self.held, stop: vehicle}, self.dropped - {stop})

    def drop(self, stop: str) -> "Edits":
        return Edits({name: vehicle for name, vehicle in self.held.items() if name != stop}, self.dropped | {stop})

    def free(self, stop: str) -> "Edits":
        """Neither held nor left out any more."""
        return Edits({name: held for name, held in self.held.items() if name != stop}, self.dropped - {stop})


def edited(problem: Problem, edits: Edits) -> tuple[Problem, tuple[LeftOut, ...]]:
    """The problem that is left, and what was taken out of it."""
    _known(problem, edits)
    kept = [place for place, stop in enumerate(problem.stops) if stop.name not in edits.dropped]
    stops = tuple(
        replace(stop, vehicle=edits.held.get(stop.name, stop.vehicle)) for stop in (problem.stops[p] for p in kept)
    )
    legs = _only(problem.legs, [0, *(place + 1 for place in kept)])
    out = tuple(LeftOut(stop, BY_HAND, "Take it back in.") for stop in problem.stops if stop.name in edits.dropped)
    return Problem(problem.depot, stops, problem.vehicles, legs), out


def _known(problem: Problem, edits: Edits) -> None:
    stops = [stop.name for stop in problem.stops]
    vehicles = [vehicle.name for vehicle in problem.vehicles]
    for name in (*edits.held, *sorted(edits.dropped)):
        if name not in stops:
            raise Unknown("stop", name, stops)
    for name in edits.held.values():
        if name not in vehicles:
            raise Unknown("vehicle", name, vehicles)


def _only(legs: Legs, points: list[int]) -> Legs:
    def part(rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(rows[a][b] for b in points) for a in points)

    return Legs(part(legs.metres), part(legs.seconds))
