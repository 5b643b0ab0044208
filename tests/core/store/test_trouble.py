"""A disk that is full, locked, read-only or damaged: said in a sentence, nothing corrupted, and over without help."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.errors import QuartermasterError, Unavailable
from core.store import engines
from core.store.open import Store
from core.store.schema import WorkspaceRow

ROOT = Path(__file__).parent.parent.parent.parent
NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    opened = Store.open(file)
    yield opened
    opened.close()


def add_workspace(store: Store, name: str, size: int = 1) -> None:
    with store.transaction() as session:
        session.add(WorkspaceRow(id=name, name="x" * size))


def workspaces(store: Store) -> list[str]:
    with store.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        return sorted(session.scalars(select(WorkspaceRow.id)))


def test_a_full_disk_is_said_and_over_when_there_is_space_again(store: Store) -> None:
    add_workspace(store, "before")
    with pytest.raises(Unavailable, match=r"full.*free some space"), store.transaction() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
        session.add(WorkspaceRow(id="half", name="x"))
        session.flush()
        session.add(WorkspaceRow(id="too big", name="x" * 100_000))
    assert workspaces(store) == ["before"]
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    add_workspace(store, "after", 100_000)
    assert workspaces(store) == ["after", "before"]


LIMITED = """
import resource, signal, sys
from core.errors import Unavailable
from core.store.open import Store
from core.store.schema import WorkspaceRow
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
for number in range(1000):
    try:
        with store.transaction() as session:
            session.add(WorkspaceRow(id=str(number), name="x" * 20_000))
        print(number, flush=True)
    except Unavailable as error:
        print(error.message)
        break
"""


def test_a_disk_that_takes_no_more_keeps_what_it_took(file: Path) -> None:
    *told, message = python(LIMITED, str(file)).stdout.splitlines()
    assert len(told) > 2
    assert "Nothing was half-written" in message
    store = Store.open(file)
    assert workspaces(store) == sorted(told)
    add_workspace(store, "after")
    store.close()


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )


def test_a_locked_store_is_said_and_free_again_later(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT", 0.1)
    store = Store.open(file)
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match=r"busy.*Try again"):
        add_workspace(store, "meanwhile")
    assert workspaces(store) == []  # reading goes on
    other.rollback()
    other.close()
    add_workspace(store, "after")
    assert workspaces(store) == ["after"]
    store.close()


READ_ONLY = """
import os, sys
from core.errors import Unavailable
from core.store.open import Store
if os.getuid() == 0:
    os.setuid(%d)
try:
    Store.open(sys.argv[1])
except Unavailable as error:
    print(error.message)
"""


def test_a_place_that_may_not_be_written_is_said() -> None:
    folder = Path(tempfile.mkdtemp(prefix="qm-read-only-"))
    try:
        store = Store.open(folder / "state.db")
        add_workspace(store, "before")
        store.close()
        folder.chmod(0o555)
        (folder / "state.db").chmod(0o444)
        for place in ("state.db", "new.db", "new/state.db"):
            assert "allowed to read and write there" in python(READ_ONLY % NOBODY, str(folder / place)).stdout
        folder.chmod(0o755)
        (folder / "state.db").chmod(0o644)
        store = Store.open(folder / "state.db")
        assert workspaces(store) == ["before"]
        store.close()
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_said(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        Store.open(file)
    assert file.read_bytes() == content


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuartermasterError, match="cannot be opened"):
        Store.open(tmp_path)


def test_the_file_is_for_its_owner_alone(store: Store, file: Path) -> None:
    add_workspace(store, "main")
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


def test_the_file_is_in_wal_mode_with_foreign_keys(store: Store) -> None:
    with store.reading() as session:
        settings = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "synchronous")]
    assert settings == ["wal", 1, 2]
