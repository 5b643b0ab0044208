"""A plan of routes as it was found, taken up again from its tables: for navigation devices."""

from itertools import groupby

from core.warehouse.base import Value
from tools.found import Found
from tools.routing.distances import Place
from tools.routing.gpx import gpx
from tools.routing.plan import Plan, Reload, Route, Visit
from tools.routing.problem import Depot, Stop, Vehicle

Row = dict[str, Value]


def as_gpx(found: Found) -> str:
    """One route a vehicle, in the order of its stops."""
    start = found.sheet("Start").records()[0]
    times = {str(row["vehicle"]): row for row in found.sheet("Vehicles").records()}
    again = found.sheet("Second trips").records()
    stops = groupby(found.sheet("Stops").records(), key=lambda row: str(row["vehicle"]))
    routes = [
        _route(name, times[name], list(rows), [row for row in again if row["vehicle"] == name]) for name, rows in stops
    ]
    return gpx(Depot(str(start["warehouse"]), _place(start)), Plan(tuple(routes)))


def _route(name: str, times: Row, rows: list[Row], again: list[Row]) -> Route:
    return Route(
        Vehicle(name, 0, 0), tuple(_visit(row) for row in rows), _seconds(times["departs"]), _seconds(times["returns"]),
        _metres(times), tuple(
            Reload(int(str(row["trip"])), _metres(row), _seconds(row["arrives"]), 0, _seconds(row["leaves"]))
            for row in again
        ),
    )  # fmt: skip


def _visit(row: Row) -> Visit:
    exact = row["precision"] == "address"
    stop = Stop(str(row["order"]), _place(row), exact, str(row["area"] or ""), str(row["address"] or ""))
    trip = int(str(row["trip"]))
    return Visit(stop, _metres(row), _seconds(row["arrives"]), 0, _seconds(row["leaves"]), 0, 0, trip)


def _metres(row: Row) -> int:
    return round(float(str(row["km"])) * 1000)


def _place(row: Row) -> Place:
    return Place(float(str(row["latitude"])), float(str(row["longitude"])))


def _seconds(clock: Value) -> int:
    hours, minutes = str(clock).split(":")
    return int(hours) * 3600 + int(minutes) * 60
