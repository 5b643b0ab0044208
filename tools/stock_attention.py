"""Items of stock that need somebody today: why, how urgently, and what to do about them."""

from collections import Counter

from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.running_out import Outlook, outlook
from tools.tool import Desk
from tools.worked import Worked

LIKELY = 0.2  # chance to run out from which an item is looked at though nothing is to be ordered
OUT, LATE, ORDER, RISK, LOW = "out of stock", "order overdue", "to order", "may run out", "low stock"
REASONS = (OUT, LATE, ORDER, RISK, LOW)  # the most pressing first
MEANING = "Out: none left and it is asked for. Order overdue: ordered today it comes too late. To order: stock and what"
MEANING += " is on its way are at the reorder point. May run out: within the period. Low: below the minimum stock."

ITEMS = (
    Col("reason", "Why", "", MEANING, key=True),
    Col("warehouse_code", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("order_by", "Order by", "", "The day it runs out − lead time"),
    Col("chance", "Chance to run out", "ratio", "Probability to be short on some day of the period"),
    Col("out_on", "Runs out on", "", "When average demand has taken everything that is there or comes in"),
    Col("suggested", "Suggested order", "units", "Up to reorder point + economic quantity, in whole packs"),
    Col("value", "Order value", "money", "Suggested order × standard cost"),
    Col("stock", "Stock", "units"),
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
    counts = Counter(why for why, _ in found)
    value = float(sum(_value(one) for _, one in found))
    return Found(
        figures=(
            Worked("Out of stock", counts[OUT], "items", "stock = 0 and demand > 0", "DATA: out of stock"),
            Worked("Order overdue", counts[LATE], "items", "runs out before an order of today arrives", "lead time"),
            Worked("To order", counts[ORDER], "items", "position ≤ reorder point", "cycle service level"),
            Worked("May run out", counts[RISK], "items", f"chance ≥ {LIKELY:g}, all is ordered", "negative binomial"),
            Worked("Low stock", counts[LOW], "items", "stock < minimum, nothing else is wrong", "DATA: low stock"),
            Worked("Value of what to order", value, "money", "Σ suggested order × unit cost", "standard cost"),
        ),
        sheets=(sheet("Attention", ITEMS, [_row(why, one) for why, one in found]),),
        assumptions=assumed,
        method=f"Each of {len(seen):,} items is looked at over {days} days and stands here once, under its most"
        " pressing reason; within a reason the largest order value comes first.",
    )  # fmt: skip


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
        why, item.warehouse, item.product, item.name, one.order_by, one.chance, one.out_on, one.quantity,
        one.quantity * item.cost, item.stock, item.minimum, one.coming, round(one.demand.mean, 3), item.lead_days,
        item.supplier,
    )  # fmt: skip
