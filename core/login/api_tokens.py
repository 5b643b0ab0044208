"""Keys for programs: `qm_<id>_<secret>`, named, expiring, revocable, and shown once."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import audit
from core.audit import Work
from core.errors import Conflict, Invalid, NotFound
from core.login.rules import RULES, Login
from core.login.secret import API, hashed, new_csrf, same
from core.store import tokens
from core.store.open import Store
from core.store.tokens import Token as Token
from core.store.users import User

MOST = 50  # of one user, of each kind
NOTED = timedelta(minutes=1)  # its last use is written this often
_SHAPE = re.compile(rf"{API}([0-9a-f]{{12}})_([\w-]{{20,100}})", re.ASCII)


@dataclass(frozen=True)
class Issued:
    """A new token. `bearer` is not kept anywhere: who loses it makes another one."""

    bearer: str
    token: Token
    user: User


@dataclass(frozen=True)
class Bearer:
    """Whoever shows a valid token."""

    user: User
    token: Token


def make_token(store: Store, user: User, name: str, days: int, now: datetime, rules: Login = RULES) -> Issued:
    """For a user who is signed in. Two clicks make one token: its name is taken then."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise Invalid("A token needs a name of 1 to 60 characters, such as what it is for.")
    if not 1 <= days <= rules.token_days:
        raise Invalid(f"A token lasts from 1 to {rules.token_days} days, not {days}.")
    with audit.recording(store) as work:
        tokens.remove_expired(work.session, user.id, now)
        if tokens.name_taken(work.session, user.id, name):
            raise Conflict(f"You have a token called {name!r} already. Revoke it first, or take another name.")
        if tokens.count_tokens(work.session, user.id, "personal") >= MOST:
            raise Conflict(f"You have {MOST} tokens already. Revoke one that is not used any more.")
        issued = _issue(work, user, name, "personal", now, timedelta(days=days))
        work.note(user.email, "token.make", name, detail=f"until {issued.token.expires:%Y-%m-%d}", at=now)
    return issued


def token_user(store: Store, bearer: str, now: datetime) -> Bearer | None:
    """None for whatever is not, or no longer, the token of somebody who may come in."""
    match = _SHAPE.fullmatch(bearer)
    found = tokens.token_at(store, match[1]) if match else None
    if match is None or found is None or not same(found.secret_hash, hashed(match[2])):
        return None
    if found.token.expires <= now or found.user.disabled:
        return None
    if _is_due(found.token, now):
        with store.transaction() as session:
            tokens.note_use(session, found.token.id, now)
    return Bearer(found.user, found.token)


def is_at_hand(store: Store, bearer: str, now: datetime) -> bool:
    """Whether `token_user` would answer without reading or writing, and so without waiting."""
    match = _SHAPE.fullmatch(bearer)
    found = tokens.token_at_hand(store, match[1]) if match else None
    return found is not None and not _is_due(found.token, now)


def _is_due(token: Token, now: datetime) -> bool:
    """For its use to be noted."""
    return token.last_used is None or abs(now - token.last_used) >= NOTED


def own_tokens(store: Store, user: User) -> tuple[Token, ...]:
    return tuple(tokens.tokens_of(store, user.id))


def revoke_token(store: Store, user: User, token_id: str, now: datetime) -> None:
    """One's own; another's looks like none."""
    with audit.recording(store) as work:
        token = tokens.remove_token(work.session, token_id, user.id)
        if token is None:
            raise NotFound("There is no such token of yours.")
        work.note(user.email, "token.revoke", token.name, at=now)


def issued_at_sign_in(now: datetime, lasts: timedelta) -> Callable[[Work, User, datetime | None], Issued]:
    """How a program's sign-in ends, inside of the transaction that lets its user in."""

    def issue(work: Work, user: User, _previous: datetime | None) -> Issued:
        tokens.remove_expired(work.session, user.id, now)
        tokens.remove_oldest(work.session, user.id, "sign-in", MOST - 1)
        return _issue(work, user, "", "sign-in", now, lasts)

    return issue


def _issue(work: Work, user: User, name: str, kind: str, now: datetime, lasts: timedelta) -> Issued:
    token_id, secret = secrets.token_hex(6), new_csrf()
    token = Token(token_id, name or f"sign-in {token_id}", kind, now, now + lasts, None)
    tokens.add_token(work.session, token, user.id, hashed(secret))
    return Issued(f"{API}{token_id}_{secret}", token, user)
