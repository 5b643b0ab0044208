"""Demand as it was: units a day of many products, with promotions and days out of stock marked."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from core.semantic.compile.view import Only
from core.views import read_planning, read_view
from tools.demand.series import Marks, Series
from tools.reading import MOST
from tools.tool import Desk

HISTORY = 728  # days: two years
ROWS = 200_000  # of one read at most: a product has one a day, and in each warehouse


def series_of(desk: Desk, products: Sequence[str], warehouse: str | None = None) -> dict[str, Series]:
    """Of one warehouse, or over all that the asker sees; what was never ordered is not in it."""
    first = _first(desk)
    units: dict[str, np.ndarray] = {}
    for row in read_view(desk.ctx, "demand", _only(desk, "day", products, warehouse), MOST, desk.cancel).rows:
        if isinstance(day := row[2], date):
            units.setdefault(str(row[1]), np.zeros(HISTORY))[(day - first).days] += float(str(row[3]))
    raised, closed = _promotions(desk, first), _closed(desk, products, warehouse, first)
    return {
        name: Series(found, closed=closed.get(name), raised=raised.get(name)) for name, found in sorted(units.items())
    }


def ordered(desk: Desk, warehouse: str | None = None) -> list[str]:
    """The products with any demand in the history, by code."""
    among = {"warehouse_code": [warehouse]} if warehouse else {}
    only = Only(among, {"day": _days(desk)})
    return sorted({str(row[1]) for row in read_view(desk.ctx, "demand_spread", only, MOST, desk.cancel).rows})


def all_series(desk: Desk, products: Sequence[str], warehouse: str | None = None) -> Iterator[tuple[str, Series]]:
    """Read in parts, so that thousands of them need no more memory than some."""
    size = ROWS // HISTORY if warehouse else ROWS // HISTORY // 5
    for start in range(0, len(products), size):
        yield from series_of(desk, products[start : start + size], warehouse).items()


def _first(desk: Desk) -> date:
    return desk.ctx.clock.today - timedelta(days=HISTORY)


def _days(desk: Desk) -> tuple[date, date]:
    return _first(desk), desk.ctx.clock.today - timedelta(days=1)


def _only(desk: Desk, day: str, products: Sequence[str], warehouse: str | None) -> Only:
    among: dict[str, Sequence[str]] = {"product_code": products} | (
        {"warehouse_code": [warehouse]} if warehouse else {}
    )
    return Only(among, {day: _days(desk)})


def _promotions(desk: Desk, first: date) -> dict[str, Marks]:
    table = read_planning(desk.ctx, "promotion")
    found: dict[str, Marks] = {}
    for row in table.records() if table else ():
        start, end = row["promotion_from"], row["promotion_to"]
        if isinstance(start, date) and isinstance(end, date):
            marks = found.setdefault(str(row["product_code"]), np.zeros(HISTORY, dtype=bool))
            marks[max((start - first).days, 0) : max((end - first).days + 1, 0)] = True
    return found


def _closed(desk: Desk, products: Sequence[str], warehouse: str | None, first: date) -> dict[str, Marks]:
    """Days on which every warehouse that holds the product had none of it, as far as snapshots reach."""
    table = read_planning(desk.ctx, "stock_snapshot", MOST, _only(desk, "snapshot_day", products, warehouse))
    stock: dict[tuple[str, int], int] = {}
    for row in table.records() if table else ():
        if isinstance(day := row["snapshot_day"], date):
            key = (str(row["product_code"]), (day - first).days)
            stock[key] = stock.get(key, 0) + int(str(row["stock"] or 0))
    found: dict[str, Marks] = {}
    for (product, place), units in stock.items():
        if units <= 0:
            found.setdefault(product, np.zeros(HISTORY, dtype=bool))[place] = True
    return found


def not_marked(desk: Desk) -> tuple[str, ...]:
    """What could not be told from ordinary demand, a sentence each."""
    says = {
        "promotion": "Promotions: there is no table promotion, so they are read as ordinary demand.",
        "stock_snapshot": "Days out of stock: there are no snapshots, so they are read as days without demand.",
    }
    return tuple(text for name, text in says.items() if name not in desk.ctx.warehouse.catalog())
