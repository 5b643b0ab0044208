"""Invoices of the vendors: read, checked, sometimes failed with a reason; paid, waiting or overdue."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scripts.sample_data.books import FREE, Piece, impose, pieces, rights
from scripts.sample_data.chance import Ints, Rng, Wheel
from scripts.sample_data.days import History
from scripts.sample_data.tables import dates, integers, labels, money
from scripts.sample_data.vendors import INDISKY, Vendor, figures

LEAST, SHARE = 4_000, 20  # so many at least, and per cent of the orders
STATUS = ("pending", "processed", "failed")
PENDING, PROCESSED, FAILED = range(3)
PAYMENT = ("unpaid", "paid", "overdue")
UNPAID, PAID, OVERDUE = range(3)
ERRORS = (
    "GSTIN on the invoice does not match the vendor master",
    "Purchase order reference not found",
    "Tax total does not equal CGST plus SGST",
    "Duplicate of an invoice received earlier",
    "HSN code missing on line 3",
    "Scan could not be read: page 2 is blank",
    "Bank details differ from the vendor master",
    "Amount exceeds the purchase order by more than 5 %",
)
NO_ERROR = len(ERRORS)

AGES = np.array((0, 5, 16, 46))  # days: the rows of what follows begin there
PENDING_BY_AGE = np.array((62, 38, 14, 3))  # per cent of those that have not failed
PAYMENT_BY_AGE = Wheel.of(np.array(((88, 12, 0), (62, 38, 0), (24, 60, 16), (4, 88, 8))))
NOT_PROCESSED = Wheel.of(np.array(((1, 0, 0), (1, 0, 0), (85, 0, 15), (55, 0, 45))))


@dataclass(frozen=True)
class Settled:
    """Invoices that must be there; FREE is left to chance."""

    day: Ints
    vendor: Ints
    status: Ints
    error: Ints
    workspace: Ints
    payment: Ints


Kind = tuple[int, int, int, int, int, int]  # as in Settled

FAILURES = ((1, 4, 0, 0), (1, 11, 1, 1), (1, 19, 0, 0), (1, 25, 4, 1), (2, 9, 2, 0), (2, 20, 0, 1))  # of IndiSky:
# months ago, day, error, workspace


def settled_invoices(history: History, many: int) -> Settled:
    """Every vendor has invoices each month; today there is one of each kind in each workspace."""
    rows: list[Kind] = [
        (history.month_ago(month, 1 + (vendor * 5 + month * 3) % 28), vendor, FREE, FREE, FREE, FREE)
        for month in range(history.months)
        for vendor in range(many)
    ]
    rows += of_indisky(history)
    for place in range(12):
        vendor = INDISKY if place in (2, 5) else place * 7 % many
        rows.append(
            (
                history.today,
                vendor,
                place % 3,
                0 if place == 2 else FREE,
                place // 3 % 2,
                PAID if place in (1, 4) else FREE,
            )
        )
    columns = np.array(sorted(row for row in rows if row[0] <= history.today), dtype=np.int64).T
    return Settled(*columns)


def of_indisky(history: History) -> list[Kind]:
    """A vendor that sends many invoices, of which several failed last month and some the month before."""
    rows: list[Kind] = [
        (history.month_ago(month, day), INDISKY, FREE, FREE, FREE, FREE)
        for month in range(history.months)
        for day in (3, 8, 14, 22)
    ]
    rows += [(history.month_ago(month, day), INDISKY, FAILED, error, at, FREE) for month, day, error, at in FAILURES]
    for month in (1, 2):
        rows += [(history.month_ago(month, day), INDISKY, PROCESSED, FREE, day % 2, FREE) for day in (6, 13, 17, 24)]
    return rows


def invoice_pieces(
    seed: int, orders: int, history: History, known: tuple[Vendor, ...]
) -> Iterator[dict[str, pa.Array]]:
    fixed = settled_invoices(history, len(known))
    for piece in pieces(seed, "invoices", history, fixed.day, max(LEAST, orders * SHARE // 100)):
        yield invoice_columns(piece, fixed, history, known)


def invoice_columns(piece: Piece, fixed: Settled, history: History, known: tuple[Vendor, ...]) -> dict[str, pa.Array]:
    rng, rows = piece.rng, piece.rows
    vendor = rng.integers(0, len(known), len(rows.day))
    impose(vendor, piece, fixed.vendor)
    impose(rows.workspace, piece, fixed.workspace)
    age = np.searchsorted(AGES, history.today - rows.day, side="right") - 1
    status = draw_status(rng, age, figures(known, "fails")[vendor])
    impose(status, piece, fixed.status)
    error = rng.integers(0, len(ERRORS), len(vendor))
    impose(error, piece, fixed.error)
    payment = np.where(status == PROCESSED, PAYMENT_BY_AGE.spin(rng, age), NOT_PROCESSED.spin(rng, age))
    impose(payment, piece, fixed.payment)
    verified = rng.integers(0, 100, len(vendor)) < figures(known, "verified")[vendor]
    verified &= ~((status == FAILED) & (error == 0))
    return {
        "id": integers(rows.id),
        "invoice_number": invoice_numbers(history, rows.day, rows.id),
        "vendor_id": integers(figures(known, "id")[vendor]),
        "invoice_date": dates(history.on(rows.day)),
        "total_amount": money(draw_amount(rng, figures(known, "usual_amount")[vendor]), 15),
        "status": labels(status, STATUS),
        "payment_status": labels(payment, PAYMENT),
        "gstin_verified": pa.array(verified),
        "error_message": labels(np.where(status == FAILED, error, NO_ERROR), [*ERRORS, None]),
        **rights(rows),
    }


def draw_status(rng: Rng, age: Ints, fails: Ints) -> Ints:
    pending = rng.integers(0, 100, len(age)) < PENDING_BY_AGE[age]
    status = np.where(pending, PENDING, PROCESSED)
    return np.where(rng.integers(0, 1000, len(age)) < fails, FAILED, status)


def draw_amount(rng: Rng, usual: Ints) -> Ints:
    """Many small ones, few large ones, up to four times the usual."""
    size = rng.integers(0, 1000, len(usual))
    return usual * (150 + size * size * size // 260_000) // 1000 + rng.integers(0, 10_000, len(usual))


def invoice_numbers(history: History, day: Ints, number: Ints) -> pa.Array:
    years = history.on(day).astype("datetime64[Y]").astype(str)
    return pa.array([f"INV-{year}-{own:06d}" for year, own in zip(years, number.tolist(), strict=True)])
