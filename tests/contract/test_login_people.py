"""Who adds and changes whom, the last Owner, one-time links, and what the audit log says of it."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import bcrypt
import pytest

from core import audit
from core.access import ROLES, Asker
from core.audit import Wanted
from core.audit_check import verify
from core.errors import Conflict, Invalid, NotAllowed, QuartermasterError, Unknown
from core.login import people, session_of
from core.login.door import sign_in
from core.login.links import (
    become_first_owner,
    first_owner_wanted,
    link_user,
    make_first_owner_token,
    make_password_link,
    set_password,
)  # fmt: skip
from core.login.refusals import SignInRefused
from core.store import credentials
from core.store.open import Store
from core.store.users import get_user, list_users
from tests.contract.people import FAST, NOON, PASSWORD, PERSONAS, add, asker, enter, new_user

HOUR = timedelta(hours=1)
ADMIN, OWNER = asker("Admin", "admin@x"), asker("Owner", "olga@x")
NEW = "copper lantern 7"


@pytest.fixture
def store(emptied: Store) -> Store:
    return emptied


def log_of(store: Store) -> list[tuple[str, str, str]]:
    """Without what preparing the test has written."""
    found = audit.search(store, OWNER, Wanted())
    return [(e.who, e.action, e.subject) for e in found.entries if e.who != "terminal"]


DOINGS: dict[str, Callable[[Store, Asker], object]] = {
    "list": lambda store, who: people.list_people(store, who),
    "get": lambda store, who: people.get_person(store, who, "ann@x"),
    "add": lambda store, who: people.add_person(store, who, new_user("new@x", password=None), NOON),
    "change": lambda store, who: people.change_person(store, who, "ann@x", PERSONAS, NOON, role="Viewer"),
    "disable": lambda store, who: people.disable_person(store, who, "ann@x", NOON),
    "enable": lambda store, who: people.enable_person(store, who, "ann@x", NOON),
    "link": lambda store, who: make_password_link(store, who, "ann@x", NOON),
}  # fmt: skip


@pytest.mark.parametrize("doing", DOINGS)
def test_only_from_admin_on(store: Store, doing: str) -> None:
    add(store)
    for role in (*ROLES[:3], "", "owner", "King"):
        with pytest.raises(NotAllowed, match="Admin"):
            DOINGS[doing](store, asker(role, "ann@x"))
    assert log_of(store) == []
    assert get_user(store, "ann@x").role == "Analyst"
    DOINGS[doing](store, ADMIN)


@pytest.mark.parametrize(
    "doing",
    [
        lambda s: people.add_person(s, ADMIN, new_user("new@x", "Owner", password=None), NOON),
        lambda s: people.change_person(s, ADMIN, "ann@x", PERSONAS, NOON, role="Owner"),
        lambda s: people.change_person(s, ADMIN, "olga@x", PERSONAS, NOON, role="Viewer"),
        lambda s: people.change_person(s, ADMIN, "olga@x", PERSONAS, NOON, name="Other"),
        lambda s: people.disable_person(s, ADMIN, "olga@x", NOON),
        lambda s: people.enable_person(s, ADMIN, "olga@x", NOON),
        lambda s: make_password_link(s, ADMIN, "olga@x", NOON),
    ],
)
def test_an_admin_neither_makes_nor_touches_an_owner(store: Store, doing: Callable[[Store], object]) -> None:
    add(store)
    add(store, "olga@x", "Owner")
    add(store, "otto@x", "Owner")
    before = list_users(store)
    with pytest.raises(NotAllowed, match="Only an Owner"):
        doing(store)
    assert list_users(store) == before
    assert log_of(store) == []


def test_an_owner_may_and_it_is_written_down(store: Store) -> None:
    add(store)
    people.change_person(store, OWNER, "ann@x", PERSONAS, NOON, role="Owner", warehouses=["WH-1"])
    [entry] = audit.search(store, OWNER, Wanted(action="user.change")).entries
    assert (entry.who, entry.subject) == ("olga@x", "ann@x")
    assert entry.detail == "role: Analyst → Owner; warehouses: all → WH-1"


def _owners(store: Store) -> list[str]:
    return [user.email for user in list_users(store) if user.role == "Owner" and not user.disabled]


def test_the_last_owner_stays(store: Store) -> None:
    add(store, "olga@x", "Owner")
    add(store, "otto@x", "Owner")
    people.disable_person(store, OWNER, "otto@x", NOON)
    for doing in (
        lambda: people.disable_person(store, OWNER, "olga@x", NOON),
        lambda: people.change_person(store, OWNER, "olga@x", PERSONAS, NOON, role="Admin"),
        lambda: people.import_people(store, [new_user("olga@x", "Viewer")], NOON, update=True, cost=FAST),
    ):
        with pytest.raises(Conflict, match="Owner"):
            doing()
    assert _owners(store) == ["olga@x"]
    people.change_person(store, OWNER, "otto@x", PERSONAS, NOON, role="Admin")  # who is disabled does not count
    people.change_person(store, OWNER, "olga@x", PERSONAS, NOON, name="Olga")


def test_of_two_owners_who_go_at_the_same_moment_one_stays(store: Store) -> None:
    for n in range(4):
        add(store, f"owner{n}@x", "Owner")
    start, outcomes = Barrier(4), []

    def go(email: str) -> None:
        start.wait()
        try:
            people.disable_person(store, OWNER, email, NOON)
            outcomes.append("gone")
        except QuartermasterError as error:
            outcomes.append(type(error).__name__)

    threads = [Thread(target=go, args=[f"owner{n}@x"]) for n in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["Conflict", "gone", "gone", "gone"]
    assert len(_owners(store)) == 1


def test_twice_is_once(store: Store) -> None:
    add(store)
    people.disable_person(store, ADMIN, "ann@x", NOON)
    people.disable_person(store, ADMIN, "ann@x", NOON)
    people.enable_person(store, ADMIN, "ann@x", NOON)
    people.enable_person(store, ADMIN, "ann@x", NOON)
    with pytest.raises(Conflict, match="already"):
        people.add_person(store, ADMIN, new_user(password=None), NOON)
    assert [entry[1] for entry in log_of(store)] == ["user.enable", "user.disable"]


@pytest.mark.parametrize("changes", [{"role": "King"}, {"personas": ["Nobody"]}, {"nmae": "x"}, {"email": "eve@x"}])
def test_a_wrong_change_changes_and_says_nothing(store: Store, changes: dict[str, object]) -> None:
    before = add(store)
    with pytest.raises(Invalid):
        people.change_person(store, ADMIN, "ann@x", PERSONAS, NOON, **changes)
    assert get_user(store, "ann@x") == before
    assert log_of(store) == []


def test_nobody_is_unknown(store: Store) -> None:
    for doing in ("get", "change", "disable", "enable", "link"):
        with pytest.raises(Unknown):
            DOINGS[doing](store, ADMIN)


@pytest.mark.parametrize("password", ["password1", "short", "Ann Lee 1"])
def test_a_weak_password_adds_nobody(store: Store, password: str) -> None:
    with pytest.raises(Invalid, match="ann@x"):
        add(store, password=password)
    assert list_users(store) == []


def test_a_link_sets_a_password_once(store: Store) -> None:
    add(store)
    session = enter(store)
    first = make_password_link(store, ADMIN, "ann@x", NOON)
    secret = make_password_link(store, ADMIN, "ann@x", NOON)
    with pytest.raises(SignInRefused, match="link"):
        link_user(store, first, NOON)  # replaced by the second
    assert link_user(store, secret, NOON).email == "ann@x"
    with pytest.raises(Invalid):
        set_password(store, secret, "password1", NOON, cost=FAST)
    set_password(store, secret, NEW, NOON, cost=FAST)
    for again in (NEW, "another lantern 8"):
        with pytest.raises(SignInRefused, match="link"):
            set_password(store, secret, again, NOON, cost=FAST)
    assert session_of(store, session.session_token, NOON, activity=True) is None
    assert enter(store, password=NEW).user.email == "ann@x"
    assert ("admin@x", "password.link", "ann@x") in log_of(store)
    assert ("ann@x", "password.set", "ann@x") in log_of(store)
    assert secret not in str(audit.search(store, OWNER, Wanted()))


def test_a_link_ends_by_time_by_disabling_and_by_a_changed_password(store: Store) -> None:
    add(store)
    secret = make_password_link(store, ADMIN, "ann@x", NOON)
    assert link_user(store, secret, NOON + 23 * HOUR)
    with pytest.raises(SignInRefused):
        set_password(store, secret, NEW, NOON + 24 * HOUR, cost=FAST)
    people.disable_person(store, ADMIN, "ann@x", NOON)
    people.enable_person(store, ADMIN, "ann@x", NOON)
    for guess in (secret, "", "qml_" + "a" * 43):
        with pytest.raises(SignInRefused):
            set_password(store, guess, NEW, NOON, cost=FAST)
    assert enter(store).user.email == "ann@x"


def test_a_link_opens_a_lock(store: Store) -> None:
    add(store)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            enter(store, password="guess", address="")
    set_password(store, make_password_link(store, ADMIN, "ann@x", NOON), NEW, NOON, cost=FAST)
    assert enter(store, password=NEW).user.email == "ann@x"


def test_a_token_of_the_first_owner_is_no_link_and_the_other_way_round(store: Store) -> None:
    add(store, password=None)
    token = make_first_owner_token(store, NOON)
    assert token
    with pytest.raises(SignInRefused):
        set_password(store, token, NEW, NOON, cost=FAST)
    link = make_password_link(store, ADMIN, "ann@x", NOON)
    with pytest.raises(SignInRefused):
        become_first_owner(store, link, new_user("eve@x", "Owner"), NEW, NOON, cost=FAST)


def test_the_first_owner_comes_in_by_a_token_that_works_once(store: Store) -> None:
    early, token = make_first_owner_token(store, NOON), make_first_owner_token(store, NOON)
    assert early
    assert token
    olga = new_user("olga@x", "Owner", password=None)
    for secret, person, password, error in (
        (early, olga, NEW, SignInRefused), ("qml_made-up", olga, NEW, SignInRefused),
        (token, olga, "password1", Invalid), (token, new_user("olga@x", "Admin"), NEW, Invalid),
    ):  # fmt: skip
        with pytest.raises(error):
            become_first_owner(store, secret, person, password, NOON, cost=FAST)
    assert first_owner_wanted(store, token, NOON)
    assert become_first_owner(store, token, olga, NEW, NOON, cost=FAST).role == "Owner"
    with pytest.raises(SignInRefused):
        become_first_owner(store, token, new_user("eve@x", "Owner"), NEW, NOON, cost=FAST)
    assert make_first_owner_token(store, NOON) is None
    assert enter(store, "olga@x", NEW).user.role == "Owner"
    assert [user.email for user in list_users(store)] == ["olga@x"]


def test_the_token_is_worth_nothing_once_somebody_has_a_password(store: Store) -> None:
    token = make_first_owner_token(store, NOON)
    add(store)
    assert token
    with pytest.raises(Conflict, match="already"):
        become_first_owner(store, token, new_user("eve@x", "Owner"), NEW, NOON, cost=FAST)


def test_of_many_with_the_token_one_becomes_owner(store: Store) -> None:
    token = make_first_owner_token(store, NOON)
    assert token
    start, outcomes = Barrier(4), []

    def become(n: int) -> None:
        start.wait()
        try:
            become_first_owner(store, token, new_user(f"o{n}@x", "Owner"), NEW, NOON, cost=FAST)
            outcomes.append("owner")
        except SignInRefused:
            outcomes.append("refused")

    threads = [Thread(target=become, args=[n]) for n in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(outcomes) == ["owner", "refused", "refused", "refused"]
    assert len(list_users(store)) == 1


def test_a_user_list_brings_passwords_and_hashes(store: Store) -> None:
    kept = bcrypt.hashpw(b"from elsewhere", bcrypt.gensalt(4)).decode()
    listed = [new_user(), new_user("bob@x", password=None, bcrypt=kept), new_user("cat@x", password=None)]
    done = people.import_people(store, listed, NOON, cost=FAST)
    assert done.created == ("ann@x", "bob@x", "cat@x")
    assert enter(store).user.email == "ann@x"
    assert enter(store, "bob@x", "from elsewhere").user.email == "bob@x"
    assert not get_user(store, "cat@x").has_password


def test_a_list_read_again_at_the_next_start_changes_no_password(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    people.import_people(store, [new_user()], NOON, cost=FAST)
    set_password(store, make_password_link(store, ADMIN, "ann@x", NOON), NEW, NOON, cost=FAST)
    session = enter(store, password=NEW)
    before = credentials.known(store, "ann@x")
    monkeypatch.setattr(bcrypt, "hashpw", None)  # nothing is hashed for whoever is there: a start is fast
    assert people.import_people(store, [new_user()], NOON).kept == ("ann@x",)
    monkeypatch.undo()
    assert credentials.known(store, "ann@x") == before
    assert session_of(store, session.session_token, NOON, activity=True)
    people.import_people(store, [new_user()], NOON, update=True, cost=FAST)
    assert session_of(store, session.session_token, NOON, activity=True) is None
    again = enter(store)
    people.import_people(store, [new_user()], NOON, update=True, cost=FAST)  # the same one ends nothing
    assert session_of(store, again.session_token, NOON, activity=True)


def test_a_list_is_taken_whole_or_not_at_all(store: Store) -> None:
    for bad in (new_user("bob@x", password="short"), new_user("bob@x", password=None, bcrypt="hunter2"),
                new_user("bob@x", bcrypt="$2b$04$" + "a" * 53)):  # fmt: skip
        with pytest.raises(Invalid, match="bob@x") as refusal:
            people.import_people(store, [new_user(), bad], NOON, cost=FAST)
        assert "hunter2" not in refusal.value.message
        assert PASSWORD not in refusal.value.message
    assert list_users(store) == []


def test_names_with_line_breaks_stay_one_record(store: Store) -> None:
    with pytest.raises((SignInRefused, QuartermasterError)):
        sign_in(store, "eve@x\n2026 olga@x sign-in ok", "x", "1.2.3.4\x1b[2J\nx", NOON, cost=FAST)
    [entry] = audit.search(store, OWNER, Wanted()).entries
    assert "\n" not in str(entry.detail)
    assert entry.detail == "from 1.2.3.4\\u001b[2J\\u000ax"
    assert verify(store) == ()
