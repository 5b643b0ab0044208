"""Vendors: whom the invoices come from."""

from dataclasses import dataclass

import numpy as np

from scripts.sample_data.chance import Rng, stream
from scripts.sample_data.names import VENDORS

INACTIVE, BLOCKED = (
    ("Junewood Cleaning", "Pebbleway Travel", "Thornbury Legal"),
    ("Greyhollow Printing", "Quiverton Media"),
)
INDISKY = VENDORS.index("IndiSky")
STATE = "29"  # Karnataka, in a GSTIN
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Vendor:
    id: int
    code: str
    name: str
    gstin: str
    status: str
    usual_amount: int  # in paise
    fails: int  # of a thousand invoices
    verified: int  # per cent of the invoices


def vendors(seed: int) -> tuple[Vendor, ...]:
    rng = stream(seed, "vendors")
    return tuple(vendor(rng, number, name) for number, name in enumerate(VENDORS, 1))


def vendor(rng: Rng, number: int, name: str) -> Vendor:
    status = "inactive" if name in INACTIVE else "blocked" if name in BLOCKED else "active"
    amount = int(rng.integers(90, 1200)) ** 2 * 20
    fails = 170 if name == "IndiSky" else int(rng.integers(25, 130))
    verified = 55 if status == "blocked" else int(rng.integers(84, 99))
    return Vendor(number, f"VEN{number:03d}", name, gstin(rng), status, amount, fails, verified)


def gstin(rng: Rng) -> str:
    """State, PAN, number of the registration, Z, check character."""
    letters = "".join(chr(ord("A") + int(place)) for place in rng.integers(0, 26, 5))
    body = f"{STATE}{letters}{int(rng.integers(1000, 9999))}{chr(ord('A') + int(rng.integers(0, 26)))}1Z"
    return body + check_character(body)


def check_character(body: str) -> str:
    """Signs count once and twice in turn; a product's two digits in base 36 are added."""
    products = [SIGNS.index(sign) * (1 + place % 2) for place, sign in enumerate(body)]
    total = sum(product // 36 + product % 36 for product in products)
    return SIGNS[-total % 36]


def vendor_rows(known: tuple[Vendor, ...]) -> list[tuple[int, str, str, str, str]]:
    return [(v.id, v.code, v.name, v.gstin, v.status) for v in known]


def figures(known: tuple[Vendor, ...], name: str) -> "np.typing.NDArray[np.int64]":
    return np.array([getattr(v, name) for v in known])
