"""How full warehouses are, and how that changes: today's stock, what is on order, and the recorded days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core.export import whole
from core.semantic.query import Query
from core.warehouse.base import Value
from tools.deliveries import at, expected
from tools.found import Col, Found, sheet
from tools.stock.filling import LEAST_WEEKS, Trend, full_on, trend
from tools.tool import Desk
from tools.worked import Assumption, Worked

NO_SNAPSHOTS = "How the stock has changed is not known: no day is recorded in stock_snapshot."


@dataclass(frozen=True)
class Fill:
    """Of one warehouse, or of one product group in it."""

    warehouse: str
    group: str
    stock: int
    most: int

    @property
    def share(self) -> float | None:
        return self.stock / self.most if self.most else None


@dataclass(frozen=True)
class Outlook:
    """A warehouse today, with what is coming and where its trend leads."""

    fill: Fill
    coming: int
    trend: Trend | None
    full: date | None
    says: str

    @property
    def share_to_come(self) -> float | None:
        return (self.fill.stock + self.coming) / self.fill.most if self.fill.most else None


def groups(desk: Desk, warehouse: str | None) -> list[Fill]:
    rows = _figures(desk, ("stock", "maximum_stock"), ("warehouse.code", "product.group"), warehouse)
    return [Fill(str(row[0]), str(row[1] or ""), int(str(row[2] or 0)), int(str(row[3] or 0))) for row in rows]


def history(desk: Desk, warehouse: str | None) -> Mapping[str, Mapping[date, float]]:
    """Recorded stock by warehouse and day, to today; empty where nothing was ever recorded."""
    if "stock_snapshot" not in desk.ctx.warehouse.catalog():
        return {}
    found: dict[str, dict[date, float]] = defaultdict(dict)
    for day, code, stock in _figures(desk, ("stock_on_day",), ("date:day", "warehouse.code"), warehouse):
        if isinstance(day, date) and day <= desk.ctx.clock.today:
            found[str(code)][day] = float(str(stock or 0))
    return found


def outlooks(desk: Desk, by_group: list[Fill], recorded: Mapping[str, Mapping[date, float]]) -> list[Outlook]:
    """One a warehouse, the fullest first."""
    coming: dict[str, int] = defaultdict(int)
    warehouses = sorted({one.warehouse for one in by_group})
    for (code, _), days in expected(desk, warehouses[0] if len(warehouses) == 1 else None).items():
        coming[code] += sum(days.values())
    made = []
    for code in warehouses:
        mine = [one for one in by_group if one.warehouse == code]
        fill = Fill(code, "", sum(one.stock for one in mine), sum(one.most for one in mine))
        made.append(_outlook(desk, fill, coming[code], recorded.get(code, {})))
    return sorted(made, key=lambda one: (-(one.fill.share or 0), one.fill.warehouse))


def _outlook(desk: Desk, fill: Fill, coming: int, days: Mapping[date, float]) -> Outlook:
    if not fill.most:
        return Outlook(fill, coming, None, None, "Its items have no maximum stock, so nobody knows when it is full.")
    found = trend(days)
    if found is None:
        return Outlook(fill, coming, None, None, _too_few(days))
    full = full_on(fill.stock, fill.most, found.slope, desk.ctx.clock.today) if found.rises else None
    return Outlook(fill, coming, found, full, _says(fill, found, full))


def _too_few(days: Mapping[date, float]) -> str:
    if not days:
        return NO_SNAPSHOTS
    return f"The stock is known from {min(days)} on; a trend needs {LEAST_WEEKS} weeks."


def _says(fill: Fill, found: Trend, full: date | None) -> str:
    known = f"from {found.first} on"
    if fill.stock >= fill.most:
        return "It is full."
    if full:
        return f"Rising, {known}: full on {full} if it goes on like this."
    if found.high < 0:
        return f"Falling, {known}: it does not fill up."
    return f"No clear direction, {known}: when it is full is not known."


def _figures(
    desk: Desk, measures: tuple[str, ...], by: tuple[str, ...], warehouse: str | None
) -> tuple[tuple[Value, ...], ...]:
    only = at(warehouse)
    query = {"measures": list(measures), "by": list(by), **({"where": only[0]} if only else {})}
    return whole(desk.ctx, Query.model_validate(query), desk.cancel).table.rows


def found(desk: Desk, warehouse: str | None) -> Found:
    by_group, recorded = groups(desk, warehouse), history(desk, warehouse)
    made = outlooks(desk, by_group, recorded)
    sheets = (
        sheet("Warehouses", WAREHOUSES, [_row(one) for one in made]),
        sheet("By group", GROUPS, [(one.warehouse, one.group, one.stock, one.most, one.share) for one in by_group]),
        sheet("Recorded days", DAYS, list(_days(made, recorded))),
    )
    return Found(_figures_of(made, desk.ctx.clock.today), sheets, _assumed(made), METHOD, _unknown(made, warehouse))


def _figures_of(made: list[Outlook], today: date) -> tuple[Worked, ...]:
    stock, most = sum(one.fill.stock for one in made), sum(one.fill.most for one in made)
    coming = sum(one.coming for one in made)
    given = {"stock": float(stock), "maximum": float(most), "on order": float(coming)}
    note = "" if most else "No item has a maximum stock."
    return (
        Worked(
            "Capacity utilisation", stock / most if most else None, "ratio", "stock / maximum",
            "DATA: capacity utilisation", given, note,
        ),
        Worked(
            "With everything on order", (stock + coming) / most if most else None, "ratio",
            "(stock + on order) / maximum", "DATA: inbound", given, note,
        ),
        *(_of_trend(made[0], today) if len(made) == 1 else ()),
    )  # fmt: skip


def _of_trend(one: Outlook, today: date) -> tuple[Worked, ...]:
    slope = one.trend.slope if one.trend else None
    range_ = {"from": one.trend.low, "to": one.trend.high, "weeks": float(one.trend.weeks)} if one.trend else {}
    until = float((one.full - today).days) if one.full else None
    return (
        Worked("Change of stock", slope, "units a day", "median slope of all pairs of weeks", "Theil 1950, Sen 1968",
               range_, "" if one.trend else one.says),
        Worked("Days until full", until, "days", "(maximum − stock) / change", "straight on", note=one.says),
    )  # fmt: skip


def _row(one: Outlook) -> tuple[Value, ...]:
    change = _rounded(one.trend) if one.trend else (None,) * 4
    fill = one.fill
    return (
        fill.warehouse, fill.stock, fill.most, fill.share, one.coming, one.share_to_come, *change, one.full, one.says
    )  # fmt: skip


def _rounded(found: Trend) -> tuple[Value, ...]:
    return round(found.slope, 2), round(found.low, 2), round(found.high, 2), found.first


def _days(made: list[Outlook], recorded: Mapping[str, Mapping[date, float]]) -> Iterator[tuple[Value, ...]]:
    for one in made:
        for day, stock in sorted(recorded.get(one.fill.warehouse, {}).items()):
            yield one.fill.warehouse, day, int(stock), stock / one.fill.most if one.fill.most else None


def _assumed(made: list[Outlook]) -> tuple[Assumption, ...]:
    if not any(one.trend for one in made):
        return ()
    return (Assumption("Capacity in the past", "today's maximum stocks", "what they were before is not recorded"),)


def _unknown(made: list[Outlook], warehouse: str | None) -> tuple[str, ...]:
    if not made:
        return (f"{warehouse or 'No warehouse that you see'} holds no items.",)
    sentences = [
        one.says if one.says == NO_SNAPSHOTS else f"{one.fill.warehouse}: {one.says}" for one in made if not one.trend
    ]
    return tuple(dict.fromkeys(sentences))


METHOD = (
    "Capacity is the sum of the items' maximum stocks. The trend is the median of the slopes between all pairs of "
    "recorded weeks, with its 95 % range; a date is given only where the whole range rises."
)
WAREHOUSES = (
    Col("warehouse", "Warehouse", key=True),
    Col("stock", "Stock", "units"),
    Col("maximum", "Maximum stock", "units"),
    Col("utilisation", "Utilisation", "ratio", "Stock / maximum stock"),
    Col("on_order", "On order", "units", "Open units of open purchase orders"),
    Col("utilisation_to_come", "With everything on order", "ratio"),
    Col("change", "Change a day (units)"),
    Col("change_low", "At least (units)", meaning="Lower end of the 95 % range"),
    Col("change_high", "At most (units)", meaning="Upper end of the 95 % range"),
    Col("known_from", "Known from"),
    Col("full_on", "Full on"),
    Col("says", "Outlook"),
)
GROUPS = (
    Col("warehouse", "Warehouse", key=True),
    Col("product_group", "Product group", key=True),
    Col("stock", "Stock", "units"),
    Col("maximum", "Maximum stock", "units"),
    Col("utilisation", "Utilisation", "ratio", "Stock / maximum stock"),
)
DAYS = (
    Col("warehouse", "Warehouse", key=True),
    Col("day", "Day", key=True),
    Col("stock", "Stock", "units"),
    Col("utilisation", "Of today's maximum", "ratio"),
)
