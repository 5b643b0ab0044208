"""What could be saved in buying over a year, each with the lines that show it."""

from datetime import timedelta

from tools.buying.savings import Source, by_source, cheaper_sources, drifted, missed_breaks, ranked, small_orders
from tools.found import Col, Found, sheet
from tools.purchases import bought, breaks, product_names, real, scores
from tools.tool import Desk
from tools.worked import Assumption, Worked

YEAR, QUARTER = 365, 90

SAVINGS = (
    Col("kind", "Kind", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("supplier_code", "Supplier", key=True),
    Col("other", "Cheaper source", key=True),
    Col("now", "Now", "money"),
    Col("could", "Could be", "money"),
    Col("percent", "Share", "ratio"),
    Col("amount", "A year", "money", "What it would have saved over the last 365 days"),
    Col("evidence", "Evidence", key=True),
)


def savings(desk: Desk, percent: float) -> Found:
    lines, everybody, names = by_source(bought(desk, YEAR)), scores(desk, YEAR), product_names(desk)
    sources = {code: Source(real(row["quality_rate"]), real(row["on_time_rate"])) for code, row in everybody.items()}
    order_cost, tiers = float(desk.ctx.config.planning.order_cost), breaks(desk)
    recently = desk.ctx.clock.today - timedelta(days=QUARTER)
    found = ranked(
        [
            *cheaper_sources(lines, sources),
            *drifted(lines, recently),
            *small_orders(lines, order_cost),
            *missed_breaks(lines, tiers or {}),
        ],
        percent,
    )
    rows = [
        (one.kind, one.product, names.get(one.product, ""), one.supplier, one.other, one.now, one.could, one.percent,
         one.amount, one.evidence)
        for one in found
    ]  # fmt: skip
    source = "purchase order lines of the last 365 days"
    return Found(
        figures=(
            Worked("Opportunities", len(found), "count", f"saving ≥ {percent:g} %", source),
            Worked(
                "Largest together",
                sum(one.amount for one in found[:10]),
                "money",
                "Σ of the ten largest",
                source,
                note="Opportunities for the same product overlap: they do not all add up.",
            ),
        ),
        sheets=(sheet("Savings", SAVINGS, rows),),
        assumptions=(Assumption("Cost of placing an order", f"{order_cost:g}", "config.yaml, planning.order_cost"),),
        method="A source is qualified with a quality rate of 90 %, an on-time rate of 70 % and three lines."
        " Prices of the last 90 days are compared with those before. Orders of a product in one month could be one.",
        unknown=() if tiers is not None else ("Price breaks: planning_supplier is not in this warehouse.",),
    )
