"""Sessions and tokens end when they should, whatever the clock, the browser or another user does."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from core import audit
from core.access import Asker, require
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.login import asker_of, csrf_holds, people, session_by_id, session_of, sign_in_for_token, sign_out, token_user
from core.login.api_tokens import make_token, own_tokens, revoke_token
from core.login.sessions import active_sessions, end_others, end_own, prune_sessions, sessions_of
from core.store.open import Store
from core.store.users import update_user
from tests.contract.people import FAST, HERE, NOON, PASSWORD, PERSONAS, add, asker, enter

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def store(emptied: Store) -> Store:
    return emptied


def test_a_session_ends_after_an_hour_without_activity(store: Store) -> None:
    add(store)
    token = enter(store).session_token
    assert session_of(store, token, NOON + 59 * MINUTE, activity=False)
    assert session_of(store, token, NOON + HOUR, activity=False) is None


def test_looking_does_not_keep_it_alive_and_clicking_does(store: Store) -> None:
    add(store)
    polled, clicked = enter(store).session_token, enter(store).session_token
    for n in range(1, 4):
        session_of(store, polled, NOON + n * 20 * MINUTE, activity=False)
        session_of(store, clicked, NOON + n * 20 * MINUTE, activity=True)
    assert session_of(store, polled, NOON + 61 * MINUTE, activity=True) is None
    assert session_of(store, clicked, NOON + 61 * MINUTE, activity=True)


def test_it_ends_after_twelve_hours_however_busy(store: Store) -> None:
    add(store)
    token = enter(store).session_token
    for n in range(1, 24):
        assert session_of(store, token, NOON + n * HOUR / 2, activity=True), n
    assert session_of(store, token, NOON + 12 * HOUR, activity=True) is None


def test_a_clock_set_back_breaks_no_session_and_gives_it_no_time(store: Store) -> None:
    add(store)
    token = enter(store).session_token
    assert session_of(store, token, NOON + HOUR / 2, activity=True)
    back = NOON - 5 * HOUR
    assert session_of(store, token, back, activity=False)
    assert session_of(store, token, back + 59 * MINUTE, activity=True)
    for n in range(2, 23):
        assert session_of(store, token, back + n * HOUR / 2, activity=True), n
    assert session_of(store, token, back + 11.5 * HOUR, activity=True) is None


def test_sign_out_ends_it_in_every_tab_and_no_other_session(store: Store) -> None:
    add(store)
    here, elsewhere = enter(store), enter(store)
    sign_out(store, here.session_token, NOON)
    assert session_of(store, here.session_token, NOON, activity=True) is None
    assert session_by_id(store, here.session.id, NOON, activity=True) is None
    assert session_of(store, elsewhere.session_token, NOON, activity=True)
    sign_out(store, here.session_token, NOON)
    sign_out(store, "made up", NOON)


@pytest.mark.parametrize("token", ["", "qms_", "qms_" + "a" * 43, "' OR 1=1 --", "\ud800", "\0", "%"])
def test_no_made_up_token_opens_a_session(store: Store, token: str) -> None:
    add(store)
    enter(store)
    assert session_of(store, token, NOON, activity=True) is None


def test_what_the_store_holds_opens_nothing(store: Store) -> None:
    """Neither the hash of a session nor anything else that somebody with a copy of the store could read."""
    add(store)
    signed_in = enter(store)
    issued = make_token(store, signed_in.user, "robot", 30, NOON)
    with store.reading() as session:
        row = session.execute(text("SELECT id, csrf FROM login_session")).one()
        kept = session.execute(text("SELECT id, secret_hash FROM api_token")).one()
    assert all(session_of(store, value, NOON, activity=True) is None for value in row)
    assert token_user(store, f"qm_{kept[0]}_{kept[1]}", NOON) is None
    assert token_user(store, issued.bearer, NOON)


def test_tokens_are_long_and_never_the_same(store: Store) -> None:
    add(store)
    opened = [enter(store) for _ in range(10)]
    tokens = {*(one.session_token for one in opened), *(one.csrf for one in opened)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)


def test_a_csrf_token_is_of_one_session(store: Store) -> None:
    add(store)
    one, other = enter(store), enter(store)
    assert csrf_holds(one.session, one.csrf)
    for given in (other.csrf, "", None, one.csrf[:-1], one.csrf + "x", "é"):
        assert not csrf_holds(one.session, given)


def test_disabling_ends_everything_at_once_and_enabling_brings_no_session_back(store: Store) -> None:
    add(store)
    signed_in = enter(store)
    personal = make_token(store, signed_in.user, "robot", 30, NOON).bearer
    short = sign_in_for_token(store, "ann@x", PASSWORD, HERE, NOON, cost=FAST).bearer
    people.disable_person(store, asker("Admin"), "ann@x", NOON)
    assert session_of(store, signed_in.session_token, NOON, activity=True) is None
    assert token_user(store, personal, NOON) is None
    assert token_user(store, short, NOON) is None
    people.enable_person(store, asker("Admin"), "ann@x", NOON)
    assert session_of(store, signed_in.session_token, NOON, activity=True) is None
    assert token_user(store, short, NOON) is None
    assert token_user(store, personal, NOON)


def test_whoever_is_disabled_in_whatever_way_has_no_session(store: Store) -> None:
    add(store)
    token = enter(store).session_token
    update_user(store, "ann@x", PERSONAS, disabled=True)
    assert session_of(store, token, NOON, activity=True) is None


def test_rights_taken_away_are_gone_at_the_next_click(store: Store) -> None:
    add(store, role="Manager", warehouses=[])
    token = enter(store).session_token
    bearer = make_token(store, enter(store).user, "robot", 30, NOON).bearer
    changes = {"role": "Viewer", "personas": PERSONAS[1:], "warehouses": ["WH-1"], "workspace": "other"}
    people.change_person(store, asker("Admin"), "ann@x", PERSONAS, NOON, **changes)
    session, program = session_of(store, token, NOON, activity=True), token_user(store, bearer, NOON)
    assert session
    assert program
    for user in (session.user, program.user):
        mine = asker_of(user)
        assert (mine.role, mine.persona, mine.warehouses, mine.workspace) == ("Viewer", PERSONAS[1], ("WH-1",), "other")
        with pytest.raises(NotAllowed):
            require(mine, "write-sql")
        with pytest.raises(NotAllowed):
            asker_of(user, PERSONAS[0])


def test_one_sees_and_ends_ones_own_sessions_only(store: Store) -> None:
    add(store)
    add(store, "eve@x")
    mine, old, hers = enter(store, now=NOON + MINUTE), enter(store), enter(store, "eve@x")
    assert [found.id for found in sessions_of(store, mine.user, NOON + MINUTE)] == [mine.session.id, old.session.id]
    for guess in (hers.session.id, "made up"):
        with pytest.raises(NotFound, match="no such session of yours"):
            end_own(store, mine.session, guess, NOON)
    end_own(store, mine.session, old.session.id, NOON)
    assert session_of(store, old.session_token, NOON, activity=True) is None
    third = enter(store)
    end_others(store, mine.session, NOON)
    assert session_of(store, third.session_token, NOON, activity=True) is None
    assert session_of(store, mine.session_token, NOON, activity=True)
    assert session_of(store, hers.session_token, NOON, activity=True)


def test_signing_out_is_no_ending_of_another_session(store: Store) -> None:
    add(store)
    mine, other = enter(store), enter(store)
    end_own(store, mine.session, other.session.id, NOON)
    end_own(store, mine.session, mine.session.id, NOON)
    admin = Asker(PERSONAS[0], role="Admin", email="root@x")
    told = [entry.action for entry in audit.search(store, admin, audit.Wanted(who=mine.user.email)).entries]
    assert told[:2] == ["sign-out", "session.end"]
    assert session_of(store, mine.session_token, NOON, activity=True) is None


def test_sessions_that_are_over_are_not_counted_and_go_at_pruning(store: Store) -> None:
    add(store)
    for n in range(3):
        enter(store, now=NOON + n * 40 * MINUTE)
    assert active_sessions(store, NOON + 90 * MINUTE) == 2
    prune_sessions(store, NOON + 90 * MINUTE)
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM login_session")).scalar() == 2


def test_an_api_token_works_until_it_expires_or_is_revoked(store: Store) -> None:
    user = add(store)
    issued = make_token(store, user, "  nightly   report ", 30, NOON)
    assert issued.bearer.startswith(f"qm_{issued.token.id}_")
    assert [(token.name, token.last_used) for token in own_tokens(store, user)] == [("nightly report", None)]
    bearer = token_user(store, issued.bearer, NOON + DAY)
    assert bearer
    assert bearer.user == user
    assert own_tokens(store, user)[0].last_used == NOON + DAY
    assert token_user(store, issued.bearer, NOON + 30 * DAY) is None
    assert token_user(store, issued.bearer, NOON + 29 * DAY)
    revoke_token(store, user, issued.token.id, NOON)
    assert token_user(store, issued.bearer, NOON) is None
    assert own_tokens(store, user) == ()


def test_nobody_revokes_anothers_token(store: Store) -> None:
    ann, eve = add(store), add(store, "eve@x")
    issued = make_token(store, ann, "robot", 30, NOON)
    said = []
    for token_id in (issued.token.id, "000000000000"):
        with pytest.raises(NotFound) as refusal:
            revoke_token(store, eve, token_id, NOON)
        said.append(refusal.value.message)
    assert said[0] == said[1]
    assert token_user(store, issued.bearer, NOON)
    assert own_tokens(store, eve) == ()


def test_no_made_up_bearer_comes_in(store: Store) -> None:
    user = add(store)
    bearer = make_token(store, user, "robot", 30, NOON).bearer
    other = make_token(store, user, "other", 30, NOON).bearer
    guesses = (
        *("", "qm__", "qm_%_" + "a" * 43, "qm_000000000000_" + "a" * 43, "é" * 60),
        *(bearer[:-1], bearer + "x", bearer.upper(), " " + bearer, bearer + "\n", "Bearer " + bearer),
        *(bearer[:16] + other[16:], bearer[:16]),
    )
    assert [guess for guess in guesses if token_user(store, guess, NOON)] == []


@pytest.mark.parametrize(
    ("name", "days"), [("", 30), ("   ", 30), ("x" * 61, 30), ("a\x1bb", 30), ("ok", 0), ("ok", 366), ("ok", -1)]
)
def test_a_token_needs_a_name_and_an_end(store: Store, name: str, days: int) -> None:
    user = add(store)
    with pytest.raises(Invalid):
        make_token(store, user, name, days, NOON)


def test_two_clicks_make_one_token_and_there_is_an_end_to_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    user = add(store)
    monkeypatch.setattr("core.login.api_tokens.MOST", 3)
    make_token(store, user, "robot", 1, NOON)
    with pytest.raises(Conflict, match="already"):
        make_token(store, user, "robot", 1, NOON)
    make_token(store, user, "robot", 1, NOON + DAY)  # the first one has expired by then
    for n in range(2):
        make_token(store, user, f"more {n}", 1, NOON + DAY)
    with pytest.raises(Conflict, match="Revoke one"):
        make_token(store, user, "one too many", 1, NOON + DAY)
