"""Sessions: looked up at every click, so that what is taken away is gone at the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import audit
from core.audit import Work
from core.errors import NotFound
from core.login.rules import RULES, Login
from core.login.secret import SESSION, hashed, new_csrf, new_secret, same
from core.store import sessions
from core.store.open import Store
from core.store.schema import SessionRow
from core.store.sessions import Session as Session
from core.store.users import User

NOTED = timedelta(seconds=5)  # activity is written this often, so that many clicks are not many writes
ADDRESS = 64


@dataclass(frozen=True)
class SignedIn:
    """The token goes into the cookie and nowhere else: the store has only its hash."""

    session_token: str
    csrf: str
    user: User
    session: Session


def session_of(store: Store, token: str, now: datetime, *, activity: bool, rules: Login = RULES) -> Session | None:
    """The session of a cookie, with its user as they are now. A look that is no activity keeps nothing alive."""
    return session_by_id(store, hashed(token), now, activity=activity, rules=rules)


def session_by_id(
    store: Store, session_id: str, now: datetime, *, activity: bool, rules: Login = RULES
) -> Session | None:
    """The same for whoever was handed `Session.id` by the door; it is a hash and opens nothing as a cookie."""
    found = sessions.session_at(store, session_id)
    if found is None or found.user.disabled or _is_over(found, now, rules):
        return None
    if now < found.seen - NOTED:
        _move(store, found, now)
    elif activity and now >= found.seen + NOTED:
        with store.transaction() as session:
            sessions.move_session(session, found.id, found.started, now)
    return found


def csrf_holds(session: Session, given: str | None) -> bool:
    return given is not None and same(session.csrf, given)


def sign_out(store: Store, token: str, now: datetime) -> None:
    """Ends the session wherever it is open. One that is over already is no mistake."""
    found = sessions.session_at(store, hashed(token))
    if found is not None:
        with audit.recording(store) as work:
            sessions.end_session(work.session, found.id)
            work.note(found.user.email, "sign-out", at=now)


def sessions_of(store: Store, user: User, now: datetime, rules: Login = RULES) -> tuple[Session, ...]:
    """Where the user is signed in, the latest first."""
    return tuple(found for found in sessions.sessions_of(store, user.id) if not _is_over(found, now, rules))


def end_own(store: Store, mine: Session, session_id: str, now: datetime) -> None:
    """Signs out one of one's own sessions, this very one too; another's looks like none."""
    if session_id not in [found.id for found in sessions.sessions_of(store, mine.user.id)]:
        raise NotFound("There is no such session of yours.")
    with audit.recording(store) as work:
        sessions.end_session(work.session, session_id)
        if session_id == mine.id:
            work.note(mine.user.email, "sign-out", at=now)
        else:
            work.note(mine.user.email, "session.end", "another session of theirs", at=now)


def end_others(store: Store, mine: Session, now: datetime) -> None:
    with audit.recording(store) as work:
        sessions.end_sessions(work.session, mine.user.id, but=mine.id)
        work.note(mine.user.email, "session.end-others", at=now)


def active_sessions(store: Store, now: datetime, rules: Login = RULES) -> int:
    return sessions.count_sessions(store, now - _longest(rules), now - _idle(rules))


def ended_sessions(store: Store, now: datetime, rules: Login = RULES) -> int:
    """How many `prune_sessions` would remove."""
    return sessions.count_sessions(store) - active_sessions(store, now, rules)


def prune_sessions(store: Store, now: datetime, rules: Login = RULES) -> None:
    """Those that are over, whose browsers never came back."""
    with store.transaction() as session:
        sessions.forget_ended(session, now - _longest(rules), now - _idle(rules))


def opened(address: str, now: datetime, via: str) -> Callable[[Work, User, datetime | None], SignedIn]:
    """How a session begins, inside of the transaction that lets its user in."""

    def begin(work: Work, user: User, previous: datetime | None) -> SignedIn:
        token, csrf = new_secret(SESSION), new_csrf()
        new = Session(hashed(token), user, csrf, now, now, previous, address[:ADDRESS], via)
        sessions.add_session(work.session, _row(new))
        return SignedIn(token, csrf, user, new)

    return begin


def _row(new: Session) -> SessionRow:
    return SessionRow(
        id=new.id,
        user_id=new.user.id,
        csrf=new.csrf,
        started_at=new.started,
        seen_at=new.seen,
        previous_at=new.previous,
        address=new.address,
        via=new.via,
    )


def _is_over(found: Session, now: datetime, rules: Login) -> bool:
    return now - found.seen >= _idle(rules) or now - found.started >= _longest(rules)


def _move(store: Store, found: Session, now: datetime) -> None:
    """The clock was set back: the session moves with it, and has neither more time nor less."""
    with store.transaction() as session:
        sessions.move_session(session, found.id, now - (found.seen - found.started), now)


def _idle(rules: Login) -> timedelta:
    return timedelta(minutes=rules.idle_minutes)


def _longest(rules: Login) -> timedelta:
    return timedelta(hours=rules.session_hours)
