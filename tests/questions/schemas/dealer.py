#!/usr/bin/env python3
"""A car dealer as a DuckDB file: branches, models, vehicles, customers, salespeople, sales, service orders and parts.

Plural table names, `id` and `..._id` keys without declared foreign keys, timestamps with a time of day. The same file for
the same day and seed.

    dealer.py OUT.duckdb [--today 2026-06-30] [--seed 1]
"""

import argparse
import datetime as dt
import os
import random

import duckdb

TABLES = """
CREATE TABLE branches (id INTEGER PRIMARY KEY, name VARCHAR(60), city VARCHAR(60), opened_on DATE);
CREATE TABLE models (id INTEGER PRIMARY KEY, make VARCHAR(40), model_name VARCHAR(60), body_type VARCHAR(30), fuel_type VARCHAR(20),
    list_price DECIMAL(10,2));
CREATE TABLE vehicles (id INTEGER PRIMARY KEY, vin VARCHAR(17), model_id INTEGER, branch_id INTEGER, color VARCHAR(20), model_year INTEGER,
    mileage_km INTEGER, is_used BOOLEAN, purchase_price DECIMAL(10,2), asking_price DECIMAL(10,2), status VARCHAR(20), arrived_at TIMESTAMP);
CREATE TABLE customers (id INTEGER PRIMARY KEY, full_name VARCHAR(80), customer_type VARCHAR(20), email VARCHAR(120), phone VARCHAR(30),
    city VARCHAR(60), created_at TIMESTAMP);
CREATE TABLE salespeople (id INTEGER PRIMARY KEY, full_name VARCHAR(80), branch_id INTEGER, hired_on DATE, monthly_target INTEGER);
CREATE TABLE sales (id INTEGER PRIMARY KEY, vehicle_id INTEGER, customer_id INTEGER, salesperson_id INTEGER, sale_price DECIMAL(10,2),
    discount DECIMAL(10,2), payment_type VARCHAR(20), sold_at TIMESTAMP);
CREATE TABLE service_orders (id INTEGER PRIMARY KEY, branch_id INTEGER, customer_id INTEGER, vehicle_id INTEGER, status VARCHAR(20),
    labor_hours DECIMAL(5,1), total_price DECIMAL(10,2), created_at TIMESTAMP, closed_at TIMESTAMP);
CREATE TABLE service_order_parts (id INTEGER PRIMARY KEY, service_order_id INTEGER, part_id INTEGER, quantity INTEGER);
CREATE TABLE parts (id INTEGER PRIMARY KEY, sku VARCHAR(20), name VARCHAR(60), category VARCHAR(30), unit_price DECIMAL(8,2),
    stock_quantity INTEGER, minimum_quantity INTEGER);
"""
BRANCHES = [("Lakeside", "Norden"), ("Airport", "Norden"), ("Hilltop", "Eastfield"), ("Harbour", "Port Selby")]
MODELS = [  # make, model, body, fuel, list price
    ("Toyota", "Yaris", "hatchback", "hybrid", 24500),
    ("Toyota", "Corolla", "sedan", "hybrid", 31200),
    ("Toyota", "RAV4", "SUV", "hybrid", 42800),
    ("Skoda", "Fabia", "hatchback", "petrol", 20900),
    ("Skoda", "Octavia", "estate", "diesel", 33800),
    ("Skoda", "Enyaq", "SUV", "electric", 48900),
    ("Volvo", "XC40", "SUV", "petrol", 45600),
    ("Volvo", "V60", "estate", "diesel", 51200),
    ("Volvo", "EX30", "SUV", "electric", 39900),
    ("Kia", "Picanto", "hatchback", "petrol", 16900),
    ("Kia", "Sportage", "SUV", "diesel", 38700),
    ("Kia", "EV6", "sedan", "electric", 52300),
    ("Ford", "Focus", "hatchback", "petrol", 29800),
    ("Ford", "Kuga", "SUV", "hybrid", 41500),
    ("Ford", "Transit", "van", "diesel", 46900),
]
SELLERS = [
    ("Emma Lindqvist", 1),
    ("Pavel Novak", 1),
    ("Rita Moreau", 1),
    ("Samuel Okoye", 2),
    ("Ingrid Bauer", 2),
    ("Lucia Novak", 3),
    ("Theo Karras", 3),
    ("Maja Kowal", 3),
    ("Owen Pritchard", 4),
    ("Yusuf Demir", 4),
]
COLORS = [("white", 24), ("black", 22), ("grey", 18), ("blue", 14), ("red", 12), ("green", 6), ("silver", 4)]
CITIES = [("Norden", 40), ("Eastfield", 22), ("Port Selby", 20), ("Millbrook", 11), ("Ashby", 7)]
FIRST = [
    "Adam",
    "Beata",
    "Carl",
    "Dana",
    "Erik",
    "Fiona",
    "Gustav",
    "Helen",
    "Igor",
    "Jana",
    "Kurt",
    "Laura",
    "Marta",
    "Nils",
    "Otto",
    "Petra",
    "Quinn",
    "Rosa",
    "Stefan",
    "Tina",
    "Ugo",
    "Viola",
    "Walter",
    "Xenia",
]
LAST = [
    "Abel",
    "Bjork",
    "Clarke",
    "Duval",
    "Engel",
    "Fischer",
    "Grant",
    "Hansen",
    "Iversen",
    "Jonas",
    "Krause",
    "Lang",
    "Marsh",
    "Norris",
    "Oduya",
    "Perez",
    "Quist",
    "Ravn",
    "Sato",
    "Tanner",
    "Unger",
    "Voss",
    "Weiss",
    "Young",
]
FIRMS = [
    "Brightpath Logistics",
    "Cobalt Plumbing",
    "Deltaform Interiors",
    "Evergreen Gardens",
    "Fernhill Bakery",
    "Glasshouse Media",
    "Highland Couriers",
    "Ironbridge Builders",
    "Juniper Care",
    "Kingsway Taxis",
    "Lumen Electric",
    "Meadow Catering",
    "Northgate Security",
    "Orchard Foods",
]
PARTS = [
    ("Oil filter", "filters", 14.9),
    ("Air filter", "filters", 21.5),
    ("Cabin filter", "filters", 18.4),
    ("Fuel filter", "filters", 32.0),
    ("Brake pads front", "brakes", 62.0),
    ("Brake pads rear", "brakes", 54.0),
    ("Brake disc", "brakes", 88.5),
    ("Brake fluid", "fluids", 11.9),
    ("Engine oil 5 L", "fluids", 47.0),
    ("Coolant", "fluids", 16.2),
    ("Spark plug", "engine", 9.8),
    ("Timing belt", "engine", 118.0),
    ("Water pump", "engine", 96.0),
    ("Battery 70 Ah", "electrical", 134.0),
    ("Headlight bulb", "electrical", 12.5),
    ("Alternator", "electrical", 289.0),
    ("Wiper blade", "body", 15.6),
    ("Side mirror", "body", 142.0),
    ("Summer tyre", "tyres", 92.0),
    ("Winter tyre", "tyres", 104.0),
]
PLATE = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def make(path, today="2026-06-30", seed=1):
    """Writes the DuckDB file, replacing it; `today` is a date or YYYY-MM-DD. Data reach back 33 months."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"dealer {seed}")
    pick = lambda pairs: r.choices([v for v, _ in pairs], [w for _, w in pairs])[0]
    start = today - dt.timedelta(days=1003)
    days = (today - start).days
    at = lambda n: (
        dt.datetime.combine(start, dt.time(r.randrange(8, 18), r.randrange(60), r.randrange(60))) + dt.timedelta(days=n)
    )
    branches = [(n, name, city, dt.date(1998 + 5 * n, 3 + n, 10 + n)) for n, (name, city) in enumerate(BRANCHES, 1)]
    models = [(n, *m) for n, m in enumerate(MODELS, 1)]
    sellers = [
        (n, name, branch, start - dt.timedelta(days=r.randrange(40, 4200)), r.randrange(3, 8))
        for n, (name, branch) in enumerate(SELLERS, 1)
    ]
    skill = {s[0]: r.uniform(0.5, 1.7) for s in sellers}
    people = [f"{f} {l}" for f, l in r.sample([(f, l) for f in FIRST for l in LAST], 480)] + FIRMS
    r.shuffle(people)
    customers = []
    for n, name in enumerate(people, 1):
        mail = None if r.random() < 0.14 else name.lower().replace(" ", ".") + "@example.com"
        customers.append(
            (
                n,
                name,
                "business" if name in FIRMS else "private",
                mail,
                f"0{r.randrange(200, 999)} {r.randrange(10**6, 10**7)}",
                pick(CITIES),
                at(r.randrange(-900, 0) if n % 3 == 0 else r.randrange(0, days)),
            )
        )
    firms = [c[0] for c in customers if c[2] == "business"]
    buyers = [c[0] for c in customers if c[2] == "private" and c[0] % 4]
    fashion = [r.uniform(0.5, 1.6) for _ in models]
    vehicles, sales = [], []
    for n in range(1, 1301):
        model, branch = r.choices(models, fashion)[0], r.choices(branches, [34, 27, 22, 17])[0][0]
        used, came = r.random() < 0.38, r.randrange(0, days + 1)
        arrived, age = at(came), r.randrange(1, 9)
        if not used:
            year, mileage, worth = arrived.year, r.randrange(5, 60), float(model[5])
        else:
            year, mileage, worth = arrived.year - age, age * r.randrange(9000, 21000), float(model[5]) * (0.86**age)
        asking = round(worth * r.uniform(0.96, 1.1), -1)
        bought = round(asking * r.uniform(0.82, 0.94), 2)
        sold_on = came + int(r.expovariate(1 / 55)) + 1
        if sold_on <= days:
            discount = 0 if r.random() < 0.4 else round(asking * r.uniform(0.005, 0.06), 2)
            seller = r.choices(
                [s for s in sellers if s[2] == branch], [skill[s[0]] for s in sellers if s[2] == branch]
            )[0][0]
            business = model[3] == "van" and r.random() < 0.7 or r.random() < 0.06
            sales.append(
                (
                    n,
                    r.choice(firms) if business else r.choice(buyers),
                    seller,
                    round(asking - discount, 2),
                    discount,
                    pick([("financing", 46), ("cash", 30), ("leasing", 24)]),
                    at(sold_on),
                )
            )
        status = "sold" if sold_on <= days else "reserved" if r.random() < 0.15 else "in_stock"
        vehicles.append(
            (
                n,
                "".join(r.choice(PLATE) for _ in range(17)),
                model[0],
                branch,
                pick(COLORS),
                year,
                mileage,
                used,
                bought,
                asking,
                status,
                arrived,
            )
        )
    sales = [(n, *s) for n, s in enumerate(sorted(sales, key=lambda s: s[6]), 1)]
    owner = [(s[1], s[2], s[7]) for s in sales]
    parts = []
    for n, (name, category, price) in enumerate(PARTS, 1):
        least = r.choice([4, 6, 10, 20])
        parts.append(
            (
                n,
                f"P-{1000 + 7 * n}",
                name,
                category,
                price,
                r.randrange(0, least) if n % 4 == 1 else r.randrange(least, least * 5),
                least,
            )
        )
    service, used_parts = [], []
    for opened in sorted(at(r.randrange(0, days + 1)) for _ in range(2200)):
        known = [o for o in (r.choice(owner) for _ in range(3)) if o[2] < opened]
        vehicle, customer = (
            (known[0][0], known[0][1]) if known and r.random() < 0.8 else (None, r.choice(buyers + firms))
        )
        hours, took = r.choice([0.5, 1, 1, 1.5, 2, 2, 3, 4.5, 6]), int(r.expovariate(1 / 3.5))
        closed = opened + dt.timedelta(days=took, hours=r.choice([0, 1, 2]))
        late = closed.date() > today
        status = (
            "cancelled"
            if r.random() < 0.04
            else ("in_progress" if late and len(service) % 2 else "open")
            if late or r.random() < 0.02
            else "done"
        )
        total, n = hours * 84, len(service) + 1
        for part in r.sample(parts, r.choices([0, 1, 2, 3], [22, 40, 26, 12])[0]) if status != "cancelled" else []:
            quantity = r.choice([1, 1, 1, 2, 4])
            used_parts.append((len(used_parts) + 1, n, part[0], quantity))
            total += quantity * part[4]
        service.append(
            (
                n,
                r.choices([1, 2, 3, 4], [30, 25, 27, 18])[0],
                customer,
                vehicle,
                status,
                hours,
                round(total, 2),
                opened,
                closed if status == "done" else None,
            )
        )
    write(
        path,
        TABLES,
        {
            "branches": branches,
            "models": models,
            "vehicles": vehicles,
            "customers": customers,
            "salespeople": sellers,
            "sales": sales,
            "service_orders": service,
            "service_order_parts": used_parts,
            "parts": parts,
        },
    )


def write(path, ddl, tables):
    if os.path.exists(path):
        os.remove(path)
    con = duckdb.connect(str(path))
    con.execute(ddl)
    for name, rows in tables.items():
        for n in range(0, len(rows), 500):
            part = rows[n : n + 500]
            con.execute(
                f"INSERT INTO {name} VALUES " + ", ".join(["(" + ", ".join("?" * len(part[0])) + ")"] * len(part)),
                [v for row in part for v in row],
            )
    con.close()


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--today", default="2026-06-30")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    make(a.out, a.today, a.seed)
