"""What people keep, on both databases: names once, order kept, undone, and only theirs to see."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from core.errors import Conflict, Invalid, NotAllowed, NotFound, QuartermasterError
from core.saved import boards, queries
from core.saved.boards import BoardChange, PinChange
from core.saved.queries import Change, Kept
from core.store import visits
from core.store.open import Store
from core.store.statements import add_statement, forget_statements, statements_of
from core.store.users import User
from tests.contract.people import NOON, add

KEPT = 6  # statements; in earnest it is more
FINANCE, FIELD = "Finance Analyst", "Field Engineer"
SALES = Kept("query", '{"measures":[{"measure":"sales_amount"}]}', FINANCE)
SQL = Kept("sql", "SELECT 1 AS one", FINANCE)


def names(store: Store, user: User) -> list[str]:
    return [one.name for one in queries.saved_queries(store, user)]


def titles(store: Store, user: User, board_id: str) -> list[str]:
    return [pin.title for pin in boards.get_board(store, user, board_id).pins]


def test_a_name_is_taken_once_and_replaced_when_asked(emptied: Store) -> None:
    ann = add(emptied)
    first = queries.save(emptied, ann, "  Late   orders ", SALES, NOON)
    assert first.name == "Late orders"
    with pytest.raises(Conflict, match="replace it"):
        queries.save(emptied, ann, "LATE ORDERS", SALES, NOON)
    again = queries.save(emptied, ann, "Late Orders", replace(SALES, chart="table"), NOON, replacing=True)
    assert (again.id, again.name, again.kept.chart) == (first.id, "Late Orders", "table")
    other = queries.save(emptied, add(emptied, "bob@x"), "Late orders", SALES, NOON)
    assert other.id != first.id
    second = queries.save(emptied, ann, "Else", SALES, NOON)
    with pytest.raises(Conflict):
        queries.change_saved(emptied, ann, second.id, Change(name="late orders"), NOON)


def test_what_is_deleted_comes_back_with_its_link(emptied: Store) -> None:
    ann = add(emptied)
    made = queries.save(emptied, ann, "Mine", SALES, NOON, shared=True)
    gone = queries.delete_saved(emptied, ann, made.id, NOON)
    assert names(emptied, ann) == []
    queries.save(emptied, ann, "Mine", SALES, NOON)
    back = queries.put_back(emptied, ann, gone, NOON)
    assert (back.id, back.name) == (made.id, "Mine 2")
    assert queries.get_saved(emptied, ann, made.id).shared
    with pytest.raises(QuartermasterError):
        queries.put_back(emptied, ann, gone, NOON)
    assert names(emptied, ann) == ["Mine", "Mine 2"]


@pytest.mark.parametrize(
    ("name", "kept", "error"),
    [
        ("", SALES, Invalid),
        ("x" * 121, SALES, Invalid),
        ("ring\x07", SALES, Invalid),
        ("ok", replace(SALES, body='{"measure": 1}'), Invalid),
        ("ok", replace(SALES, body=""), Invalid),
        ("ok", replace(SALES, chart="pie"), Invalid),
        ("ok", replace(SALES, persona="Warehouse Manager"), NotAllowed),
        ("ok", SQL, NotAllowed),
    ],
)
def test_what_cannot_be_kept_is_refused(emptied: Store, name: str, kept: Kept, error: type[Exception]) -> None:
    ann = add(emptied)
    with pytest.raises(error):
        queries.save(emptied, ann, name, kept, NOON)
    board = boards.make_board(emptied, ann, "B", NOON)
    with pytest.raises(error):
        boards.pin(emptied, ann, board.id, name, kept, NOON)
    assert titles(emptied, ann, board.id) == []


def test_viewers_keep_nothing_and_look_at_what_is_shared(emptied: Store) -> None:
    ann, vic = add(emptied), add(emptied, "vic@x", "Viewer")
    board = boards.make_board(emptied, ann, "Ours", NOON, shared=True)
    assert [one.name for one in boards.boards(emptied, vic)] == ["Ours"]
    for attempt in (
        lambda: queries.save(emptied, vic, "Mine", SALES, NOON),
        lambda: boards.make_board(emptied, vic, "Mine", NOON),
        lambda: boards.pin(emptied, vic, board.id, "T", SALES, NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_only_the_workspace_sees_what_is_shared_and_only_its_owner_changes_it(emptied: Store) -> None:
    ann, bob = add(emptied, role="Manager"), add(emptied, "bob@x")
    eve = add(emptied, "eve@x", "Owner", workspace="elsewhere")
    field = add(emptied, "fay@x", personas=(FIELD,))
    ours = queries.save(emptied, ann, "Ours", SALES, NOON, shared=True)
    queries.save(emptied, ann, "Private", SALES, NOON)
    queries.save(emptied, ann, "Statement", SQL, NOON, shared=True)
    assert [names(emptied, user) for user in (bob, eve, field)] == [["Ours"], [], []]
    for user in (eve, field):
        with pytest.raises(NotFound):
            queries.get_saved(emptied, user, ours.id)
    for user in (bob, eve):
        with pytest.raises(NotFound):
            queries.change_saved(emptied, user, ours.id, Change(name="Theirs"), NOON)
        with pytest.raises(NotFound):
            queries.delete_saved(emptied, user, ours.id, NOON)
    queries.change_saved(emptied, ann, ours.id, Change(shared=False), NOON)
    assert names(emptied, bob) == []


def test_who_moves_to_another_workspace_leaves_what_they_shared(emptied: Store) -> None:
    ann, bob = add(emptied), add(emptied, "bob@x")
    eve = add(emptied, "eve@x", workspace="elsewhere")
    queries.save(emptied, ann, "Ours", SALES, NOON, shared=True)
    moved = replace(ann, workspace="elsewhere")
    assert [names(emptied, user) for user in (moved, bob, eve)] == [["Ours"], ["Ours"], []]


def test_tiles_are_moved_removed_and_put_back(emptied: Store) -> None:
    ann = add(emptied)
    board = boards.make_board(emptied, ann, "Mine", NOON).id
    pins = [boards.pin(emptied, ann, board, name, SALES, NOON) for name in "abcd"]
    boards.change_pin(emptied, ann, board, pins[3].id, PinChange(place=0), NOON)
    boards.change_pin(emptied, ann, board, pins[0].id, PinChange(place=99, wide=True), NOON)
    assert titles(emptied, ann, board) == ["d", "b", "c", "a"]
    gone, place = boards.remove_pin(emptied, ann, board, pins[1].id, NOON)
    assert titles(emptied, ann, board) == ["d", "c", "a"]
    for _ in range(2):  # a second click changes nothing
        boards.put_pin_back(emptied, ann, board, gone, place, NOON)
    assert titles(emptied, ann, board) == ["d", "b", "c", "a"]
    whole = boards.delete_board(emptied, ann, board, NOON)
    boards.make_board(emptied, ann, "Mine", NOON)
    assert boards.put_board_back(emptied, ann, whole, NOON).name == "Mine 2"
    assert titles(emptied, ann, board) == ["d", "b", "c", "a"]
    with pytest.raises(Invalid, match="Last month"):
        boards.change_board(emptied, ann, board, BoardChange(period="Last mont"), NOON)


def test_pinning_at_the_same_time_loses_none(emptied: Store) -> None:
    ann = add(emptied)
    board = boards.make_board(emptied, ann, "Mine", NOON).id
    start = Barrier(4)

    def pin(name: str) -> None:
        start.wait()
        boards.pin(emptied, ann, board, name, SALES, NOON)

    threads = [Thread(target=pin, args=(name,)) for name in "abcd"]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(titles(emptied, ann, board)) == ["a", "b", "c", "d"]


def test_a_visit_ends_after_a_pause(emptied: Store) -> None:
    ann = add(emptied)

    def look(minutes: int, seen: str, rights: str = "all") -> str | None:
        before = visits.look(emptied, ann, FINANCE, rights, seen, NOON + timedelta(minutes=minutes))
        return before and f"{before.seen} {(before.at - NOON).seconds // 60}"

    assert [look(0, "a"), look(5, "b")] == [None, None]
    assert [look(60, "c"), look(70, "d")] == ["b 5", "b 5"]
    assert look(200, "e") == "d 70"
    assert look(210, "f", "fewer") is None
    assert look(300, "g", "fewer") == "f 210"


def test_statements_are_kept_once_and_the_oldest_make_room(emptied: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.statements.KEPT", KEPT)
    ann, bob = add(emptied), add(emptied, "bob@x")
    for number in (*range(KEPT + 3), 5):
        add_statement(emptied, ann, FINANCE, f"SELECT {number}", "1 row", NOON)
    found = [one.sql for one in statements_of(emptied, ann, FINANCE, 1000)]
    assert (len(found), found[:2], found[-1]) == (KEPT, ["SELECT 5", f"SELECT {KEPT + 2}"], "SELECT 3")
    assert statements_of(emptied, ann, FIELD) == statements_of(emptied, bob, FINANCE) == []
    forget_statements(emptied, ann)
    assert statements_of(emptied, ann, FINANCE) == []
