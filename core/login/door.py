"""Signing in: with a password, or as somebody whom a trusted provider has vouched for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from core import audit
from core.audit import Work
from core.login import attempts, passwords, sessions
from core.login.api_tokens import Issued, issued_at_sign_in
from core.login.attempts import Attempt
from core.login.passwords import COST
from core.login.refusals import WRONG, SignInRefused
from core.login.rules import RULES, Login
from core.login.sessions import SignedIn, opened
from core.store import credentials
from core.store.credentials import Known
from core.store.open import Store
from core.store.users import User

Opened = TypeVar("Opened")
Opening = Callable[[Work, User, datetime | None], Opened]
DISABLED = "This account is disabled. An Admin can enable it."
STRANGER = "somebody unknown"  # what was typed may be a password, so it is kept nowhere


@dataclass(frozen=True)
class Proof:
    """The password was right a moment ago."""

    known: Known
    attempt: Attempt
    better_hash: str | None  # where the kept one is of an older cost


def sign_in(
    store: Store,
    email: str,
    password: str,
    address: str,
    now: datetime,
    rules: Login = RULES,
    *,
    replacing: str | None = None,
    cost: int = COST,
) -> SignedIn:
    """A new session, whatever token the browser had before (`replacing`): that one ends.

    Takes a third of a second of processor time: call it in a thread, never on the event loop.
    """
    proof = prove(store, email, password, address, now, rules, cost)
    signed_in = _let_in(store, proof, address, now, opened(address, now, "password"))
    if replacing:
        sessions.sign_out(store, replacing, now)
    return signed_in


def sign_in_for_token(
    store: Store, email: str, password: str, address: str, now: datetime, rules: Login = RULES, *, cost: int = COST
) -> Issued:
    """The same for a program: a bearer token that lasts as long as a session may."""
    proof = prove(store, email, password, address, now, rules, cost)
    opening = issued_at_sign_in(now, timedelta(hours=rules.session_hours))
    return _let_in(store, proof, address, now, opening)


def sign_in_known(store: Store, email: str, address: str, now: datetime, via: str) -> SignedIn:
    """For a user whose e-mail somebody else has proved: an OIDC provider, or the demo on one's own machine."""
    with audit.recording(store) as work:
        found = credentials.held_user(work.session, email)
        if found is None or found.disabled:
            work.note(email, "sign-in", outcome="refused", detail=f"by {via} from {address}", at=now)
        else:
            previous = credentials.note_sign_in(work.session, found.email, now)
            work.note(found.email, "sign-in", detail=f"by {via} from {address}", at=now)
            return opened(address, now, via)(work, found, previous)
    raise SignInRefused(DISABLED if found else "You have no account here yet. An Admin can add you.")


def prove(
    store: Store,
    email: str,
    password: str,
    address: str,
    now: datetime,
    rules: Login,
    cost: int = COST,
    *,
    action: str = "sign-in",
) -> Proof:
    """An unknown e-mail, one without a password and a wrong password take the same time and say the same."""
    attempt = attempts.begin(store, email, address, now, rules)
    found = credentials.known(store, email)
    ceiling = max(cost, credentials.highest_cost(store))
    kept = found.password_hash if found else None
    if not passwords.matches(password, kept, ceiling) or found is None or kept is None:
        raise _wrong(store, attempt, found.user.email if found else STRANGER, action, address, rules)
    if found.user.disabled:
        with audit.recording(store) as work:
            attempts.passed(work, attempt)
            work.note(found.user.email, action, outcome="refused", detail=f"disabled; from {address}", at=now)
        raise SignInRefused(DISABLED)
    outdated = passwords.is_outdated(kept, cost)
    return Proof(found, attempt, passwords.hash_password(password, cost) if outdated else None)


def confirm(work: Work, proof: Proof) -> None:
    """Inside of the transaction that the proof was for: what it proved is still so, and its attempt is over."""
    if not credentials.unchanged(work.session, proof.known):
        raise SignInRefused(WRONG)
    attempts.passed(work, proof.attempt)


def _let_in(store: Store, proof: Proof, address: str, now: datetime, opening: Opening[Opened]) -> Opened:
    user = proof.known.user
    with audit.recording(store) as work:
        confirm(work, proof)
        if proof.better_hash:
            credentials.set_password(work.session, user.email, proof.better_hash)
        previous = credentials.note_sign_in(work.session, user.email, now)
        work.note(user.email, "sign-in", detail=f"from {address}", at=now)
        return opening(work, user, previous)


def _wrong(store: Store, attempt: Attempt, who: str, action: str, address: str, rules: Login) -> SignInRefused:
    with audit.recording(store) as work:
        locked = attempts.failed(work, attempt, rules)
        detail = f"from {address}" + ("; the account is locked now" if locked else "")
        work.note(who, action, outcome="failed", detail=detail, at=attempt.now)
    lock = f" This account is locked now for {attempts.in_words(rules.lock_minutes * 60)}." if locked else ""
    return SignInRefused(WRONG + lock)
