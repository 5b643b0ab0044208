"""A route with its times and loads, and the plan that all routes make: worked out from the order of the stops alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tools.routing.problem import Problem, Stop, Vehicle, clock, load, room

RELOAD = -1  # in an order: back to the depot, to take the load of the next trip
Order = Sequence[int]  # places in problem.stops as they are visited, with RELOAD between trips


@dataclass(frozen=True)
class Visit:
    stop: Stop
    metres: int  # from the one before, or from the depot
    arrives: int
    waits: int
    leaves: int
    weight: float  # on board when it arrives, kg
    volume: float  # the same, m³
    trip: int = 1

    @property
    def begins(self) -> int:
        return self.arrives + self.waits


@dataclass(frozen=True)
class Reload:
    """Back at the depot before the trip of this number."""

    trip: int
    metres: int  # from the last stop
    arrives: int
    waits: int  # so that nobody waits at a gate
    leaves: int


@dataclass(frozen=True)
class Route:
    vehicle: Vehicle
    visits: tuple[Visit, ...]
    departs: int
    returns: int
    metres: int
    reloads: tuple[Reload, ...] = ()

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
        """Of all trips."""
        return sum(visit.stop.weight for visit in self.visits)

    @property
    def trips(self) -> tuple[tuple[Visit, ...], ...]:
        return tuple(
            tuple(visit for visit in self.visits if visit.trip == trip) for trip in range(1, len(self.reloads) + 2)
        )

    @property
    def fullest(self) -> tuple[float, float]:
        """Kilograms and cubic metres of the trip that has most of each."""
        weights = [sum(visit.stop.weight for visit in trip) for trip in self.trips]
        volumes = [sum(visit.stop.volume for visit in trip) for trip in self.trips]
        return max(weights), max(volumes)


@dataclass(frozen=True)
class LeftOut:
    stop: Stop
    reason: str
    helps: str = ""  # what would bring it to its customer all the same


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


def trips_of(order: Order) -> Iterator[tuple[int, ...]]:
    """Each trip's stops, those without any left away."""
    trip: list[int] = []
    for place in (*order, RELOAD):
        if place != RELOAD:
            trip.append(place)
        elif trip:
            yield tuple(trip)
            trip = []


def joined(trips: Sequence[Order]) -> Order:
    """The order that these trips make."""
    order: list[int] = []
    for trip in trips:
        order += [RELOAD, *trip] if order else trip
    return tuple(order)


def route(problem: Problem, vehicle: Vehicle, order: Order) -> Route:
    """Leaves as late as it can without coming back later: who has to wait waits in the yard."""
    early = _driven(problem, vehicle, vehicle.start, order)
    later = _slack(early.visits, {one.trip: one.waits for one in early.reloads})
    return _driven(problem, vehicle, vehicle.start + later, order) if later else early


def _slack(visits: Sequence[Visit], before: Mapping[int, int]) -> int:
    """How much later the first of them can be begun with the same end; `before`: waits ahead of a trip."""
    waited, slack, trip = 0, list[int](), 0
    for visit in visits:
        waited += visit.waits + (before.get(visit.trip, 0) if visit.trip != trip else 0)
        trip = visit.trip
        slack.append(waited + visit.stop.closes - visit.begins)
    return max(min([waited, *slack]), 0)


def _driven(problem: Problem, vehicle: Vehicle, departs: int, order: Order) -> Route:
    """Leaving at this time; a further trip as late as its stops allow."""
    visits, reloads, now, metres, back = list[Visit](), list[Reload](), departs, 0, 0
    for number, trip in enumerate(trips_of(order), start=1):
        own = _visits(problem, now + (vehicle.reload if number > 1 else 0), trip, number)
        if number > 1:
            later = _slack(own, {})
            reloads.append(Reload(number, back, now, later, now + vehicle.reload + later))
            own = _visits(problem, reloads[-1].leaves, trip, number)
        visits += own
        home = trip[-1] + 1
        back = problem.legs.metres[home][0]
        metres += sum(visit.metres for visit in own) + back
        now = own[-1].leaves + problem.legs.seconds[home][0]
    return Route(vehicle, tuple(visits), departs, now, metres, tuple(reloads))


def _visits(problem: Problem, departs: int, trip: Order, number: int) -> tuple[Visit, ...]:
    weight = sum(problem.stops[place].weight for place in trip)
    volume = sum(problem.stops[place].volume for place in trip)
    found, here, now = list[Visit](), 0, departs
    for place in trip:
        stop, there = problem.stops[place], place + 1
        arrives = now + problem.legs.seconds[here][there]
        now = max(arrives, stop.opens) + stop.service
        waits = max(stop.opens - arrives, 0)
        found.append(Visit(stop, problem.legs.metres[here][there], arrives, waits, now, weight, volume, number))
        here, weight, volume = there, weight - stop.weight, volume - stop.volume
    return tuple(found)


def misfit(problem: Problem, vehicle: Vehicle, order: Order) -> str:
    """Why this vehicle cannot drive this, in a sentence; empty where it can."""
    trips = list(trips_of(order))
    for trip in trips:
        if reason := _overloaded(vehicle, [problem.stops[place] for place in trip]):
            return reason
    if len(trips) > vehicle.trips:
        return f"{vehicle.name} makes {vehicle.trips} trips a day at most; these are {len(trips)}."
    return _late(route(problem, vehicle, order))


def _overloaded(vehicle: Vehicle, stops: Sequence[Stop]) -> str:
    for stop in stops:
        if stop.vehicle not in (None, vehicle.name):
            return f"{stop.name} is to go with {stop.vehicle}."
    for loaded, most, unit in zip(load(stops), room(vehicle), ("kg", "m³"), strict=True):
        if loaded > most:
            return f"{vehicle.name} takes {most / 1000:g} {unit}; this is {loaded / 1000:g} {unit}."
    return ""


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


def checked(problem: Problem, orders: Mapping[str, Order]) -> tuple[tuple[Route, ...], tuple[str, ...]]:
    """Routes as somebody laid them by hand, by vehicle, with what is wrong with them."""
    by_name = {vehicle.name: vehicle for vehicle in problem.vehicles}
    routes = tuple(route(problem, by_name[name], order) for name, order in orders.items())
    wrong = tuple(sentence for name, order in orders.items() if (sentence := misfit(problem, by_name[name], order)))
    return routes, wrong
