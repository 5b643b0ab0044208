"""What a buyer should look at today: deliveries that are late, suppliers that got worse, savings, single sources."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from core.semantic.query import Fields, Group
from core.warehouse.base import Value
from tools.buying.shrink import Rate
from tools.buying.worse import fell
from tools.found import Col, Found, sheet
from tools.purchases import asked, real
from tools.supplier_dependence import concentrated
from tools.supplier_savings import savings
from tools.tool import Desk
from tools.worked import Worked

YEAR = 365
LATE, WORSE, SAVING, SINGLE = "late deliveries", "getting worse", "saving", "single source"
KINDS = (LATE, WORSE, SAVING, SINGLE)
MONEY = "Late: value of the open orders. Worse: spend of the period. Saving: a year. Single source: spend of a year."

POINTS = (
    Col("kind", "What", key=True),
    Col("supplier_code", "Supplier", key=True),
    Col("supplier_name", "Name", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Product name", key=True),
    Col("money", "Money", "money", MONEY),
    Col("says", "Evidence", key=True),
)
Row = tuple[Value, ...]


def reviewed(desk: Desk, days: int, percent: float) -> Found:
    names = {str(row[0]): str(row[1] or "") for row in asked(desk, by=[Group(dimension="supplier")]).rows}
    saved, single = savings(desk, percent), concentrated(desk, YEAR)
    rows: list[Row] = [*_late(desk, names), *_worse(desk, days, names)]
    for one in saved.sheet("Savings").records() if saved.sheets else ():
        rows += [_product(SAVING, names, one, one["amount"], f"{one['kind']}: {one['evidence']}")]
    for one in single.sheet("Single source").records() if single.sheets else ():
        rows += [_product(SINGLE, names, one, one["spend"], "Nobody else sold it in the last 365 days")]
    rows.sort(key=lambda row: (KINDS.index(str(row[0])), -float(str(row[5] or 0)), str(row[1]), str(row[3] or "")))
    counts = Counter(row[0] for row in rows)
    gain = sum(float(str(row[5])) for row in [one for one in rows if one[0] == SAVING][:10])
    return Found(
        figures=(
            Worked("Suppliers with late deliveries", counts[LATE], "count", "open and expected before today", "DATA"),
            Worked("Suppliers getting worse", counts[WORSE], "count", "two proportions, one of twenty by chance", "z"),
            Worked("Largest savings together", gain, "money", "Σ of the ten largest", "last 365 days"),
            Worked("Products from a single source", counts[SINGLE], "count", "one supplier", "last 365 days"),
        ),
        sheets=(sheet("Attention", POINTS, rows),),
        assumptions=saved.assumptions,
        method=f"On-time rates of the last {days} days are compared with those of the {days} before; a fall counts"
        " where chance alone would bring it in one case of twenty. Within a kind the most money comes first.",
        unknown=(*saved.unknown, *single.unknown),
    )  # fmt: skip


def _product(kind: str, names: dict[str, str], row: dict[str, Value], money: Value, says: str) -> Row:
    supplier = str(row["supplier_code"])
    return kind, supplier, names.get(supplier), row["product_code"], row["product_name"], money, says


def _late(desk: Desk, names: dict[str, str]) -> Iterator[Row]:
    measures = ["spend", "purchase_orders", "average_purchase_days_overdue"]
    table = asked(
        desk, measures=measures, by=[Group(dimension="supplier.code")], where={"is": "purchase_order.overdue"}
    )
    for code, spend, orders, days in table.rows:
        if orders:
            says = f"{orders} open, {real(days) or 0:.0f} days past the expected date on average"
            yield LATE, code, names.get(str(code)), None, None, spend, says


def _worse(desk: Desk, days: int, names: dict[str, str]) -> Iterator[Row]:
    today = desk.ctx.clock.today
    middle, first = today - timedelta(days=days), today - timedelta(days=2 * days)
    before, after = _punctual(desk, first, middle), _punctual(desk, middle, today)
    for code, (rate, spend) in after.items():
        was = before.get(code, (Rate(0, 0), None))[0]
        if fell(was, rate):
            says = f"On time {was.good} of {was.of} before, {rate.good} of {rate.of} in the last {days} days"
            yield WORSE, code, names.get(code), None, None, spend, says


def _punctual(desk: Desk, after: date, until: date) -> dict[str, tuple[Rate, Value]]:
    """By supplier, of orders placed after a day and until another."""
    window = [
        Fields(field="purchase_order.order_date", op=">", value=after),
        Fields(field="purchase_order.order_date", op="<=", value=until),
    ]
    measures = ["on_time_rate", "delivered_purchase_orders", "spend"]
    table = asked(desk, measures=measures, by=[Group(dimension="supplier.code")], where={"and": window})
    found = {}
    for code, rate, delivered, spend in table.rows:
        count = int(str(delivered or 0))
        found[str(code)] = Rate(round((real(rate) or 0.0) * count), count), spend
    return found
