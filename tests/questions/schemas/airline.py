#!/usr/bin/env python3
"""A small airline with two hubs as a DuckDB file: airports, types, aircraft, crew, flights, passengers, booked segments, upkeep.

Plural table names, text keys beside numbers, two airports and two pilots to a flight, some keys declared and some not, a
composite key for what was booked, scheduled beside actual times, nulls for what has not happened. Same day and seed, same file.

    python -m tests.questions.schemas.airline OUT.duckdb [--today 2026-06-30] [--seed 1]
"""

import argparse
import datetime as dt
import math
import random
from pathlib import Path
from typing import Any

from tests.questions.schemas.clinic import write

Row = tuple[Any, ...]
Rows = list[Row]

TABLES = """
CREATE TABLE airports (iata_code VARCHAR(3) PRIMARY KEY, airport_name VARCHAR(60), city VARCHAR(40), country VARCHAR(40),
    is_hub BOOLEAN, runways INTEGER);
CREATE TABLE aircraft_types (type_code VARCHAR(4) PRIMARY KEY, type_name VARCHAR(40), manufacturer VARCHAR(30), seats INTEGER,
    range_km INTEGER);
CREATE TABLE aircraft (tail_no VARCHAR(8) PRIMARY KEY, type_code VARCHAR(4) REFERENCES aircraft_types (type_code),
    nickname VARCHAR(40), home_base VARCHAR(3), delivered_on DATE, is_leased BOOLEAN, retired_on DATE);
CREATE TABLE crew (staff_no INTEGER PRIMARY KEY, first_name VARCHAR(40), last_name VARCHAR(40), position VARCHAR(30),
    base_airport VARCHAR(3) REFERENCES airports (iata_code), hired_on DATE, left_on DATE, license_valid_until DATE);
CREATE TABLE flights (flight_id BIGINT PRIMARY KEY, flight_no VARCHAR(8), origin VARCHAR(3), destination VARCHAR(3), tail_no VARCHAR(8),
    captain_id INTEGER, first_officer_id INTEGER, sched_dep TIMESTAMP, sched_arr TIMESTAMP, actual_dep TIMESTAMP,
    actual_arr TIMESTAMP, status VARCHAR(16), delay_cause VARCHAR(30), distance_km INTEGER, fuel_kg INTEGER);
CREATE TABLE passengers (passenger_id INTEGER, first_name VARCHAR(40), last_name VARCHAR(40), nationality VARCHAR(40),
    birth_date DATE, email VARCHAR(120), frequent_flyer_tier VARCHAR(12), newsletter BOOLEAN, registered_on DATE);
CREATE TABLE booking_segments (pnr VARCHAR(6), segment_no INTEGER, flight_id BIGINT, passenger_id INTEGER, cabin VARCHAR(12),
    fare DECIMAL(9,2), taxes DECIMAL(8,2), checked_bags INTEGER, seat VARCHAR(4), sales_channel VARCHAR(20),
    ticket_status VARCHAR(12), online_checkin BOOLEAN, booked_at TIMESTAMP, PRIMARY KEY (pnr, segment_no));
CREATE TABLE maintenance_orders (order_no VARCHAR(12), tail_no VARCHAR(8), work_type VARCHAR(30), station VARCHAR(3), opened_on DATE,
    closed_on DATE, labor_hours DECIMAL(7,1), parts_cost DECIMAL(10,2), labor_cost DECIMAL(10,2), aog BOOLEAN);
"""
AIRPORTS = [  # code, name, city, country, hub, runways, km from Copenhagen, from Hamburg, weight
    ("CPH", "Copenhagen Kastrup", "Copenhagen", "Denmark", True, 3, 0, 290, 8),
    ("HAM", "Hamburg Airport", "Hamburg", "Germany", True, 2, 290, 0, 6),
    ("ARN", "Stockholm Arlanda", "Stockholm", "Sweden", False, 3, 545, 815, 10),
    ("BMA", "Stockholm Bromma", "Stockholm", "Sweden", False, 1, 520, 790, 4),
    ("OSL", "Oslo Gardermoen", "Oslo", "Norway", False, 2, 520, 740, 8),
    ("LHR", "London Heathrow", "London", "United Kingdom", False, 2, 980, 745, 10),
    ("LGW", "London Gatwick", "London", "United Kingdom", False, 1, 985, 760, 6),
    ("WAW", "Warsaw Chopin", "Warsaw", "Poland", False, 2, 670, 750, 6),
    ("LIS", "Lisbon Humberto Delgado", "Lisbon", "Portugal", False, 1, 2480, 2190, 5),
    ("BCN", "Barcelona El Prat", "Barcelona", "Spain", False, 3, 1760, 1470, 7),
    ("PMI", "Palma de Mallorca", "Palma", "Spain", False, 2, 1950, 1660, 6),
    ("NCE", "Nice Cote d'Azur", "Nice", "France", False, 2, 1330, 1090, 5),
    ("KEF", "Reykjavik Keflavik", "Reykjavik", "Iceland", False, 2, 2140, 2200, 3),
    ("RIX", "Riga International", "Riga", "Latvia", False, 1, 720, 970, 0),
]
TYPES = [
    ("A320", "Airbus A320neo", "Airbus", 180, 6300),
    ("A321", "Airbus A321LR", "Airbus", 206, 7400),
    ("E190", "Embraer E190", "Embraer", 106, 4500),
    ("AT76", "ATR 72-600", "ATR", 70, 1500),
    ("B738", "Boeing 737-800", "Boeing", 186, 5400),
]
FLEET = [  # tail, type, nickname, base, year delivered, leased, years until retired
    ("OY-NVA", "A320", "Freja", "CPH", 2018, False, None),
    ("OY-NVB", "A320", "Balder", "CPH", 2018, False, None),
    ("OY-NVC", "A320", "Idun", "CPH", 2019, True, None),
    ("OY-NVD", "A321", "Njord", "CPH", 2021, True, None),
    ("OY-NVE", "A321", "Sif", "CPH", 2022, True, None),
    ("OY-NVF", "E190", "Ask", "CPH", 2014, False, None),
    ("OY-NVG", "E190", None, "CPH", 2015, False, None),
    ("D-ANVH", "E190", "Elbe", "HAM", 2015, False, None),
    ("D-ANVK", "A320", "Alster", "HAM", 2020, True, None),
    ("D-ANVL", "AT76", "Bille", "HAM", 2016, False, None),
    ("D-ANVM", "AT76", None, "HAM", 2017, True, None),
    ("D-ANVN", "B738", "Old Harald", "HAM", 2006, False, 18),
]
FIRST = "Astrid Bjorn Camille Dagmar Emil Freya Gunnar Hedda Ingrid Jonas Kamila Leif Marta Nadia Oskar Petra Rasmus Sanne Tomas Ulla".split()
LAST = "Aagaard Berg Clausen Dupont Eklund Ferreira Gustafsson Hansen Iversen Jankowski Kruse Lindqvist Meyer Nowak Olsen Pereira Quist Richter Sorensen Torres".split()
NATIONS = {
    "Denmark": 30,
    "Germany": 22,
    "Sweden": 15,
    "United Kingdom": 11,
    "Norway": 8,
    "Poland": 6,
    "Spain": 5,
    "Portugal": 3,
}
CAUSES = {
    "weather": 16,
    "technical": 20,
    "late inbound aircraft": 30,
    "air traffic control": 18,
    "crew": 6,
    "baggage loading": 8,
}
WORK = {  # weight, hours, parts
    "A-check": (16, 60, 9000),
    "C-check": (3, 620, 88000),
    "engine repair": (8, 110, 42000),
    "tyre change": (26, 5, 2400),
    "cabin repair": (28, 9, 900),
    "avionics": (19, 14, 5200),
}


def make(path: str | Path, today: dt.date | str = "2026-06-30", seed: int = 1) -> None:
    """Writes the DuckDB file, replacing it; flights reach back 18 months and end with the day itself."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"airline {seed}")
    start = today - dt.timedelta(days=545)
    crew = _crew(r, today)
    flights = _flights(r, crew, start, today)
    people = _passengers(r, today)
    write(
        path,
        TABLES,
        {
            "airports": [a[:6] for a in AIRPORTS],
            "aircraft_types": TYPES,
            "aircraft": _aircraft(r),
            "crew": crew,
            "flights": flights,
            "passengers": people,
            "booking_segments": _segments(r, flights, people, today),
            "maintenance_orders": _orders(r, start, today),
        },
    )


def _pick(r: random.Random, weighted: dict[Any, int]) -> Any:
    return r.choices(list(weighted), list(weighted.values()))[0]


def _aircraft(r: random.Random) -> Rows:
    rows: Rows = []
    for tail, kind, name, base, year, leased, years in FLEET:
        day = dt.date(year, r.randint(1, 12), r.randint(1, 28))
        gone = day.replace(year=year + years) if years else None
        rows.append((tail, kind, name, base, day, leased, gone))
    return rows


def _crew(r: random.Random, today: dt.date) -> Rows:
    names = r.sample([(first, last) for first in FIRST for last in LAST], 64)
    jobs = ["Captain"] * 17 + ["First Officer"] * 19 + ["Purser"] * 9 + ["Cabin Attendant"] * 19
    rows: Rows = []
    for n, (name, job) in enumerate(zip(names, jobs, strict=True)):
        hired = today - dt.timedelta(days=r.randint(800, 6500))
        left = today - dt.timedelta(days=r.randint(600, 780)) if n % 12 == 7 else None
        valid = today + dt.timedelta(days=r.randint(-15, 700)) if n < 36 else None
        rows.append((3001 + n * 3, *name, job, "CPH" if r.random() < 0.62 else "HAM", hired, left, valid))
    return rows


def _flights(r: random.Random, crew: Rows, start: dt.date, today: dt.date) -> Rows:
    flying = [p for p in crew if p[6] is None]
    rows: Rows = []
    for n in range((today - start).days + 1):
        day = start + dt.timedelta(days=n)
        wanted = 5.0 + (1.6 if day.month in (6, 7, 8) else 0.0) + (0.5 if day.weekday() in (4, 6) else -0.1) + n / 700
        tails = r.sample([f for f in FLEET if f[6] is None], max(3, min(10, round(r.gauss(wanted, 0.8)))))
        for tail, kind, _, base, *_ in tails:
            mine = [p for p in flying if p[4] == base]
            pilots = [
                r.choices(seats, [1 + i % 5 for i in range(len(seats))])[0][0]
                for seats in ([p for p in mine if p[3] == job] for job in ("Captain", "First Officer"))
            ]
            rows += _rotation(r, len(rows) + 50001, (tail, kind, base), pilots, day, today)
    return rows


def _rotation(r: random.Random, key: int, plane: Row, pilots: list[int], day: dt.date, today: dt.date) -> Rows:
    tail, kind, base = plane
    far = 6 if base == "CPH" else 7
    there = [a for a in AIRPORTS if a[0] != base and a[8] and (kind != "AT76" or a[far] < 1000)]
    end = r.choices(there, [a[8] for a in there])[0]
    number = 100 * (1 if base == "CPH" else 5) + 2 * [a[0] for a in AIRPORTS].index(end[0]) + 1
    leaves = dt.datetime.combine(day, dt.time(r.randint(5, 15), 5 * r.randrange(12)))
    late, rows = 0, []
    for leg, (a, b) in enumerate(((base, end[0]), (end[0], base))):
        minutes = 5 * math.ceil((30 + end[far] / (8.5 if kind == "AT76" else 13.0)) / 5)
        arrives = leaves + dt.timedelta(minutes=minutes)
        late = _late(r, late, day.month, kind)
        row, late = _leg(r, (leaves, arrives), late, kind, end[far], today)
        rows.append((key + leg, f"NV{number + leg}", a, b, tail, *pilots, leaves, arrives, *row))
        leaves = arrives + dt.timedelta(minutes=45)
    return rows


def _late(r: random.Random, before: int, month: int, kind: str) -> int:
    knock_on = max(0, before - 15)
    if r.random() < (0.33 if month in (1, 2, 12) else 0.22) + (0.08 if kind == "E190" else 0.0):
        return knock_on + round(r.expovariate(1 / 34)) + 6
    return knock_on + r.randint(-4, 9)


def _leg(r: random.Random, plan: Row, late: int, kind: str, km: int, today: dt.date) -> tuple[Row, int]:
    now = dt.datetime.combine(today, dt.time(12, 0))
    left, fuel = (
        plan[0] + dt.timedelta(minutes=late),
        round(km * (2.1 if kind == "AT76" else 3.4) * r.uniform(0.92, 1.12) + 800),
    )
    landed = plan[1] + dt.timedelta(minutes=late + r.randint(-9, 8))
    cause = _pick(r, CAUSES) if late > 15 else None
    if plan[0] > now:
        return (None, None, "scheduled", None, km, None), 0
    if r.random() < 0.024:
        return (None, None, "cancelled", _pick(r, {"weather": 5, "technical": 4, "crew": 2}), km, None), 0
    if left <= now < landed:
        return (left, None, "airborne", cause, km, None), late
    state = "diverted" if r.random() < 0.006 else "landed"
    return (left, landed, state, cause, km, fuel), late


def _passengers(r: random.Random, today: dt.date) -> Rows:
    rows: Rows = []
    for n in range(1, 1401):
        first, last = r.choice(FIRST), r.choice(LAST)
        mail = None if r.random() < 0.12 else f"{first}.{last}{n}@post.example".lower()
        tier = _pick(r, {None: 66, "Blue": 20, "Silver": 9, "Gold": 5})
        born = today - dt.timedelta(days=r.randint(2 * 365, 82 * 365))
        since = today - dt.timedelta(days=r.randint(3, 2600))
        rows.append((n, first, last, _pick(r, NATIONS), born, mail, tier, r.random() < 0.37, since))
    return rows


def _segments(r: random.Random, flights: Rows, people: Rows, today: dt.date) -> Rows:
    flyers = [p for p in people if p[0] % 23]  # every 23rd passenger has registered and never booked
    weights = [min(9.0, r.paretovariate(1.3)) * {"Gold": 4, "Silver": 2}.get(p[6], 1) for p in flyers]
    letters, used, rows = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", set(), []
    for n in range(0, len(flights) - 1, 2):
        for who in r.choices(flyers, weights, k=r.choice([0, 1, 1, 2, 2, 3])):
            pnr = "".join(r.choices(letters, k=6))
            if pnr in used:
                continue
            used.add(pnr)
            cabin = _pick(r, {"Economy": 78, "Premium": 13, "Business": 9})
            channel = _pick(r, {"website": 46, "mobile app": 27, "travel agency": 19, "call center": 8})
            before = round(r.expovariate(1 / 38) * 1440) + 180
            booked = min(flights[n][7] - dt.timedelta(minutes=before), dt.datetime.combine(today, dt.time(6)))
            for k, flight in enumerate(flights[n : n + (2 if r.random() < 0.6 else 1)], 1):
                rows.append((pnr, k, flight[0], who[0], cabin, *_ticket(r, flight, cabin, channel), booked))
    return rows


def _ticket(r: random.Random, flight: Row, cabin: str, channel: str) -> Row:
    fare = (42 + flight[13] * 0.07) * {"Economy": 1.0, "Premium": 1.7, "Business": 3.4}[cabin] * r.uniform(0.7, 1.6)
    bags = r.choices([0, 1, 2, 3], [44, 38, 14, 4])[0]
    if flight[11] == "cancelled":
        state = "refunded" if r.random() < 0.8 else "cancelled"
    elif flight[11] == "scheduled":
        state = "confirmed"
    else:
        state = _pick(r, {"flown": 90, "cancelled": 4, "refunded": 3, "no-show": 3})
    seat = f"{r.randint(1, 31)}{r.choice('ABCDEF')}" if state == "flown" or r.random() < 0.3 else None
    return (
        round(fare, 2),
        round(12 + fare * 0.11, 2),
        bags,
        seat,
        channel,
        state,
        state == "flown" and r.random() < 0.68,
    )


def _orders(r: random.Random, start: dt.date, today: dt.date) -> Rows:
    rows: Rows = []
    days = sorted(start + dt.timedelta(days=r.randrange((today - start).days)) for _ in range(430))
    for n, day in enumerate(days, 1):
        plane = r.choices(
            [f for f in FLEET if f[6] is None], [3 if f[4] < 2016 else 1.4 for f in FLEET if f[6] is None]
        )[0]
        kind = _pick(r, {k: w[0] for k, w in WORK.items()})
        hours = round(WORK[kind][1] * r.uniform(0.5, 1.6), 1)
        done = day + dt.timedelta(days=round(hours / 16 + r.expovariate(1 / 2.2)))
        station = plane[3] if r.random() < 0.8 else r.choice(["CPH", "HAM", "ARN", "LHR"])
        parts = None if r.random() < 0.07 else round(WORK[kind][2] * r.uniform(0.3, 1.7), 2)
        closed = done if done <= today else None
        row = (plane[0], kind, station, day, closed, hours, parts, round(hours * 84, 2))
        rows.append(
            (f"MO-{day:%y}-{n:04d}", *row, kind in ("engine repair", "avionics", "tyre change") and r.random() < 0.2)
        )
    return rows


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--today", default="2026-06-30")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    make(a.out, a.today, a.seed)
