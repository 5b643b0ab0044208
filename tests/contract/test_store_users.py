"""Users are kept, changed and imported whole, and alike on both databases."""

import json
from threading import Barrier, Thread

import pytest

from core.errors import Conflict, Invalid, QuartermasterError, Unknown
from core.store.open import Store
from core.store.user_list import NewUser, parse_user_list
from core.store.users import add_user, get_user, import_users, list_users, update_user

PERSONAS = ("Warehouse Manager", "Field Engineer", "Procurement Specialist", "Finance Analyst")


def entry(email: str = "Ann@Example.com", **more: object) -> dict[str, object]:
    plain = {"name": "Ann Lee", "role": "Analyst", "personas": ["Finance Analyst"], "workspace": "main"}
    return {"email": email, **plain, **more}


def users(*entries: dict[str, object]) -> tuple[NewUser, ...]:
    return parse_user_list(json.dumps(entries), PERSONAS)


def test_a_user_comes_back_as_given_under_any_spelling_of_the_e_mail(store: Store) -> None:
    both = ["Field Engineer", "Finance Analyst"]
    [new] = users(entry(personas=both, warehouses=["WH-2", "WH-1"], name="Ann Łęe"))
    ann = add_user(store, new)
    assert get_user(store, " ANN@example.COM ") == ann
    assert (ann.email, ann.username, ann.name) == ("ann@example.com", "ann", "Ann Łęe")
    assert (ann.personas, ann.warehouses, ann.workspace) == (tuple(both), ("WH-1", "WH-2"), "main")
    assert not ann.disabled


def test_the_same_e_mail_twice_is_a_conflict(store: Store) -> None:
    add_user(store, *users(entry()))
    with pytest.raises(Conflict, match="already"):
        add_user(store, *users(entry("ANN@EXAMPLE.COM")))


def test_an_update_changes_what_it_names_and_keeps_the_rest(store: Store) -> None:
    before = add_user(store, *users(entry(personas=["Field Engineer", "Finance Analyst"], warehouses=["WH-1"])))
    swapped = ("Finance Analyst", "Field Engineer")
    after = update_user(store, "ann@example.com", PERSONAS, personas=swapped, role="Admin", warehouses=[])
    assert (after.personas, after.role, after.warehouses) == (swapped, "Admin", ())
    assert (after.id, after.name, after.workspace) == (before.id, before.name, before.workspace)
    assert get_user(store, "ann@example.com") == after


def test_disabling_is_seen_at_once_and_can_be_taken_back(store: Store) -> None:
    add_user(store, *users(entry()))
    assert update_user(store, "ann@example.com", PERSONAS, disabled=True).disabled
    assert get_user(store, "ann@example.com").disabled
    assert not update_user(store, "ann@example.com", PERSONAS, disabled=False).disabled


@pytest.mark.parametrize("change", [{"role": "King"}, {"personas": ["Nobody"]}, {"personas": []}, {"nmae": "x"}])
def test_a_wrong_change_changes_nothing(store: Store, change: dict[str, object]) -> None:
    before = add_user(store, *users(entry()))
    with pytest.raises(Invalid):
        update_user(store, "ann@example.com", PERSONAS, **change)
    assert get_user(store, "ann@example.com") == before


def test_nobody_is_unknown_and_no_other_address_is_suggested(store: Store) -> None:
    add_user(store, *users(entry()))
    with pytest.raises(Unknown) as refusal:
        get_user(store, "anne@example.com")
    assert "ann@" not in refusal.value.message


def test_an_import_creates_and_updates_only_when_asked(store: Store) -> None:
    add_user(store, *users(entry()))
    newer = users(entry(role="Owner"), entry("bob@example.com"))
    first = import_users(store, newer)
    assert (first.created, first.updated, first.kept) == (("bob@example.com",), (), ("ann@example.com",))
    assert get_user(store, "ann@example.com").role == "Analyst"
    second = import_users(store, newer, update=True)
    assert (second.created, second.updated) == ((), ("ann@example.com", "bob@example.com"))
    assert get_user(store, "ann@example.com").role == "Owner"


def test_users_are_listed_in_the_same_order_everywhere(store: Store) -> None:
    emails = ["b@x", "a-b@x", "ab@x", "a.b@x", "á@x", "z@x"]
    import_users(store, users(*[entry(email) for email in emails]))
    assert [user.email for user in list_users(store)] == sorted(emails)


def test_at_the_same_moment_only_one_of_many_creates_the_user(store: Store) -> None:
    start, outcomes = Barrier(6), []

    def create() -> None:
        start.wait()
        try:
            outcomes.append(add_user(store, *users(entry())).email)
        except QuartermasterError as error:
            outcomes.append(type(error))

    threads = [Thread(target=create) for _ in range(6)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(map(str, outcomes)) == sorted(map(str, ["ann@example.com", *[Conflict] * 5]))
    assert len(list_users(store)) == 1


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([entry(rolle="x")], "user 1 (Ann@Example.com): there is no 'rolle' here; did you mean 'role'?"),
        ([entry(role="Analist")], "there is no role 'Analist'; did you mean 'Analyst'?"),
        ([entry(personas=["Finance Analist"])], "there is no persona 'Finance Analist'; did you mean"),
        ([entry(personas=[])], "personas needs at least one."),
        ([entry("not an address")], "email should be an e-mail address"),
        ([entry(name="two\nlines")], "name should be 1 to 200 characters on one line."),
        ([entry(), entry("ANN@example.com")], "ann@example.com more than once"),
        ([entry(), 7], "user 2 should be an object"),
    ],
)
def test_a_wrong_list_says_who_and_what_is_wrong(entries: list[object], says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_user_list(json.dumps(entries), PERSONAS)
    assert says in refusal.value.message


def test_no_password_is_shown_or_kept() -> None:
    [user] = users(entry(password="open sesame"))
    assert user.password is not None
    assert "sesame" not in f"{user!r}{user.model_dump()}"
    with pytest.raises(Invalid) as refusal:
        users(entry(password=["open sesame"]))
    assert "sesame" not in refusal.value.message
