"""Costs of suppliers like for like, and what it would save to buy from another one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from core.warehouse.base import Value
from tools.buying.concentration import move
from tools.buying.savings import Bought, by_source, mean_cost
from tools.found import Col, Found, sheet
from tools.purchases import bought, product_names, real, scores
from tools.tool import Desk
from tools.worked import Assumption, Worked

YEAR = 365

COSTS = (
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("supplier_code", "Supplier", key=True),
    Col("average_cost", "Average unit cost", "money", "Plain average over purchase order lines"),
    Col(
        "landed",
        "Landed cost",
        "money",
        "Unit cost, with rejected units paid for again and stock held over the lead time",
    ),
    Col("above", "Above the cheapest", "ratio", "Landed cost against the cheapest supplier of the product"),
    Col("lines", "Lines", "count"),
    Col("units", "Units", "units"),
    Col("last_cost", "Last unit cost", "money"),
    Col("last_day", "Last bought"),
)
HISTORY = (
    Col("month", "Month", key=True),
    Col("supplier_code", "Supplier", key=True),
    Col(
        "index",
        "Price index",
        "",
        "Average over the products of unit cost / that product's average over all; 1 is average",
    ),
)


def compared(desk: Desk, group: str | None, suppliers: Sequence[str]) -> Found:
    lines = bought(desk, YEAR, suppliers, group)
    if not lines:
        return Found(unknown=("Nothing was bought of this in the last 365 days.",))
    everybody, names, rate = scores(desk, YEAR), product_names(desk), desk.ctx.config.planning.holding_rate
    rows, sources = [], by_source(lines)
    landed = {key: _landed(found, everybody.get(key[1], {}), rate) for key, found in sources.items()}
    cheapest: dict[str, float] = defaultdict(lambda: inf)
    for (product, _), cost in landed.items():
        cheapest[product] = min(cheapest[product], cost)
    for (product, supplier), found in sorted(sources.items(), key=lambda one: (one[0][0], landed[one[0]], one[0][1])):
        last = max(found, key=lambda line: (line.day, line.order))
        cost = landed[product, supplier]
        rows.append(
            (
                product,
                names.get(product, ""),
                supplier,
                mean_cost(found),
                cost if isfinite(cost) else None,
                cost / cheapest[product] - 1 if isfinite(cost) else None,
                len(found),
                sum(line.units for line in found),
                last.cost,
                last.day,
            )
        )
    both = [product for product in cheapest if sum(key[0] == product for key in sources) > 1]
    return Found(
        figures=(
            Worked("Products bought", len(cheapest), "count", "products with a purchase line", "last 365 days"),
            Worked(
                "Products with more than one supplier",
                len(both),
                "count",
                "only these compare like for like",
                "last 365 days",
            ),
        ),
        sheets=(sheet("Costs", COSTS, rows), sheet("Price history", HISTORY, _history(lines))),
        assumptions=(
            Assumption("Holding cost a year, share of the value", f"{rate:g}", "config.yaml, planning.holding_rate"),
        ),
        method="Landed cost = unit cost / quality rate + unit cost × holding rate × average lead time / 365.",
    )


def _landed(lines: Sequence[Bought], supplier: dict[str, Value], rate: float) -> float:
    """Of a supplier who was never received from nothing is known against them; whose units are all rejected has no
    cost at which one gets a good one."""
    rate_of_good = real(supplier.get("quality_rate"))
    quality = 1.0 if rate_of_good is None else rate_of_good
    if not quality:
        return inf
    lead = real(supplier.get("average_lead_time")) or 0.0
    return mean_cost(lines) / quality + mean_cost(lines) * rate * lead / YEAR


def _history(lines: Sequence[Bought]) -> list[tuple[Value, ...]]:
    """Each supplier's prices by month, against the average price of the same products."""
    costs: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        costs[line.product].append(line.cost)
    usual = {product: sum(found) / len(found) for product, found in costs.items()}
    months: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines:
        if usual[line.product] > 0:
            months[f"{line.day:%Y-%m}", line.supplier].append(line.cost / usual[line.product])
    return [(month, supplier, round(sum(one) / len(one), 4)) for (month, supplier), one in sorted(months.items())]


@dataclass(frozen=True)
class Both:
    """What two suppliers were paid for a unit of each product, and the units from the first: read once."""

    source: str
    target: str
    units: Mapping[str, float]
    costs: Mapping[str, float]
    others: Mapping[str, float]


def moved(desk: Desk, source: str, target: str, share: float) -> Found:
    return after_moving(both_of(desk, source, target), share)


def both_of(desk: Desk, source: str, target: str) -> Both:
    lines = by_source(bought(desk, YEAR, (source, target)))
    costs: dict[str, dict[str, float]] = {source: {}, target: {}}
    units: dict[str, float] = {}
    for (product, supplier), found in lines.items():
        costs[supplier][product] = mean_cost(found)
        if supplier == source:
            units[product] = sum(line.units for line in found)
    return Both(source, target, units, costs[source], costs[target])


def after_moving(both: Both, share: float) -> Found:
    source, target = both.source, both.target
    made = move(share, both.units, both.costs, both.others)
    rest = sorted(set(both.units) - set(both.others))
    return Found(
        figures=(
            Worked(
                "Saved in a year",
                made.saved,
                "money",
                "before − after",
                "average unit costs of the last 365 days",
                {"share": share, "before": made.before, "after": made.after},
            ),
            Worked(
                "Products that both sell", made.products, "count", "bought from both in the period", "last 365 days"
            ),
        ),
        method=f"{share:.0%} of the units of {source} at the average unit cost of {target}: what both sell.",
        unknown=(f"{len(rest)} products were never bought from {target}: nobody knows its price.",) if rest else (),
    )
