"""What is remembered of the store is never older than its last write, whoever wrote."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.open import Store
from core.store.remembered import Remembered


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "state.db")
    yield store
    store.close()


def test_what_was_read_is_not_read_again(store: Store) -> None:
    reads = []
    for _ in range(3):
        assert store.remembered.get("who", lambda: reads.append(1) or "me") == "me"
    assert len(reads) == 1
    assert store.remembered.at_hand("who") == "me"


def test_any_write_forgets_it(store: Store, tmp_path: Path) -> None:
    store.remembered.get("who", lambda: "me")
    elsewhere = sqlite3.connect(tmp_path / "state.db")
    elsewhere.execute("CREATE TABLE written (by_another_program INTEGER)")
    elsewhere.commit()
    elsewhere.close()
    assert store.remembered.at_hand("who") is None
    assert store.remembered.get("who", lambda: "nobody") == "nobody"


def test_what_was_read_while_somebody_wrote_is_not_kept(store: Store, tmp_path: Path) -> None:
    def read() -> str:
        with store.transaction() as session:
            session.connection().exec_driver_sql("CREATE TABLE meanwhile (one INTEGER)")
        return "before that"

    assert store.remembered.get("who", read) == "before that"
    assert store.remembered.at_hand("who") is None


def test_what_is_not_there_is_looked_for_each_time(store: Store) -> None:
    assert store.remembered.get("who", lambda: None) is None
    assert store.remembered.get("who", lambda: "me") == "me"


def test_a_store_elsewhere_is_always_asked() -> None:
    nothing = Remembered()
    assert nothing.get("who", lambda: "me") == "me"
    assert nothing.at_hand("who") is None
    assert nothing.get("who", lambda: "another") == "another"
