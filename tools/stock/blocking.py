"""What keeps an order line from being fulfilled, and who gets the stock where it is not enough for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

NOTHING, NOT_PICKED, PROMISED, NO_STOCK, LATE_PURCHASE = (
    "nothing", "not picked", "promised to others", "no stock", "late purchase",
)  # fmt: skip
WORST_FIRST = (LATE_PURCHASE, NO_STOCK, PROMISED, NOT_PICKED, NOTHING)


@dataclass(frozen=True)
class Blocked:
    """Why, in a word and in a sentence, and when it ends as far as is known."""

    cause: str
    says: str
    until: date | None = None


def blocked(open_units: int, stock: int, ahead: int, expected: Mapping[date, int], today: date) -> Blocked:
    """`ahead`: units of the stock that orders due earlier are to have. `expected`: units on their way, by day."""
    free = max(stock - ahead, 0)
    if open_units <= 0:
        return Blocked(NOTHING, "")
    if free >= open_units:
        return Blocked(NOT_PICKED, f"{open_units} open, {stock} in stock: nobody has picked them.")
    missing = open_units - free
    here = _here(open_units, stock, free)
    overdue = sum(units for day, units in expected.items() if day < today)
    day = covered(max(ahead - stock, 0) + missing, {day: units for day, units in expected.items() if day >= today})
    coming = f"purchases under way cover it on {day}" if day else "no purchase under way covers it"
    if overdue:
        first = min(expected)
        return Blocked(LATE_PURCHASE, f"{here}; {overdue} units were expected from {first} on and have not come.", day)
    return Blocked(PROMISED if stock >= open_units else NO_STOCK, f"{here}; {coming}.", day)


def _here(open_units: int, stock: int, free: int) -> str:
    if stock <= 0:
        return f"{open_units} open, none in stock"
    if free < min(stock, open_units):
        return f"{open_units} open, {stock} in stock, of which orders due earlier leave {free}"
    return f"{open_units} open, only {stock} in stock"


def covered(units: int, expected: Mapping[date, int]) -> date | None:
    """The day on which so many have come."""
    for day in sorted(expected):
        units -= expected[day]
        if units <= 0:
            return day
    return None
