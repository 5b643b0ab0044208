"""Guessing is slow: an account locks after a few wrong passwords, and an address waits longer each time."""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.audit import Work
from core.errors import TryLater
from core.login.rules import Login
from core.store import attempts
from core.store.open import Session, Store

SLOW_AFTER = 5  # failures from one address; many people may share one, so it is slowed and not locked
SLOWEST = 60.0


@dataclass(frozen=True)
class Attempt:
    """A password about to be compared. It counts from now on, so that many at once are not many guesses."""

    id: int
    account: str
    address: str
    now: datetime


def begin(store: Store, email: str, address: str, now: datetime, rules: Login) -> Attempt:
    """Raises TryLater with the time that is left, whether there is such an account or not."""
    account, network = account_of(email), network_of(address)
    with store.transaction() as session:
        attempts.one_at_a_time(session)
        attempts.forget_old_attempts(session, now, _window(rules))
        _refuse_locked(session, account, now)
        _refuse_slowed(session, network, now)
        if attempts.attempts_of(session, account) >= rules.failures:
            raise TryLater("Several sign-ins of this account are under way. Try again in a moment.", 1)
        return Attempt(attempts.add_attempt(session, now, account, network), account, network, now)


def failed(work: Work, attempt: Attempt, rules: Login) -> bool:
    """Whether this was the one that locks the account."""
    attempts.one_at_a_time(work.session)
    attempts.mark_failed(work.session, attempt.id)
    if attempts.failures_of(work.session, attempt.account) < rules.failures:
        return False
    attempts.lock(work.session, attempt.account, attempt.now, attempt.now + _window(rules))
    return True


def passed(work: Work, attempt: Attempt) -> None:
    """The account's earlier failures are forgiven; the address's are not, or one's own account would clear them."""
    attempts.one_at_a_time(work.session)
    attempts.remove_attempt(work.session, attempt.id)
    attempts.start_again(work.session, attempt.account)


def unlock(work: Work, email: str) -> None:
    attempts.one_at_a_time(work.session)
    attempts.unlock(work.session, account_of(email))


def account_of(email: str) -> str:
    """Hashed: people type passwords into the wrong field, and unknown names are none of our business."""
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def network_of(address: str) -> str:
    """An IPv6 subscriber has 2^64 addresses; they count as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def in_words(seconds: float) -> str:
    whole = math.ceil(seconds)
    count, unit = (whole, "second") if whole < 60 else (math.ceil(whole / 60), "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _window(rules: Login) -> timedelta:
    return timedelta(minutes=rules.lock_minutes)


def _refuse_locked(session: Session, account: str, now: datetime) -> None:
    until = attempts.locked_until(session, account)
    if until is not None and until > now:
        left = (until - now).total_seconds()
        raise TryLater(
            f"Too many wrong passwords: this account is locked for another {in_words(left)}. Until then the right "
            "password does not help either; an Admin can send a link to set a new one.",
            left,
        )


def _refuse_slowed(session: Session, address: str, now: datetime) -> None:
    failures, last = attempts.failures_from(session, address)
    if not address or failures < SLOW_AFTER or last is None:
        return
    left = min(2.0 ** (failures - SLOW_AFTER), SLOWEST) - max((now - last).total_seconds(), 0)
    if left > 0:
        raise TryLater(f"Too many failed sign-ins from your address: try again in {in_words(left)}.", left)
