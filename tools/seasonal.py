"""What to order once for a season: demand ahead as a distribution, and what a unit too many or too few costs."""

from dataclasses import replace

from core.errors import Invalid, NotFound
from tools.demand.bands import LEVELS
from tools.demand.forecast import forecast
from tools.demand_history import not_marked, series_of
from tools.forecasting import calibrated
from tools.found import Col, Found, sheet
from tools.reading import arriving, items, planned, price, supplied
from tools.stock.newsvendor import expected_cost, newsvendor
from tools.stock.normal import quantile
from tools.terms import terms
from tools.tool import Desk
from tools.worked import Assumption, Worked

YEAR = 365
SHARES = (0.5, 0.75, 0.9, 0.95, 0.99)

QUANTITIES = (
    Col("chance", "Chance that it is enough", "ratio", "Of the demand of the season", key=True),
    Col("quantity", "Quantity", "units", "With what is there and on its way"),
    Col("order", "To order", "units", "In whole packs"),
)


def season_order(desk: Desk, product: str, warehouse: str, days: int, leftover: float) -> Found:
    found = items(desk, warehouse, product)
    if not found:
        raise NotFound(f"{product} is not held at {warehouse}.")
    item, series = found[0], series_of(desk, [product], warehouse).get(product)
    measured = calibrated(desk, days, warehouse) if series is not None else None
    if series is None or measured is None or not measured.known:
        return Found(unknown=(f"{product} at {warehouse} has too little history to say how its demand may vary.",))
    made, on = forecast(series, days), terms(desk, item, planned(desk), supplied(desk))
    low, high = measured.total_band(made, LEVELS[0])
    deviation = (high - low) / 2 / quantile((1 + LEVELS[0]) / 2)
    cost, sells = float(item.cost), price(desk, product)
    over = cost * (1 - leftover) + on.holding_cost(item) * days / YEAR
    if sells <= cost:
        raise Invalid(f"{product} sells for {sells:,.2f} and costs {cost:,.2f}: a season of it earns nothing.")
    best = newsvendor(made.total, deviation, over, sells - cost)
    best = replace(best, value=max(best.known(), 0.0))
    there = item.stock + sum(arriving(desk, warehouse).get(item.key, {}).values())
    rows = [
        (share, round(wanted, 1), on.packing.whole(wanted - there))
        for share in sorted({*SHARES, best.inputs["critical ratio"]})
        for wanted in (max(made.total + quantile(share) * deviation, 0.0),)
    ]
    risk = expected_cost(made.total, deviation, over, sells - cost)
    return Found(
        figures=(
            best,
            Worked(
                "Order now", on.packing.whole(best.known() - there), "units", "quantity − stock − on its way, in packs",
                best.source, {"stock and on its way": there, "pack": on.packing.pack},
            ),
            Worked("Cost of not knowing the demand", round(risk, 2), "money", "(o + u) × φ(z) × σ", best.source),
        ),
        sheets=(sheet("Quantities", QUANTITIES, rows),),
        assumptions=(
            Assumption("Value of a unit left over", f"{leftover:.0%} of its cost", "given with the question, or half"),
            *on.assumed,
        ),
        method=f"The season is the next {days} days, ordered for once. Its demand is forecast ({made.method}) with the"
        " spread of held-back errors, taken as normal. It is enough as often as the margin outweighs leftovers.",
        unknown=not_marked(desk),
    )  # fmt: skip
