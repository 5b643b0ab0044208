"""What somebody does without a tool: orders one after another, each into the first vehicle where it still fits."""

from collections.abc import Sequence

from tools.routing.left_out import has_room, left_out
from tools.routing.plan import Plan, misfit, route
from tools.routing.problem import Problem


def naive(problem: Problem, *, on_time: bool = True) -> Plan:
    """In the order in which the stops stand. Not `on_time`: vehicles are filled, and come back when they come back."""
    orders: list[tuple[int, ...]] = [() for _ in problem.vehicles]
    for stop in range(len(problem.stops)):
        for number, vehicle in enumerate(problem.vehicles):
            way = (*orders[number], stop)
            if not misfit(problem, vehicle, way) if on_time else has_room(problem, vehicle, way):
                orders[number] = way
                break
    return plan_of(problem, orders)


def plan_of(problem: Problem, orders: Sequence[Sequence[int]]) -> Plan:
    """One order for each vehicle; who is in none is left out."""
    routes = tuple(
        route(problem, vehicle, order) for vehicle, order in zip(problem.vehicles, orders, strict=True) if order
    )
    return Plan(routes, left_out(problem, orders))
