"""The store itself, the same on SQLite and PostgreSQL: opening, migrating, transactions, and being killed."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text

from core.errors import Conflict, Invalid, Unavailable
from core.store.migrations import HEAD, MIGRATIONS
from core.store.open import Store, alone
from core.store.schema import Base, SpanRow, WorkspaceRow
from tests.contract.unit_writer import PARTS

ROOT = Path(__file__).parent.parent.parent
USER = '"user" (id, email, username, name, role, workspace_id, created_at)'  # as it was in every schema


def add_workspace(store: Store, name: str) -> None:
    with store.transaction() as session:
        session.add(WorkspaceRow(id=name, name=name))


def workspaces(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(WorkspaceRow.id)))


def python(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment)


def test_the_migrations_build_what_the_program_expects(store: Store) -> None:
    with store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        found = inspect(connection)
        checks = {t.name: {c["name"] for c in found.get_check_constraints(t.name)} for t in Base.metadata.sorted_tables}
    assert [d for d in differences if "alembic_version" not in str(d)] == []
    assert checks == {
        t.name: {str(c.name) for c in t.constraints if type(c).__name__ == "CheckConstraint"}
        for t in Base.metadata.sorted_tables
    }


def test_every_schema_from_the_first_one_on_migrates_with_its_data(url: str) -> None:
    for migration in MIGRATIONS:
        store = Store.open(url, revision=migration.revision)
        with store.transaction() as session:
            session.execute(text("INSERT INTO workspace VALUES (:r, 'Main')"), {"r": migration.revision})
            session.execute(
                text(f"""INSERT INTO {USER} VALUES (:r, :r, 'u', 'n', 'Viewer', :r, '2026-01-01 12:00:00')"""),
                {"r": migration.revision},
            )
        store.close()
    store = Store.open(url)
    assert workspaces(store) == [m.revision for m in MIGRATIONS]
    assert HEAD == MIGRATIONS[-1].revision == max(m.revision for m in MIGRATIONS)
    store.close()


def test_a_newer_store_is_refused_and_left_alone(store: Store, url: str) -> None:
    add_workspace(store, "main")
    with store.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="schema 9999, made by a newer Quartermaster.* up to " + HEAD):
        Store.open(url)
    assert workspaces(store) == ["main"]


def test_a_migration_that_fails_halfway_leaves_nothing_of_itself(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(url, revision="0001").close()
    broken = type(MIGRATIONS[2])("0003", "something broken", lambda op: op.execute("SELECT nonsense"))
    monkeypatch.setattr("core.store.migrate.MIGRATIONS", (*MIGRATIONS[:2], broken, *MIGRATIONS[3:]))
    with pytest.raises(Exception, match="nonsense"):
        Store.open(url)
    monkeypatch.undo()
    store = Store.open(url, revision="0001")
    assert "load" not in inspect(store.engine).get_table_names()
    store.close()
    Store.open(url).close()


def test_many_processes_open_a_new_store_at_once(url: str) -> None:
    code = f"from core.store.open import Store; Store.open({url!r}).close(); print('open')"
    assert [process.communicate()[0] for process in [python("-c", code) for _ in range(3)]] == ["open\n"] * 3


def test_many_threads_open_a_new_store_at_once(url: str) -> None:
    opened: list[Store] = []
    threads = [Thread(target=lambda: opened.append(Store.open(url))) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(opened) == 6
    [store.close() for store in opened]


def test_a_transaction_is_written_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction() as session:
        session.add(WorkspaceRow(id="a", name="a"))
        session.flush()
        raise RuntimeError
    with pytest.raises(Conflict), store.transaction() as session:
        session.add(WorkspaceRow(id="b", name="b"))
        session.execute(text("INSERT INTO user_warehouse VALUES ('nobody', 'WH-1')"))  # no such user
    assert workspaces(store) == []
    add_workspace(store, "c")
    with pytest.raises(Conflict, match="exists already"):
        add_workspace(store, "c")
    assert workspaces(store) == ["c"]


def test_a_value_against_the_rules_is_refused(store: Store) -> None:
    with pytest.raises(Invalid), store.transaction() as session:
        session.add(WorkspaceRow(id="main", name="Main"))
        session.flush()
        statement = f"""INSERT INTO {USER} VALUES ('1', :email, 'u', 'n', :role, 'main', :at)"""
        session.execute(text(statement), {"email": "Ann@x", "role": "Viewer", "at": "2026-01-01 12:00:00"})
    assert workspaces(store) == []


def test_reading_sees_one_moment_and_writes_nothing(store: Store) -> None:
    add_workspace(store, "before")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(WorkspaceRow)) == 1
        add_workspace(store, "meanwhile")
        assert session.scalar(select(func.count()).select_from(WorkspaceRow)) == 1
    with pytest.raises(Unavailable, match="cannot be written"), store.reading() as session:
        session.add(WorkspaceRow(id="sneaked in", name="x"))
    assert workspaces(store) == ["before", "meanwhile"]
    add_workspace(store, "after")  # the same connection writes again


def test_what_is_read_and_written_alone_adds_up_under_many_threads(store: Store) -> None:
    add_workspace(store, "0")
    start = Barrier(8)

    def count_up() -> None:
        start.wait()
        for _ in range(5):
            with store.transaction() as session:
                alone(session, 99)
                row = session.scalars(select(WorkspaceRow)).one()
                row.id = str(int(row.id) + 1)

    threads = [Thread(target=count_up) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert workspaces(store) == ["40"]


def test_two_processes_write_at_the_same_time(store: Store, url: str) -> None:
    code = (
        "import sys; from core.store.open import Store; from core.store.schema import WorkspaceRow\n"
        f"store = Store.open({url!r})\n"
        "for n in range(20):\n"
        "    with store.transaction() as session: session.add(WorkspaceRow(id=f'{sys.argv[1]}{n}', name=''))\n"
    )
    assert [process.wait() for process in [python("-c", code, name) for name in "ab"]] == [0, 0]
    assert len(workspaces(store)) == 40


def kill_rounds(store: Store, url: str, rounds: int, seed: int) -> None:
    """Whatever was acknowledged is there, nothing is there by half, and the next process goes on without help."""
    chance = random.Random(seed)
    acknowledged = 0
    for number in range(rounds):
        process = python("-m", "tests.contract.unit_writer", url, str(number * 1_000_000))
        assert process.stdout is not None
        told = [process.stdout.readline()]
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        told += process.communicate()[0].splitlines()
        acknowledged += check_units(store, [line.strip() for line in told if line.endswith("\n") or line.isdigit()])
    assert acknowledged >= rounds


def check_units(store: Store, told: list[str]) -> int:
    with store.reading() as session:
        units = set(session.scalars(select(WorkspaceRow.id)))
        parts = select(SpanRow.trace_id, func.count()).group_by(SpanRow.trace_id)
        assert {row[0]: row[1] for row in session.execute(parts)} == dict.fromkeys(units, PARTS)
        if store.dialect == "sqlite":
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert set(told) <= units
    return len(told)


def test_a_kill_during_writes_loses_nothing_and_leaves_nothing_half(store: Store, url: str) -> None:
    kill_rounds(store, url, rounds=5, seed=1)


@pytest.mark.long
def test_fifty_kills_during_writes(store: Store, url: str) -> None:
    kill_rounds(store, url, rounds=50, seed=2)


@pytest.mark.parametrize("where", ["mysql://x/y", ":memory:", "", "postgresql://user:secret@host:port/x", "sqlite://"])
def test_what_is_no_place_for_a_store_is_refused(where: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Store.open(where)
    assert "secret" not in refusal.value.message


def test_a_server_that_is_away_is_said_without_its_password() -> None:
    with pytest.raises(Unavailable, match="does not let us in") as refusal:
        Store.open("postgresql://user:secret@127.0.0.1:9/x")
    assert "secret" not in refusal.value.message


def test_a_database_that_is_not_there_is_said(postgres: str) -> None:
    with pytest.raises(Unavailable, match="database, user and password"):
        Store.open(postgres.replace("/postgres?", "/elsewhere?"))
