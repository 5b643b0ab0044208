"""Adding and changing users, by those who may; each change is in the audit log, in the same transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from core import audit
from core.access import ROLES, Asker, require
from core.audit import Work
from core.errors import Conflict, Invalid
from core.login import passwords
from core.login.passwords import COST
from core.login.rights import require_over
from core.login.rules import RULES, Login
from core.store import credentials, sessions, tokens, users
from core.store.open import Store
from core.store.user_list import NewUser
from core.store.users import Imported, User

TERMINAL = Asker("", role=ROLES[-1], email="terminal")  # whoever holds the files may do all of it
LAST_OWNER = "This is the last Owner. Make somebody else an Owner first."


def list_people(store: Store, asker: Asker) -> list[User]:
    require(asker, "manage-users")
    return users.list_users(store)


def get_person(store: Store, asker: Asker, email: str) -> User:
    require(asker, "manage-users")
    return users.get_user(store, email)


def add_person(
    store: Store, asker: Asker, new: NewUser, now: datetime, rules: Login = RULES, *, cost: int = COST
) -> User:
    """Without a password they come in by a link, or by the provider that vouches for their e-mail."""
    require(asker, "manage-users")
    require_over(asker, new.role)
    new_hash = hash_given(new, rules, cost)
    with audit.recording(store) as work:
        user = users.as_user(users.insert(work.session, new))
        if new_hash:
            user = credentials.set_password(work.session, user.email, new_hash)
        work.note(asker.email, "user.add", user.email, detail=_described(user), at=now)
    return user


def change_person(
    store: Store, asker: Asker, email: str, known_personas: Collection[str], now: datetime, /, **changes: object
) -> User:
    """Name, username, role, personas, workspace, warehouses: what is named. It holds from their next click on."""
    require(asker, "manage-users")
    with audit.recording(store) as work:
        before = _held(work, asker, email)
        new = users.changed(users.existing(work.session, email), known_personas, changes)
        require_over(asker, new.role)
        if before.role == "Owner" and new.role != "Owner":
            _keep_an_owner(work, before)
        if new.email != before.email:
            raise Invalid("An e-mail is what a user is known by; it cannot be changed. Add a new user instead.")
        row = users.existing(work.session, email)
        users.change(work.session, row, new)
        after = users.as_user(row)
        work.note(asker.email, "user.change", after.email, detail=_difference(before, after), at=now)
    return after


def disable_person(store: Store, asker: Asker, email: str, now: datetime) -> User:
    """Their sessions and links end at once; their tokens are refused until they are enabled again."""
    require(asker, "manage-users")
    with audit.recording(store) as work:
        before = _held(work, asker, email)
        if before.disabled:
            return before
        if before.role == "Owner":
            _keep_an_owner(work, before)
        row = users.existing(work.session, email)
        users.set_disabled(row, True, now)
        sessions.end_sessions(work.session, before.id)
        tokens.remove_links(work.session, before.id)
        work.note(asker.email, "user.disable", before.email, at=now)
        return users.as_user(row)


def enable_person(store: Store, asker: Asker, email: str, now: datetime) -> User:
    require(asker, "manage-users")
    with audit.recording(store) as work:
        before = _held(work, asker, email)
        if not before.disabled:
            return before
        row = users.existing(work.session, email)
        users.set_disabled(row, False, now)
        work.note(asker.email, "user.enable", before.email, at=now)
        return users.as_user(row)


def set_password_of(
    store: Store, email: str, password: str, now: datetime, rules: Login = RULES, *, cost: int = COST
) -> User:
    """In the terminal only: on the pages an Admin makes a link, and never knows the password."""
    user = users.get_user(store, email)
    passwords.refuse_weak(password, rules.password_length, (user.email, user.name, user.username))
    new_hash = passwords.hash_password(password, cost)
    with audit.recording(store) as work:
        _replace_password(work, user.email, new_hash)
        work.note(TERMINAL.email, "password.set", user.email, at=now)
    return user


def import_people(
    store: Store,
    new: Iterable[NewUser],
    now: datetime,
    rules: Login = RULES,
    *,
    update: bool = False,
    cost: int = COST,
) -> Imported:
    """A user list from the terminal or at start, all or none. A password counts for who is new, or on `update`."""
    wanted = tuple(new)
    hashes = _hashes(store, wanted, rules, update, cost)
    with audit.recording(store) as work:
        users.owners_alone(work.session)
        had_owner = users.enabled_owners(work.session) > 0
        done = users.import_all(work.session, wanted, update=update)
        for email in (*done.created, *done.updated):
            if email in hashes:
                _replace_password(work, email, hashes[email])
            action = "user.add" if email in done.created else "user.change"
            work.note(TERMINAL.email, action, email, detail="from a user list", at=now)
        if had_owner and not users.enabled_owners(work.session):
            raise Conflict("After this list there would be no Owner any more. Leave one in it.")
    return done


def hash_given(new: NewUser, rules: Login, cost: int) -> str | None:
    """The hash of a list's password, or its bcrypt as it is; None when it has neither."""
    try:
        if new.password and new.bcrypt:
            raise Invalid("password and bcrypt are both given; one is enough.")
        if new.bcrypt:
            return passwords.imported_hash(new.bcrypt.get_secret_value())
        if new.password:
            password = new.password.get_secret_value()
            passwords.refuse_weak(password, rules.password_length, (new.email, new.name, new.username or ""))
            return passwords.hash_password(password, cost)
    except Invalid as error:
        raise Invalid(f"{new.email}: {error.message}") from None
    return None


def _hashes(store: Store, wanted: Iterable[NewUser], rules: Login, update: bool, cost: int) -> Mapping[str, str]:
    """Only those that will be kept: hashing takes its time, and at each start nearly everybody is there already."""
    hashes = {}
    for new in wanted:
        found = credentials.known(store, new.email)
        same = found is not None and _is_same(new, found.password_hash)
        if (found is None or update) and not same and (new_hash := hash_given(new, rules, cost)):
            hashes[new.email] = new_hash
    return hashes


def _is_same(new: NewUser, kept: str | None) -> bool:
    """What is so already ends no session."""
    if kept is None:
        return False
    if new.bcrypt:
        return kept == passwords.PLAIN + new.bcrypt.get_secret_value()
    return new.password is not None and passwords.matches(new.password.get_secret_value(), kept, 0)


def _replace_password(work: Work, email: str, new_hash: str) -> None:
    user = credentials.set_password(work.session, email, new_hash)
    sessions.end_sessions(work.session, user.id)
    tokens.remove_links(work.session, user.id)


def _held(work: Work, asker: Asker, email: str) -> User:
    users.owners_alone(work.session)
    user = users.as_user(users.held(work.session, email))
    require_over(asker, user.role)
    return user


def _keep_an_owner(work: Work, user: User) -> None:
    if not user.disabled and users.enabled_owners(work.session) <= 1:
        raise Conflict(LAST_OWNER)


def _described(user: User) -> str:
    limits = ", ".join(user.warehouses) or "all warehouses"
    return f"{user.role}; {', '.join(user.personas)}; {user.workspace}; {limits}"


def _difference(before: User, after: User) -> str:
    fields = ("name", "username", "role", "personas", "workspace", "warehouses")
    pairs = ((field, getattr(before, field), getattr(after, field)) for field in fields)
    return "; ".join(f"{field}: {_text(old)} → {_text(new)}" for field, old, new in pairs if old != new)


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "all"
