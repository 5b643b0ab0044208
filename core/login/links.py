"""Links that work once: to set a password, and to become the first Owner."""

from datetime import datetime, timedelta

from core import audit
from core.access import Asker, require
from core.errors import Conflict, Invalid
from core.login import attempts, passwords
from core.login.passwords import COST
from core.login.refusals import NO_LINK, SignInRefused
from core.login.rights import require_over
from core.login.rules import RULES, Login
from core.login.secret import LINK, hashed, new_secret
from core.store import credentials, sessions, tokens, users
from core.store.open import Store
from core.store.user_list import NewUser
from core.store.users import User

PASSWORD_PATH = "/set-password?link="  # where the front door shows the form, from the address of the program
FIRST_OWNER_PATH = "/first-owner?link="
FIRST_OWNER_DAYS = 7
STARTED = "There is an Owner already: this token made the first one, or somebody was added otherwise. Sign in instead."


def make_password_link(store: Store, asker: Asker, email: str, now: datetime, rules: Login = RULES) -> str:
    """The secret of a link, which the Admin hands to its user. An earlier one stops working."""
    require(asker, "manage-users")
    secret = new_secret(LINK)
    with audit.recording(store) as work:
        user = users.as_user(users.held(work.session, email))
        require_over(asker, user.role)
        until = now + timedelta(hours=rules.link_hours)
        tokens.replace_link(work.session, hashed(secret), user.id, now, until)
        work.note(asker.email, "password.link", user.email, at=now)
    return secret


def link_user(store: Store, secret: str, now: datetime) -> User:
    """Whose password the link sets; looking does not use it up."""
    user = tokens.link_of(store, hashed(secret), now)
    if user is None or user.disabled:
        raise SignInRefused(NO_LINK)
    return user


def set_password(
    store: Store, secret: str, password: str, now: datetime, rules: Login = RULES, *, cost: int = COST
) -> User:
    """A password that is refused does not use the link up. All sessions end, and a lock is opened."""
    user = link_user(store, secret, now)
    passwords.refuse_weak(password, rules.password_length, (user.email, user.name, user.username))
    new_hash = passwords.hash_password(password, cost)
    with audit.recording(store) as work:
        if not tokens.use_link(work.session, hashed(secret), "password", now):
            raise SignInRefused(NO_LINK)
        credentials.set_password(work.session, user.email, new_hash)
        sessions.end_sessions(work.session, user.id)
        attempts.unlock(work, user.email)
        work.note(user.email, "password.set", user.email, detail="with a link", at=now)
    return user


def make_first_owner_token(store: Store, now: datetime) -> str | None:
    """For the terminal of a start without users: printed there, and replaced at the next one. None: not needed."""
    secret = new_secret(LINK)
    with audit.recording(store) as work:
        if users.anybody_has_a_password(work.session):
            return None
        until = now + timedelta(days=FIRST_OWNER_DAYS)
        tokens.replace_link(work.session, hashed(secret), None, now, until)
        work.note("terminal", "first-owner.token", at=now)
    return secret


def first_owner_wanted(store: Store, secret: str, now: datetime) -> bool:
    """Whether the form may be shown."""
    return tokens.is_first_owner_link(store, hashed(secret), now)


def become_first_owner(
    store: Store, secret: str, new: NewUser, password: str, now: datetime, rules: Login = RULES, *, cost: int = COST
) -> User:
    if not first_owner_wanted(store, secret, now):
        raise SignInRefused(NO_LINK)
    if new.role != "Owner":
        raise Invalid(f"The first user is an Owner, not {new.role}.")
    passwords.refuse_weak(password, rules.password_length, (new.email, new.name, new.username or ""))
    new_hash = passwords.hash_password(password, cost)
    with audit.recording(store) as work:
        users.owners_alone(work.session)
        if not tokens.use_link(work.session, hashed(secret), "first-owner", now):
            raise SignInRefused(NO_LINK)
        if users.anybody_has_a_password(work.session):
            raise Conflict(STARTED)
        users.put(work.session, new)
        user = credentials.set_password(work.session, new.email, new_hash)
        work.note(user.email, "first-owner", user.email, at=now)
    return user
