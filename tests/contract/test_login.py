"""Signing in, and everything that somebody does who should not."""

import statistics
import time
from datetime import datetime, timedelta
from threading import Barrier, Thread

import bcrypt
import pytest
from sqlalchemy import text

from core import audit
from core.access import Asker
from core.audit import Wanted
from core.audit_check import verify
from core.errors import Invalid, NotAllowed, TryLater
from core.login import asker_of, change_password, people, session_of, sign_in_for_token, sign_in_known, token_user
from core.login.door import sign_in
from core.login.refusals import WRONG, SignInRefused
from core.login.rules import Login
from core.store import credentials
from core.store.open import Store
from tests.contract.people import FAST, HERE, NOON, PASSWORD, PERSONAS, add, asker, enter, new_user

MINUTE = timedelta(minutes=1)
LONG = "".join(chr(0x4E00 + n * 37) for n in range(64))  # 64 characters, 192 bytes


@pytest.fixture
def store(emptied: Store) -> Store:
    return emptied


def refusal(
    store: Store, email: str = "ann@x", password: str = "wrong", now: datetime = NOON, address: str = HERE
) -> Exception:
    with pytest.raises((SignInRefused, TryLater)) as refused:
        enter(store, email, password, now, address)
    return refused.value


def fail(store: Store, times: int, now: datetime = NOON, email: str = "ann@x", address: str = "") -> list[str]:
    return [type(refusal(store, email, now=now + n * MINUTE / 60, address=address)).__name__ for n in range(times)]


def log_of(store: Store, action: str) -> list[tuple[str, str, str]]:
    found = audit.search(store, asker("Admin"), Wanted(action=action))
    return [(entry.who, entry.outcome, entry.detail) for entry in found.entries]


def dump(store: Store) -> str:
    tables = ("user", "login_session", "sign_in_attempt", "sign_in_lock", "api_token", "one_time_link", "audit")
    with store.reading() as session:
        return "\n".join(str(session.execute(text(f'SELECT * FROM "{table}"')).all()) for table in tables)


def test_the_right_password_opens_a_session_under_any_spelling_of_the_e_mail(store: Store) -> None:
    add(store)
    first = enter(store, " ANN@X ")
    found = session_of(store, first.session_token, NOON, activity=True)
    assert found is not None
    assert (found.user.email, found.csrf, found.previous) == ("ann@x", first.csrf, None)
    second = enter(store, now=NOON + MINUTE)
    assert second.session.previous == NOON
    assert second.session_token != first.session_token
    assert second.csrf != first.csrf
    assert log_of(store, "sign-in") == [("ann@x", "ok", f"from {HERE}")] * 2


def test_at_cost_twelve_from_end_to_end(store: Store) -> None:
    people.add_person(store, people.TERMINAL, new_user("ben@x", password=LONG), NOON)
    known = credentials.known(store, "ben@x")
    assert known
    assert str(known.password_hash).startswith("$2b$12$")
    assert sign_in(store, "ben@x", LONG, HERE, NOON).user.email == "ben@x"


def test_neither_password_nor_token_nor_a_strangers_typing_is_kept_anywhere(store: Store) -> None:
    add(store)
    signed_in = enter(store)
    issued = sign_in_for_token(store, "ann@x", PASSWORD, HERE, NOON, cost=FAST)
    refusal(store, "my-secret-typed-in-the-wrong-field", "x")
    refusal(store, "ann@x", "nearly-the-password")
    content = dump(store)
    for secret in (PASSWORD, signed_in.session_token, issued.bearer, issued.bearer[-30:], "wrong-field", "nearly-the"):
        assert secret not in content


def test_unknown_wrong_and_without_a_password_say_the_same(store: Store) -> None:
    add(store)
    add(store, "cat@x", password=None)
    said = {
        str(refusal(store, email, address=""))
        for email in ("ann@x", "nobody@x", "cat@x", "", "' OR 1=1 --", "x" * 9999)
    }
    assert said == {WRONG}


def test_unknown_and_wrong_take_the_same_time(store: Store) -> None:
    """At a cost where hashing outweighs all else, and with an older, faster hash among them."""
    people.add_person(store, people.TERMINAL, new_user("dan@x"), NOON, cost=9)
    kept = bcrypt.hashpw(b"something", bcrypt.gensalt(5)).decode()
    people.import_people(store, [new_user("old@x", password=None, bcrypt=kept)], NOON)
    rules = Login(failures=1000)

    def took(email: str) -> float:
        times = []
        for n in range(5):
            began = time.thread_time()
            with pytest.raises(SignInRefused):
                sign_in(store, email, "wrong", "", NOON + n * MINUTE, rules, cost=9)
            times.append(time.thread_time() - began)
        return statistics.median(times)

    known, unknown, old = took("dan@x"), took("nobody@x"), took("old@x")
    assert 0.7 < known / unknown < 1.4
    assert 0.7 < old / unknown < 1.4


def test_five_failures_lock_and_the_right_password_does_not_help(store: Store) -> None:
    add(store)
    assert fail(store, 4) == ["SignInRefused"] * 4
    assert "locked now for 15 minutes" in str(refusal(store, now=NOON + MINUTE, address=""))
    locked = refusal(store, password=PASSWORD, now=NOON + 2 * MINUTE, address="")
    assert isinstance(locked, TryLater)
    assert (locked.after, "another 14 minutes" in locked.message) == (14 * 60, True)
    assert isinstance(refusal(store, password=PASSWORD, now=NOON + 15.9 * MINUTE, address=""), TryLater)
    assert enter(store, now=NOON + 16 * MINUTE).user.email == "ann@x"
    assert ("ann@x", "failed", "from ; the account is locked now") in log_of(store, "sign-in")


def test_a_lock_of_nobody_looks_like_any_other(store: Store) -> None:
    add(store)
    for email in ("ann@x", "nobody@x"):
        fail(store, 5, email=email)
    locks = [refusal(store, email, PASSWORD, NOON + MINUTE, "") for email in ("ann@x", "nobody@x")]
    assert str(locks[0]) == str(locks[1])
    assert all(isinstance(lock, TryLater) for lock in locks)


def test_a_lock_does_not_grow_by_trying_and_starts_anew_afterwards(store: Store) -> None:
    add(store)
    fail(store, 5)
    fail(store, 20, NOON + MINUTE)
    assert fail(store, 5, NOON + 16 * MINUTE) == ["SignInRefused"] * 5
    assert fail(store, 1, NOON + 17 * MINUTE) == ["TryLater"]


def test_failures_are_forgotten_after_a_quarter_of_an_hour_or_by_signing_in(store: Store) -> None:
    add(store)
    fail(store, 4)
    fail(store, 4, NOON + 16 * MINUTE)
    enter(store, now=NOON + 17 * MINUTE, address="")
    assert fail(store, 4, NOON + 18 * MINUTE) == ["SignInRefused"] * 4
    assert enter(store, now=NOON + 19 * MINUTE).user.email == "ann@x"


def test_spelling_an_e_mail_otherwise_gives_no_more_guesses(store: Store) -> None:
    add(store)
    for email in ("ann@x", "ANN@X", " ann@x", "Ann@x ", "aNN@x"):
        refusal(store, email, address="")
    assert isinstance(refusal(store, password=PASSWORD, now=NOON + MINUTE), TryLater)


def test_many_at_once_are_not_many_guesses(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store)
    compared, start, outcomes = [], Barrier(16), []
    check = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda p, h: (compared.append(1), time.sleep(0.05), check(p, h))[2])

    def guess(n: int) -> None:
        start.wait()
        outcomes.append(refusal(store, password=f"guess {n}", address=""))

    threads = [Thread(target=guess, args=[n]) for n in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(outcomes) == 16
    assert len(compared) <= 5
    assert isinstance(refusal(store, password=PASSWORD, now=NOON + MINUTE), TryLater) or len(compared) < 5


def test_an_address_that_guesses_at_many_accounts_gets_slow_and_no_other_does(store: Store) -> None:
    add(store)
    for n in range(5):
        refusal(store, f"user{n}@x")
    slowed = refusal(store, password=PASSWORD, now=NOON + timedelta(seconds=0.5))
    assert isinstance(slowed, TryLater)
    assert "your address" in slowed.message
    assert enter(store, address="192.0.2.8").user.email == "ann@x"
    refusal(store, "user6@x", now=NOON + timedelta(seconds=1))
    waits = []
    now = NOON + timedelta(seconds=1)
    for n in range(9):
        wait = refusal(store, f"more{n}@x", now=now)
        waits.append(round(getattr(wait, "after", 0)))
        now += timedelta(seconds=getattr(wait, "after", 0))
        refusal(store, f"more{n}@x", now=now)
    assert waits[0] < waits[1] < waits[2]
    assert waits[-1] == 60


def test_ones_own_account_does_not_make_ones_address_innocent(store: Store) -> None:
    add(store)
    for n in range(7):
        with pytest.raises((SignInRefused, TryLater)):
            enter(store, f"user{n}@x", "guess", NOON + n * MINUTE)
    enter(store, now=NOON + 10 * MINUTE)
    refusal(store, "user9@x", now=NOON + 10 * MINUTE)
    assert isinstance(refusal(store, "user9@x", now=NOON + 10 * MINUTE), TryLater)


def test_one_subscriber_of_ipv6_is_one_address(store: Store) -> None:
    for n in range(5):
        refusal(store, f"user{n}@x", address=f"2001:db8:1:2::{n}")
    assert isinstance(refusal(store, "user9@x", address="2001:db8:1:2:ffff::1"), TryLater)
    assert isinstance(refusal(store, "user9@x", address="2001:db8:1:3::1"), SignInRefused)


def test_a_clock_set_back_makes_no_lock_longer(store: Store) -> None:
    add(store)
    fail(store, 5, NOON + timedelta(days=30))
    assert enter(store, now=NOON).user.email == "ann@x"
    fail(store, 4, NOON + timedelta(days=30))
    assert fail(store, 4) == ["SignInRefused"] * 4
    assert enter(store, now=NOON + MINUTE, address="").user.email == "ann@x"


def test_an_older_hash_is_made_anew_at_the_next_sign_in(store: Store) -> None:
    add(store)
    before = credentials.known(store, "ann@x")
    sign_in(store, "ann@x", PASSWORD, HERE, NOON, cost=5)
    after = credentials.known(store, "ann@x")
    assert before and after and before.password_hash and after.password_hash
    assert (before.password_hash[:7], after.password_hash[:7]) == ("$2b$04$", "$2b$05$")
    assert sign_in(store, "ann@x", PASSWORD, HERE, NOON, cost=5).user.email == "ann@x"
    kept = bcrypt.hashpw(b"something", bcrypt.gensalt(4)).decode()
    people.import_people(store, [new_user("old@x", password=None, bcrypt=kept)], NOON)
    assert enter(store, "old@x", "something").user.email == "old@x"
    changed = credentials.known(store, "old@x")
    assert changed and changed.password_hash and changed.password_hash.startswith("$2b$04$")
    assert enter(store, "old@x", "something").user.email == "old@x"


def test_a_password_taken_away_while_it_is_compared_lets_nobody_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store)
    check = bcrypt.checkpw

    def meanwhile(password: bytes, kept: bytes) -> bool:
        monkeypatch.undo()
        people.disable_person(store, asker("Admin"), "ann@x", NOON)
        return check(password, kept)

    monkeypatch.setattr(bcrypt, "checkpw", meanwhile)
    assert str(refusal(store, password=PASSWORD)) == WRONG


def test_a_token_that_the_browser_had_before_is_not_used_again(store: Store) -> None:
    add(store)
    planted = enter(store).session_token
    fresh = sign_in(store, "ann@x", PASSWORD, HERE, NOON, replacing=planted, cost=FAST)
    assert fresh.session_token != planted
    assert session_of(store, planted, NOON, activity=True) is None
    made_up = sign_in(store, "ann@x", PASSWORD, HERE, NOON, replacing="qms_made-up", cost=FAST)
    assert made_up.session_token != "qms_made-up"
    assert session_of(store, "qms_made-up", NOON, activity=True) is None


def test_the_disabled_are_told_so_only_after_the_right_password(store: Store) -> None:
    add(store)
    people.disable_person(store, asker("Admin"), "ann@x", NOON)
    assert str(refusal(store)) == WRONG
    assert "disabled" in str(refusal(store, password=PASSWORD))
    with pytest.raises(SignInRefused, match="disabled"):
        sign_in_known(store, "ann@x", HERE, NOON, "oidc")


def test_a_provider_lets_in_whom_it_vouches_for_and_nobody_else(store: Store) -> None:
    add(store, password=None)
    signed_in = sign_in_known(store, "Ann@X", HERE, NOON, "oidc")
    assert session_of(store, signed_in.session_token, NOON, activity=True)
    with pytest.raises(SignInRefused, match="no account here"):
        sign_in_known(store, "eve@x", HERE, NOON, "oidc")
    assert [entry[:2] for entry in log_of(store, "sign-in")] == [("eve@x", "refused"), ("ann@x", "ok")]


def test_a_program_signs_in_for_a_token_that_ends_like_a_session(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store)
    bearer = sign_in_for_token(store, "ann@x", PASSWORD, HERE, NOON, cost=FAST).bearer
    assert token_user(store, bearer, NOON + timedelta(hours=11.9))
    assert token_user(store, bearer, NOON + timedelta(hours=12)) is None
    with pytest.raises(SignInRefused):
        sign_in_for_token(store, "ann@x", "wrong", HERE, NOON, cost=FAST)
    monkeypatch.setattr("core.login.api_tokens.MOST", 5)
    for n in range(7):
        sign_in_for_token(store, "ann@x", PASSWORD, HERE, NOON + n * MINUTE, cost=FAST)
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM api_token")).scalar() == 5


def test_a_new_password_ends_all_other_sessions(store: Store) -> None:
    add(store)
    here, there = enter(store), enter(store)
    bearer = sign_in_for_token(store, "ann@x", PASSWORD, HERE, NOON, cost=FAST).bearer
    change_password(store, here.session, PASSWORD, "copper lantern 7", HERE, NOON, cost=FAST)
    assert session_of(store, here.session_token, NOON, activity=True)
    assert session_of(store, there.session_token, NOON, activity=True) is None
    assert token_user(store, bearer, NOON) is None
    assert str(refusal(store, password=PASSWORD)) == WRONG
    assert enter(store, password="copper lantern 7").user.email == "ann@x"
    assert log_of(store, "password.change") == [("ann@x", "ok", f"from {HERE}")]


def test_a_password_change_needs_the_old_one_and_a_good_new_one(store: Store) -> None:
    add(store)
    mine = enter(store).session

    def change(old: str, new: str) -> None:
        change_password(store, mine, old, new, HERE, NOON, cost=FAST)

    for new in ("password1", "short", "ann@x ann@x", "Ann Lee 99"):
        with pytest.raises(Invalid):
            change(PASSWORD, new)
    with pytest.raises(Invalid, match="old one"):
        change(PASSWORD, PASSWORD)
    for _ in range(4):
        with pytest.raises(SignInRefused):
            change("guess", "copper lantern 7")
    with pytest.raises(SignInRefused, match="locked"):
        change("guess", "copper lantern 7")
    with pytest.raises(TryLater):
        change(PASSWORD, "copper lantern 7")


def test_a_users_rights_are_those_of_one_of_their_personas(store: Store) -> None:
    user = add(store, warehouses=["WH-1"])
    assert asker_of(user) == Asker(PERSONAS[0], "Analyst", "main", ("WH-1",), "ann@x")
    assert asker_of(user, PERSONAS[1]).persona == PERSONAS[1]
    with pytest.raises(NotAllowed, match="Your personas are"):
        asker_of(user, "Warehouse Manager")


def test_all_of_it_leaves_a_whole_audit_log(store: Store) -> None:
    add(store)
    enter(store)
    fail(store, 6)
    assert verify(store) == ()
