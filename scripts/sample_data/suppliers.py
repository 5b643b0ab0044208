"""Suppliers: each with its own speed, punctuality, quality and prices."""

from dataclasses import dataclass

from scripts.sample_data.catalogue import GROUPS
from scripts.sample_data.chance import stream
from scripts.sample_data.names import SUPPLIERS

LEAD_DAYS = (4, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 20, 21, 24, 26, 28, 32)
ON_TIME = (97, 95, 94, 93, 92, 91, 90, 88, 87, 86, 85, 83, 81, 79, 76, 72, 67, 61)  # per cent
REJECTED = (4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 25, 28, 32, 36, 42, 50, 60, 75)  # lines of a thousand
SHORT = (8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 45, 50, 60, 70, 85, 100)  # lines of a thousand
PRICES = (940, 952, 960, 968, 975, 982, 988, 994, 1000, 1004, 1010, 1016, 1022, 1030, 1040, 1052, 1066, 1080)


@dataclass(frozen=True)
class Supplier:
    code: str
    name: str
    groups: tuple[int, int]  # what it deals in
    lead_days: int
    on_time: int
    rejected: int
    short: int
    price: int  # of a thousandth of the standard cost


def suppliers(seed: int) -> tuple[Supplier, ...]:
    """Good and bad sides are dealt out apart: the cheap one may be late, the slow one may be careful."""
    rng = stream(seed, "suppliers")
    decks = [rng.permutation(deck).tolist() for deck in (LEAD_DAYS, ON_TIME, REJECTED, SHORT, PRICES)]
    return tuple(
        Supplier(f"SUP{i + 1:03d}", name, trades(i), *(deck[i] for deck in decks)) for i, name in enumerate(SUPPLIERS)
    )


def trades(number: int) -> tuple[int, int]:
    """Two groups each, so that every group has four suppliers or more."""
    many = len(GROUPS)
    return number % many, (number + (3 if number < many else 5)) % many
