"""A backup gives the same state in any store, and never a damaged or half one."""

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Column, Connection, Table, insert, inspect, select, text

from core.errors import Conflict, Invalid, Unavailable
from core.store.backup import backup_opened, files_of, make_backup, restore_store
from core.store.costs import Cost, cost_row, set_aside
from core.store.dump import lines_of, tables_of
from core.store.loads import Load, history, record_load
from core.store.migrations import HEAD
from core.store.open import Store
from core.store.schema import ApiTokenRow, AuditRow, Base, LinkRow, SessionRow, SignInAttemptRow, SignInLockRow
from core.store.spans import Step, keep_steps
from core.store.user_list import NewUser
from core.store.users import add_user, update_user
from tests.contract.conftest import database

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
CURRENT = f'"{HEAD}"'.encode()


def fill(store: Store) -> None:
    one = {"name": "Ann Łęe\n".strip(), "role": "Analyst", "workspace": "main"}
    ann = add_user(store, NewUser(email="ann@x", personas=["B", "A"], warehouses=["WH-2", "WH-1"], **one))
    add_user(store, NewUser(email="bob@x", personas=["A"], **one))
    update_user(store, "bob@x", ["A"], disabled=True)
    record_load(store, Load("sales", 'a "file"\n.csv', 2**40, NOON, NOON, "ann@x", "loaded", "g1", "reason\t\\"))
    keep_steps(store, [Step("t", "s", None, "ann@x", "query", NOON, 0.1 + 0.2, "ok", {"rows": "1", "tables": "é"})])
    with store.transaction() as session:
        set_aside(session, NOON, NOON + timedelta(minutes=1), "ann@x", Decimal("0.1"))
        session.add(
            cost_row(NOON, "ann@x", "t", Cost("athena", Decimal("1.5"), "bytes", Decimal("0.000000001"), "USD"))
        )
        session.add_all(login_rows(ann.id))
    with store.transaction() as session:
        for table in tables_of(session.connection()):
            fill_one(session.connection(), table, {"user": ann.id, "workspace": "main"})


def fill_one(connection: Connection, table: Table, known: dict[str, str]) -> None:
    """A row in a table that has none, whatever its columns are: with the first of what a check allows."""
    if connection.execute(select(table).limit(1)).first() is not None:
        return
    allowed = {
        match[1]: match[2]
        for check in inspect(connection).get_check_constraints(table.name)
        if (match := re.search(r"(\w+)\W+(?:IN|= ANY)\W+.*?'(\w+)'", str(check["sqltext"]), re.DOTALL))
    }
    made: dict[str, object] = {}
    for column in table.columns:
        refers = next(iter(column.foreign_keys), None)
        if refers is not None and refers.column.name == "id":
            first = connection.execute(select(refers.column).limit(1)).scalar_one()
            made[column.name] = known.get(refers.column.table.name, first)
        else:
            made[column.name] = allowed.get(column.name) or value_of(column)
    connection.execute(insert(table), [made])


def value_of(column: Column[object]) -> object:
    kind = column.type.python_type
    if column.name == "id" and kind is int:
        return 1  # a counter begins there
    return {int: 0, str: "ä", bool: True, float: 0.5, datetime: NOON}.get(kind, 0)


def login_rows(user: str) -> list[Base]:
    later = NOON + timedelta(hours=1)
    return [
        SessionRow(id="h", user_id=user, csrf="c", started_at=NOON, seen_at=later, address="::1", via="password"),
        SignInAttemptRow(at=NOON, account="a", address="::1", failed=True),
        SignInLockRow(account="a", since=NOON, until=later),
        ApiTokenRow(
            id="i", user_id=user, name="n", kind="personal", secret_hash="h", created_at=NOON, expires_at=later
        ),
        LinkRow(id="l", kind="password", user_id=user, created_at=NOON, expires_at=later),
        AuditRow(seq=1, at=NOON, who="w", action="a", subject="s", outcome="ok", detail="d", hash="h"),
    ]


def content(store: Store) -> dict[str, list[bytes]]:
    with store.reading() as session:
        connection = session.connection()
        return {table.name: list(lines_of(connection, table)) for table in tables_of(connection)}


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Where a backup goes."""
    place = (
        iter([f"sqlite:///{tmp_path}/other.db"])
        if request.param == "sqlite"
        else database(request.getfixturevalue("postgres"))
    )
    opened = Store.open(next(place))
    yield opened
    opened.close()
    next(place, None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def restore(file: Path, store: Store, overwrite: bool = False) -> None:
    with backup_opened(file) as archive:
        restore_store(archive, store, overwrite=overwrite)


def test_restored_elsewhere_it_is_the_same_state(store: Store, other: Store, file: Path) -> None:
    fill(store)
    make_backup(store, file, {})
    restore(file, other)
    assert content(other) == content(store)
    assert all(content(other).values())  # every table had something to carry
    record_load(other, Load("sales", "next.csv", 1, NOON, NOON + timedelta(1), "ann@x", "loaded", "g2"))
    assert len(history(other)) == 2  # new rows get numbers of their own


def test_a_store_with_something_in_it_is_replaced_only_when_forced(store: Store, other: Store, file: Path) -> None:
    fill(store)
    make_backup(store, file, {})
    add_user(other, NewUser(email="eve@x", name="Eve", role="Owner", personas=["A"], workspace="else"))
    before = content(other)
    with pytest.raises(Conflict, match="not empty"):
        restore(file, other)
    assert content(other) == before
    restore(file, other, overwrite=True)
    assert content(other) == content(store)


def test_a_backup_is_of_one_moment_while_others_write(store: Store, file: Path, tmp_path: Path) -> None:
    """Each unit is two rows in two tables: a backup that has one of them has the other."""
    stop, written = Event(), []

    def write() -> None:
        for number in range(10_000):
            if stop.is_set():
                return
            with store.transaction() as session:
                session.execute(text("INSERT INTO workspace VALUES (:n, :n)"), {"n": f"w{number}"})
                step = {"n": f"w{number}", "at": "2026-01-01 00:00:00"}
                session.execute(
                    text("INSERT INTO span VALUES (:n, :n, NULL, 'ann', 'x', :at, 0, 'ok', '{}')"),
                    step if store.dialect == "sqlite" else {**step, "at": NOON},
                )
            written.append(number)

    writer = Thread(target=write)
    writer.start()
    try:
        sizes = []
        for number in range(3):
            before = len(written)
            while len(written) == before:
                assert writer.is_alive()
                Event().wait(0.01)
            target = Store.open(tmp_path / f"copy{number}.db")
            make_backup(store, file, {}, overwrite=True)
            restore(file, target)
            kept = content(target)
            sizes.append(len(kept["workspace"]))
            assert len(kept["workspace"]) == len(kept["span"])
            target.close()
    finally:
        stop.set()
        writer.join()
    assert sizes[0] < sizes[-1]


def test_the_file_is_for_its_owner_and_is_not_replaced_by_accident(store: Store, file: Path) -> None:
    make_backup(store, file, {})
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    with pytest.raises(Conflict, match="is there already"):
        make_backup(store, file, {})


def test_files_of_the_home_come_along(store: Store, file: Path) -> None:
    make_backup(store, file, {"warehouse-1.duckdb": iter([b"a" * 10, b"b"]), "current.json": [b"{}"]})
    with backup_opened(file) as archive:
        found = {name: b"".join(chunks) for name, chunks in files_of(archive)}
    assert found == {"warehouse-1.duckdb": b"aaaaaaaaaab", "current.json": b"{}"}


def test_a_stopped_backup_leaves_nothing_behind(store: Store, file: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"some"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_backup(store, file, {"warehouse-1.duckdb": chunks()})
    assert not [name for name in os.listdir(file.parent) if "backup" in name]


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    with zipfile.ZipFile(file) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in filter(None, [change(name, data) for name, data in members]):
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda n, d: (n, d + b" ") if n.endswith("user.jsonl") else (n, d), Invalid, "checksum of tables/user"),
        (lambda n, d: None if n.endswith("load.jsonl") else (n, d), Invalid, "is damaged"),
        (lambda n, d: None if n == "manifest.json" else (n, d), Invalid, "no manifest"),
        (lambda n, d: (n, b"{}") if n == "manifest.json" else (n, d), Invalid, "manifest cannot be read"),
        (lambda n, d: (n, d.replace(b'"format": 1', b'"format": 2')), Invalid, "newer Quartermaster"),
        (lambda n, d: (n, d.replace(CURRENT, b'"9999"')), Unavailable, "schema 9999, made by a newer"),
    ],
)
def test_what_is_wrong_with_a_backup_is_said_and_nothing_restored(
    change: Callable[[str, bytes], tuple[str, bytes] | None],
    error: type[Exception],
    says: str,
    tmp_path: Path,
    file: Path,
) -> None:
    store, other = Store.open(tmp_path / "state.db"), Store.open(tmp_path / "other.db")
    fill(store)
    make_backup(store, file, {})
    rewritten(file, change)
    with pytest.raises(error, match=says):
        restore(file, other)
    assert not any(content(other).values())


@pytest.mark.parametrize("size", [0, 10, 500])
def test_a_file_cut_short_is_no_backup(size: int, tmp_path: Path, file: Path) -> None:
    store = Store.open(tmp_path / "state.db")
    make_backup(store, file, {})
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(Invalid, match="damaged"):
        restore(file, store)


def test_no_name_leads_out_of_the_home(tmp_path: Path, file: Path) -> None:
    make_backup(Store.open(tmp_path / "state.db"), file, {"../evil": [b"x"]})
    with backup_opened(file) as archive, pytest.raises(Invalid, match="not a name in the home"):
        list(files_of(archive))


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path, file: Path) -> None:
    old = Store.open(tmp_path / "old.db", revision="0001")
    with old.transaction() as session:
        session.execute(text("INSERT INTO workspace VALUES ('main', 'Main')"))
    make_backup(old, file, {})
    rewritten(file, lambda n, d: (n, d.replace(CURRENT, b'"0001"')))  # as the older program would have written it
    new = Store.open(tmp_path / "new.db")
    restore(file, new)
    assert content(new)["workspace"] == [b'["main", "Main"]\n']
    assert history(new) == []
