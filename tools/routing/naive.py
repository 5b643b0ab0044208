"""What somebody does without a tool: orders one after another, each into the first vehicle where it still fits."""

from collections.abc import Iterator, Sequence

from tools.routing.left_out import has_room, left_out
from tools.routing.plan import RELOAD, Order, Plan, misfit, route
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
            (route(problem, vehicle, way).returns, number, way)
            for number, vehicle in enumerate(problem.vehicles)
            for way in _next(orders[number], stop)
            if has_room(problem, vehicle, way)
        ]
        if roomy:
            _, number, way = min(roomy)
            orders[number] = way
    return plan_of(problem, orders)


def _in_turn(problem: Problem) -> list[tuple[int, ...]]:
    orders: list[tuple[int, ...]] = [() for _ in problem.vehicles]
    for stop in range(len(problem.stops)):
        ways = (
            (number, way)
            for again in (False, True)  # a second trip only when nobody has room on the first
            for number, vehicle in enumerate(problem.vehicles)
            for way in list(_next(orders[number], stop))[again : again + 1]
            if not misfit(problem, vehicle, way)
        )
        number, way = next(ways, (0, orders[0] if orders else ()))
        if orders:
            orders[number] = way
    return orders


def _next(order: tuple[int, ...], stop: int) -> Iterator[tuple[int, ...]]:
    """After the last one; and on a trip of its own."""
    yield (*order, stop)
    if order:
        yield (*order, RELOAD, stop)


def plan_of(problem: Problem, orders: Sequence[Order]) -> Plan:
    """One order for each vehicle; who is in none is left out."""
    routes = tuple(
        route(problem, vehicle, order) for vehicle, order in zip(problem.vehicles, orders, strict=True) if order
    )
    return Plan(routes, left_out(problem, orders))
