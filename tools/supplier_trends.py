"""How purchases go: by month, with the season of the months, and what changed most."""

from core.semantic.query import Group
from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.purchases import asked, real, since
from tools.tool import Desk
from tools.worked import Worked

YEAR = 365
SEASON = (
    Col("month", "Month", key=True),
    Col("spend", "Spend", "money"),
    Col("index", "Against the average month", "", "1 is an average month; the first and the last may be cut"),
)
CHANGED = (Col("before", "Before", "money"), Col("after", "After", "money"), Col("change", "Change", "money"))


def trends(desk: Desk, days: int, group: str) -> Found:
    """By month and group, with the season of each month and what changed most."""
    from_day = since(desk, days)
    by = [Group(dimension="purchase_order.order_date", grain="month"), Group(dimension=group)]
    table = asked(desk, measures=["spend", "units_purchased", "purchase_orders"], by=by, where=from_day)
    whole = asked(desk, measures=["spend"], by=[by[0]], where=from_day, order=["purchase_order.order_date"])
    spend = {row[0]: real(row[-1]) or 0.0 for row in whole.rows}
    mean = sum(spend.values()) / len(spend) if spend else 0.0
    season = [(month, value, value / mean if mean else None) for month, value in spend.items()]
    columns = tuple(Col(c.name, c.label, c.unit, c.meaning, c.role == "key") for c in table.columns)
    changes = _changes(desk, days, group)
    return Found(
        figures=(
            Worked(f"Spend of {days} days", sum(spend.values()), "money", "Σ line total", "DATA: spend"),
            Worked(
                "Change",
                sum(float(str(row[-1])) for row in changes),
                "money",
                f"last {days // 2} days − those before",
                "DATA: spend",
            ),
        ),
        sheets=(
            sheet("By month", columns, table.rows),
            sheet("Season", SEASON, season),
            sheet("What changed", (Col("group", group.replace(".", " "), key=True), *CHANGED), changes),
        ),
        method=f"Spend by month of the order date; the second half of the {days} days is compared with the first.",
        unknown=() if days >= 2 * YEAR else ("A season is known from two years on; this is how the months differed.",),
    )


def _changes(desk: Desk, days: int, group: str) -> list[tuple[Value, ...]]:
    """The largest changes first, up or down."""
    halves = []
    for window in (days, days // 2):
        table = asked(desk, measures=["spend"], by=[Group(dimension=group)], where=since(desk, window))
        halves.append({str(row[0]): real(row[-1]) or 0.0 for row in table.rows})
    both, after = halves
    changed = {name: 2 * after.get(name, 0.0) - both[name] for name in both}
    ordered = sorted(changed, key=lambda name: (-abs(changed[name]), name))
    return [(name, both[name] - after.get(name, 0.0), after.get(name, 0.0), changed[name]) for name in ordered]
