"""Demand of a product forecast from its days: what is read, what counts as unusual, and how well it went before."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from core.errors import Invalid
from core.warehouse.base import Value
from tools.demand.bands import LEVELS, Accuracy, Calibration, calibrate
from tools.demand.forecast import Forecast, Method, forecast
from tools.demand.series import Series
from tools.demand_history import HISTORY, all_series, not_marked, ordered, series_of
from tools.found import Col, Found, sheet
from tools.keeping import kept, told
from tools.tool import Desk
from tools.worked import Worked

SAMPLE = 40  # products whose held-back days calibrate the bands

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
    Col("moving", "Error of the moving average", "", "The same for the mean of the last four weeks"),
    Col("total_error", "Error of the total", "ratio", "Of the whole period, as a share of the actual total"),
    Col("naive_total", "Error of last week's total", "ratio"),
    Col("moving_total", "Error of the moving average's total", "ratio"),
    Col("inside_80", "Inside the 80 % band", "ratio", "Measured on days that were held back"),
    Col("inside_95", "Inside the 95 % band", "ratio"),
)


def forecast_of(
    desk: Desk, product: str, days: int = 28, method: Method = "rule", warehouse: str | None = None
) -> Found:
    """Of one warehouse, or over all that the asker sees; kept until the data changes."""
    return kept(
        desk,
        f"forecast {product} {days} {method} {warehouse}",
        lambda: _forecast_of(desk, product, days, method, warehouse),
    )


def _forecast_of(desk: Desk, product: str, days: int, method: Method, warehouse: str | None) -> Found:
    own = series_of(desk, [product], warehouse).get(product)
    if own is None:
        where = f" at {warehouse}" if warehouse else ""
        return Found(unknown=(f"{product} was never ordered{where} in the {HISTORY} days before today.",))
    made = forecast(own, days, method)
    measured = calibrated(desk, days, warehouse)
    low, high = measured.total_band(made, LEVELS[0]) if measured.known else (None, None)
    source, errors = made.source, "quantiles of held-back errors"
    note = "" if measured.known else "No series is long enough to be tried on days that are known."
    return Found(
        figures=(
            Worked(f"Demand of {days} days", round(made.total, 1), "units", "Σ forecast", source),
            Worked("80 % band of the total, from", _round(low), "units", errors, source, note=note),
            Worked("80 % band of the total, to", _round(high), "units", errors, source, note=note),
        ),
        sheets=(
            sheet("Forecast", DAYS, _days(desk, made, measured)),
            sheet("History", (Col("day", "Day", key=True), Col("units", "Ordered", "units")), _history(desk, own)),
            sheet("Accuracy", ACCURACY, [accuracy_row(one) for one in measured.accuracy]),
        ),
        method=f"{made.method}. {made.why}{_unusual(made.filled)}",
        unknown=not_marked(desk),
    )  # fmt: skip


def calibrated(desk: Desk, days: int, warehouse: str | None = None) -> Calibration:
    """How far off forecasts of so many days were for products spread over all of them: always the same ones.

    That takes seconds, so it is kept until the data changes.
    """
    return kept(
        desk, f"calibration {days} {warehouse}", lambda: tried(desk, spread(ordered(desk, warehouse)), days, warehouse)
    )


def tried(desk: Desk, products: Sequence[str], days: int, warehouse: str | None = None) -> Calibration:
    found = [series for _, series in all_series(desk, products, warehouse)]
    if not found:
        raise Invalid(f"Nothing was ordered in the {HISTORY} days before today: there is nothing to forecast from.")
    return calibrate(found, days, lambda share, says: told(desk, share, says))


def spread(products: Sequence[str], most: int = SAMPLE) -> list[str]:
    """So many of them at most, evenly."""
    places = np.linspace(0, len(products) - 1, min(most, len(products))).astype(int)
    return [products[place] for place in places]


def _days(desk: Desk, made: Forecast, measured: Calibration) -> list[tuple[Value, ...]]:
    today = desk.ctx.clock.today
    bands = [measured.band(made, level) for level in LEVELS] if measured.known else []
    return [
        (
            today + timedelta(days=step), round(float(mean), 2),
            *(round(float(end[step]), 2) for band in bands for end in (band.low, band.high)),
            *([] if bands else [None] * 4),
        )
        for step, mean in enumerate(made.mean)
    ]  # fmt: skip


def _unusual(days: int) -> str:
    return f" {days} days of promotions or without stock were not learned from." if days else ""


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _history(desk: Desk, series: Series) -> list[tuple[Value, ...]]:
    start = int(np.flatnonzero(series.units)[0])
    first: date = desk.ctx.clock.today - timedelta(days=HISTORY)
    return [(first + timedelta(days=place), float(series.units[place])) for place in range(start, HISTORY)]


def accuracy_row(one: Accuracy) -> tuple[Value, ...]:
    return (
        one.kind, one.series, round(one.mase, 3), round(one.naive_mase, 3), round(one.moving_mase, 3), one.total_error,
        one.naive_total_error, one.moving_total_error, one.coverage[LEVELS[0]], one.coverage[LEVELS[1]],
    )  # fmt: skip
