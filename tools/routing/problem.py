"""What is to be planned: where from, whom to visit, with which vehicles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from core.errors import Invalid
from tools.routing.distances import Distances, Legs, Place, Point

DAY = 24 * 3600  # seconds; times are seconds after midnight of the day that is planned
SPECK = 1e-6  # of a gram: what a sum of floats is off by


@dataclass(frozen=True)
class Depot:
    name: str
    place: Place


@dataclass(frozen=True)
class Stop:
    """One delivery. Service begins between `opens` and `closes`; who comes early waits."""

    name: str
    place: Place
    exact: bool = True  # the address itself, not only its area
    area: str = ""
    address: str = ""
    weight: float = 0.0  # kg
    volume: float = 0.0  # m³
    service: int = 0
    opens: int = 0
    closes: int = DAY
    vehicle: str | None = None  # only this one may come

    def __post_init__(self) -> None:
        if self.weight < 0 or self.volume < 0 or self.service < 0:
            raise Invalid(f"{self.name}: weight, volume and service time are not below zero.")
        if self.opens > self.closes:
            raise Invalid(f"{self.name} closes at {clock(self.closes)}, before it opens at {clock(self.opens)}.")

    @property
    def point(self) -> Point:
        return Point(self.place, self.exact, self.address, self.area)


@dataclass(frozen=True)
class Vehicle:
    """Back at the depot before its shift ends and the driver's hours are up; loaded again there between two trips."""

    name: str
    weight: float  # kg
    volume: float  # m³
    start: int = 0
    end: int = DAY
    longest: int = DAY  # seconds on the way
    per_km: float = 1.0
    per_hour: float = 0.0
    trips: int = 1  # a day at most
    reload: int = 0  # seconds at the depot between two trips

    def __post_init__(self) -> None:
        if self.weight < 0 or self.volume < 0 or self.per_km < 0 or self.per_hour < 0 or self.longest < 0:
            raise Invalid(f"{self.name}: capacities, costs and hours are not below zero.")
        if self.trips < 1 or self.reload < 0:
            raise Invalid(f"{self.name}: it makes one trip or more, and loading again takes no less than no time.")
        if self.start > self.end:
            raise Invalid(f"The shift of {self.name} ends at {clock(self.end)}, before {clock(self.start)}.")


@dataclass(frozen=True)
class Problem:
    depot: Depot
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    legs: Legs  # the depot is 0, the first stop 1

    def __post_init__(self) -> None:
        for kind, names in (("stops", [s.name for s in self.stops]), ("vehicles", [v.name for v in self.vehicles])):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise Invalid(f"Two {kind} are called {twice[0]}.")
        if len(self.legs.metres) != len(self.stops) + 1:
            raise Invalid(f"{len(self.stops)} stops and a depot need distances between {len(self.stops) + 1} points.")
        known = {vehicle.name for vehicle in self.vehicles}
        for stop in self.stops:
            if stop.vehicle is not None and stop.vehicle not in known:
                raise Invalid(f"{stop.name} is to go with {stop.vehicle}, which is not there: {', '.join(known)}.")


def problem(depot: Depot, stops: Sequence[Stop], vehicles: Sequence[Vehicle], distances: Distances) -> Problem:
    legs = distances([Point(depot.place, area=depot.name), *(stop.point for stop in stops)])
    return Problem(depot, tuple(stops), tuple(vehicles), legs)


def load(stops: Iterable[Stop]) -> tuple[int, int]:
    """In grams and litres, each stop rounded up: what fits in whole numbers fits."""
    stops = tuple(stops)
    return sum(_up(stop.weight) for stop in stops), sum(_up(stop.volume) for stop in stops)


def room(vehicle: Vehicle) -> tuple[int, int]:
    """In grams and litres, rounded down."""
    return floor(vehicle.weight * 1000 + SPECK), floor(vehicle.volume * 1000 + SPECK)


def _up(amount: float) -> int:
    return ceil(amount * 1000 - SPECK)


def clock(seconds: int) -> str:
    """08:05; past midnight 00:10 the next day."""
    days, minutes = divmod(round(seconds / 60), DAY // 60)
    if days and minutes:
        return f"{minutes // 60:02}:{minutes % 60:02} {'the next day' if days == 1 else f'{days} days later'}"
    return f"{minutes // 60 + 24 * days:02}:{minutes % 60:02}"
