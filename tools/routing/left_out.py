"""Why a stop is in no route."""

from collections.abc import Sequence

from tools.routing.plan import RELOAD, LeftOut, Order, misfit, route, trips_of
from tools.routing.problem import Problem, Vehicle, load, room


def left_out(problem: Problem, orders: Sequence[Order]) -> tuple[LeftOut, ...]:
    """Whoever is in none of the vehicles' orders, with the reason that holds for the vehicles as they are filled."""
    driven = {place for order in orders for place in order}
    missing = (place for place in range(len(problem.stops)) if place not in driven)
    return tuple(
        LeftOut(problem.stops[place], _reason(problem, orders, place), _helps(problem, place)) for place in missing
    )


def _reason(problem: Problem, orders: Sequence[Order], place: int) -> str:
    stop = problem.stops[place]
    if alone := cannot(problem, place):
        return alone
    able = [
        (vehicle, order)
        for vehicle, order in zip(problem.vehicles, orders, strict=True)
        if not misfit(problem, vehicle, (place,))
    ]
    roomy = [
        vehicle
        for vehicle, order in able
        if any(has_room(problem, vehicle, way) for way in ((*order, place), (*order, RELOAD, place)))
    ]
    whose = stop.vehicle or "any vehicle that could go there"
    return f"No {'time' if roomy else 'room'} left in {whose}."


def _helps(problem: Problem, place: int) -> str:
    stop = problem.stops[place]
    vehicles = [vehicle for vehicle in problem.vehicles if stop.vehicle in (None, vehicle.name)]
    if not vehicles:
        return "Give the warehouse a vehicle."
    if not cannot(problem, place):
        return "Plan it for the next day, or with one more vehicle."
    if not any(has_room(problem, vehicle, (place,)) for vehicle in vehicles):
        return "Split the order, or send a larger vehicle."
    alone = route(problem, max(vehicles, key=room), (place,)).visits[0]
    if alone.begins > stop.closes:
        return "Agree on a later hour or another day, or send it from a nearer depot."
    return "Send it from a nearer depot, or plan a tour of two days."


def cannot(problem: Problem, place: int) -> str:
    """What stands against this stop even with empty vehicles; empty where one could serve it."""
    stop = problem.stops[place]
    vehicles = [vehicle for vehicle in problem.vehicles if stop.vehicle in (None, vehicle.name)]
    if not vehicles:
        return "There is no vehicle."
    reasons = [misfit(problem, vehicle, (place,)) for vehicle in vehicles]
    if not all(reasons):
        return ""
    return max(zip(map(room, vehicles), reasons, strict=True))[1]  # what holds even for the largest one


def has_room(problem: Problem, vehicle: Vehicle, order: Order) -> bool:
    """Whether the load of each trip fits, and there are not too many of them, whatever the time."""
    trips = list(trips_of(order))
    loads = [load(problem.stops[place] for place in trip) for trip in trips]
    most = room(vehicle)
    return len(trips) <= vehicle.trips and all(one[0] <= most[0] and one[1] <= most[1] for one in loads)
