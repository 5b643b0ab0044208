"""The products: eight groups, some fast, some spare parts, a few new, some that differ in their last word only."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scripts.sample_data.chance import Ints, Rng, stream
from scripts.sample_data.days import Dates, History
from scripts.sample_data.names import BRANDS, FAMILIES


@dataclass(frozen=True)
class Group:
    name: str
    nouns: tuple[str, ...]
    cost: tuple[int, int]  # in paise, from and to
    pack: int  # sold in multiples of it
    largest: int  # packs on one line
    weight: float  # kg of one unit
    season: tuple[int, ...]  # per cent, January first


GROUPS = (
    Group("Bearings", ("Ball Bearing", "Thrust Bearing", "Needle Bearing", "Pillow Block", "Linear Bearing", "Flange"),
          (12000, 350000), 1, 20, 0.6, (100, 100, 110, 100, 100, 95, 90, 90, 100, 110, 105, 100)),
    Group("Fasteners", ("Cap Screw", "Lock Nut", "Spring Washer", "Threaded Rod", "Blind Rivet", "Eye Bolt"),
          (400, 8000), 50, 12, 0.03, (105, 110, 125, 105, 100, 80, 65, 75, 100, 115, 115, 105)),
    Group("Filters", ("Oil Filter", "Air Filter", "Bag Filter", "Fuel Filter", "Cartridge Filter", "Strainer Basket"),
          (15000, 250000), 2, 10, 0.8, (90, 95, 120, 140, 140, 95, 80, 80, 90, 95, 90, 85)),
    Group("Motors", ("Induction Motor", "Servo Motor", "Brake Motor", "Stepper Motor", "Fan Motor", "Vibration Motor"),
          (250000, 4500000), 1, 3, 14.0, (90, 100, 140, 95, 110, 90, 80, 85, 100, 120, 100, 90)),
    Group("Pumps", ("Centrifugal Pump", "Diaphragm Pump", "Vane Pump", "Screw Pump", "Booster Pump", "Vacuum Pump"),
          (180000, 3800000), 1, 3, 11.0, (90, 110, 150, 160, 150, 90, 60, 60, 70, 90, 90, 80)),
    Group("Seals", ("Shaft Seal", "Gasket Set", "Rod Seal", "Lip Seal", "Packing Ring", "Piston Seal"),
          (2500, 60000), 5, 12, 0.05, (95, 95, 105, 100, 100, 105, 110, 110, 100, 100, 95, 85)),
    Group("Sensors", ("Proximity Sensor", "Level Sensor", "Flow Sensor", "Speed Sensor", "Torque Sensor", "Encoder"),
          (40000, 900000), 1, 8, 0.2, (85, 95, 150, 90, 95, 95, 90, 95, 105, 110, 100, 90)),
    Group("Valves", ("Ball Valve", "Gate Valve", "Check Valve", "Globe Valve", "Relief Valve", "Solenoid Valve"),
          (20000, 700000), 1, 10, 2.5, (95, 105, 125, 110, 110, 95, 85, 85, 95, 105, 100, 90)),
)  # fmt: skip

STEADY, FAST, SPARE, NEW = range(4)
PER_GROUP = 25
MANY = {FAST: 14, SPARE: 36, NEW: 6}


@dataclass(frozen=True)
class Catalogue:
    """One entry a product in every array; money in paise."""

    codes: list[str]
    names: list[str]
    group: Ints
    kind: Ints
    cost: Ints
    price: Ints
    sources: Ints  # products × 3: supplier numbers, the preferred one first, -1 where there are fewer
    source_price: Ints  # products × 3: thousandths of the standard cost
    created: Dates
    updated: Dates

    @property
    def many(self) -> int:
        return len(self.codes)

    @cached_property
    def pack(self) -> Ints:
        return np.array([g.pack for g in GROUPS])[self.group]

    @cached_property
    def largest(self) -> Ints:
        return np.array([g.largest for g in GROUPS])[self.group]


def catalogue(seed: int, history: History, deals_in: list[tuple[int, int]], price_of: list[int]) -> Catalogue:
    """`deals_in` and `price_of`: the groups and the price level of each supplier."""
    rng = stream(seed, "catalogue")
    names, group = product_names()
    kind = kinds(rng, np.array([name.split()[0] in BRANDS for name in names]))
    cost, price = money(rng, group)
    sources = pick_sources(rng, group, deals_in)
    level = np.array([*price_of, 1000])[sources]  # -1 takes the last one, which stands for nobody
    created, updated = days_of_change(rng, history, kind)
    codes = [f"PRD{number + 1:04d}" for number in range(len(names))]
    source_price = level + rng.integers(-35, 36, sources.shape)
    return Catalogue(codes, names, group, kind, cost, price, sources, source_price, created, updated)


def product_names() -> tuple[list[str], Ints]:
    """The groups take turns, so that neighbouring codes are different things."""
    brand = iter(BRANDS)
    shelves = []
    for group in GROUPS:
        own = [
            f"{next(brand)} {group.nouns[i % len(group.nouns)]}" for i in range(PER_GROUP - len(FAMILIES[group.name]))
        ]
        shelves.append(own[:6] + list(FAMILIES[group.name]) + own[6:])
    names = [shelf[place] for place in range(PER_GROUP) for shelf in shelves]
    return names, np.arange(len(names)) % len(GROUPS)


def kinds(rng: Rng, branded: "np.typing.NDArray[np.bool_]") -> Ints:
    """Families stay steady: whoever is asked back about one shall find stock and sales of each."""
    order = rng.permutation(np.flatnonzero(branded))
    kind = np.full(len(branded), STEADY)
    start = 0
    for name, many in MANY.items():
        kind[order[start : start + many]] = name
        start += many
    return kind


def money(rng: Rng, group: Ints) -> tuple[Ints, Ints]:
    low, high = np.array([g.cost for g in GROUPS])[group].T
    cheapness = rng.integers(0, 1000, len(group))
    cost = low + (high - low) * cheapness * cheapness // 1_000_000  # many cheap ones, few dear ones
    cost = (cost // 25 + 1) * 25
    price = cost * rng.integers(122, 175, len(group)) // 100
    return cost, (price // 50 + 1) * 50


def pick_sources(rng: Rng, group: Ints, deals_in: list[tuple[int, int]]) -> Ints:
    """Every supplier of a group is preferred for some of its products; some products have a second, a third."""
    sources = np.full((len(group), 3), -1)
    for here in range(len(GROUPS)):
        dealers = [number for number, groups in enumerate(deals_in) if here in groups]
        for place, product in enumerate(rng.permutation(np.flatnonzero(group == here))):
            many = 1 if place % 20 < 11 else 2 if place % 20 < 18 else 3
            sources[product, :many] = [dealers[(place + step) % len(dealers)] for step in range(many)]
    return sources


def days_of_change(rng: Rng, history: History, kind: Ints) -> tuple[Dates, Dates]:
    """Old products are older than the history; new ones came in the last months; all were touched since."""
    age = np.where(kind == NEW, rng.integers(20, 130, len(kind)), history.days + rng.integers(30, 1500, len(kind)))
    touched = rng.integers(0, np.minimum(age, 400))
    return history.on(history.today - age), history.on(history.today - touched)
