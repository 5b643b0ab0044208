"""What must be there on the day of asking in every warehouse, however small the business and whatever the day.

A demonstration of overdue orders needs some, on a first of January too. These orders are among those asked for, not
on top of them; in a business of some size they are lost in the crowd.
"""

from dataclasses import dataclass

import numpy as np

from scripts.sample_data.chance import Ints
from scripts.sample_data.days import History
from scripts.sample_data.places import WAREHOUSES

PENDING, PROCESSING, SHIPPED, DELIVERED, CANCELLED = range(5)
SALES_STATUS = ("Pending", "Processing", "Shipped", "Delivered", "Cancelled")
UNDER_WAY = (PENDING, PROCESSING, SHIPPED)

OVERDUE = (1, 2, 3, 5, 8, 12, 17, 23, 29, 33, 41, 60, 95)  # days
DUE_AHEAD = (1, 1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 22, 30, 38, 45, 60, 75, 95)  # days from today


@dataclass(frozen=True)
class Fixed:
    """Orders that are settled beforehand, by day: what is free in them is left to chance."""

    day: Ints
    warehouse: Ints
    due: Ints
    status: Ints

    def per_day(self, days: int) -> Ints:
        return np.bincount(self.day, minlength=days)


def fixed_orders(history: History) -> Fixed:
    rows = sorted(row for warehouse in range(len(WAREHOUSES)) for row in of_warehouse(history, warehouse))
    day, warehouse, due, status = np.array(rows, dtype=np.int64).T
    return Fixed(day, warehouse, due, status)


def settled(fixed_day: Ints, ends: Ints, start: int, end: int) -> tuple[Ints, Ints]:
    """Which orders of a piece are settled beforehand, and which of the fixed ones each is: the first of their day.

    `ends` is the number of the order after the last one, day by day.
    """
    place = np.arange(len(fixed_day))
    first_of_day = np.concatenate(([0], ends))[fixed_day] - np.searchsorted(fixed_day, fixed_day)
    place = place + first_of_day
    here = np.flatnonzero((place >= start) & (place < end))
    return place[here] - start, here


def of_warehouse(history: History, warehouse: int) -> list[tuple[int, int, int, int]]:
    """(day of order, warehouse, day of delivery, status)."""
    today = history.today
    rows = [
        (today, due, status)
        for status, due in zip(range(5), (today + 5, today + 3, today + 1, today, today + 4), strict=True)
    ]
    rows += [(today - ago, today, DELIVERED) for ago in (3, 4, 9)] + [(today - ago, today, SHIPPED) for ago in (2, 4)]
    rows += [(today - 1, today - 1, DELIVERED), (today - 1, today + 2, PROCESSING), (today - 5, today - 1, DELIVERED)]
    slow = OVERDUE + tuple(range(4, 4 + warehouse))  # so that no two warehouses have the same number
    rows += [(today - days - 4 - days % 3, today - days, UNDER_WAY[place % 3]) for place, days in enumerate(slow)]
    rows += [(today - days % 6, today + days, UNDER_WAY[days % 3 if days < 8 else days % 2]) for days in DUE_AHEAD]
    rows += [(today - 7 * week - 5, today - 7 * week - day, DELIVERED) for week in range(1, 9) for day in (0, 3)]
    for month in range(1, 13):
        start = history.month_ago(month, 1 + (warehouse * 5 + month) % 25)
        rows.append((start, start + 6, CANCELLED))
    return [(day, warehouse, due, status) for day, due, status in rows]


PO_STATUS = ("Open", "Partial", "Received", "Cancelled")
OPEN, PARTLY, RECEIVED, CALLED_OFF = range(4)
ANY, ONE_REJECTED, ONE_SHORT = range(3)  # how the goods came
NOT_YET = -1  # no day of delivery

PO_OVERDUE = (1, 2, 4, 8, 15, 32, 50)
PO_AHEAD = (0, 1, 3, 6, 9, 16, 30, 45, 97)

Purchase = tuple[int, int, int, int, int, int, int]  # day, warehouse, supplier, expected, actual, status, goods


@dataclass(frozen=True)
class Bought:
    """Purchase orders that are settled beforehand."""

    day: Ints
    warehouse: Ints
    supplier: Ints
    expected: Ints
    actual: Ints
    status: Ints
    goods: Ints

    def per_day(self, days: int) -> Ints:
        return np.bincount(self.day, minlength=days)


def fixed_purchases(history: History, suppliers: int) -> Bought:
    rows: list[Purchase] = []
    for warehouse in range(len(WAREHOUSES)):
        cases = [*today_and_ahead(history.today), *delivered_lately(history)]
        rows += [
            (day, warehouse, (place * len(WAREHOUSES) + warehouse) % suppliers, expected, actual, status, ANY)
            for place, (day, expected, actual, status) in enumerate(cases)
        ]
    for supplier in range(suppliers):
        rows += of_supplier(history, supplier)
    columns = np.array(sorted(rows), dtype=np.int64).T
    return Bought(*columns)


def today_and_ahead(today: int) -> list[tuple[int, int, int, int]]:
    """(day of order, expected, actual, status) of what is placed today, awaited, or late."""
    rows = [(today, today + 6, NOT_YET, OPEN), (today, today + 17, NOT_YET, OPEN), (today, today, today, RECEIVED)]
    rows += [(today, today + 9, NOT_YET, CALLED_OFF)]
    rows += [(today - 9 - days, today - days, NOT_YET, (OPEN, OPEN, PARTLY)[days % 3]) for days in PO_OVERDUE]
    rows += [
        (today - 3 - days * 7 % 38, today + days, NOT_YET, PARTLY if days in (1, 3) else OPEN) for days in PO_AHEAD
    ]
    return rows


def delivered_lately(history: History) -> list[tuple[int, int, int, int]]:
    today = history.today
    rows = [
        (today - 12, today, today, RECEIVED),
        (today - 15, today - 4, today, RECEIVED),
        (today - 9, today - 1, today - 1, RECEIVED),
    ]
    rows += [(today - 7 * week - 8, today - 7 * week, today - 7 * week, RECEIVED) for week in range(1, 9)]
    for month in range(1, 7):
        rows.append((history.month_ago(month, 5), history.month_ago(month, 16), NOT_YET, CALLED_OFF))
    return rows


def of_supplier(history: History, supplier: int) -> list[Purchase]:
    """The order that is fetched on the first of each month; lately some of each kind."""
    depots, today = len(WAREHOUSES), history.today
    rows: list[Purchase] = []
    for month, first in enumerate(history.month_starts.tolist()):
        slow = (supplier + month) % 7 == 3 and first + 2 <= today
        goods = ONE_REJECTED if (supplier + month) % 3 == 2 else ANY
        rows.append((first, (supplier + month) % depots, supplier, first, first + 2 * slow, RECEIVED, goods))
    for month, place, late, goods in ((1, 0, 0, ANY), (1, 1, 4, ONE_REJECTED), (1, 2, 2, ONE_SHORT), (2, 3, 3, ANY)):
        start = history.month_ago(month, 2 + (supplier * 4 + place * 5) % 15)
        depot = (supplier + place + month) % depots
        rows.append((start, depot, supplier, start + 7, start + 7 + late, RECEIVED, goods))
    rows.append(
        (today - 12 - supplier * 3 % 19, supplier % depots, supplier, today - 3 - supplier % 4, NOT_YET, OPEN, ANY)
    )
    rows.append(
        (today - 2 - supplier * 5 % 17, (supplier + 2) % depots, supplier, today + 5 + supplier, NOT_YET, OPEN, ANY)
    )
    return rows
