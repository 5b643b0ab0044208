"""Users for the tests of sign-in."""

from datetime import UTC, datetime

from core.access import Asker
from core.login import people
from core.login.door import sign_in
from core.login.sessions import SignedIn
from core.store.open import Store
from core.store.user_list import NewUser
from core.store.users import User

FAST = 4  # bcrypt's cost; what twelve costs is tried once
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "ivory kettle 88"
PERSONAS = ("Finance Analyst", "Field Engineer")
HERE = "192.0.2.7"


def asker(role: str, email: str = "asker@x") -> Asker:
    return Asker("Finance Analyst", role=role, email=email)


def new_user(email: str = "ann@x", role: str = "Analyst", **more: object) -> NewUser:
    plain = {"name": "Ann Lee", "personas": PERSONAS, "workspace": "main", "password": PASSWORD}
    return NewUser.model_validate({"email": email, "role": role, **plain, **more})


def add(store: Store, email: str = "ann@x", role: str = "Analyst", **more: object) -> User:
    return people.add_person(store, people.TERMINAL, new_user(email, role, **more), NOON, cost=FAST)


def enter(
    store: Store, email: str = "ann@x", password: str = PASSWORD, now: datetime = NOON, address: str = HERE
) -> SignedIn:
    return sign_in(store, email, password, address, now, cost=FAST)
