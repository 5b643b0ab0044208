"""Items of stock that need somebody today: why, how urgently, and what to do about them."""

from collections import Counter
from collections.abc import Sequence

from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.running_out import Outlook, outlook
from tools.tool import Desk
from tools.worked import Worked

LIKELY = 0.2  # chance to run out from which an item is looked at though nothing is to be ordered
OUT, LATE, ORDER, RISK, LOW = "out and asked for", "order overdue", "to order", "may run out", "only low"
REASONS = (OUT, LATE, ORDER, RISK, LOW)  # the most pressing first
MEANING = (
    "Out and asked for: none left, and ordered in the last 90 days. Order overdue: ordered today it comes too late."
)
MEANING += " To order: stock and what is on its way are at the reorder point. May run out: within the period."
MEANING += " Only low: below the minimum stock, and nothing more pressing."

ITEMS = (
    Col("reason", "Why", "", MEANING, key=True),
    Col("warehouse_code", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("stock", "Stock", "units"),
    Col("suggested", "Suggested order", "units", "Up to reorder point + economic quantity, in whole packs"),
    Col("order_by", "Order by", "", "The day it runs out − lead time"),
    Col("chance", "Chance to run out", "ratio", "Probability to be short on some day of the period; 100 %: it is out"),
    Col("out_on", "Runs out on", "", "When average demand has taken all there is or comes; empty: is out, or later"),
    Col("value", "Order value", "money", "Suggested order × standard cost"),
    Col("minimum", "Minimum stock", "units"),
    Col("coming", "On its way", "units", "Open units of purchase orders"),
    Col("daily", "Daily demand", "units", "Average of the last 90 days"),
    Col("lead_days", "Lead time", "days"),
    Col("supplier_code", "Preferred supplier", key=True),
)


def reviewed(desk: Desk, warehouse: str | None, days: int) -> Found:
    seen, assumed = outlook(desk, warehouse, days)
    found = [(why, one) for one in seen if (why := _reason(desk, one))]
    found.sort(key=lambda pair: (REASONS.index(pair[0]), -_value(pair[1]), -pair[1].chance, pair[1].item.key))
    return Found(
        figures=_figures(seen, found),
        sheets=(sheet("Attention", ITEMS, [_row(why, one) for why, one in found]),),
        assumptions=assumed,
        method=f"Each of {len(seen):,} items is looked at over {days} days. Those that need somebody stand in the list"
        " once, under their most pressing reason; within a reason the largest order value comes first. The figures"
        " count every item that is out of stock or low, as everywhere; the list has each where it is most pressing.",
    )


def _figures(seen: Sequence[Outlook], found: Sequence[tuple[str, Outlook]]) -> tuple[Worked, ...]:
    """What other pages count too is counted as they do; what the list has of it under that name is said with it."""
    counts = Counter(why for why, _ in found)
    out = sum(one.item.stock <= 0 for one in seen)
    low = sum(one.item.stock < one.item.minimum for one in seen)
    value = float(sum(_value(one) for _, one in found))
    asked, only = f"{counts[OUT]} of them are asked for", f"{counts[LOW]} of them have no more pressing reason"
    return (
        Worked("Out of stock", out, "items", f"stock = 0; {asked}", "DATA: out of stock"),
        Worked("Order overdue", counts[LATE], "items", "runs out before an order of today arrives", "lead time"),
        Worked("To order", counts[ORDER], "items", "position ≤ reorder point, in time", "cycle service level"),
        Worked("May run out", counts[RISK], "items", f"chance ≥ {LIKELY:g}, all is ordered", "negative binomial"),
        Worked("Low stock", low, "items", f"stock < minimum; {only}", "DATA: low stock"),
        Worked("Value of what to order", value, "money", "Σ suggested order × unit cost", "standard cost"),
    )


def _reason(desk: Desk, one: Outlook) -> str:
    """Empty where all is well."""
    if one.item.stock <= 0 and one.demand.mean > 0:
        return OUT
    if one.quantity and one.order_by and one.order_by < desk.ctx.clock.today:
        return LATE
    if one.quantity:
        return ORDER
    if one.chance >= LIKELY:
        return RISK
    return LOW if one.item.stock < one.item.minimum else ""


def _value(one: Outlook) -> float:
    return one.quantity * float(one.item.cost)


def _row(why: str, one: Outlook) -> tuple[Value, ...]:
    item = one.item
    return (
        why, item.warehouse, item.product, item.name, item.stock, one.quantity, one.order_by, one.chance, one.runs_out,
        one.quantity * item.cost, item.minimum, one.coming, round(one.demand.mean, 3), item.lead_days, item.supplier,
    )  # fmt: skip
