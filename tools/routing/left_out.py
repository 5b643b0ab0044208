"""Why a stop is in no route."""

from collections.abc import Sequence

from tools.routing.plan import LeftOut, misfit
from tools.routing.problem import Problem, Vehicle, load, room


def left_out(problem: Problem, orders: Sequence[Sequence[int]]) -> tuple[LeftOut, ...]:
    """Whoever is in none of the vehicles' orders, with the reason that holds for the vehicles as they are filled."""
    driven = {place for order in orders for place in order}
    missing = (place for place in range(len(problem.stops)) if place not in driven)
    return tuple(LeftOut(problem.stops[place], _reason(problem, orders, place)) for place in missing)


def _reason(problem: Problem, orders: Sequence[Sequence[int]], place: int) -> str:
    stop = problem.stops[place]
    if alone := cannot(problem, place):
        return alone
    able = [
        (vehicle, order)
        for vehicle, order in zip(problem.vehicles, orders, strict=True)
        if not misfit(problem, vehicle, (place,))
    ]
    roomy = [(vehicle, order) for vehicle, order in able if has_room(problem, vehicle, (*order, place))]
    whose = stop.vehicle or "any vehicle that could go there"
    return f"No {'time' if roomy else 'room'} left in {whose}."


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


def has_room(problem: Problem, vehicle: Vehicle, order: Sequence[int]) -> bool:
    """Whether the load fits, whatever the time."""
    loaded = load(problem.stops[place] for place in order)
    return all(amount <= most for amount, most in zip(loaded, room(vehicle), strict=True))
