"""A plan of routes as it was found, taken up again from its tables: for navigation devices."""

from itertools import groupby

from core.warehouse.base import Value
from tools.found import Found
from tools.routing.distances import Place
from tools.routing.gpx import gpx
from tools.routing.plan import Plan, Route, Visit
from tools.routing.problem import Depot, Stop, Vehicle

Row = dict[str, Value]


def as_gpx(found: Found) -> str:
    """One route a vehicle, in the order of its stops."""
    start = found.sheet("Start").records()[0]
    times = {str(row["vehicle"]): row for row in found.sheet("Vehicles").records()}
    stops = groupby(found.sheet("Stops").records(), key=lambda row: str(row["vehicle"]))
    routes = [_route(name, times[name], list(rows)) for name, rows in stops]
    return gpx(Depot(str(start["warehouse"]), _place(start)), Plan(tuple(routes)))


def _route(name: str, times: Row, rows: list[Row]) -> Route:
    metres = round(float(str(times["km"])) * 1000)
    return Route(
        Vehicle(name, 0, 0), tuple(_visit(row) for row in rows), _seconds(times["departs"]), _seconds(times["returns"]),
        metres,
    )  # fmt: skip


def _visit(row: Row) -> Visit:
    exact = row["precision"] == "address"
    stop = Stop(str(row["order"]), _place(row), exact, str(row["area"] or ""), str(row["address"] or ""))
    return Visit(stop, round(float(str(row["km"])) * 1000), _seconds(row["arrives"]), 0, _seconds(row["leaves"]), 0, 0)


def _place(row: Row) -> Place:
    return Place(float(str(row["latitude"])), float(str(row["longitude"])))


def _seconds(clock: Value) -> int:
    hours, minutes = str(clock).split(":")
    return int(hours) * 3600 + int(minutes) * 60
