"""A planned day as tables: stops as drivers need them, vehicles, areas, what was left out, the naive way beside it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.warehouse.base import Value
from tools.deliveries import Order
from tools.dispatch import Dispatched
from tools.found import Col, Found, Sheet, sheet
from tools.route_orders import Chosen
from tools.routing.compare import Totals
from tools.routing.plan import Route
from tools.routing.problem import DAY, Stop, clock
from tools.worked import Worked

SOURCE = "PyVRP 0.14: iterated local search"
Row = tuple[Value, ...]


def figures(done: Dispatched) -> tuple[Worked, ...]:
    plan, naive = done.beside.planned, done.beside.naive
    money = "km × cost a km + hours × cost an hour"
    return (
        Worked("Stops served", plan.stops, "stops", "orders in a route", SOURCE),
        Worked("Vehicles on the road", plan.vehicles, "vehicles", "routes", SOURCE),
        Worked("Distance", plan.km, "km", "Σ legs of all routes", "great circle × detour factor"),
        Worked("Time on the way", plan.hours, "hours", "Σ (back − away) of all routes", SOURCE),
        Worked("Cost", plan.money, "money", money, "planning_vehicle"),
        Worked(
            "Saved by planning", naive.money - plan.money, "money", "naive cost − cost",
            "the same stops, driven by due date and number",
            {"naive cost": naive.money, "cost": plan.money, "naive km": naive.km, "km": plan.km},
            _naive_note(naive),
        ),
    )  # fmt: skip


def _naive_note(naive: Totals) -> str:
    if not naive.late:
        return ""
    return f"Driven by number, {naive.late} of {naive.vehicles} vehicles would be back too late."


def sheets(done: Dispatched) -> tuple[Sheet, ...]:
    orders = {one.code: one for one in done.dispatch.orders}
    stops = [row for route in done.plan.routes for row in _stops(route, orders)]
    left = [
        (
            one.stop.name,
            orders[one.stop.name].customer,
            orders[one.stop.name].area,
            one.stop.weight,
            one.reason,
            one.helps,
        )
        for one in done.plan.left_out
    ]
    lost = [(one.code, one.area, one.customer, one.address, why) for one, why in done.dispatch.no_place]
    depot = done.dispatch.problem.depot
    return (
        sheet("Stops", STOPS, stops),
        sheet("Vehicles", VEHICLES, [_vehicle(route) for route in done.plan.routes]),
        sheet("Second trips", RELOADS, [row for route in done.plan.routes for row in _reloads(route)]),
        sheet("By area", AREAS, list(_areas(done))),
        sheet("Beside the order of numbers", BESIDE, list(_beside(done))),
        sheet("Left out", LEFT_OUT, left),
        sheet("No place", NO_PLACE, lost),
        sheet("Start", START, [(depot.name, depot.place.latitude, depot.place.longitude)]),
    )


def _stops(route: Route, orders: dict[str, Order]) -> Iterator[Row]:
    for number, visit in enumerate(route.visits, start=1):
        order = orders[visit.stop.name]
        yield (
            route.vehicle.name, visit.trip, number, order.code, order.customer, order.area, order.address,
            clock(visit.arrives), round(visit.waits / 60, 1), round(visit.stop.service / 60, 1), clock(visit.leaves),
            visit.metres / 1000, round(visit.weight, 3), round(visit.stop.weight, 3), round(visit.stop.volume, 4),
            _opening(visit.stop), "address" if visit.stop.exact else "middle of the area",
            visit.stop.place.latitude, visit.stop.place.longitude,
        )  # fmt: skip


def _opening(stop: Stop) -> str:
    return "" if (stop.opens, stop.closes) == (0, DAY) else f"{clock(stop.opens)}–{clock(stop.closes)}"


def _vehicle(route: Route) -> Row:
    vehicle = route.vehicle
    return (
        vehicle.name, len(route.trips), len(route.visits), clock(route.departs), clock(route.returns),
        round(route.km, 3), round(route.hours, 3), round(route.money, 2), round(route.weight, 3),
        _share(route.fullest[0], vehicle.weight), _share(route.fullest[1], vehicle.volume),
    )  # fmt: skip


def _reloads(route: Route) -> Iterator[Row]:
    for one in route.reloads:
        taken = sum(visit.stop.weight for visit in route.trips[one.trip - 1])
        yield (
            route.vehicle.name, one.trip, clock(one.arrives), clock(one.leaves), one.metres / 1000, round(taken, 3)
        )  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _areas(done: Dispatched) -> Iterator[Row]:
    stops: dict[str, list[float]] = defaultdict(list)
    vehicles: dict[str, set[str]] = defaultdict(set)
    for route in done.plan.routes:
        for visit in route.visits:
            stops[visit.stop.area].append(visit.stop.weight)
            vehicles[visit.stop.area].add(route.vehicle.name)
    for area in sorted(stops):
        yield area, len(stops[area]), round(sum(stops[area]), 3), ", ".join(sorted(vehicles[area]))


def _beside(done: Dispatched) -> Iterator[Row]:
    for name, one in (("Planned", done.beside.planned), ("By number", done.beside.naive)):
        yield name, one.stops, one.vehicles, round(one.km, 3), round(one.hours, 3), round(one.money, 2), one.late


PLACE = (Col("latitude", "Latitude", "degrees"), Col("longitude", "Longitude", "degrees"))
STOPS = (
    Col("vehicle", "Vehicle", key=True),
    Col("trip", "Trip"),
    Col("position", "Stop"),
    Col("order", "Order", key=True),
    Col("customer", "Customer", key=True),
    Col("area", "Delivery area", key=True),
    Col("address", "Address", key=True),
    Col("arrives", "Arrives"),
    Col("waits", "Waits (min)"),
    Col("service", "Service (min)"),
    Col("leaves", "Leaves"),
    Col("km", "From the stop before (km)"),
    Col("load", "On board at arrival (kg)"),
    Col("weight", "To unload (kg)"),
    Col("volume", "To unload (m³)"),
    Col("hours", "Takes deliveries", meaning="Empty: at any time"),
    Col("precision", "Point", meaning="The address itself, or only the middle of its area"),
    *PLACE,
)
VEHICLES = (
    Col("vehicle", "Vehicle", key=True),
    Col("trips", "Trips", "count"),
    Col("stops", "Stops", "count"),
    Col("departs", "Departs"),
    Col("returns", "Returns"),
    Col("km", "Distance (km)"),
    Col("hours", "Time (hours)"),
    Col("cost", "Cost", "money"),
    Col("weight", "Load (kg)"),
    Col("weight_share", "Of its weight", "ratio", "On its fullest trip"),
    Col("volume_share", "Of its volume", "ratio", "On its fullest trip"),
)
RELOADS = (
    Col("vehicle", "Vehicle", key=True),
    Col("trip", "Trip", key=True),
    Col("arrives", "Back at"),
    Col("leaves", "Leaves again"),
    Col("km", "From the stop before (km)"),
    Col("weight", "Load (kg)"),
)
AREAS = (
    Col("area", "Delivery area", key=True),
    Col("stops", "Stops", "count"),
    Col("weight", "Load (kg)"),
    Col("vehicles", "Vehicles"),
)
BESIDE = (
    Col("plan", "Plan", key=True),
    Col("stops", "Stops", "count"),
    Col("vehicles", "Vehicles", "count"),
    Col("km", "Distance (km)"),
    Col("hours", "Time (hours)"),
    Col("cost", "Cost", "money"),
    Col("late", "Vehicles too late", "count"),
)
LEFT_OUT = (
    Col("order", "Order", key=True),
    Col("customer", "Customer", key=True),
    Col("area", "Delivery area", key=True),
    Col("weight", "Load (kg)"),
    Col("reason", "Why"),
    Col("helps", "What would help"),
)
NO_PLACE = (
    Col("order", "Order", key=True),
    Col("area", "Delivery area", key=True),
    Col("customer", "Customer", key=True),
    Col("address", "Address", key=True),
    Col("reason", "Why"),
)
START = (Col("warehouse", "Warehouse", key=True), *PLACE)
CLOSED = (Col("order", "Order", key=True), Col("status", "Status", key=True))
METHOD = (
    "Vehicle routing by iterated local search (PyVRP): as many stops as fit, then the least cost. Distances are those "
    "of the table road_distance where it has them, else great circles × a detour factor at an average speed. The same "
    "orders give the same plan, unless a search time was set. Beside it: the same stops in the order of due date and "
    "number, each in the first vehicle where it fits."
)


def found(done: Dispatched, chosen: Chosen) -> Found:
    closed = sheet("Nothing to deliver", CLOSED, [(one.code, one.status) for one in chosen.closed])
    return Found(figures(done), (*sheets(done), closed), done.dispatch.assumed, METHOD, tuple(_unknown(done, chosen)))


def nothing(chosen: Chosen, day: date, *, by_day: bool) -> Found:
    """No order to plan for, said as it is."""
    closed = sheet("Nothing to deliver", CLOSED, [(one.code, one.status) for one in chosen.closed])
    where = f" of {chosen.warehouse}" if chosen.warehouse else ""
    says = (
        f"No open order{where} is due on {day}."
        if by_day
        else "None of these orders is open: there is nothing to drive."
    )
    served = Worked("Stops served", 0, "stops", "orders in a route", SOURCE)
    return Found((served,), (sheet("Stops", STOPS, []), closed), method=METHOD, unknown=(says,))


def _unknown(done: Dispatched, chosen: Chosen) -> Iterator[str]:
    if lost := len(done.dispatch.no_place):
        yield f"{lost} of {len(chosen.orders)} orders have no place on the map and are in no route: sheet No place."
    if left := len(done.plan.left_out):
        yield f"{left} of {len(chosen.orders)} orders are left out: sheet Left out says why, and what would help."
    vague = sum(not visit.stop.exact for route in done.plan.routes for visit in route.visits)
    if vague:
        yield f"Of {vague} of {done.plan.stops} stops only the middle of the area is known."
    if chosen.closed:
        yield f"{len(chosen.closed)} of the orders named are delivered or cancelled."
