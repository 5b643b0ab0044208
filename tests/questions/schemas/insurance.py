#!/usr/bin/env python3
"""A regional insurer as a DuckDB file: products, agents, customers, policies, invoices, clerks, claims and what was paid on them.

Names as an old desktop database has them: tblThing, camelCase, ...Nr and other German abbreviations here and there, one policy
table as wide as all its lines of business together (mostly nulls), no foreign key declared, two keys of two columns.
The same file for the same day and seed.

    python -m tests.questions.schemas.insurance OUT.duckdb [--today 2026-06-30] [--seed 1]
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
CREATE TABLE tblProduct (ProdCode VARCHAR(4) PRIMARY KEY, ProdName VARCHAR(40), LineOfBusiness VARCHAR(20), BasePremium DECIMAL(8,2));
CREATE TABLE tblAgent (AgentID INTEGER PRIMARY KEY, AgentName VARCHAR(60), Agency VARCHAR(40), Region VARCHAR(20),
    CommissionPct DECIMAL(4,1), HireDate DATE, IsActive BOOLEAN);
CREATE TABLE tblCustomer (CustID INTEGER PRIMARY KEY, FirstName VARCHAR(40), LastName VARCHAR(40), GebDat DATE, Street VARCHAR(60),
    PLZ VARCHAR(5), City VARCHAR(40), Email VARCHAR(120), Tel VARCHAR(30), CustSince DATE, IsCorporate BOOLEAN);
CREATE TABLE tblPolicy (PolicyNo VARCHAR(12) PRIMARY KEY, CustID INTEGER, AgentID INTEGER, ProdCode VARCHAR(4), PolStatus VARCHAR(16),
    StartDate DATE, EndDate DATE, CancelDate DATE, CancelReason VARCHAR(30), AnnualPremium DECIMAL(10,2), PayFrequency VARCHAR(12),
    PayMethod VARCHAR(16), SumInsured DECIMAL(12,2), SelbstBeh DECIMAL(8,2), DiscountPct DECIMAL(4,1), ClaimFreeYears INTEGER,
    hasGlass BOOLEAN, hasTheft BOOLEAN, hasFlood BOOLEAN, hasLegal BOOLEAN, hasRoadside BOOLEAN, isPaperless BOOLEAN,
    vehMake VARCHAR(20), vehModel VARCHAR(20), vehYear INTEGER, plateNo VARCHAR(12), kmPerYear INTEGER, fuelType VARCHAR(12),
    bldgType VARCHAR(20), bldgYear INTEGER, livingAreaSqm INTEGER, roofType VARCHAR(16), heatingType VARCHAR(16),
    tripRegion VARCHAR(16), tripDays INTEGER, petName VARCHAR(20), petBreed VARCHAR(30), CreatedAt TIMESTAMP);
CREATE TABLE tblInvoice (PolicyNo VARCHAR(12), RgNr INTEGER, DueDate DATE, PaidDate DATE, Amount DECIMAL(10,2), ReminderLevel INTEGER,
    PRIMARY KEY (PolicyNo, RgNr));
CREATE TABLE tblSachbearb (SbNr INTEGER PRIMARY KEY, SbName VARCHAR(60), Team VARCHAR(20), MaxApproval DECIMAL(10,2));
CREATE TABLE tblClaim (ClaimNo INTEGER, PolicyNo VARCHAR(12), SbNr INTEGER, LossDate DATE, ReportedAt TIMESTAMP, ClosedDate DATE,
    ClaimStatus VARCHAR(16), Cause VARCHAR(30), LossCity VARCHAR(40), ClaimedAmt DECIMAL(10,2), ReserveAmt DECIMAL(10,2),
    isFraudSuspect BOOLEAN, policeReport BOOLEAN);
CREATE TABLE tblClaimPayment (ClaimNo INTEGER, PayNo INTEGER, PayDate DATE, Amount DECIMAL(10,2), Payee VARCHAR(20),
    PRIMARY KEY (ClaimNo, PayNo));
"""
PRODUCTS = [  # code, name, line, premium, weight, claims a year
    ("MTPL", "Motor Liability", "Motor", 412, 24, 0.11),
    ("CASC", "Motor Comprehensive", "Motor", 688, 20, 0.24),
    ("HOME", "Homeowners", "Property", 540, 16, 0.09),
    ("CONT", "Household Contents", "Property", 168, 18, 0.08),
    ("TRVL", "Travel", "Leisure", 74, 10, 0.13),
    ("DOGL", "Dog Owner Liability", "Leisure", 96, 7, 0.06),
    ("LEGL", "Legal Protection", "Legal", 229, 5, 0.0),
    ("BOAT", "Yacht Hull", "Leisure", 910, 0, 0.0),
]
CAUSES = {
    "Motor": [("collision", 45), ("parking damage", 24), ("hail", 9), ("theft", 7), ("glass breakage", 10)],
    "Property": [("water damage", 42), ("burglary", 16), ("fire", 10), ("storm", 22), ("lightning", 10)],
    "Leisure": [("trip cancellation", 44), ("lost luggage", 26), ("medical treatment", 20), ("bite injury", 10)],
}
USUAL = {"Motor": 850, "Property": 1400, "Leisure": 300}
AGENTS = [  # name, agency, region, commission, active
    ("Adrian Vollmer", "Vollmer & Sons", "North", 11.0, True),
    ("Bettina Krause", "Krause Office", "North", 9.5, True),
    ("Cem Aydin", "Harbour Agency", "North", 10.0, True),
    ("Doris Fink", "Fink Insurance Desk", "South", 12.0, True),
    ("Erik Sommer", "Alpine Agency", "South", 10.5, True),
    ("Franka Sommer", "Alpine Agency", "South", 10.5, True),
    ("Gregor Hauk", "Hauk Partners", "East", 9.0, True),
    ("Helga Brandt", "Brandt Brokers", "East", 13.5, False),
    ("Ilja Petrov", "Direct Desk", "West", 7.5, True),
    ("Johanna Weiss", "Direct Desk", "West", 7.5, True),
    ("Konrad Zeller", "Zeller Agency", "West", 11.5, True),
]
CLERKS = [("Lena Moritz", "Motor", 8000), ("Marko Stein", "Motor", 15000), ("Nora Pohl", "Motor", 8000)]
CLERKS += [("Otto Reiff", "Property", 25000), ("Paula Engel", "Property", 12000)]
CLERKS += [("Quirin Lang", "Leisure", 5000), ("Rita Falk", "Leisure", 5000)]
CITIES = [("Kiel", "24103", 14), ("Lubeck", "23552", 12), ("Rostock", "18055", 12), ("Kassel", "34117", 16)]
CITIES += [
    ("Erfurt", "99084", 14),
    ("Ulm", "89073", 18),
    ("Passau", "94032", 10),
    ("Trier", "54290", 9),
    ("Neustadt", "67433", 5),
]
FIRST = "Alma Bruno Clara David Edith Frieda Georg Hanna Ivo Jana Karl Luise Moritz Nele Otto Pia Ralf Silke Timo Ursula".split()
LAST = "Abel Busch Conrad Dreyer Ernst Fuchs Greiner Horn Imhof Jansen Keller Lorenz Menzel Noack Opitz Pfaff Rieger Seidel Thiele Unger".split()
STREETS = "Lindenweg,Bahnhofstrasse,Am Markt,Gartenweg,Seestrasse,Kirchgasse,Mozartstrasse".split(",")
CARS = {"Volkswagen": ["Golf", "Polo", "Passat"], "Opel": ["Corsa", "Astra"], "Skoda": ["Octavia", "Fabia"]}
CARS |= {"BMW": ["320i", "X1"], "Tesla": ["Model 3"], "Toyota": ["Yaris", "Corolla"]}


def make(path: str | Path, today: dt.date | str = "2026-06-30", seed: int = 1) -> None:
    """Writes the DuckDB file, replacing it; policies reach back five years, claims and invoices two and a half."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"insurance {seed}")
    start = today - dt.timedelta(days=910)
    customers = _customers(r, today)
    policies = _policies(r, customers, today)
    claims = _claims(r, policies, start, today)
    write(
        path,
        TABLES,
        {
            "tblProduct": [p[:4] for p in PRODUCTS],
            "tblAgent": [
                (11 * n, *a[:4], today - dt.timedelta(days=r.randint(700, 7000)), a[4]) for n, a in enumerate(AGENTS, 1)
            ],
            "tblCustomer": customers,
            "tblPolicy": policies,
            "tblInvoice": _invoices(r, policies, start, today),
            "tblSachbearb": [(n, *c) for n, c in enumerate(CLERKS, 701)],
            "tblClaim": claims,
            "tblClaimPayment": _payments(r, claims, today),
        },
    )


def _pick(r: random.Random, weighted: list[tuple[Any, int]]) -> Any:
    return r.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _customers(r: random.Random, today: dt.date) -> Rows:
    rows: Rows = []
    for n in range(1, 1201):
        firm = r.random() < 0.07
        first, last = None if firm else r.choice(FIRST), r.choice(LAST)
        last += r.choice([" GmbH", " & Co", " Bau AG"]) if firm else ""
        city, plz = _pick(r, [(c[:2], c[2]) for c in CITIES])
        born = None if firm else today - dt.timedelta(days=r.randint(18 * 366, 86 * 365))
        box = f"{first or 'office'}.{last.split()[0]}{n}@letter.example".lower()
        mail = None if r.random() < 0.18 else box
        phone = None if r.random() < 0.25 else f"0{r.randint(300, 999)} {r.randint(100000, 999999)}"
        street = f"{r.choice(STREETS)} {r.randint(1, 120)}"
        since = today - dt.timedelta(days=r.randint(0, 1825))
        rows.append((n + 20000, first, last, born, street, plz, city, mail, phone, since, firm))
    return rows


def _policies(r: random.Random, customers: Rows, today: dt.date) -> Rows:
    owners = [c for c in customers if c[0] % 29]  # every 29th customer asked for an offer and never signed
    weights = [min(5.0, r.paretovariate(1.7)) for _ in owners]
    rows: Rows = []
    while len(rows) < 2600:
        who = r.choices(owners, weights)[0]
        begin = who[9] + dt.timedelta(days=round(r.expovariate(1 / 250)) + 1)
        if begin <= today:
            rows.append(_policy(r, len(rows) + 1, who, begin, today))
    return rows


def _policy(r: random.Random, n: int, who: Row, begin: dt.date, today: dt.date) -> Row:
    kind = _pick(r, [(p, p[4]) for p in PRODUCTS])
    cancelled = begin + dt.timedelta(days=r.randint(40, 1100)) if r.random() < 0.2 else None
    cancelled = cancelled if cancelled and cancelled <= today else None
    trip = r.choice([7, 10, 14, 21, 30])
    ends = begin + dt.timedelta(days=trip) if kind[0] == "TRVL" else None
    state = "cancelled" if cancelled and not ends else "expired" if ends and ends < today else "active"
    cancelled = cancelled if state == "cancelled" else None
    state = "suspended" if state == "active" and r.random() < 0.03 else state
    why = (
        _pick(r, [("price", 45), ("moved away", 20), ("sold the object", 22), ("after a claim", 13)])
        if cancelled
        else None
    )
    free, paid = r.randint(0, 18), _pick(r, [("direct debit", 62), ("bank transfer", 26), ("card", 12)])
    premium = round(kind[3] * r.uniform(0.6, 1.7) * (1 - min(free, 10) * 0.02) * (1.6 if who[10] else 1.0), 2)
    motor, house, home = kind[2] == "Motor", kind[2] == "Property", kind[0] == "HOME"
    worth = r.randint(4, 60) * 1000 if motor else r.randint(150, 900) * 1000 if home else r.randint(10, 90) * 1000
    covers = (
        motor and r.random() < 0.5 if motor else None,
        r.random() < 0.6 if motor or house else None,
        r.random() < 0.35 if house else None,
        kind[2] == "Legal" or r.random() < 0.12,
        r.random() < 0.4 if motor else None,
        r.random() < 0.55,
    )
    agent = 11 * r.choices(range(1, len(AGENTS) + 1), [9, 6, 7, 10, 5, 4, 6, 2, 12, 8, 5])[0]
    made = dt.datetime.combine(
        begin - dt.timedelta(days=r.randint(0, 21)), dt.time(r.randrange(8, 18), r.randrange(60))
    )
    money = (
        premium,
        _pick(r, [("yearly", 50), ("quarterly", 30), ("monthly", 20)]),
        paid,
        worth,
        r.choice([0, 150, 300, 500]),
    )
    terms = (begin, ends, cancelled, why, *money, r.choice([0, 0, 0, 5, 7.5, 10]), free)
    objects = (*_vehicle(r, motor), *_building(r, house, begin), *_leisure(r, kind[0], trip))
    return (f"P-{begin.year}-{n:05d}", who[0], agent, kind[0], state, *terms, *covers, *objects, made)


def _vehicle(r: random.Random, motor: bool) -> Row:
    if not motor:
        return (None,) * 6
    make_ = r.choices(list(CARS), [30, 18, 20, 14, 6, 12])[0]
    plate = f"{r.choice(['KI', 'UL', 'EF', 'KS', 'PA'])}-{r.choice('ABCDEF')}{r.choice('KLMNP')} {r.randint(10, 9999)}"
    fuel = "electric" if make_ == "Tesla" else _pick(r, [("petrol", 60), ("diesel", 30), ("hybrid", 10)])
    return (make_, r.choice(CARS[make_]), r.randint(2004, 2025), plate, r.randint(5, 35) * 1000, fuel)


def _building(r: random.Random, house: bool, begin: dt.date) -> Row:
    if not house:
        return (None,) * 5
    kind = _pick(r, [("detached", 35), ("terraced", 25), ("apartment", 40)])
    roof, heating = r.choice(["tile", "slate", "flat", "thatch"]), r.choice(["gas", "oil", "heat pump", "district"])
    return (kind, round(r.triangular(1890, begin.year, 1985)), r.randint(38, 240), roof, heating)


def _leisure(r: random.Random, code: str, trip: int) -> Row:
    region = r.choice(["Europe", "Worldwide", "North America"]) if code == "TRVL" else None
    pet = r.choice(["Bello", "Luna", "Rex", "Mia", "Balu"]) if code == "DOGL" else None
    breed = r.choice(["Labrador", "Dachshund", "German Shepherd", "Poodle", "mixed"]) if pet else None
    return (region, trip if region else None, pet, breed)


def _invoices(r: random.Random, policies: Rows, start: dt.date, today: dt.date) -> Rows:
    rows: Rows = []
    for p in policies:
        step = 12 if p[3] == "TRVL" else {"yearly": 12, "quarterly": 3, "monthly": 1}[p[10]]
        last = min(today, p[6] or today, p[7] or today)
        for n in range(70):
            year, month = divmod(p[5].month - 1 + n * step, 12)
            due = dt.date(p[5].year + year, month + 1, min(p[5].day, 28)) + dt.timedelta(days=3 if p[5].day > 28 else 0)
            if due > last:
                break
            if due < start:
                continue
            days = r.gauss(-1, 2) if p[11] == "direct debit" else r.expovariate(1 / 13) - 8
            paid = due + dt.timedelta(days=round(days))
            open_ = paid > today or r.random() < 0.012
            level = max(0, min(3, ((today if open_ else paid) - due).days // 14))
            rows.append((p[0], n + 1, due, None if open_ else paid, round(p[9] * step / 12, 2), level))
    return rows


def _claims(r: random.Random, policies: Rows, start: dt.date, today: dt.date) -> Rows:
    found: list[tuple[dt.date, Row, Row]] = []
    for p in policies:
        kind = next(k for k in PRODUCTS if k[0] == p[3])
        since, until = max(start, p[5]), min(today, p[6] or today, p[7] or today)
        days = (until - since).days
        odds = kind[5] * days / 365 * (7 if p[6] else 0.8)
        found += [
            (since + dt.timedelta(days=r.randrange(days)), p, kind) for _ in range(6) if days > 0 and r.random() < odds
        ]
    rows: Rows = []
    for loss, p, kind in sorted(found, key=lambda f: (f[0], f[1][0])):
        day = loss + dt.timedelta(days=round(r.expovariate(1 / 5)))
        told = dt.datetime.combine(day, dt.time(r.randrange(7, 22), r.randrange(60)))
        if told.date() > today:
            continue
        closed = told.date() + dt.timedelta(days=round(r.expovariate(1 / 46)) + 2)
        rejected = r.random() < 0.11
        state = "open" if closed > today else "rejected" if rejected else "settled"
        state = "in review" if state == "open" and r.random() < 0.4 else state
        asked = round(USUAL[kind[2]] * min(14.0, r.paretovariate(1.5)) * r.uniform(0.4, 0.6), 2)
        reserve = None if state in ("settled", "rejected") else round(asked * r.uniform(0.6, 1.1), 2)
        team = [n for n, c in enumerate(CLERKS, 701) if c[1] == kind[2]]
        clerk = None if state == "open" and r.random() < 0.3 else r.choice(team)
        place = _pick(r, [(c[0], c[2]) for c in CITIES]) if kind[0] != "TRVL" else None
        causes = CAUSES[kind[2]][3:] if kind[0] == "DOGL" else CAUSES[kind[2]][: 3 if kind[0] == "TRVL" else None]
        cause = _pick(r, causes)
        done = closed if state in ("settled", "rejected") else None
        police = cause in ("theft", "burglary", "collision") and r.random() < 0.7
        odd = r.random() < (0.13 if cause == "theft" else 0.035)
        row = (loss, told, done, state, cause, place, asked, reserve, odd, police)
        rows.append((len(rows) + 880001, p[0], clerk, *row))
    return rows


def _payments(r: random.Random, claims: Rows, today: dt.date) -> Rows:
    rows: Rows = []
    for c in claims:
        if c[6] not in ("settled", "in review"):
            continue
        parts = r.choice([1, 1, 1, 2, 3]) if c[6] == "settled" else r.choice([0, 0, 1])
        days = sorted(r.randint(0, ((c[5] or today) - c[4].date()).days) for _ in range(parts))
        for n, day in enumerate(days, 1):
            payee = _pick(r, [("customer", 58), ("workshop", 27), ("third party", 15)])
            amount = round(c[9] * r.uniform(0.7, 1.0) / (parts if c[6] == "settled" else 3), 2)
            rows.append((c[0], n, c[4].date() + dt.timedelta(days=day), amount, payee))
    return rows


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--today", default="2026-06-30")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    make(a.out, a.today, a.seed)
