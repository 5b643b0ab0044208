"""What a planner knows beyond the nine tables: packs, order costs, price breaks, vehicles."""

from datetime import date, time, timedelta

import numpy as np

from scripts.sample_data.catalogue import FAST, GROUPS, SPARE, Catalogue
from scripts.sample_data.chance import stream
from scripts.sample_data.days import History
from scripts.sample_data.places import WAREHOUSES
from scripts.sample_data.promotions import Promotions
from scripts.sample_data.stock import Levels
from scripts.sample_data.suppliers import Supplier

Row = tuple[object, ...]
VEHICLES = ((750.0, 4.5, 11, 140), (1500.0, 9.0, 16, 165), (3500.0, 18.0, 24, 210))  # kg, m³, a km, an hour
OWN_RULES = 7  # every so many products, one warehouse has a rule of its own
DENSITY = 420.0  # kg a m³, packed


def item_rows(seed: int, catalogue: Catalogue, shelf: Levels) -> list[Row]:
    """A rule for each product, and for some products another one in one warehouse."""
    rng = stream(seed, "planning")
    rows: list[Row] = []
    for product, code in enumerate(catalogue.codes):
        kind, group = catalogue.kind[product], GROUPS[catalogue.group[product]]
        pack = int(catalogue.pack[product]) * (2 if kind == FAST else 1)
        most = max(int(shelf.maximum[:, product].max()) // pack * 3, 10) * pack
        target = 0.98 if kind == FAST else 0.9 if kind == SPARE else 0.95
        weight = round(group.weight * int(rng.integers(50, 200)) / 100, 3)
        rule = (
            pack,
            pack * int(rng.integers(1, 6)),
            most,
            int(rng.integers(3, 12)) * 50,
            0.18 + int(rng.integers(0, 9)) / 100,
            target,
        )
        size = (weight, round(weight / DENSITY, 6))
        rows.append((code, None, *rule, *size))
        if product % OWN_RULES == 3:
            warehouse = WAREHOUSES[product // OWN_RULES % len(WAREHOUSES)].code
            rows.append((code, warehouse, rule[0], rule[1] * 2, *rule[2:5], 0.97, *size))
    return rows


def supplier_rows(seed: int, suppliers: tuple[Supplier, ...]) -> list[Row]:
    """One row for each price break; a supplier without breaks has one row that says its minimum only."""
    rng = stream(seed, "price breaks")
    rows: list[Row] = []
    for number, supplier in enumerate(suppliers):
        least = int(rng.integers(1, 12)) * 2500
        breaks = ((None, None),) if number % 6 == 5 else ((50, 0.02), (200, 0.045), (1000, 0.07))[: 1 + number % 3]
        rows += [(supplier.code, least, quantity, discount) for quantity, discount in breaks]
    return rows


def vehicle_rows() -> list[Row]:
    rows: list[Row] = []
    for number, warehouse in enumerate(WAREHOUSES):
        for place in range(4 - number // 2):
            weight, volume, km, hour = VEHICLES[place % len(VEHICLES)]
            early = time(6, 30) if place % 2 else time(8, 0)
            end = time(15, 30) if place % 2 else time(18, 0)
            rows.append((warehouse.code, f"{warehouse.code}-V{place + 1}", weight, volume, early, end, km, hour))
    return rows


def promotion_rows(history: History, catalogue: Catalogue, planned: Promotions) -> list[Row]:
    def day(number: "np.int64") -> date:
        return history.as_of - timedelta(days=history.today - int(number))

    return [
        (catalogue.codes[product], day(first), day(last))
        for product, first, last in zip(planned.product, planned.first, planned.last, strict=True)
    ]
