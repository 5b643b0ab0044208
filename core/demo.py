"""The demo's people: one for each persona, in several roles, with random passwords in a file for its owner only."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from core.errors import Invalid
from core.login.people import import_people
from core.login.rules import RULES, Login
from core.store.open import Store
from core.store.user_list import NewUser, parse_user

FILE = "demo-users.json"
# Read aloud without a mistake: no 0, O, 1, l, I.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
WAREHOUSE, FIELD, BUYER, FINANCE = "Warehouse Manager", "Field Engineer", "Procurement Specialist", "Finance Analyst"
EVERYONE = (WAREHOUSE, FIELD, BUYER, FINANCE)


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: str
    personas: tuple[str, ...]
    workspace: str = "operations"
    warehouses: tuple[str, ...] = ()
    password: str = ""

    @property
    def what(self) -> str:
        limits = f" · {', '.join(self.warehouses)} only" if self.warehouses else ""
        seen = "All personas" if self.personas == EVERYONE else " · ".join(self.personas)
        return f"{seen} · {self.role}{limits}"


_LIST = TypeAdapter(tuple[Person, ...])
PERSONS = (
    Person("olga.brandt@example.com", "Olga Brandt", "Owner", EVERYONE),
    Person("marcus.ihle@example.com", "Marcus Ihle", "Manager", (WAREHOUSE,)),
    Person("jonas.falk@example.com", "Jonas Falk", "Analyst", (FIELD,), warehouses=("WH003",)),
    Person("priya.nair@example.com", "Priya Nair", "Analyst", (BUYER, WAREHOUSE)),
    Person("elena.costa@example.com", "Elena Costa", "Viewer", (FINANCE,)),
    Person("noor.haddad@example.com", "Noor Haddad", "Analyst", (WAREHOUSE, FINANCE), workspace="projects"),
)


def make_demo(
    store: Store, home: Path, personas: tuple[str, ...], now: Callable[[], datetime], rules: Login = RULES
) -> tuple[Person, ...]:
    """Those who are not there yet, with the passwords of the file. It is first: a kill in between loses nothing."""
    if not (home / FILE).exists():
        _write(home / FILE, [Person(**{**asdict(one), "password": _password()}) for one in PERSONS])
    people = demo_people(home)
    import_people(store, [_as_user(one, personas) for one in people], now(), rules)
    return people


def demo_people(home: Path) -> tuple[Person, ...]:
    """None before the demo was made."""
    file = home / FILE
    if not file.exists():
        return ()
    try:
        return _LIST.validate_json(file.read_bytes())
    except ValueError as error:
        raise Invalid(f"{file} is not the list that was written there; delete it to have a new one.") from error


def _as_user(person: Person, personas: tuple[str, ...]) -> NewUser:
    return parse_user(asdict(person), personas, person.email)


def _password() -> str:
    """60 bits in three groups that can be typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _write(file: Path, people: list[Person]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump([asdict(one) for one in people], out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
