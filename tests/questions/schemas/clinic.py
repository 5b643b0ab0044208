#!/usr/bin/env python3
"""A small clinic as a DuckDB file: patients, doctors, appointments, treatments, prescriptions, invoices and payments.

Plain lower-case singular names, keys but no declared foreign keys. The same file for the same day and seed.

    clinic.py OUT.duckdb [--today 2026-06-30] [--seed 1]
"""

import argparse
import datetime as dt
import os
import random

import duckdb

TABLES = """
CREATE TABLE department (dept_id INTEGER PRIMARY KEY, dept_name VARCHAR(60), floor INTEGER, phone VARCHAR(20));
CREATE TABLE doctor (doctor_id INTEGER PRIMARY KEY, first_name VARCHAR(40), last_name VARCHAR(40), specialty VARCHAR(40),
    dept_id INTEGER, hire_date DATE, consultation_fee DECIMAL(8,2));
CREATE TABLE patient (patient_id INTEGER PRIMARY KEY, first_name VARCHAR(40), last_name VARCHAR(40), gender CHAR(1),
    birth_date DATE, city VARCHAR(40), insurance_company VARCHAR(60), registered_on DATE);
CREATE TABLE appointment (appointment_id INTEGER PRIMARY KEY, patient_id INTEGER, doctor_id INTEGER, appointment_date DATE,
    start_time TIME, duration_min INTEGER, status VARCHAR(20), reason VARCHAR(80));
CREATE TABLE treatment (treatment_id INTEGER PRIMARY KEY, appointment_id INTEGER, treatment_name VARCHAR(60),
    category VARCHAR(30), price DECIMAL(10,2));
CREATE TABLE drug_prescription (prescription_id INTEGER PRIMARY KEY, appointment_id INTEGER, drug_name VARCHAR(40),
    dosage VARCHAR(20), days_supply INTEGER, prescribed_on DATE);
CREATE TABLE invoice (invoice_no INTEGER PRIMARY KEY, appointment_id INTEGER, patient_id INTEGER, invoice_date DATE,
    due_date DATE, amount DECIMAL(10,2), status VARCHAR(20));
CREATE TABLE payment (payment_id INTEGER PRIMARY KEY, invoice_no INTEGER, payment_date DATE, method VARCHAR(20),
    amount DECIMAL(10,2));
"""
DEPARTMENTS = ["Cardiology", "Dermatology", "General Medicine", "Orthopedics", "Pediatrics", "Radiology"]
DOCTORS = [  # first name, last name, specialty, department, fee
    ("Anna", "Meier", "Cardiologist", 1, 140),
    ("Paul", "Lindner", "Cardiologist", 1, 150),
    ("Irene", "Castell", "Heart Surgeon", 1, 190),
    ("Sofia", "Brandt", "Dermatologist", 2, 110),
    ("Marek", "Halvorsen", "Dermatologist", 2, 105),
    ("Jonas", "Meier", "General Practitioner", 3, 70),
    ("Clara", "Okafor", "General Practitioner", 3, 75),
    ("Henry", "Dubois", "General Practitioner", 3, 72),
    ("Nadia", "Rahman", "Internist", 3, 95),
    ("Luis", "Ferrero", "Orthopedic Surgeon", 4, 160),
    ("Greta", "Solberg", "Physiotherapist", 4, 65),
    ("Tomas", "Vesely", "Pediatrician", 5, 85),
    ("Amelie", "Roth", "Pediatrician", 5, 88),
    ("Victor", "Nygaard", "Radiologist", 6, 130),
]
FIRST = {
    "F": [
        "Emma",
        "Lena",
        "Sara",
        "Julia",
        "Nora",
        "Ida",
        "Maria",
        "Elif",
        "Olga",
        "Ruth",
        "Vera",
        "Zoe",
        "Hanna",
        "Alice",
        "Bianca",
        "Dora",
    ],
    "M": [
        "Max",
        "Leon",
        "Felix",
        "Oskar",
        "Ivan",
        "Karl",
        "Emil",
        "Noah",
        "Peter",
        "Simon",
        "Anton",
        "David",
        "Georg",
        "Hugo",
        "Jakob",
        "Milan",
    ],
}
LAST = [
    "Adler",
    "Berger",
    "Conrad",
    "Dietz",
    "Ekberg",
    "Fuchs",
    "Graf",
    "Huber",
    "Ivers",
    "Jansen",
    "Keller",
    "Lorenz",
    "Moser",
    "Neumann",
    "Olsen",
    "Pohl",
    "Quast",
    "Richter",
    "Sommer",
    "Thaler",
    "Ulrich",
    "Vogel",
    "Winter",
    "Zeller",
    "Albrecht",
    "Busch",
    "Dorn",
    "Ernst",
]
CITIES = [("Linden", 30), ("Marbach", 22), ("Oberau", 16), ("Steinfeld", 14), ("Waldheim", 10), ("Rosental", 8)]
INSURERS = [("Helvia Health", 34), ("Medicura", 26), ("Primacare", 16), ("Nordstern Insurance", 10), (None, 14)]
REASONS = [
    "check-up",
    "pain",
    "follow-up visit",
    "skin rash",
    "fever",
    "injury",
    "vaccination",
    "test results",
    None,
    None,
]
TREATMENTS = {
    1: [("ECG", "diagnostics", 80), ("Stress test", "diagnostics", 160), ("Heart catheter", "surgery", 1450)],
    2: [("Skin biopsy", "surgery", 240), ("Allergy test", "diagnostics", 95), ("Laser therapy", "therapy", 310)],
    3: [("Blood test", "diagnostics", 45), ("Vaccination", "prevention", 38), ("Health check", "prevention", 90)],
    4: [
        ("Physiotherapy session", "therapy", 62),
        ("Plaster cast", "therapy", 130),
        ("Knee arthroscopy", "surgery", 1900),
    ],
    5: [("Vaccination", "prevention", 38), ("Growth check", "prevention", 55), ("Blood test", "diagnostics", 45)],
    6: [("X-ray", "diagnostics", 120), ("MRI scan", "diagnostics", 480), ("Ultrasound", "diagnostics", 140)],
}
DRUGS = {
    1: ["Bisoprolol", "Ramipril", "Atorvastatin"],
    2: ["Cortisone Cream", "Cetirizine"],
    3: ["Amoxicillin", "Ibuprofen", "Paracetamol", "Ramipril"],
    4: ["Ibuprofen", "Diclofenac"],
    5: ["Paracetamol", "Amoxicillin"],
    6: ["Ibuprofen"],
}


def make(path, today="2026-06-30", seed=1):
    """Writes the DuckDB file, replacing it; `today` is a date or YYYY-MM-DD. Data reach back 30 months, appointments
    five weeks ahead."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"clinic {seed}")
    pick = lambda pairs: r.choices([v for v, _ in pairs], [w for _, w in pairs])[0]
    day = lambda n: dt.timedelta(days=n)
    start, end = today - day(912), today + day(35)
    departments = [(n, name, 1 + (n - 1) // 2, f"555-01{n:02d}") for n, name in enumerate(DEPARTMENTS, 1)]
    doctors = [
        (n, first, last, specialty, dept, start - day(r.randrange(30, 4000)), fee)
        for n, (first, last, specialty, dept, fee) in enumerate(DOCTORS, 1)
    ]
    names = r.sample([(g, f, l) for g in "FM" for f in FIRST[g] for l in LAST], 620)
    patients = []
    for n, (gender, first, last) in enumerate(names, 1):
        born = today - day(int(365.25 * min(95, max(0.5, r.gauss(44, 23)))))
        registered = start - day(r.randrange(1500)) if n <= 330 else start + day(r.randrange(1, 912))
        patients.append((n, first, last, gender, born, pick(CITIES), pick(INSURERS), max(registered, born)))
    registered = {p[0]: p[7] for p in patients}
    seen = [p[0] for p in patients if p[0] % 23]  # every 23rd patient has registered and never came
    weights = [r.paretovariate(1.3) for _ in seen]
    load = [r.uniform(0.5, 1.8) for _ in doctors]
    appointments, treatments, prescriptions, invoices, payments = [], [], [], [], []
    d = start
    while d <= end:
        if d.weekday() < 6:
            busy = (7 if d.weekday() < 5 else 2) * (1.2 if d.month in (1, 2, 11) else 1) * (1 if d <= today else 0.5)
            for _ in range(max(0, round(r.gauss(busy, 1.8)))):
                who = next(
                    p
                    for p in iter(lambda: r.choices(seen, weights)[0], None)
                    if registered[p] <= d or r.random() < 0.02
                )
                doctor = r.choices(doctors, load)[0]
                status = (
                    ("scheduled" if r.random() < 0.95 else "cancelled")
                    if d > today
                    else r.choices(["completed", "cancelled", "no_show"], [82, 10, 8 + doctor[0] % 4])[0]
                )
                appointments.append(
                    (
                        len(appointments) + 1,
                        who,
                        doctor[0],
                        d,
                        dt.time(r.randrange(8, 18), r.choice([0, 15, 30, 45])),
                        r.choice([15, 20, 30, 30, 45, 60]),
                        status,
                        r.choice(REASONS),
                    )
                )
        d += day(1)
    for a, who, doctor, when, _, _, status, _ in appointments:
        if status != "completed":
            continue
        dept, total = doctors[doctor - 1][4], float(doctors[doctor - 1][6])
        for name, category, price in r.sample(TREATMENTS[dept], r.choices([0, 1, 2], [30, 55, 15])[0]):
            if category == "surgery" and r.random() < 0.6:
                continue
            price = round(price * r.uniform(0.92, 1.12), 2)
            total += price
            treatments.append((len(treatments) + 1, a, name, category, price))
        for drug in r.sample(DRUGS[dept], 1) if r.random() < 0.45 else []:
            prescriptions.append(
                (
                    len(prescriptions) + 1,
                    a,
                    drug,
                    r.choice(["5 mg", "10 mg", "200 mg", "500 mg"]),
                    r.choice([5, 7, 10, 14, 30, 90]),
                    when,
                )
            )
        billed = when + day(r.randrange(0, 6))
        if billed > today or r.random() < 0.02:
            continue
        number, due, total = 10001 + len(invoices), billed + day(30), round(total, 2)
        fate = (
            r.choices(["paid", "open", "partly_paid", "written_off"], [86, 8, 4, 2])[0]
            if due < today
            else r.choices(["paid", "open", "partly_paid"], [45, 50, 5])[0]
        )
        if fate in ("paid", "partly_paid"):
            paid = billed + day(r.randrange(1, 45))
            if paid > today:
                fate = "open"
            else:
                amount = total if fate == "paid" else round(total * r.choice([0.25, 0.5, 0.6]), 2)
                payments.append(
                    (
                        len(payments) + 1,
                        number,
                        paid,
                        pick([("card", 40), ("insurance", 32), ("bank transfer", 18), ("cash", 10)]),
                        amount,
                    )
                )
        invoices.append((number, a, who, billed, due, total, fate))
    write(
        path,
        TABLES,
        {
            "department": departments,
            "doctor": doctors,
            "patient": patients,
            "appointment": appointments,
            "treatment": treatments,
            "drug_prescription": prescriptions,
            "invoice": invoices,
            "payment": payments,
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
