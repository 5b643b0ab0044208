#!/usr/bin/env python3
"""Four hotels of one owner as a DuckDB file: properties, room types, rooms, guests, staff, reservations, charges, reviews.

Singular table names with a prefix, abbreviated columns, a text key for room types, two employees to a reservation (who made
it, who checked the guest in), timestamps with a time of day. The same file for the same day and seed.

    python -m tests.questions.schemas.hotel OUT.duckdb [--today 2026-06-30] [--seed 1]
"""

import argparse
import datetime as dt
import random
from pathlib import Path
from typing import Any

from tests.questions.schemas.clinic import write

Row = tuple[Any, ...]
Rows = list[Row]

TABLES = """
CREATE TABLE htl_property (prop_id INTEGER PRIMARY KEY, prop_name VARCHAR(60), city VARCHAR(40), stars INTEGER, opened_on DATE);
CREATE TABLE htl_room_type (rt_code VARCHAR(6) PRIMARY KEY, rt_name VARCHAR(40), base_rate DECIMAL(8,2), max_occupancy INTEGER);
CREATE TABLE htl_room (room_id INTEGER PRIMARY KEY, prop_id INTEGER, room_no VARCHAR(6), rt_code VARCHAR(6), floor_no INTEGER,
    is_smoking BOOLEAN, hk_status VARCHAR(16));
CREATE TABLE htl_guest (guest_id INTEGER PRIMARY KEY, full_name VARCHAR(80), country VARCHAR(40), email VARCHAR(120),
    loyalty_tier VARCHAR(12), is_vip BOOLEAN, created_at TIMESTAMP);
CREATE TABLE htl_employee (emp_id INTEGER PRIMARY KEY, emp_name VARCHAR(80), job_title VARCHAR(40), prop_id INTEGER, hired_on DATE);
CREATE TABLE htl_reservation (res_id INTEGER PRIMARY KEY, guest_id INTEGER, room_id INTEGER, checkin_dt DATE, checkout_dt DATE,
    adults INTEGER, children INTEGER, nightly_rate DECIMAL(8,2), total_amt DECIMAL(10,2), channel VARCHAR(20),
    res_status VARCHAR(16), booked_at TIMESTAMP, created_by_emp_id INTEGER, checked_in_by_emp_id INTEGER);
CREATE TABLE htl_charge (charge_id INTEGER PRIMARY KEY, res_id INTEGER, charge_type VARCHAR(20), amt DECIMAL(8,2), charged_at TIMESTAMP);
CREATE TABLE htl_review (review_id INTEGER PRIMARY KEY, res_id INTEGER, rating INTEGER, posted_on DATE, replied BOOLEAN);
"""
PROPERTIES = [  # name, city, stars, opened, rooms, how well it is liked
    ("Grand Harbour", "Port Ellis", 5, dt.date(1998, 5, 1), 40, 0.5),
    ("Grand Alpine", "Sonnberg", 4, dt.date(2004, 12, 10), 30, 0.2),
    ("Riverside Inn", "Lindau", 3, dt.date(2011, 4, 15), 26, -0.3),
    ("City Gate", "Marlin", 3, dt.date(2017, 9, 1), 34, -0.7),
]
ROOM_TYPES = [  # code, name, rate, guests, weight
    ("SGL", "Single", 79, 1, 22),
    ("DBL", "Double", 119, 2, 40),
    ("TWN", "Twin", 112, 2, 18),
    ("FAM", "Family", 165, 4, 12),
    ("STE", "Suite", 289, 3, 8),
]
STAFF = [  # name, job, property
    ("Adele Fontaine", "Front Desk Agent", 1),
    ("Boris Hanak", "Front Desk Agent", 1),
    ("Carla Mint", "Concierge", 1),
    ("Derek Osei", "Duty Manager", 1),
    ("Elena Petrova", "Front Desk Agent", 2),
    ("Fabio Conti", "Front Desk Agent", 2),
    ("Gerda Lund", "Duty Manager", 2),
    ("Hamid Karimi", "Front Desk Agent", 3),
    ("Ines Duarte", "Front Desk Agent", 3),
    ("Jasper Vale", "Duty Manager", 3),
    ("Kira Sato", "Front Desk Agent", 4),
    ("Liam Byrne", "Front Desk Agent", 4),
    ("Mona Byrne", "Duty Manager", 4),
]
FIRST = "Aaron Brigitte Chiara Dominik Elsa Florian Gita Hannes Ilse Jorge Katrin Lorenzo Mila Nico Olivia Pablo Renata Sven Tessa Vito".split()
LAST = "Amsel Bianchi Colin Dahl Ebert Fabre Gruber Holm Isler Jensen Kovac Leroy Maas Nilsen Orsini Peeters Rossi Silva Toth Wagner".split()
COUNTRIES = [
    ("Germany", 30),
    ("Italy", 18),
    ("France", 15),
    ("Netherlands", 12),
    ("Spain", 10),
    ("Denmark", 8),
    ("Japan", 4),
]
TIERS = [(None, 62), ("Silver", 22), ("Gold", 12), ("Platinum", 4)]
CHANNELS = [("direct", 34), ("Booking.com", 38), ("Expedia", 18), ("travel agency", 10)]
CHARGES = {"restaurant": 62, "bar": 24, "minibar": 14, "spa": 78, "parking": 18, "laundry": 21}


def make(path: str | Path, today: dt.date | str = "2026-06-30", seed: int = 1) -> None:
    """Writes the DuckDB file, replacing it; stays reach back 29 months and two months ahead."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"hotel {seed}")
    start = today - dt.timedelta(days=880)
    rooms = _rooms(r)
    guests = _guests(r, start, today)
    stays = _reservations(r, rooms, guests, start, today)
    write(
        path,
        TABLES,
        {
            "htl_property": [(n, *p[:4]) for n, p in enumerate(PROPERTIES, 1)],
            "htl_room_type": [t[:4] for t in ROOM_TYPES],
            "htl_room": rooms,
            "htl_guest": guests,
            "htl_employee": [
                (n, *who, start - dt.timedelta(days=r.randrange(-600, 3000))) for n, who in enumerate(STAFF, 1)
            ],
            "htl_reservation": stays,
            "htl_charge": _charges(r, stays, today),
            "htl_review": _reviews(r, stays, rooms, today),
        },
    )


def _pick(r: random.Random, weighted: list[tuple[Any, int]]) -> Any:
    return r.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _rooms(r: random.Random) -> Rows:
    rows: Rows = []
    for prop, (_, _, _, _, count, _) in enumerate(PROPERTIES, 1):
        for n in range(count):
            floor = 1 + n // 10
            kind = _pick(r, [(t[0], t[4]) for t in ROOM_TYPES])
            state = _pick(r, [("clean", 70), ("dirty", 20), ("inspected", 6), ("out of order", 4)])
            rows.append((len(rows) + 1, prop, f"{floor}{n % 10:02d}", kind, floor, r.random() < 0.06, state))
    return rows


def _guests(r: random.Random, start: dt.date, today: dt.date) -> Rows:
    names = r.sample([f"{first} {last}" for first in FIRST for last in LAST], 390)
    rows: Rows = []
    for n, name in enumerate(names, 1):
        mail = None if r.random() < 0.15 else name.lower().replace(" ", ".") + "@mail.example"
        since = start + dt.timedelta(days=r.randrange((today - start).days) if n > 200 else 0)
        made = dt.datetime.combine(since, dt.time(r.randrange(7, 22), r.randrange(60)))
        rows.append((n, name, _pick(r, COUNTRIES), mail, _pick(r, TIERS), r.random() < 0.05, made))
    return rows


def _reservations(r: random.Random, rooms: Rows, guests: Rows, start: dt.date, today: dt.date) -> Rows:
    regulars = [g for g in guests if g[0] % 31]  # every 31st guest has an account and never booked
    weights = [min(7.0, r.paretovariate(1.5)) for _ in regulars]
    rows: Rows = []
    for n in range((today - start).days + 60):
        day = start + dt.timedelta(days=n)
        busy = (1.4 if day.month in (7, 8, 12) else 1.0) * (1.3 if day.weekday() in (4, 5) else 1.0)
        expected = 3.4 * busy * (0.5 if day > today else 1.0)
        for _ in range(max(0, round(r.gauss(expected, 1.3)))):
            guest = r.choices(regulars, weights)[0]
            rows.append((len(rows) + 1, guest[0], *_stay(r, r.choice(rooms), day, today)))
    return rows


def _stay(r: random.Random, room: Row, arrival: dt.date, today: dt.date) -> Row:
    kind = next(t for t in ROOM_TYPES if t[0] == room[3])
    nights = _pick(r, [(1, 30), (2, 32), (3, 18), (4, 9), (5, 6), (7, 5)])
    rate = round(kind[2] * PROPERTIES[room[1] - 1][2] / 4 * r.uniform(0.85, 1.25), 2)
    adults = 1 if kind[3] == 1 else r.randint(1, 2)
    children = r.randint(0, kind[3] - adults) if kind[3] > 2 else 0
    booked = dt.datetime.combine(
        min(arrival, today) - dt.timedelta(days=round(r.expovariate(1 / 24))), dt.time(r.randrange(24))
    )
    state = _state(r, arrival, arrival + dt.timedelta(days=nights), today)
    desk = [n for n, who in enumerate(STAFF, 1) if who[2] == room[1]]
    seen = r.choice(desk) if state in ("checked_in", "checked_out") else None
    total = round(rate * nights, 2)
    made_by = r.choices(desk, [4, 3, 2, 1][: len(desk)])[0]
    leaves = arrival + dt.timedelta(days=nights)
    return (room[0], arrival, leaves, adults, children, rate, total, _pick(r, CHANNELS), state, booked, made_by, seen)


def _state(r: random.Random, arrival: dt.date, leaves: dt.date, today: dt.date) -> str:
    if r.random() < 0.11:
        return "cancelled"
    if arrival > today:
        return "confirmed"
    if r.random() < 0.03:
        return "no_show"
    return "checked_in" if leaves > today else "checked_out"


def _charges(r: random.Random, stays: Rows, today: dt.date) -> Rows:
    rows: Rows = []
    for stay in stays:
        if stay[10] not in ("checked_in", "checked_out"):
            continue
        last = min(stay[4], today)
        for kind in r.choices(list(CHARGES), [30, 24, 18, 8, 14, 6], k=r.choice([0, 0, 1, 1, 2, 3])):
            day = stay[3] + dt.timedelta(days=r.randint(0, (last - stay[3]).days))
            at = dt.datetime.combine(day, dt.time(r.randrange(7, 24), r.randrange(60)))
            rows.append((len(rows) + 1, stay[0], kind, round(CHARGES[kind] * r.uniform(0.4, 2.1), 2), at))
    return rows


def _reviews(r: random.Random, stays: Rows, rooms: Rows, today: dt.date) -> Rows:
    rows: Rows = []
    for stay in stays:
        posted = stay[4] + dt.timedelta(days=r.randint(0, 12))
        if stay[10] != "checked_out" or posted > today or r.random() > 0.28:
            continue
        liked = PROPERTIES[rooms[stay[2] - 1][1] - 1][5]
        rating = max(1, min(5, round(r.gauss(3.9 + liked, 0.9))))
        rows.append((len(rows) + 1, stay[0], rating, posted, r.random() < 0.6))
    return rows


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--today", default="2026-06-30")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    make(a.out, a.today, a.seed)
