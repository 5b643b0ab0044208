"""Where money could be saved in buying: a cheaper source, prices that drifted, orders that could be one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["cheaper source", "price drift", "small orders", "price break"]
QUALITY = 0.9  # of the lines accepted, for a source to count as qualified
PUNCTUAL = 0.7  # of the orders on time
ORDERS = 3  # lines of a product from a source before its price is believed


@dataclass(frozen=True)
class Bought:
    """One line of a purchase order."""

    supplier: str
    product: str
    day: date
    order: str
    units: float
    cost: float  # of a unit


@dataclass(frozen=True)
class Source:
    """How good a supplier is, for qualifying it; None where nothing is known."""

    quality: float | None
    on_time: float | None

    @property
    def qualified(self) -> bool:
        return (self.quality is None or self.quality >= QUALITY) and (self.on_time is None or self.on_time >= PUNCTUAL)


@dataclass(frozen=True)
class Saving:
    kind: Kind
    product: str
    supplier: str
    other: str  # the cheaper source; '' where there is none
    now: float  # cost of a unit, or of the orders
    could: float
    amount: float  # over the period
    evidence: str

    @property
    def percent(self) -> float:
        return (self.now - self.could) / self.now if self.now else 0.0


Lines = Mapping[tuple[str, str], Sequence[Bought]]


def by_source(bought: Iterable[Bought]) -> Lines:
    """By product and supplier."""
    found: dict[tuple[str, str], list[Bought]] = defaultdict(list)
    for line in bought:
        found[line.product, line.supplier].append(line)
    return found


def cheaper_sources(lines: Lines, sources: Mapping[str, Source]) -> list[Saving]:
    """The same product from another supplier that is qualified and was bought from often enough."""
    by_product: dict[str, dict[str, Sequence[Bought]]] = defaultdict(dict)
    for (product, supplier), found in lines.items():
        by_product[product][supplier] = found
    savings = []
    for product, suppliers in by_product.items():
        costs = {name: mean_cost(found) for name, found in suppliers.items()}
        able = [
            name for name, found in suppliers.items() if len(found) >= ORDERS and sources.get(name, UNKNOWN).qualified
        ]
        for name, found in suppliers.items():
            best = min((other for other in able if other != name), key=lambda one: (costs[one], one), default=None)
            if best is not None and costs[best] < costs[name]:
                units = sum(line.units for line in found)
                evidence = (
                    f"{len(found)} lines at {costs[name]:,.2f} against {len(suppliers[best])} at {costs[best]:,.2f}"
                )
                amount = (costs[name] - costs[best]) * units
                savings.append(
                    Saving("cheaper source", product, name, best, costs[name], costs[best], amount, evidence)
                )
    return savings


UNKNOWN = Source(None, None)


def drifted(lines: Lines, since: date) -> list[Saving]:
    """Prices since a day against those before it, from the same supplier."""
    savings = []
    for (product, supplier), found in lines.items():
        before, after = [one for one in found if one.day < since], [one for one in found if one.day >= since]
        if len(before) >= ORDERS and len(after) >= ORDERS and (old := mean_cost(before)) < (new := mean_cost(after)):
            units = sum(line.units for line in after)
            evidence = f"{len(before)} lines at {old:,.2f} before {since}, {len(after)} at {new:,.2f} since"
            savings.append(Saving("price drift", product, supplier, "", new, old, (new - old) * units, evidence))
    return savings


def small_orders(lines: Lines, order_cost: float) -> list[Saving]:
    """Several orders of a product from one supplier in one month, where one would have done."""
    savings = []
    for (product, supplier), found in lines.items():
        months: dict[tuple[int, int], set[str]] = defaultdict(set)
        for line in found:
            months[line.day.year, line.day.month].add(line.order)
        orders = sum(len(some) for some in months.values())
        spare = orders - len(months)
        if spare > 0:
            evidence = f"{orders} orders in {len(months)} months"
            costs = orders * order_cost, len(months) * order_cost
            savings.append(Saving("small orders", product, supplier, "", *costs, spare * order_cost, evidence))
    return savings


@dataclass(frozen=True)
class Break:
    """From so many units in a line on, a supplier takes off this share."""

    least: float
    discount: float


def missed_breaks(lines: Lines, breaks: Mapping[str, Sequence[Break]]) -> list[Saving]:
    """Lines just short of a supplier's next break, by a fifth at most: worth filling up."""
    savings = []
    for (product, supplier), found in lines.items():
        missed = [
            (line, tier)
            for line in found
            for tier in breaks.get(supplier, ())
            if 0.8 * tier.least <= line.units < tier.least
        ]
        if missed:
            now = sum(line.units * line.cost for line, _ in missed)
            amount = sum(line.units * line.cost * tier.discount for line, tier in missed)
            evidence = f"{len(missed)} lines within a fifth of the next break"
            savings.append(Saving("price break", product, supplier, "", now, now - amount, amount, evidence))
    return savings


def ranked(savings: Iterable[Saving], percent: float) -> list[Saving]:
    """The largest first, without those that save a smaller share than this."""
    found = [one for one in savings if one.amount > 0 and one.percent * 100 >= percent]
    return sorted(found, key=lambda one: (-one.amount, one.kind, one.product, one.supplier))


def mean_cost(lines: Sequence[Bought]) -> float:
    """The plain average over the lines, as DATA.md has the average unit cost."""
    return sum(line.cost for line in lines) / len(lines)
