"""How far and how long it is between places: straight lines and a detour, or a matrix from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from core.errors import Invalid

EARTH_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True)
class Place:
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise Invalid(
                f"There is no place at {self.latitude:g}, {self.longitude:g}: "
                "latitudes lie between -90 and 90, longitudes between -180 and 180."
            )


@dataclass(frozen=True)
class Point:
    """A place, and whether it is the very address or only the middle of its area."""

    place: Place
    exact: bool = True
    address: str = ""  # two points of one address are one point
    area: str = ""  # of the depot its code


@dataclass(frozen=True)
class Legs:
    """From every point to every other: whole metres and seconds. The first point is the depot."""

    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        for name, rows in (("metres", self.metres), ("seconds", self.seconds)):
            if any(len(row) != len(self.metres) for row in rows) or len(rows) != len(self.metres):
                raise Invalid(f"The {name} between {len(self.metres)} points need as many rows and columns.")
            if any(
                value < 0 or (value and here == there)
                for here, row in enumerate(rows)
                for there, value in enumerate(row)
            ):
                raise Invalid(f"The {name} between points are not below zero, and zero from a point to itself.")


class Distances(Protocol):
    """Where distances come from: roads by straight lines, or a service that knows the streets."""

    def __call__(self, points: Sequence[Point]) -> Legs: ...


@dataclass(frozen=True)
class StraightRoads:
    """Great circle × detour; whoever is known only by an area costs some kilometres more to find."""

    detour: float = 1.3
    kmh: float = 45.0
    in_area_km: float = 0.0

    def __post_init__(self) -> None:
        if self.detour < 1 or self.kmh <= 0 or self.in_area_km < 0:
            raise Invalid(
                f"A detour factor of {self.detour:g} at {self.kmh:g} km/h and {self.in_area_km:g} km within an area is "
                "no road: the factor is 1 or more, the speed above 0, the distance not below 0."
            )

    def __call__(self, points: Sequence[Point]) -> Legs:
        metres = tuple(
            tuple(0 if here == there else self._metres(a, b) for there, b in enumerate(points))
            for here, a in enumerate(points)
        )
        seconds = tuple(tuple(round(one / 1000 / self.kmh * 3600) for one in row) for row in metres)
        return Legs(metres, seconds)

    def _metres(self, a: Point, b: Point) -> int:
        if a.address and a == b:
            return 0
        extra = 0.0 if b.exact else self.in_area_km
        return round((great_circle_km(a.place, b.place) * self.detour + extra) * 1000)


@dataclass(frozen=True)
class MeasuredRoads:
    """Kilometres and minutes that somebody measured, there or back, by the names of both ends; else straight roads."""

    measured: Mapping[tuple[str, str], tuple[float, float | None]]
    beside: StraightRoads

    def __call__(self, points: Sequence[Point]) -> Legs:
        straight = self.beside(points)
        metres, seconds = [list(row) for row in straight.metres], [list(row) for row in straight.seconds]
        for here, a in enumerate(points):
            for there, b in enumerate(points):
                if straight.metres[here][there] and (leg := self._leg(a, b)):
                    metres[here][there], seconds[here][there] = leg
        return Legs(tuple(map(tuple, metres)), tuple(map(tuple, seconds)))

    def _leg(self, a: Point, b: Point) -> tuple[int, int] | None:
        for start in _names(a):
            for end in _names(b):
                found = self.measured.get((start, end)) or self.measured.get((end, start))
                if found is not None and start != end:
                    extra = 0.0 if b.exact or end == b.address else self.beside.in_area_km
                    km, minutes = found[0] + extra, found[1]
                    driven = extra if minutes is not None else km
                    return round(km * 1000), round((minutes or 0) * 60 + driven / self.beside.kmh * 3600)
        return None


def _names(point: Point) -> tuple[str, ...]:
    """The nearest first; who has an exact place is not in the middle of the area."""
    return tuple(name for name in (point.address, "" if point.address and point.exact else point.area) if name)


def great_circle_km(a: Place, b: Place) -> float:
    """Haversine: good to half a percent, which the detour factor is not."""
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    half = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(sqrt(half), 1.0))
