"""A route with its times and loads, and the plan that all routes make: worked out from the order of the stops alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.routing.problem import Problem, Stop, Vehicle, clock, load, room

Order = tuple[int, ...]  # places in problem.stops, as they are visited


@dataclass(frozen=True)
class Visit:
    stop: Stop
    metres: int  # from the one before
    arrives: int
    waits: int
    leaves: int
    weight: float  # on board when it arrives, kg
    volume: float  # the same, m³

    @property
    def begins(self) -> int:
        return self.arrives + self.waits


@dataclass(frozen=True)
class Route:
    vehicle: Vehicle
    visits: tuple[Visit, ...]
    departs: int
    returns: int
    metres: int

    @property
    def km(self) -> float:
        return self.metres / 1000

    @property
    def hours(self) -> float:
        return (self.returns - self.departs) / 3600

    @property
    def money(self) -> float:
        return self.km * self.vehicle.per_km + self.hours * self.vehicle.per_hour

    @property
    def weight(self) -> float:
        return sum(visit.stop.weight for visit in self.visits)

    @property
    def volume(self) -> float:
        return sum(visit.stop.volume for visit in self.visits)


@dataclass(frozen=True)
class LeftOut:
    stop: Stop
    reason: str


@dataclass(frozen=True)
class Plan:
    """Every stop of the problem is in a route or left out with a reason."""

    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def stops(self) -> int:
        return sum(len(route.visits) for route in self.routes)

    @property
    def km(self) -> float:
        return sum(route.km for route in self.routes)

    @property
    def hours(self) -> float:
        return sum(route.hours for route in self.routes)

    @property
    def money(self) -> float:
        return sum(route.money for route in self.routes)


def route(problem: Problem, vehicle: Vehicle, order: Sequence[int]) -> Route:
    """Leaves as late as it can without coming back later: who has to wait waits in the yard."""
    waited, slack = 0, list[int]()
    for visit in (early := _visits(problem, vehicle.start, order)):
        waited += visit.waits
        slack.append(waited + visit.stop.closes - visit.begins)
    later = max(min([waited, *slack]), 0)
    visits = _visits(problem, vehicle.start + later, order) if later else early
    if not visits:
        return Route(vehicle, (), vehicle.start, vehicle.start, 0)
    home = order[-1] + 1
    metres = sum(visit.metres for visit in visits) + problem.legs.metres[home][0]
    returns = visits[-1].leaves + problem.legs.seconds[home][0]
    return Route(vehicle, visits, vehicle.start + later, returns, metres)


def _visits(problem: Problem, departs: int, order: Sequence[int]) -> tuple[Visit, ...]:
    weight = sum(problem.stops[place].weight for place in order)
    volume = sum(problem.stops[place].volume for place in order)
    found, here, now = list[Visit](), 0, departs
    for place in order:
        stop, there = problem.stops[place], place + 1
        arrives = now + problem.legs.seconds[here][there]
        now = max(arrives, stop.opens) + stop.service
        waits = max(stop.opens - arrives, 0)
        found.append(Visit(stop, problem.legs.metres[here][there], arrives, waits, now, weight, volume))
        here, weight, volume = there, weight - stop.weight, volume - stop.volume
    return tuple(found)


def misfit(problem: Problem, vehicle: Vehicle, order: Sequence[int]) -> str:
    """Why this vehicle cannot drive this, in a sentence; empty where it can."""
    stops = [problem.stops[place] for place in order]
    for stop in stops:
        if stop.vehicle not in (None, vehicle.name):
            return f"{stop.name} is to go with {stop.vehicle}."
    for loaded, most, unit in zip(load(stops), room(vehicle), ("kg", "m³"), strict=True):
        if loaded > most:
            return f"{vehicle.name} takes {most / 1000:g} {unit}; this is {loaded / 1000:g} {unit}."
    return _late(route(problem, vehicle, order))


def _late(driven: Route) -> str:
    vehicle = driven.vehicle
    for visit in driven.visits:
        if visit.begins > visit.stop.closes:
            closes, there = clock(visit.stop.closes), clock(visit.arrives)
            return f"{visit.stop.name} closes at {closes}; {vehicle.name} is there at {there}."
    if driven.returns > vehicle.end:
        return f"{vehicle.name} would be back at {clock(driven.returns)}; its shift ends at {clock(vehicle.end)}."
    if driven.returns - driven.departs > vehicle.longest:
        return (
            f"{vehicle.name} would be on the way for {driven.hours:.1f} h; its driver has {vehicle.longest / 3600:g} h."
        )
    return ""


def checked(problem: Problem, orders: Mapping[str, Sequence[int]]) -> tuple[tuple[Route, ...], tuple[str, ...]]:
    """Routes as somebody laid them by hand, by vehicle, with what is wrong with them."""
    by_name = {vehicle.name: vehicle for vehicle in problem.vehicles}
    routes = tuple(route(problem, by_name[name], order) for name, order in orders.items())
    wrong = tuple(sentence for name, order in orders.items() if (sentence := misfit(problem, by_name[name], order)))
    return routes, wrong
