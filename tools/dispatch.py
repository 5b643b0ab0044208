"""Orders made into a problem of routes: their places, loads and vehicles; who has no place is kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.export import whole
from core.semantic.query import Query
from core.views import read_planning
from tools.deliveries import Order, lines_of
from tools.loading import loads, vehicles
from tools.routing.compare import Compared, compared
from tools.routing.distances import Distances, Place, StraightRoads
from tools.routing.edits import Edits
from tools.routing.plan import Plan
from tools.routing.problem import Depot, Problem, Stop, problem
from tools.routing.solve import Effort, Watch, solve
from tools.tool import Desk
from tools.worked import Assumption

IN_NO_AREA = "The order names no delivery area."


@dataclass(frozen=True)
class Dispatch:
    """What is planned for one warehouse; `no_place`: orders that no map knows, with the reason."""

    problem: Problem
    orders: tuple[Order, ...]  # as the problem's stops
    no_place: tuple[tuple[Order, str], ...]
    assumed: tuple[Assumption, ...]


@dataclass(frozen=True)
class Dispatched:
    dispatch: Dispatch
    plan: Plan
    beside: Compared


def dispatch(desk: Desk, warehouse: str, chosen: Sequence[Order], distances: Distances | None = None) -> Dispatch:
    """Stops by due date and number, as somebody would take them from a list."""
    planning = desk.ctx.config.planning
    listed = sorted(chosen, key=lambda one: (str(one.due or ""), one.code))
    points = _points(desk, listed)
    placed = [one for one in listed if one.code in points]
    loaded = loads(desk, lines_of(desk, [one.code for one in placed]))
    service = round(planning.service_minutes * 60)
    stops = [
        Stop(
            one.code, *points[one.code], area=one.area, address=one.address, weight=loaded.by_order[one.code][0],
            volume=loaded.by_order[one.code][1], service=service,
        )
        for one in placed
    ]  # fmt: skip
    fleet, assumed = vehicles(desk, warehouse)
    roads = distances or StraightRoads(planning.detour_factor, planning.speed_kmh, planning.in_area_distance_km)
    made = problem(Depot(warehouse, _depot(desk, warehouse)), stops, fleet, roads)
    no_place = tuple((one, _why_no_place(one)) for one in listed if one.code not in points)
    return Dispatch(made, tuple(placed), no_place, (*_road_assumptions(desk, stops), *loaded.assumed, *assumed))


def planned(desk: Desk, given: Dispatch, effort: Effort | None, edits: Edits) -> Dispatched:
    plan = solve(given.problem, effort, edits=edits, watch=Watch(desk.tell, desk.cancel))
    return Dispatched(given, plan, compared(given.problem, plan))


def _points(desk: Desk, orders: Sequence[Order]) -> dict[str, tuple[Place, bool]]:
    """By order: the address where a table knows it, else the middle of the area."""
    table = read_planning(desk.ctx, "address_location")
    wanted = {one.address for one in orders if one.address}
    known = {
        str(address): Place(float(str(latitude)), float(str(longitude)))
        for address, latitude, longitude in (table.rows if table else ())
        if address in wanted
    }
    middles = {one.code: (one.middle, False) for one in orders if one.middle}
    return middles | {one.code: (known[one.address], True) for one in orders if one.address in known}


def _why_no_place(order: Order) -> str:
    return f"{order.area} is not among the locations." if order.area else IN_NO_AREA


def _depot(desk: Desk, warehouse: str) -> Place:
    query = Query.model_validate(
        {
            "rows": "location",
            "by": [{"dimension": f"location.{name}", "as": name} for name in ("latitude", "longitude")],
            "where": {"and": [{"field": "location.code", "value": warehouse}, {"is": "location.is_warehouse"}]},
        }
    )
    found = whole(desk.ctx, query, desk.cancel).table.records()
    if not found:
        raise Invalid(f"{warehouse} has no place in the table location, so no route can start there.")
    return Place(float(str(found[0]["latitude"])), float(str(found[0]["longitude"])))


def _road_assumptions(desk: Desk, stops: Sequence[Stop]) -> list[Assumption]:
    planning = desk.ctx.config.planning
    given = [
        ("Road for straight line", f"{planning.detour_factor:g} km for 1", "detour_factor"),
        ("Speed on the road", f"{planning.speed_kmh:g} km/h", "speed_kmh"),
        ("Time at a stop", f"{planning.service_minutes:g} minutes", "service_minutes"),
    ]
    if any(not stop.exact for stop in stops):
        extra = f"{planning.in_area_distance_km:g} km from the middle of its area"
        given.append(("A stop known only by its area", extra, "in_area_distance_km"))
    return [Assumption(name, value, f"config.yaml, planning.{setting}") for name, value, setting in given]
