"""The living are seen as living, and nobody else, on files and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import TryLater
from core.store.open import Store
from core.store.presence import PostgresPresence, Presence, presence
from tests.contract.test_jobs import wait


@pytest.fixture
def two(store: Store, tmp_path: Path) -> Iterator[tuple[Presence, Presence]]:
    """As in two processes: files are locked by opening, advisory locks by connection."""
    ann, bob = (presence(store, tmp_path / "workers", name) for name in ("ann", "bob"))
    ann.stay()
    bob.stay()
    yield ann, bob
    ann.leave()
    bob.leave()


def test_who_stays_is_seen_and_who_left_is_gone(two: tuple[Presence, Presence]) -> None:
    ann, bob = two
    bob.stay()
    with ann.taking_over("bob") as is_gone:
        assert not is_gone
    with ann.taking_over("nobody") as is_gone:
        assert is_gone
    bob.leave()
    wait(lambda: _is_gone(ann, "bob"))


def _is_gone(looking: Presence, other: str) -> bool:
    """A server lets go of a closed connection's locks in its own time."""
    with looking.taking_over(other) as is_gone:
        return is_gone


def test_only_one_takes_over_and_the_gone_wait_for_their_place(two: tuple[Presence, Presence]) -> None:
    ann, bob = two
    with ann.taking_over("carla") as is_gone, bob.taking_over("carla") as twice:
        assert is_gone and not twice
    with bob.taking_over("carla") as is_gone:
        assert is_gone
    bob.leave()
    wait(lambda: _is_gone(ann, "bob"))
    with ann.taking_over("bob"), pytest.raises(TryLater, match="taken over"):
        bob.stay()
    bob.stay()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_broken_connection_is_made_anew(store: Store, two: tuple[Presence, Presence]) -> None:
    ann, bob = two
    assert isinstance(bob, PostgresPresence) and bob._connection is not None
    victim = bob._connection.scalar(text("SELECT pg_backend_pid()"))
    with store.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": victim})
    bob.stay()
    with ann.taking_over("bob") as is_gone:
        assert not is_gone
