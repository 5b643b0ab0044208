"""One supplier over a period: the parts of its score, against its peers, by month, with how sure that is."""

from collections import Counter
from statistics import median

from core.semantic.query import Fields, Group
from core.warehouse.base import Value
from tools.buying.shrink import ENOUGH, Prior, Rate, prior_of
from tools.found import Col, Found, sheet
from tools.purchases import PARTS, asked, real, scores, since
from tools.tool import Desk
from tools.worked import Worked

WEIGHTS = {"receipt_fill_rate": 30, "on_time_rate": 30, "quality_rate": 20, "cost_competitiveness": 20}
LABELS = {
    "receipt_fill_rate": "Receipt fill rate", "on_time_rate": "On-time rate",
    "quality_rate": "Quality rate", "cost_competitiveness": "Cost competitiveness",
}  # fmt: skip
SCORE = "30 % fill + 30 % on time + 20 % quality + 20 % cost"

PEERS = (
    Col("supplier_code", "Supplier", key=True),
    Col("supplier_name", "Name", key=True),
    Col("score", "Score", "score", SCORE),
    Col("orders", "Orders", "count"),
    Col("fill", "Receipt fill rate", "ratio"),
    Col("on_time", "On-time rate", "ratio"),
    Col("on_time_drawn", "On-time, drawn", "ratio", "Drawn towards everybody's rate where orders are few: for ranking"),
    Col("quality", "Quality rate", "ratio"),
    Col("cost", "Cost competitiveness", "ratio"),
    Col("lead_time", "Average lead time", "days"),
    Col("spend", "Spend", "money"),
    Col("sure", "Enough orders", "", f"{ENOUGH} delivered orders or more"),
)
MONTHS = (
    Col("month", "Month", key=True),
    Col("orders", "Orders", "count"),
    Col("on_time", "On-time rate", "ratio"),
    Col("fill", "Receipt fill rate", "ratio"),
    Col("quality", "Quality rate", "ratio"),
    Col("lead_time", "Average lead time", "days"),
)
LEAD = (Col("days", "Lead time", "days", key=True), Col("orders", "Orders", "count"))


def recorded(desk: Desk, supplier: str, days: int) -> Found:
    everybody = scores(desk, days)
    own = everybody.get(supplier)
    if own is None:
        return Found(unknown=(f"{supplier} had no orders in the last {days} days.",))
    rates = {code: _punctual(row) for code, row in everybody.items()}
    prior = prior_of(list(rates.values()))
    leads = _lead_times(desk, supplier, days)
    return Found(
        figures=_figures(own, rates[supplier], prior, leads),
        sheets=(
            sheet("Peers", PEERS, _peers(everybody, rates, prior)),
            sheet("By month", MONTHS, _months(desk, supplier, days)),
            sheet("Lead times", LEAD, sorted(Counter(leads).items())),
        ),
        method=f"Score = {SCORE}; a part without data shares its weight out. Orders of the last {days} days.",
        unknown=_unsure(supplier, rates[supplier], real(own["supplier_score"])),
    )


def _figures(own: dict[str, Value], rate: Rate, prior: Prior, leads: list[int]) -> tuple[Worked, ...]:
    low, high = prior.between(rate)
    parts = {LABELS[name]: value for name in WEIGHTS if (value := real(own[name])) is not None}
    counts = {"orders": real(own["purchase_orders"]) or 0, "delivered": float(rate.of)}
    return (
        Worked(
            "Supplier score", real(own["supplier_score"]), "score", SCORE, "DATA: supplier score", {**parts, **counts}
        ),
        Worked(
            "On-time rate",
            rate.raw,
            "ratio",
            "on time / delivered",
            "DATA: on-time rate",
            {"on time": rate.good, "delivered": rate.of, "90 % from": low, "to": high},
        ),
        Worked(
            "Median lead time",
            float(median(leads)) if leads else None,
            "days",
            "delivered − ordered",
            "DATA: lead time",
            {"receipts": len(leads), "longest": max(leads)} if leads else {},
        ),
        Worked("Spend", real(own["spend"]), "money", "Σ line total", "DATA: spend"),
    )


def _punctual(row: dict[str, Value]) -> Rate:
    delivered = int(str(row["delivered_purchase_orders"] or 0))
    return Rate(round((real(row["on_time_rate"]) or 0.0) * delivered), delivered)


def _peers(everybody: dict[str, dict[str, Value]], rates: dict[str, Rate], prior: Prior) -> list[tuple[Value, ...]]:
    """Best score first; who has none comes last."""

    def place(code: str) -> tuple[bool, float, str]:
        score = real(everybody[code]["supplier_score"])
        return score is None, -(score or 0.0), code

    ordered = sorted(everybody, key=place)
    return [_peer(code, everybody[code], rates[code], prior) for code in ordered]


def _peer(code: str, row: dict[str, Value], rate: Rate, prior: Prior) -> tuple[Value, ...]:
    fill, on_time, quality, cost, score = (real(row[name]) for name in PARTS)
    return (
        code,
        str(row["name"] or ""),
        score,
        row["purchase_orders"],
        fill,
        on_time,
        round(prior.drawn(rate), 4),
        quality,
        cost,
        real(row["average_lead_time"]),
        row["spend"],
        rate.of >= ENOUGH,
    )


def _months(desk: Desk, supplier: str, days: int) -> list[tuple[Value, ...]]:
    measures = ["purchase_orders", "on_time_rate", "receipt_fill_rate", "quality_rate", "average_lead_time"]
    only = {"and": [since(desk, days), Fields(field="supplier.code", value=supplier)]}
    by = [Group(dimension="purchase_order.order_date", grain="month")]
    table = asked(desk, measures=measures, by=by, where=only, order=["purchase_order.order_date"])
    return list(table.rows)


def _lead_times(desk: Desk, supplier: str, days: int) -> list[int]:
    only = [since(desk, days), Fields(field="supplier.code", value=supplier)]
    only.append(Fields(field="purchase_order.lead_time", op="not null"))
    by = [Group(dimension="purchase_order.lead_time")]
    return [int(str(row[-1])) for row in asked(desk, rows="purchase_order", by=by, where={"and": only}).rows]


def _unsure(supplier: str, rate: Rate, score: float | None) -> tuple[str, ...]:
    if score is None:
        return (f"{supplier} has no receipts in the period, so it has no score.",)
    if rate.of < ENOUGH:
        return (f"{supplier} delivered {rate.of} orders in the period: too few to judge it by.",)
    return ()
