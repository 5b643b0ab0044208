"""Demand of a product forecast from its days: what is read, what counts as unusual, and how well it went before."""

from datetime import date, timedelta

import numpy as np

from core.semantic.compile.view import Only
from core.views import read_planning, read_view
from core.warehouse.base import Value
from tools.demand.bands import LEVELS, Accuracy, calibrate
from tools.demand.forecast import Method, forecast
from tools.demand.series import Series
from tools.found import Col, Found, sheet
from tools.reading import MOST
from tools.tool import Desk
from tools.worked import Worked

HISTORY = 728  # days: two years
BESIDE = 40  # other products whose held-back days calibrate the bands beside the product's own

DAYS = (
    Col("day", "Day", key=True),
    Col("forecast", "Forecast", "units"),
    Col("low_80", "80 % from", "units"),
    Col("high_80", "80 % to", "units"),
    Col("low_95", "95 % from", "units"),
    Col("high_95", "95 % to", "units"),
)
ACCURACY = (
    Col("kind", "Kind of demand", key=True),
    Col("series", "Series tried", "count"),
    Col("error", "Error of a day", "", "Mean absolute error over that of last week's same day in the history"),
    Col("naive", "Error of last week again", "", "The same for the naive forecast"),
    Col("total_error", "Error of the total", "ratio", "Of the whole period, as a share of the actual total"),
    Col("naive_total", "Error of last week's total", "ratio"),
    Col("inside_80", "Inside the 80 % band", "ratio", "Measured on days that were held back"),
    Col("inside_95", "Inside the 95 % band", "ratio"),
)


def forecast_of(desk: Desk, product: str, days: int, method: Method) -> Found:
    """Over all warehouses that the asker sees."""
    today = desk.ctx.clock.today
    own = series_of(desk, [product]).get(product)
    if own is None:
        return Found(unknown=(f"{product} was never ordered in the {HISTORY} days before today.",))
    made = forecast(own, days, method)
    others = series_of(desk, _beside(desk, product))
    found = calibrate([own, *others.values()], days, desk.tell)
    bands = [found.band(made, level) for level in LEVELS]
    rows: list[tuple[Value, ...]] = [
        (today + timedelta(days=step), *(round(float(one), 2) for one in (
            made.mean[step], bands[0].low[step], bands[0].high[step], bands[1].low[step], bands[1].high[step],
        )))
        for step in range(days)
    ]  # fmt: skip
    low, high = found.total_band(made, LEVELS[0])
    source = made.source
    return Found(
        figures=(
            Worked(f"Demand of {days} days", round(made.total, 1), "units", "Σ forecast", source),
            Worked("80 % band of the total, from", round(low, 1), "units", "quantiles of held-back errors", source),
            Worked("80 % band of the total, to", round(high, 1), "units", "quantiles of held-back errors", source),
        ),
        sheets=(
            sheet("Forecast", DAYS, rows),
            sheet("History", (Col("day", "Day", key=True), Col("units", "Ordered", "units")), _history(own, today)),
            sheet("Accuracy", ACCURACY, [_accuracy(one) for one in found.accuracy]),
        ),
        method=f"{made.method}. {made.why}{_unusual(made.filled)}",
        unknown=_unknown(desk),
    )  # fmt: skip


def _unusual(days: int) -> str:
    return f" {days} days of promotions or without stock were not learned from." if days else ""


def series_of(desk: Desk, products: list[str]) -> dict[str, Series]:
    """Units a day from the first demand of the history on, with promotions and days out of stock marked."""
    today = desk.ctx.clock.today
    first = today - timedelta(days=HISTORY)
    only = Only({"product_code": products}, {"day": (first, today - timedelta(days=1))})
    units: dict[str, np.ndarray] = {}
    for row in read_view(desk.ctx, "demand", only, MOST, desk.cancel).rows:
        if isinstance(day := row[2], date):
            units.setdefault(str(row[1]), np.zeros(HISTORY))[(day - first).days] += float(str(row[3]))
    raised, closed = _promotions(desk, first), _closed(desk, first)
    return {
        name: Series(found, closed=closed.get(name), raised=raised.get(name)) for name, found in sorted(units.items())
    }


def _beside(desk: Desk, product: str) -> list[str]:
    """Products spread evenly over all of them by code: always the same ones."""
    rows = read_view(desk.ctx, "demand_spread", most=MOST, cancel=desk.cancel).rows
    codes = sorted({str(row[1]) for row in rows} - {product})
    return codes[:: max(len(codes) // BESIDE, 1)][:BESIDE]


def _promotions(desk: Desk, first: date) -> dict[str, np.ndarray]:
    table = read_planning(desk.ctx, "promotion")
    found: dict[str, np.ndarray] = {}
    for row in table.records() if table else ():
        start, end = row["promotion_from"], row["promotion_to"]
        if isinstance(start, date) and isinstance(end, date):
            marks = found.setdefault(str(row["product_code"]), np.zeros(HISTORY, dtype=bool))
            marks[max((start - first).days, 0) : max((end - first).days + 1, 0)] = True
    return found


def _closed(desk: Desk, first: date) -> dict[str, np.ndarray]:
    """Days on which every warehouse that holds the product had none of it, as far as snapshots reach."""
    table = read_planning(desk.ctx, "stock_snapshot")
    stock: dict[tuple[str, int], int] = {}
    for row in table.records() if table else ():
        if isinstance(day := row["snapshot_day"], date) and 0 <= (place := (day - first).days) < HISTORY:
            key = (str(row["product_code"]), place)
            stock[key] = stock.get(key, 0) + int(str(row["stock"] or 0))
    found: dict[str, np.ndarray] = {}
    for (product, place), units in stock.items():
        if units <= 0:
            found.setdefault(product, np.zeros(HISTORY, dtype=bool))[place] = True
    return found


def _history(series: Series, today: date) -> list[tuple[Value, ...]]:
    start = int(np.flatnonzero(series.units)[0])
    first = today - timedelta(days=HISTORY)
    return [(first + timedelta(days=place), float(series.units[place])) for place in range(start, HISTORY)]


def _accuracy(one: Accuracy) -> tuple[Value, ...]:
    return (
        one.kind, one.series, round(one.mase, 3), round(one.naive_mase, 3), one.total_error, one.naive_total_error,
        one.coverage[LEVELS[0]], one.coverage[LEVELS[1]],
    )  # fmt: skip


def _unknown(desk: Desk) -> tuple[str, ...]:
    missing = [name for name in ("promotion", "stock_snapshot") if name not in desk.ctx.warehouse.catalog()]
    says = {
        "promotion": "Promotions: there is no table promotion, so they are read as ordinary demand.",
        "stock_snapshot": "Days out of stock: there are no snapshots, so they are read as days without demand.",
    }
    return tuple(says[name] for name in missing)
