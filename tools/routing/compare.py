"""A plan beside the naive one: the same stops, driven in the order of their numbers."""

from dataclasses import dataclass

from tools.routing.edits import Edits, edited
from tools.routing.naive import naive_late
from tools.routing.plan import Plan, Route
from tools.routing.problem import Problem


@dataclass(frozen=True)
class Totals:
    """`late`: vehicles that are back after their shift or their driver's hours, or come to a stop that has closed."""

    stops: int
    vehicles: int
    km: float
    hours: float
    money: float
    late: int


@dataclass(frozen=True)
class Compared:
    planned: Totals
    naive: Totals


def compared(problem: Problem, plan: Plan) -> Compared:
    """Like for like: the naive plan drives the stops that the plan serves, and no others, but may be late."""
    out = frozenset(one.stop.name for one in plan.left_out) & {stop.name for stop in problem.stops}
    served, _ = edited(problem, Edits(dropped=out))
    return Compared(totals(plan), totals(naive_late(served)))


def totals(plan: Plan) -> Totals:
    late = sum(_is_late(route) for route in plan.routes)
    return Totals(plan.stops, len(plan.routes), plan.km, plan.hours, plan.money, late)


def _is_late(route: Route) -> bool:
    vehicle = route.vehicle
    too_long = route.returns > vehicle.end or route.returns - route.departs > vehicle.longest
    return too_long or any(visit.begins > visit.stop.closes for visit in route.visits)
