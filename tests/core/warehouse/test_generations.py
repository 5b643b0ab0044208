"""Generations move under readers without their noticing; a load that dies leaves what was there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from core.errors import Conflict, Unavailable
from core.warehouse.base import Checked
from core.warehouse.drafts import Loaded
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import current, new_generation, pointer_file
from core.warehouse.opened import Limits

AT = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
ROOT = Path(__file__).parents[3]

# A load in a process of its own: every row of both tables holds the same number.
WRITER = """
import sys
from pathlib import Path
import duckdb
from core.warehouse.generations import new_generation
home, value = Path(sys.argv[1]), int(sys.argv[2])
with new_generation(home) as draft:
    draft.copy_previous()
    print("begun", flush=True)
    connection = duckdb.connect(str(draft.path))
    for table in ("a", "b"):
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {value} AS v FROM range(200000)")
    connection.close()
print("done", flush=True)
"""


def write(home: Path, value: int) -> None:
    with new_generation(home) as draft:
        with duckdb.connect(str(draft.path)) as connection:
            for table in ("a", "b"):
                connection.execute(f"CREATE TABLE {table} AS SELECT {value} AS v FROM range(1000)")
        draft.loaded["a"] = Loaded(AT, 1000, "a.csv")


def values(warehouse: DuckDBWarehouse) -> set[object]:
    sql = "SELECT DISTINCT v FROM (SELECT v FROM a UNION ALL SELECT v FROM b)"
    return {row[0] for row in warehouse.run(Checked(sql, "duckdb", frozenset(), 10)).rows}


def start_writer(home: Path, value: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(home), str(value)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


@pytest.fixture
def warehouse(home: Path) -> Iterator[DuckDBWarehouse]:
    opened = DuckDBWarehouse.open(home=home, limits=Limits(memory="256MB", threads=1))
    yield opened
    opened.close()


def test_an_empty_home_says_what_to_do(warehouse: DuckDBWarehouse, home: Path) -> None:
    assert warehouse.generation == "none"
    with pytest.raises(Unavailable, match="No data has been loaded yet"):
        values(warehouse)
    write(home, 1)
    assert values(warehouse) == {1}


def test_readers_move_on_and_freshness_with_them(warehouse: DuckDBWarehouse, home: Path) -> None:
    write(home, 1)
    first = warehouse.generation
    assert values(warehouse) == {1}
    write(home, 2)
    assert values(warehouse) == {2}
    assert warehouse.generation != first
    assert warehouse.freshness()["a"] == AT


def test_what_was_not_loaded_again_keeps_its_time_when_it_was_copied(home: Path) -> None:
    write(home, 1)
    with new_generation(home) as draft:
        draft.copy_previous()
        draft.loaded["b"] = Loaded(AT, 5, "b.csv")
    pointer = current(home)
    assert pointer is not None
    assert set(pointer.loaded) == {"a", "b"}
    write(home, 3)  # from nothing: b's load says nothing about the b of this one
    pointer = current(home)
    assert pointer is not None
    assert set(pointer.loaded) == {"a"}


def test_a_query_under_way_finishes_on_the_old_data(warehouse: DuckDBWarehouse, home: Path) -> None:
    write(home, 1)
    slow = "SELECT min(a.v * b.v * c.v) AS low, count(*) AS n FROM a, b, (SELECT v FROM a LIMIT 60) c"
    with ThreadPoolExecutor(1) as pool:
        before = time.process_time()
        running = pool.submit(warehouse.run, Checked(slow, "duckdb", frozenset(), 10))
        while time.process_time() < before + 0.05 and not running.done():  # until it is at work
            time.sleep(0.005)
        for value in (2, 3, 4):  # the first file is unlinked meanwhile
            write(home, value)
            assert values(warehouse) == {value}
        assert running.result().rows == ((1, 60_000_000),)


def test_two_generations_are_kept_and_no_more(home: Path) -> None:
    for value in range(1, 5):
        write(home, value)
    assert sorted(p.name for p in home.glob("warehouse-*")) == ["warehouse-3.duckdb", "warehouse-4.duckdb"]


def test_an_error_in_a_load_changes_nothing(warehouse: DuckDBWarehouse, home: Path) -> None:
    write(home, 1)
    with pytest.raises(ZeroDivisionError), new_generation(home) as draft:
        draft.copy_previous()
        (draft.scratch / "big.csv").write_text("x")
        raise ZeroDivisionError
    assert values(warehouse) == {1}
    assert sorted(p.name for p in home.iterdir()) == ["current.json", "load.lock", "warehouse-1.duckdb"]


def test_two_loads_at_once_are_refused_in_one_process_and_in_two(home: Path) -> None:
    with new_generation(home) as draft:
        with pytest.raises(Conflict, match=f"process {os.getpid()}"), new_generation(home):
            pass
        other = start_writer(home, 1)
        assert "done" not in other.communicate()[0]
        duckdb.connect(str(draft.path)).close()
    assert "done" in start_writer(home, 2).communicate()[0]


def test_a_broken_pointer_is_a_sentence(warehouse: DuckDBWarehouse, home: Path) -> None:
    write(home, 1)
    for text in ("{", "[]", json.dumps({"generation": "1"})):
        pointer_file(home).write_text(text)
        with pytest.raises(Unavailable, match=r"current\.json"):
            values(warehouse)


def test_readers_never_see_half_a_load(warehouse: DuckDBWarehouse, home: Path) -> None:
    write(home, 0)
    seen: list[set[object]] = []
    for value in range(1, 4):
        with start_writer(home, value) as writer:
            while writer.poll() is None:
                seen.append(values(warehouse))
        assert writer.returncode == 0
    seen.append(values(warehouse))
    assert all(len(one) == 1 for one in seen)
    assert seen[-1] == {3}


@pytest.mark.parametrize("rounds", [5, pytest.param(50, marks=pytest.mark.long)])
def test_killed_loads_leave_a_whole_generation(warehouse: DuckDBWarehouse, home: Path, rounds: int) -> None:
    write(home, 0)
    whole = {0}
    for value in range(1, rounds + 1):
        with start_writer(home, value) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()  # it has begun
            time.sleep(0.15 * value / rounds)
            writer.send_signal(signal.SIGKILL)
        found = values(warehouse)
        assert found in ({value}, whole)
        whole = found  # type: ignore[assignment]
    write(home, 99)
    assert values(warehouse) == {99}
    assert not (home / "loading").exists()
