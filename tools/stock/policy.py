"""Policies tried out: the best (s, S) for Poisson demand exactly, and any (s, S) or (R, Q) day by day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor

from core.errors import Invalid

TAIL = 1e-12  # of the probability; what is rarer changes no cost that is shown


@dataclass(frozen=True)
class Costs:
    """Of one order, of a unit held for a period, of a unit short for a period."""

    order: float
    hold: float
    short: float

    def __post_init__(self) -> None:
        if self.order < 0 or self.hold <= 0 or self.short <= 0:
            raise Invalid("A policy needs costs of holding and of being short above zero, and an order cost not below.")


@dataclass(frozen=True)
class Levels:
    """Order up to `upper` as soon as no more than `lower` is there or on its way."""

    lower: int
    upper: int
    cost: float  # a period


def best_levels(mean: float, costs: Costs) -> Levels:
    """The (s, S) of least cost, reviewed every period, delivered at once: Zheng and Federgruen 1991."""
    if mean <= 0:
        raise Invalid("Levels need some demand.")
    chances = _poisson(mean)
    stage = _stage_cost(chances, costs)
    base = min(range(-1, ceil(mean + 10 * mean**0.5) + 2), key=stage)
    lower, upper = base - 1, base
    while _cost(lower, upper, chances, costs, stage) > stage(lower):
        lower -= 1
    best, upper = _cost(lower, upper, chances, costs, stage), upper + 1
    found = Levels(lower, base, best)
    while stage(upper) <= found.cost:
        if _cost(lower, upper, chances, costs, stage) < found.cost:
            while _cost(lower, upper, chances, costs, stage) <= stage(lower + 1):
                lower += 1
            found = Levels(lower, upper, _cost(lower, upper, chances, costs, stage))
        upper += 1
    return found


def _poisson(mean: float) -> list[float]:
    chance, found = exp(-mean), list[float]()
    while len(found) < mean or chance > TAIL:
        found.append(chance)
        chance *= mean / len(found)
    return found


def _stage_cost(chances: Sequence[float], costs: Costs) -> Callable[[int], float]:
    """Of one period that begins with so much: what is held and what is short at its end."""

    def cost(level: int) -> float:
        return sum(
            chance * (costs.hold * max(level - units, 0) + costs.short * max(units - level, 0))
            for units, chance in enumerate(chances)
        )

    return cost


def _cost(lower: int, upper: int, chances: Sequence[float], costs: Costs, stage: Callable[[int], float]) -> float:
    """Average of a period: the order and the stages of a cycle, over the length of the cycle (renewal reward)."""
    steps = upper - lower
    visits = [1 / (1 - chances[0])]
    for gap in range(1, steps):
        before = sum(chances[units] * visits[gap - units] for units in range(1, min(gap, len(chances) - 1) + 1))
        visits.append(before / (1 - chances[0]))
    length = sum(visits)
    return (costs.order + sum(times * stage(upper - gap) for gap, times in enumerate(visits))) / length


@dataclass(frozen=True)
class Course:
    """What a policy would have done over the days."""

    days: int
    orders: int
    short_days: int
    served: float  # share of the units
    average_stock: float
    cost: float


def try_levels(demand: Sequence[float], lead: int, lower: int, upper: int, costs: Costs) -> Course:
    """(s, S): up to `upper` whenever what is there and on its way is at `lower` or below."""
    return _try(demand, lead, upper, costs, lambda position: upper - position if position <= lower else 0)


def try_quantity(demand: Sequence[float], lead: int, point: int, quantity: int, costs: Costs) -> Course:
    """(R, Q): as many times the quantity as lift what is there and on its way above the point."""
    if quantity < 1:
        raise Invalid(f"An order of {quantity} units is none.")

    def order(position: float) -> float:
        return 0 if position > point else (floor((point - position) / quantity) + 1) * quantity

    return _try(demand, lead, point + quantity, costs, order)


def _try(demand: Sequence[float], lead: int, start: int, costs: Costs, order: Callable[[float], float]) -> Course:
    """What is not there is not sold; what is ordered in the evening comes in the morning after `lead` days."""
    if not demand or lead < 0:
        raise Invalid("A policy is tried on at least one day of demand, with a lead time of 0 days or more.")
    coming = [0.0] * (len(demand) + lead + 1)
    stock, way, sold, held, orders, short_days = float(start), 0.0, 0.0, 0.0, 0, 0
    for day, wanted in enumerate(demand):
        stock, way = stock + coming[day], way - coming[day]
        taken = min(stock, wanted)
        stock, sold, short_days = stock - taken, sold + taken, short_days + (taken < wanted)
        if (units := order(stock + way)) > 0:
            orders, way = orders + 1, way + units
            coming[day + lead + 1] += units
        held += stock
    asked = sum(demand)
    cost = costs.order * orders + costs.hold * held + costs.short * (asked - sold)
    return Course(len(demand), orders, short_days, sold / asked if asked else 1.0, held / len(demand), cost)
