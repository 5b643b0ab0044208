"""What somebody does without a tool: orders one after another, each into the first vehicle where it still fits."""

from collections.abc import Sequence

from tools.routing.left_out import has_room, left_out
from tools.routing.plan import Plan, misfit, route
from tools.routing.problem import Problem


def naive(problem: Problem) -> Plan:
    """In the order in which the stops stand; what fits nowhere any more is left out."""
    return plan_of(problem, _in_turn(problem))


def naive_late(problem: Problem) -> Plan:
    """The same, but what has no time left anywhere goes with whoever has room and is back first: late, but driven."""
    orders = _in_turn(problem)
    driven = {stop for order in orders for stop in order}
    for stop in (one for one in range(len(problem.stops)) if one not in driven):
        roomy = [
            (route(problem, vehicle, orders[number]).returns, number)
            for number, vehicle in enumerate(problem.vehicles)
            if has_room(problem, vehicle, (*orders[number], stop))
        ]
        if roomy:
            _, number = min(roomy)
            orders[number] = (*orders[number], stop)
    return plan_of(problem, orders)


def _in_turn(problem: Problem) -> list[tuple[int, ...]]:
    orders: list[tuple[int, ...]] = [() for _ in problem.vehicles]
    for stop in range(len(problem.stops)):
        for number, vehicle in enumerate(problem.vehicles):
            if not misfit(problem, vehicle, way := (*orders[number], stop)):
                orders[number] = way
                break
    return orders


def plan_of(problem: Problem, orders: Sequence[Sequence[int]]) -> Plan:
    """One order for each vehicle; who is in none is left out."""
    routes = tuple(
        route(problem, vehicle, order) for vehicle, order in zip(problem.vehicles, orders, strict=True) if order
    )
    return Plan(routes, left_out(problem, orders))
