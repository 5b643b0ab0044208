"""Thousands of products forecast in one run, and how well such forecasts went, beside the naive ones."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.warehouse.base import Value
from tools.demand.bands import LEVELS, Accuracy
from tools.demand.forecast import WINDOW, forecast
from tools.demand_history import HISTORY, all_series, not_marked, ordered
from tools.forecasting import ACCURACY, accuracy_row, calibrated, spread, tried
from tools.found import Col, Found, sheet
from tools.keeping import kept, told
from tools.reading import items
from tools.tool import Desk
from tools.worked import Worked

MOST_TRIED = 2_000  # series; more of them change no figure that is shown
BYTES = 600  # of a forecast that is kept
MASE = "Hyndman, Koehler 2006: Another look at measures of forecast accuracy"

AHEAD = (
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("total", "Demand ahead", "units", "Sum of the forecast over the days"),
    Col("low_80", "80 % from", "units"),
    Col("high_80", "80 % to", "units"),
    Col("before", "As many days before", "units", "Ordered in as many days before today"),
    Col("stock", "Stock", "units"),
    Col("left", "Stock − demand ahead", "units", "Without what is on its way"),
    Col("kind", "Kind of demand", key=True),
    Col("method", "Method", key=True),
)


@dataclass(frozen=True)
class Ahead:
    """Demand of one product over the days that were asked for; without bands where none could be measured."""

    product: str
    kind: str
    method: str
    total: float
    low: float | None
    high: float | None
    before: float  # ordered in as many days before today


def forecast_all(desk: Desk, days: int, warehouse: str | None = None) -> tuple[Ahead, ...]:
    """Every product with any demand in the history; kept until the data changes.

    In one thread: a thousand take some fifteen seconds of it, and other people's questions keep the other processors.
    """
    products = ordered(desk, warehouse)
    size = BYTES * len(products) + 1
    return kept(desk, f"forecasts {days} {warehouse}", lambda: forecasts_of(desk, products, days, warehouse), size)


def forecasts_of(desk: Desk, products: Sequence[str], days: int, warehouse: str | None) -> tuple[Ahead, ...]:
    if not products:
        return ()
    measured, found = calibrated(desk, days, warehouse), list[Ahead]()
    for product, series in all_series(desk, products, warehouse):
        made = forecast(series, days)
        low, high = measured.total_band(made, LEVELS[0]) if measured.known else (None, None)
        before = float(series.units[-days:].sum())
        found.append(Ahead(product, made.kind, made.method, made.total, low, high, before))
        told(desk, len(found) / len(products), f"{len(found):,} of {len(products):,} products forecast")
    return tuple(found)


def warehouse_ahead(desk: Desk, warehouse: str, days: int) -> Found:
    held = {item.product: item for item in items(desk, warehouse)}
    found = sorted(forecast_all(desk, days, warehouse), key=lambda one: (-one.total, one.product))
    rows: list[tuple[Value, ...]] = []
    for one in found:
        item = held.get(one.product)
        stock = item.stock if item else None
        rows.append((
            one.product, item.name if item else "", round(one.total, 1), _round(one.low), _round(one.high), one.before,
            stock, None if stock is None else round(stock - one.total, 1), one.kind, one.method,
        ))  # fmt: skip
    total, before = sum(one.total for one in found), sum(one.before for one in found)
    short = sum(1 for one in found if one.product in held and held[one.product].stock < one.total)
    kinds = Counter(one.method for one in found)
    return Found(
        figures=(
            Worked(f"Demand of {days} days", round(total, 1), "units", "Σ forecasts", "method of each product"),
            Worked(f"Ordered in the {days} days before", before, "units", "Σ units ordered", "sales orders"),
            Worked("Products forecast", len(found), "count", "any demand in two years", "sales orders"),
            Worked("Products with less in stock", short, "count", "stock < demand ahead", "without what is on its way"),
        ),
        sheets=(sheet("Demand ahead", AHEAD, rows),),
        method="; ".join(f"{method}: {number}" for method, number in kinds.most_common()) or "Nothing to forecast.",
        unknown=not_marked(desk),
    )


def accuracy(desk: Desk, days: int, warehouse: str | None) -> Found:
    """Of all products, tried on the last days that are known."""
    products = ordered(desk, warehouse)
    chosen = spread(products, MOST_TRIED)
    found = kept(desk, f"accuracy {days} {warehouse}", lambda: tried(desk, chosen, days, warehouse))
    rows = found.accuracy
    tested = sum(one.series for one in rows)
    few = f"{len(products):,} products have demand; {len(chosen):,} of them, evenly spread, were tried. "
    return Found(
        figures=(
            _mean("Error of a day", rows, lambda one: one.mase),
            _mean("The same, last week again", rows, lambda one: one.naive_mase),
            _mean("The same, moving average", rows, lambda one: one.moving_mase),
            Worked("Series tried", tested, "count", "long enough for it", "back-test"),
            _mean("Inside the 80 % band", rows, lambda one: one.coverage[LEVELS[0]], "ratio"),
        ),
        sheets=(sheet("Accuracy", ACCURACY, [accuracy_row(one) for one in rows]),),
        method=f"{few if len(chosen) < len(products) else ''}The last {days} days of each product are forecast from the"
        f" days before them and compared with what was ordered. The bands come from earlier cuts into the same"
        f" {HISTORY} days. The moving average is that of {WINDOW} days.",
        unknown=not_marked(desk) if tested else (f"No series is long enough for {days} days to be held back.",),
    )  # fmt: skip


def _mean(name: str, rows: tuple[Accuracy, ...], value: Callable[[Accuracy], float], unit: str = "") -> Worked:
    """Over all series, whatever their kind."""
    tested = sum(one.series for one in rows)
    mean = sum(value(one) * one.series for one in rows) / tested if tested else None
    formula = "Σ inside / days" if unit else "mean |error| / mean |error of last week again in the history|"
    return Worked(name, None if mean is None else round(mean, 3), unit, formula, MASE)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
