"""Customers and the addresses they are delivered to."""

from dataclasses import dataclass
from math import isqrt

import numpy as np

from scripts.sample_data.chance import Ints, Rng, Wheel, stream
from scripts.sample_data.days import History
from scripts.sample_data.names import TOWN_CUSTOMERS, customer_names
from scripts.sample_data.places import AREAS, STREETS, WAREHOUSES

LEAST = 60
TYPICAL = (20_000, 150)  # orders, customers; more orders bring more customers, by the square root
RECENT = 200  # days; some customers stopped before, some came since
ELSEWHERE = 8  # per cent: how readily another warehouse than the usual one delivers


@dataclass(frozen=True)
class Customers:
    codes: list[str]
    names: list[str]
    home: Ints  # area of each
    weight: Ints
    site_customer: Ints  # entry by entry of the address book
    site_area: Ints
    addresses: list[str]
    sites: Wheel  # groups: warehouses, first those of the early days, then the recent ones

    def group(self, history: History, day: Ints, warehouse: Ints) -> Ints:
        return warehouse + len(WAREHOUSES) * (day > history.today - RECENT)


def customers(seed: int, orders: int) -> Customers:
    rng = stream(seed, "customers")
    many = max(LEAST, isqrt(orders * TYPICAL[1] ** 2 // TYPICAL[0]))
    home = homes(rng, many)
    weight = importance(rng, many)
    owner, area = address_book(rng, home)
    return Customers(
        [f"CUS{number + 1:04d}" for number in range(many)],
        customer_names(many),
        home,
        weight,
        owner,
        area,
        addresses(rng, area),
        site_wheel(weight, owner, area),
    )


def homes(rng: Rng, many: int) -> Ints:
    """Every area has customers; a customer called after a town lives there."""
    home = rng.permutation(np.arange(many) % len(AREAS))
    for number, name in TOWN_CUSTOMERS.items():
        home[number] = next(place for place, area in enumerate(AREAS) if name.startswith(area.name))
    return home


def importance(rng: Rng, many: int) -> Ints:
    by_rank = np.array([round(100_000 / (place + 4) ** 0.75) for place in range(many)])
    weight = rng.permutation(by_rank)
    weight[list(TOWN_CUSTOMERS)] = by_rank[8]  # busy enough to have open orders
    return weight


def address_book(rng: Rng, home: Ints) -> tuple[Ints, Ints]:
    """One to three addresses each: customer and area; the further ones lie in other areas."""
    extra = np.flatnonzero(rng.integers(0, 100, len(home)) < 45)
    third = extra[rng.integers(0, 100, len(extra)) < 30]
    owner = np.concatenate((np.arange(len(home)), extra, third))
    moved = rng.integers(1, len(AREAS), len(owner))
    moved[: len(home)] = 0
    return owner, (home[owner] + moved) % len(AREAS)


def addresses(rng: Rng, area: Ints) -> list[str]:
    numbers, streets = rng.integers(1, 240, len(area)), rng.integers(0, len(STREETS), len(area))
    return [
        f"{number}, {STREETS[street]}, {AREAS[place].name}"
        for number, street, place in zip(numbers, streets, area, strict=True)
    ]


def site_wheel(weight: Ints, owner: Ints, area: Ints) -> Wheel:
    usual = np.array([place.warehouse for place in AREAS])[area]
    near = np.where(usual == np.arange(len(WAREHOUSES))[:, None], 100, ELSEWHERE)
    busy = weight[owner] * near
    ordinary = ~np.isin(owner, list(TOWN_CUSTOMERS))
    stopped, came = (owner % 17 == 11) & ordinary, (owner % 23 == 13) & ordinary
    return Wheel.of(np.concatenate((busy * ~came, busy * ~stopped)))
