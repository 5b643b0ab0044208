"""Passwords being tried or found wrong, and the locks that follow."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.store.open import alone
from core.store.schema import SignInAttemptRow, SignInLockRow

ATTEMPTS_LOCK = 4
NOBODY = ""  # an attempt that counts for its address alone
SKEW = timedelta(minutes=1)  # what lies further ahead was written before the clock was set back


def one_at_a_time(session: Session) -> None:
    alone(session, ATTEMPTS_LOCK)


def forget_old_attempts(session: Session, now: datetime, window: timedelta) -> None:
    outside = (SignInAttemptRow.at <= now - window) | (SignInAttemptRow.at > now + SKEW)
    session.execute(delete(SignInAttemptRow).where(outside))
    session.execute(delete(SignInLockRow).where((SignInLockRow.until <= now) | (SignInLockRow.since > now + SKEW)))


def locked_until(session: Session, account: str) -> datetime | None:
    return session.scalar(select(SignInLockRow.until).where(SignInLockRow.account == account))


def attempts_of(session: Session, account: str) -> int:
    """Those under way too: each may turn out to be a failure."""
    wanted = select(func.count()).where(SignInAttemptRow.account == account)
    return session.scalar(wanted) or 0


def failures_of(session: Session, account: str) -> int:
    wanted = select(func.count()).where(SignInAttemptRow.account == account, SignInAttemptRow.failed)
    return session.scalar(wanted) or 0


def failures_from(session: Session, address: str) -> tuple[int, datetime | None]:
    rules = (SignInAttemptRow.address == address, SignInAttemptRow.failed)
    row = session.execute(select(func.count(), func.max(SignInAttemptRow.at)).where(*rules)).one()
    return row[0], row[1]


def add_attempt(session: Session, at: datetime, account: str, address: str) -> int:
    row = SignInAttemptRow(at=at, account=account, address=address, failed=False)
    session.add(row)
    session.flush()
    return row.id


def mark_failed(session: Session, attempt: int) -> None:
    session.execute(update(SignInAttemptRow).where(SignInAttemptRow.id == attempt).values(failed=True))


def remove_attempt(session: Session, attempt: int) -> None:
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.id == attempt))


def start_again(session: Session, account: str) -> None:
    """The account's failures count for their addresses only from now on."""
    session.execute(update(SignInAttemptRow).where(SignInAttemptRow.account == account).values(account=NOBODY))


def lock(session: Session, account: str, since: datetime, until: datetime) -> None:
    session.merge(SignInLockRow(account=account, since=since, until=until))


def unlock(session: Session, account: str) -> None:
    session.execute(delete(SignInLockRow).where(SignInLockRow.account == account))
    start_again(session, account)
