#!/usr/bin/env python3
"""A secondary school as a DuckDB file: teachers, classes, students, subjects, courses, exam results, absences and fees.

Plural table names, some columns abbreviated, two teachers to a class (homeroom and deputy), keys without declared foreign
keys. The same file for the same day and seed.

    python -m tests.questions.schemas.school OUT.duckdb [--today 2026-06-30] [--seed 1]
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
CREATE TABLE teachers (teacher_id INTEGER PRIMARY KEY, first_name VARCHAR(40), last_name VARCHAR(40), email VARCHAR(80),
    dept VARCHAR(40), hire_dt DATE, is_full_time BOOLEAN, monthly_salary DECIMAL(9,2));
CREATE TABLE classes (class_id INTEGER PRIMARY KEY, class_name VARCHAR(10), grade_level INTEGER, homeroom_teacher_id INTEGER,
    deputy_teacher_id INTEGER, room_no VARCHAR(10));
CREATE TABLE students (student_id INTEGER PRIMARY KEY, stud_no VARCHAR(12), first_name VARCHAR(40), last_name VARCHAR(40),
    gender CHAR(1), dob DATE, class_id INTEGER, home_town VARCHAR(40), enrolled_on DATE, has_bus_pass BOOLEAN,
    guardian_phone VARCHAR(20), status VARCHAR(12));
CREATE TABLE subjects (subj_id INTEGER PRIMARY KEY, subj_code VARCHAR(6), subj_name VARCHAR(40), dept VARCHAR(40));
CREATE TABLE courses (course_id INTEGER PRIMARY KEY, subj_id INTEGER, class_id INTEGER, teacher_id INTEGER, hrs_per_week INTEGER);
CREATE TABLE exam_results (result_id INTEGER PRIMARY KEY, student_id INTEGER, subj_id INTEGER, exam_date DATE,
    exam_type VARCHAR(12), score INTEGER, passed BOOLEAN);
CREATE TABLE absences (abs_id INTEGER PRIMARY KEY, student_id INTEGER, absence_date DATE, periods_missed INTEGER,
    is_excused BOOLEAN, reason VARCHAR(40), recorded_at TIMESTAMP);
CREATE TABLE fee_invoices (fee_id INTEGER PRIMARY KEY, student_id INTEGER, fee_type VARCHAR(12), amt DECIMAL(9,2),
    issued_on DATE, due_date DATE, paid_on DATE, pay_status VARCHAR(10));
"""
SUBJECTS = [  # code, name, department, hours a week, how hard
    ("MAT", "Mathematics", "Science", 4, 9),
    ("PHY", "Physics", "Science", 3, 8),
    ("CHE", "Chemistry", "Science", 2, 7),
    ("BIO", "Biology", "Science", 2, 2),
    ("ENG", "English", "Languages", 4, 3),
    ("FRE", "French", "Languages", 3, 6),
    ("HIS", "History", "Humanities", 2, 0),
    ("GEO", "Geography", "Humanities", 2, -1),
    ("ART", "Art", "Creative", 2, -8),
    ("MUS", "Music", "Creative", 1, -9),
    ("PE", "Sports", "Creative", 2, -6),
]
TEACHERS = [
    "Agnes Thornton/Science",
    "Brian Calloway/Science",
    "Cecile Armand/Science",
    "Dmitri Volkov/Science",
    "Esther Adeyemi/Science",
    "Frank Winslow/Languages",
    "Gloria Mendez/Languages",
    "Hugh Ellery/Languages",
    "Isabel Correa/Languages",
    "Joan Ellery/Humanities",
    "Kenneth Boyd/Humanities",
    "Lydia Sorensen/Humanities",
    "Martin Quill/Creative",
    "Noor Haddad/Creative",
    "Oscar Lindgren/Creative",
]
FIRST = {
    "F": "Abigail Bella Chloe Daisy Edith Freya Grace Holly Imogen Jasmine Keira Lucy Maya Naomi Poppy Rosie".split(),
    "M": "Alfie Ben Callum Dylan Ethan Finlay George Harry Isaac Jack Kieran Liam Mason Nathan Owen Rory".split(),
}
LAST = (
    "Abbott Barlow Chapman Dalton Eaton Farrell Gibbs Hartley Ingram Jarvis Kendall Lowry Marlow Nash Osborne Pickering "
    "Radley Sheldon Tanner Upton Vickers Walsh Yates Ashdown Birch Corbett Draper Emsley"
).split()
TOWNS = [("Aldbrook", 40), ("Merefield", 25), ("Stonebury", 18), ("Upper Wick", 11), ("Farley", 6)]
REASONS = ["illness", "doctor's appointment", "family event", "late bus"]
FEES = [("tuition", 420), ("lunch", 96), ("bus", 58), ("trip", 135)]


def make(path: str | Path, today: dt.date | str = "2026-06-30", seed: int = 1) -> None:
    """Writes the DuckDB file, replacing it; data reach back about 28 months."""
    today = today if isinstance(today, dt.date) else dt.date.fromisoformat(str(today))
    r = random.Random(f"school {seed}")
    start = today - dt.timedelta(days=850 + today.weekday() - 850 % 7)  # a Monday
    teachers = _teachers(r, today)
    classes = _classes(r)
    students = _students(r, classes, start)
    write(
        path,
        TABLES,
        {
            "teachers": teachers,
            "classes": classes,
            "students": students,
            "subjects": [(n, code, name, dept) for n, (code, name, dept, _, _) in enumerate(SUBJECTS, 1)],
            "courses": _courses(r, classes, teachers),
            "exam_results": _results(r, students, start, today),
            "absences": _absences(r, students, start, today),
            "fee_invoices": _fees(r, students, start, today),
        },
    )


def _teachers(r: random.Random, today: dt.date) -> Rows:
    rows = []
    for n, who in enumerate(TEACHERS, 1):
        name, dept = who.split("/")
        first, last = name.split()
        hired = today - dt.timedelta(days=r.randrange(200, 7000))
        full = r.random() < 0.7
        salary = round(r.uniform(3200, 4900) * (1 if full else 0.55), 2)
        rows.append((n, first, last, f"{first[0]}.{last}@school.example".lower(), dept, hired, full, salary))
    return rows


def _classes(r: random.Random) -> Rows:
    names = [(grade, letter) for grade in range(7, 12) for letter in "ABC"]
    homeroom = r.sample(range(1, 16), 15)
    deputies = homeroom[4:] + homeroom[:4]
    return [
        (n, f"{grade}{letter}", grade, homeroom[n - 1], deputies[n - 1], f"R{100 + 7 * n}")
        for n, (grade, letter) in enumerate(names, 1)
    ]


def _students(r: random.Random, classes: Rows, start: dt.date) -> Rows:
    names = r.sample([(g, f, last) for g in "FM" for f in FIRST[g] for last in LAST], 330)
    rows = []
    for n, (gender, first, last) in enumerate(names, 1):
        room = r.choices(classes, [19 + k % 5 for k in range(len(classes))])[0]
        born = dt.date(start.year + 1 - room[2] - 5, 9, 1) + dt.timedelta(days=r.randrange(365))
        enrolled = start - dt.timedelta(days=r.randrange(20, 400))
        phone = None if r.random() < 0.09 else f"555-{r.randrange(1000, 9999)}"
        status = r.choices(["active", "left", "suspended"], [92, 6, 2])[0]
        town = r.choices([t for t, _ in TOWNS], [w for _, w in TOWNS])[0]
        bus = r.random() < (0.15 if town == "Aldbrook" else 0.7)
        rows.append((n, f"S-{20000 + n}", first, last, gender, born, room[0], town, enrolled, bus, phone, status))
    return rows


def _courses(r: random.Random, classes: Rows, teachers: Rows) -> Rows:
    rows: Rows = []
    for room in classes:
        for subject, (_, _, dept, hours, _) in enumerate(SUBJECTS, 1):
            teacher = r.choice([t[0] for t in teachers if t[4] == dept])
            rows.append((len(rows) + 1, subject, room[0], teacher, hours))
    return rows


def _results(r: random.Random, students: Rows, start: dt.date, today: dt.date) -> Rows:
    """A quiz, a midterm or a final every nine weeks in a few subjects; a student has a talent of their own."""
    talent = {s[0]: r.gauss(66, 11) for s in students}
    rows: Rows = []
    for week in range(3, (today - start).days // 7, 9):
        kind = ("quiz", "midterm", "quiz", "final")[week // 9 % 4]
        for subject in sorted(r.sample(range(1, len(SUBJECTS) + 1), 5)):
            day = start + dt.timedelta(days=7 * week + r.randrange(5))
            sat = [s[0] for s in students if r.random() < 0.6]
            for student in sat:
                score = max(8, min(100, round(r.gauss(talent[student] - SUBJECTS[subject - 1][4], 9))))
                rows.append((len(rows) + 1, student, subject, day, kind, score, score >= 50))
    return rows


def _absences(r: random.Random, students: Rows, start: dt.date, today: dt.date) -> Rows:
    weights = [0.0 if s[0] % 29 == 0 else min(6.0, r.paretovariate(1.6)) for s in students]
    rows: Rows = []
    for n in range((today - start).days + 1):
        day = start + dt.timedelta(days=n)
        if day.weekday() > 4:
            continue
        away = r.choices(students, weights, k=max(0, round(r.gauss(6 if day.month in (1, 2, 11) else 4, 1.7))))
        for student in sorted({s[0] for s in away}):
            excused = r.random() < 0.76
            reason = r.choice(REASONS) if excused and r.random() < 0.9 else None
            noted = dt.datetime.combine(day, dt.time(r.randrange(8, 15), r.randrange(60)))
            rows.append((len(rows) + 1, student, day, r.choice([1, 2, 6, 6, 6]), excused, reason, noted))
    return rows


def _fees(r: random.Random, students: Rows, start: dt.date, today: dt.date) -> Rows:
    """Fees once in ten weeks; most are paid within six weeks."""
    rows: Rows = []
    for n in range(10, (today - start).days, 70):
        issued = start + dt.timedelta(days=n)
        for student in students:
            for kind, price in r.sample(FEES, r.choice([0, 1, 1, 2])):
                amount = round(price * r.uniform(0.95, 1.1), 2)
                rows.append((len(rows) + 1, student[0], kind, amount, issued, *_settled(r, issued, today)))
    return rows


def _settled(r: random.Random, issued: dt.date, today: dt.date) -> Row:
    """Due date, day of payment and state of a fee."""
    due = issued + dt.timedelta(days=30)
    paid = issued + dt.timedelta(days=r.randrange(2, 45))
    state = r.choices(["paid", "open", "waived"], [90, 7, 3])[0]
    if state != "paid" or paid > today:
        return due, None, "open" if state == "paid" else state
    return due, paid, "paid"


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--today", default="2026-06-30")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    make(a.out, a.today, a.seed)
