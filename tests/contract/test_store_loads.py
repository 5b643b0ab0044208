"""The load history says what became of every file, and how fresh each table is."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.errors import Invalid
from core.store.loads import Load, freshness, history, record_load
from core.store.open import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def load(table: str, hour: int, outcome: str = "loaded", **more: object) -> Load:
    generation = f"g{hour}" if outcome == "loaded" else None
    at = NOON + timedelta(hours=hour)
    return Load(table, f"{table}.csv", 10, at, at + timedelta(minutes=1), "ann", outcome, generation, **more)


def test_history_is_newest_first_and_says_why_not(store: Store) -> None:
    record_load(store, load("vendors", 1), load("sales", 1))
    record_load(store, load("sales", 2, "refused", reason="3 rows without a date"))
    assert history(store, "sales") == [load("sales", 2, "refused", reason="3 rows without a date"), load("sales", 1)]
    assert len(history(store)) == 3
    assert len(history(store, limit=1)) == 1


def test_freshness_counts_only_what_was_loaded(store: Store) -> None:
    record_load(store, load("sales", 1), load("sales", 3, "failed"), load("vendors", 2), load("sales", 4))
    assert freshness(store) == {"sales": load("sales", 4).finished, "vendors": load("vendors", 2).finished}
    assert freshness(store, ["g1", "g2"])["sales"] == load("sales", 1).finished


def test_moments_come_back_in_utc_and_naive_ones_are_refused(store: Store) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    record_load(store, Load("sales", "s.csv", 1, elsewhere, elsewhere, "ann", "loaded", "g1"))
    kept = history(store)[0].started
    assert (kept, kept.utcoffset()) == (NOON, timedelta(0))
    with pytest.raises(Exception, match="no time zone"):
        record_load(store, Load("sales", "s.csv", 1, NOON.replace(tzinfo=None), NOON, "ann", "loaded", "g1"))


def test_one_wrong_table_leaves_none_of_the_load_behind(store: Store) -> None:
    with pytest.raises(Invalid):
        record_load(store, load("vendors", 1), load("sales", 1, "exploded"))
    assert history(store) == []


def test_a_strange_file_name_is_kept_readable(store: Store) -> None:
    record_load(store, Load("sales", "a\0b\udce9.csv", 1, NOON, NOON, "ann", "loaded", "g1"))
    assert history(store)[0].file_name == "a\ufffdb?.csv"
