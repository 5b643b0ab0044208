"""The audit log shows every edit, deletion, truncation and reordering, and stays one record an entry."""

import stat
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from core import audit, audit_head
from core.access import Asker
from core.audit import Note, Wanted
from core.audit_check import anchor, prune, verify
from core.errors import Conflict, NotAllowed
from core.store.audits import entry_at as audits_entry
from core.store.audits import every_entry
from core.store.open import Store
from core.store.schema import WorkspaceRow

DAY = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
ADMIN = Asker("Finance Analyst", role="Admin", email="admin@x")


@pytest.fixture
def store(emptied: Store) -> Store:
    return emptied


def fill(store: Store, count: int = 6) -> None:
    """One entry a day."""
    for n in range(count):
        audit.record(store, f"user{n % 2}@x", "user.disable", f"subject {n}", at=DAY + timedelta(days=n))


def attack(store: Store, *statements: str) -> None:
    """As somebody who got hold of the store, and of nothing else."""
    with store.transaction() as session:
        for statement in statements:
            session.execute(text(statement))


def entries(store: Store) -> list[audit.Entry]:
    with store.reading() as session:
        return list(every_entry(session))


def test_an_honest_log_is_whole_and_says_who_did_what(store: Store) -> None:
    assert verify(store) == ()
    fill(store)
    assert verify(store) == ()
    last = entries(store)[-1]
    assert (last.seq, last.who, last.action, last.subject, last.outcome) == (
        6,
        "user1@x",
        "user.disable",
        "subject 5",
        "ok",
    )
    assert last.at == DAY + timedelta(days=5)


SWAP = """UPDATE audit SET who = CASE seq WHEN 2 THEN 'user0@x' ELSE 'user1@x' END, subject = CASE seq
 WHEN 2 THEN 'subject 2' ELSE 'subject 1' END WHERE seq IN (2, 3)"""


@pytest.mark.parametrize(
    ("statements", "at"),
    [
        (["UPDATE audit SET detail = 'nothing happened' WHERE seq = 3"], 3),
        (["UPDATE audit SET who = 'user1@' , action = 'xuser.disable' WHERE seq = 2"], 2),
        (["UPDATE audit SET outcome = 'refused' WHERE seq = 6"], 6),
        (["UPDATE audit SET at = '2026-03-05 00:00:00' WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 4"], 4),
        (["DELETE FROM audit WHERE seq = 6"], 6),
        (["DELETE FROM audit WHERE seq > 2"], 3),
        (["DELETE FROM audit WHERE seq < 4"], 1),
        (["DELETE FROM audit"], 1),
        (["DELETE FROM audit WHERE seq = 4", "UPDATE audit SET seq = seq - 1 WHERE seq = 5",
          "UPDATE audit SET seq = seq - 1 WHERE seq = 6"], 4),
        ([SWAP], 2),
        (["INSERT INTO audit SELECT 7, at, who, action, subject, outcome, detail, hash FROM audit WHERE seq = 6"], 7),
    ],
)  # fmt: skip
def test_what_was_done_to_it_shows_and_where(store: Store, statements: list[str], at: int) -> None:
    fill(store)
    attack(store, *statements)
    assert [broken.seq for broken in verify(store)][:1] == [at]


def rewritten(store: Store, change: Callable[[audit.Entry], audit.Entry | None]) -> None:
    """The whole log made anew with right hashes: what only the end that is kept elsewhere can show."""
    kept = [Note(*astuple(new)[:6]) for new in map(change, entries(store)) if new]
    attack(store, "DELETE FROM audit")
    audit.record_all(replace(store, audit_head=None), kept)


@pytest.mark.parametrize("lost", [1, 3, 6])
def test_a_log_made_anew_with_right_hashes_shows(store: Store, lost: int) -> None:
    fill(store)
    rewritten(store, lambda entry: None if entry.seq == lost else entry)
    assert verify(store)
    fill(store, 3)  # honest entries afterwards do not cover it up
    assert verify(store)


def test_an_edit_followed_by_new_hashes_shows_even_when_the_length_is_the_same(store: Store) -> None:
    fill(store)
    rewritten(store, lambda entry: replace(entry, detail="innocent") if entry.seq == 2 else entry)
    [broken] = verify(store)
    assert broken.seq == 6
    fill(store, 2)
    assert [b.seq for b in verify(store)] == [6]


def test_the_end_is_kept_outside_and_private_and_its_loss_shows(store: Store) -> None:
    fill(store)
    file = store.audit_head
    assert file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    file.unlink()
    assert "is missing" in verify(store)[0].why
    fill(store, 1)
    assert "is missing" in verify(store)[0].why  # going on does not heal it
    file.write_bytes(kept)
    assert verify(store) == ()
    file.write_text("{")
    assert "was changed" in verify(store)[0].why
    anchor(store, "owner@x", "looked at it", DAY)
    assert verify(store) == ()
    assert "was changed" in entries(store)[-1].detail


def test_a_break_that_was_looked_into_is_accepted_as_it_is_and_no_further(store: Store) -> None:
    fill(store)
    attack(store, "UPDATE audit SET who = 'eve@x' WHERE seq = 2", "DELETE FROM audit WHERE seq = 4")
    anchor(store, "owner@x", "a disk was replaced", DAY + timedelta(days=6))
    assert verify(store) == ()
    assert "Entry 2 is not as it was written.; Entry 4 is missing." in entries(store)[-1].detail
    fill(store, 2)
    assert verify(store) == ()
    with store.reading() as session:
        eve = audits_entry(session, 2)
    for statement in (
        "UPDATE audit SET who = 'bob@x' WHERE seq = 2",
        "UPDATE audit SET subject = 'x' WHERE seq = 6",
        "UPDATE audit SET subject = 'x' WHERE seq = 8",
    ):
        attack(store, statement)
        assert verify(store), statement
        attack(store, f"UPDATE audit SET who = '{eve.who}' WHERE seq = 2")
        attack(store, "UPDATE audit SET subject = 'subject 5' WHERE seq = 6")
    attack(store, "UPDATE audit SET subject = 'subject 0' WHERE seq = 8")
    assert verify(store) == ()
    assert prune(store, DAY + timedelta(days=3), DAY) == 0  # it goes as a whole
    fill(store, 8)
    assert verify(store) == ()


def test_what_was_accepted_is_pruned_as_a_whole(store: Store) -> None:
    fill(store)
    attack(store, "UPDATE audit SET who = 'eve@x' WHERE seq = 2")
    anchor(store, "owner@x", "looked into", DAY + timedelta(days=6))
    audit.record(store, "ann@x", "later", at=DAY + timedelta(days=20))
    assert prune(store, DAY + timedelta(days=10), DAY + timedelta(days=30)) == 7
    assert verify(store) == ()
    assert [entry.seq for entry in entries(store)] == [8, 9]
    attack(store, "UPDATE audit SET who = 'eve@x' WHERE seq = 8")
    assert verify(store)


def test_a_kill_between_the_entry_and_its_end_heals_by_itself(store: Store) -> None:
    fill(store, 3)
    audit.record(replace(store, audit_head=None), "ann@x", "killed")  # written, but the end was not noted any more
    assert verify(store) == ()
    fill(store, 1)
    assert verify(store) == ()
    attack(store, "DELETE FROM audit WHERE seq >= 4")
    assert verify(store) != ()


def test_many_writers_make_one_chain(store: Store) -> None:
    start = Barrier(6)

    def write(who: int) -> None:
        start.wait()
        for n in range(4):
            audit.record(store, f"{who}", "test", str(n))

    threads = [Thread(target=write, args=[n]) for n in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [entry.seq for entry in entries(store)] == list(range(1, 25))
    assert verify(store) == ()
    assert store.audit_head and audit_head.read(store.audit_head).seq == 24  # type: ignore[union-attr]


def test_a_writer_who_is_late_does_not_take_the_end_back(tmp_path: Path) -> None:
    for seq in (4, 5, 3):
        audit_head.advance(tmp_path / "head", seq, str(seq))
    head = audit_head.read(tmp_path / "head")
    assert head
    assert (head.seq, head.hash) == (5, "5")


def test_a_change_and_its_record_are_one(store: Store) -> None:
    with pytest.raises(RuntimeError), audit.recording(store) as work:
        work.note("ann@x", "workspace.add", "a")
        work.session.add(WorkspaceRow(id="a", name="a"))
        raise RuntimeError
    assert entries(store) == []
    assert verify(store) == ()
    with audit.recording(store) as work:
        work.session.add(WorkspaceRow(id="a", name="a"))
        work.note("ann@x", "workspace.add", "a")
    assert len(entries(store)) == 1


def test_batches_go_into_the_same_chain(store: Store) -> None:
    behind = audit.AuditBehind(store)
    for n in range(20):
        behind.put(audit.note("ann@x", "query", str(n)))
    behind.close()
    assert [entry.subject for entry in entries(store)] == [str(n) for n in range(20)]
    assert verify(store) == ()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ann\n2026-03-01 owner@x user.delete", "Ann\\u000a2026-03-01 owner@x user.delete"),
        ("\x1b[2J\x1b]0;x\x07", "\\u001b[2J\\u001b]0;x\\u0007"),
        ("a\u2028b\u202ec\x85\x00\ud800", "a\\u2028b\\u202ec\\u0085\\u0000\\ud800"),
        ("Zoë 東京 ≤ 5", "Zoë 東京 ≤ 5"),
        ("x" * 600, "x" * 499 + "…"),
        ("\n" * 600, ("\\u000a" * 84)[:499] + "…"),
    ],
)
def test_no_name_makes_a_second_record(store: Store, name: str, kept: str) -> None:
    audit.record(store, "ann@x", "user.add", name)
    assert [entry.subject for entry in entries(store)] == [kept]
    assert verify(store) == ()


@pytest.mark.parametrize(
    "secret",
    [
        "qm_1a2b3c4d_abcdefghijklmnopqrstuvwx", "qms_abcdefghijklmnopqrstuvwx-_123",
        "password=hunter2", '{"password": "hunter2"}', "postgresql://bob:hunter2@host/db", "Bearer hunter2.hunter2",
        "$2b$12$" + "a" * 53, "sk-ant-hunter2hunter2hunter2", "client_secret: hunter2", "qm_session_cookie=hunter2",
    ],
)  # fmt: skip
def test_no_secret_is_kept(store: Store, secret: str) -> None:
    audit.record(store, f"ann {secret}", "sign-in", f"see {secret} there", "failed", f"it said {secret}.")
    content = str(entries(store))
    assert "hunter2" not in content
    assert "abcdefgh" not in content
    assert "aaaaaaaa" not in content
    assert "see (hidden)" in content or "see " in content


def test_old_entries_go_and_the_rest_stays_verifiable(store: Store) -> None:
    fill(store)
    assert prune(store, DAY + timedelta(days=3), DAY + timedelta(days=9)) == 3
    assert [entry.seq for entry in entries(store)] == [4, 5, 6, 7]
    assert entries(store)[-1].action == "audit.pruned"
    assert verify(store) == ()
    fill(store, 2)
    assert verify(store) == ()
    assert prune(store, DAY, DAY) == 0
    attack(store, "DELETE FROM audit WHERE seq = 4")
    assert verify(store)[0].seq is not None


def test_pruning_everything_goes_on_counting(store: Store) -> None:
    fill(store, 3)
    assert prune(store, DAY + timedelta(days=99), DAY + timedelta(days=99)) == 2
    assert [entry.seq for entry in entries(store)] == [3, 4]
    assert prune(store, DAY + timedelta(days=200), DAY + timedelta(days=200)) == 1
    assert verify(store) == ()


def test_a_forged_note_of_pruning_covers_no_deletion(store: Store) -> None:
    fill(store)
    third = entries(store)[2]
    told = f"3 entries up to 3, which ended in {third.hash}"
    audit.record(replace(store, audit_head=None), "system", "audit.pruned", detail=told)
    attack(store, "DELETE FROM audit WHERE seq <= 3")
    assert verify(store)[0].seq == 1


def test_a_broken_log_is_not_pruned(store: Store) -> None:
    fill(store)
    attack(store, "UPDATE audit SET who = 'x' WHERE seq = 1")
    with pytest.raises(Conflict, match="not whole"):
        prune(store, DAY + timedelta(days=3), DAY)
    assert len(entries(store)) == 6


@pytest.mark.parametrize("committed", [False, True])
def test_a_kill_while_pruning_leaves_a_whole_log(
    store: Store, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    # Before the rows are gone for good, or after it but before that is noted outside.
    monkeypatch.setattr(*((audit, "_advance", die) if committed else (audit.audits, "append", die)))
    with pytest.raises(Killed):
        prune(store, DAY + timedelta(days=3), DAY + timedelta(days=9))
    monkeypatch.undo()
    assert len(entries(store)) == (4 if committed else 6)
    assert verify(store) == ()
    fill(store, 1)
    assert prune(store, DAY + timedelta(days=4), DAY) >= 1
    assert verify(store) == ()


def test_entries_are_found_by_who_what_when_and_words(store: Store) -> None:
    fill(store)
    audit.record(store, "eve@x", "sign-in", "Eve_1 100%", "failed", at=DAY)

    def found(**wanted: object) -> list[int]:
        return [entry.seq for entry in audit.search(store, ADMIN, Wanted(**wanted)).entries]  # type: ignore[arg-type]

    assert found() == [7, 6, 5, 4, 3, 2, 1]
    assert found(who="user1@x") == [6, 4, 2]
    assert (found(action="sign-in"), found(action="user.*"), found(action="user")) == ([7], [6, 5, 4, 3, 2, 1], [])
    assert found(since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)) == [3, 2]
    assert (found(text="SUBJECT 4"), found(text="e_1"), found(text="0%"), found(text="%")) == ([5], [7], [7], [7])
    assert found(outcome="failed", text="' OR 1=1 --") == []
    assert audit.actions(store, ADMIN) == ["sign-in", "user.disable"]


def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    fill(store)
    seen, below = [], None
    while True:
        page = audit.search(store, ADMIN, Wanted(), below, limit=4)
        seen += [entry.seq for entry in page.entries]
        assert page.total == 6
        if page.older is None:
            break
        below = page.older
    assert seen == [6, 5, 4, 3, 2, 1]


def test_only_admins_read_it_and_an_export_is_recorded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    monkeypatch.setattr("core.store.audits.FETCH", 2)
    assert [entry.seq for entry in audit.export(store, ADMIN, Wanted(who="user0@x"))] == [5, 3, 1]
    assert (entries(store)[-1].who, entries(store)[-1].action) == ("admin@x", "audit.export")
    for role in ("Viewer", "Analyst", "Manager"):
        for look in (audit.search, audit.export):
            with pytest.raises(NotAllowed, match="Admin"):
                look(store, replace(ADMIN, role=role), Wanted())
    assert len(entries(store)) == 7


def test_when_the_end_cannot_be_noted_the_entry_is_still_written(store: Store, tmp_path: Path) -> None:
    store = replace(store, audit_head=tmp_path / "no folder" / "head")
    audit.record(store, "ann@x", "sign-in")
    assert len(entries(store)) == 1
    assert "cannot be read" in verify(store)[0].why


def test_a_store_knows_where_its_log_ends(tmp_path: Path) -> None:
    opened = Store.open(tmp_path / "state.db")
    assert opened.audit_head == tmp_path / "state.db.audit-head"
    opened.close()
    opened = Store.open(tmp_path / "state.db", home=tmp_path / "home")
    assert opened.audit_head == tmp_path / "home" / "state.db.audit-head"
    opened.close()
