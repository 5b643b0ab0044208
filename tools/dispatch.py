"""Orders made into a problem of routes: their places, loads and vehicles; who has no place is kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.export import whole
from core.semantic.query import Query
from core.views import read_planning
from tools.deliveries import Order, lines_of
from tools.loading import Size, loads, vehicles
from tools.receiving import Hours, receiving
from tools.roads import roads
from tools.routing.compare import Compared, compared
from tools.routing.distances import Distances, Place
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
    listed = sorted(chosen, key=lambda one: (str(one.due or ""), one.code))
    points = _points(desk, listed)
    placed = [one for one in listed if one.code in points]
    loaded = loads(desk, lines_of(desk, [one.code for one in placed]))
    hours = receiving(desk, [one.address for one in placed])
    stops = [_stop(one, points[one.code], loaded.by_order[one.code], hours.of(one.address)) for one in placed]
    fleet, assumed = vehicles(desk, warehouse)
    measured, said = roads(desk, [warehouse, *(name for one in placed for name in (one.area, one.address))])
    made = problem(Depot(warehouse, _depot(desk, warehouse)), stops, fleet, distances or measured)
    no_place = tuple((one, _why_no_place(one)) for one in listed if one.code not in points)
    return Dispatch(
        made, tuple(placed), no_place, (*said, *hours.assumed, *_vague(desk, stops), *loaded.assumed, *assumed)
    )


def _stop(order: Order, point: tuple[Place, bool], size: Size, hours: Hours) -> Stop:
    return Stop(
        order.code, *point, area=order.area, address=order.address, weight=size[0], volume=size[1],
        service=hours.service, opens=hours.opens, closes=hours.closes,
    )  # fmt: skip


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


def _vague(desk: Desk, stops: Sequence[Stop]) -> tuple[Assumption, ...]:
    if all(stop.exact for stop in stops):
        return ()
    extra = f"{desk.ctx.config.planning.in_area_distance_km:g} km from the middle of its area"
    return (Assumption("A stop known only by its area", extra, "config.yaml, planning.in_area_distance_km"),)
