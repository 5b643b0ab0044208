"""Each door of the locked connection: the attack works on a plain one and fails on the locked one."""

from pathlib import Path

import duckdb
import pyarrow
import pytest

from core.errors import Unavailable
from core.warehouse.connection import open_locked, open_sealed

# {own}: the database's file, {secret}: a file beside it, {out}: a place to write to
ATTACKS = {
    "read a text file": "SELECT * FROM read_text('{secret}')",
    "read a csv": "SELECT * FROM read_csv('{secret}')",
    "read a json": "SELECT * FROM read_json('{secret_json}')",
    "scan by name": "FROM '{secret}'",
    "list a folder": "SELECT * FROM glob('{folder}/*')",
    "read its own file": "SELECT count(*) FROM read_blob('{own}')",
    "copy out": "COPY (SELECT 1) TO '{out}.csv'",
    "copy out inside a CTE": "WITH a AS (COPY (SELECT 1) TO '{out}.csv') SELECT * FROM a",
    "export": "EXPORT DATABASE '{out}'",
    "attach another database": "ATTACH '{other}' AS o (READ_ONLY)",
    "a local object as a table": "SELECT * FROM local_secret",
    "raise the threads": "SET threads = 3",
    "raise the memory": "SET memory_limit = '9GB'",
    "lift the time limit": "SET max_execution_time = 0",
    "another time zone": "SET TimeZone = 'Asia/Tokyo'",
    "switch access on": "RESET disabled_filesystems",
    "profile into a file": "PRAGMA enable_profiling = 'json'",
    "log": "CALL enable_logging()",
    "spill to disk": "SET temp_directory = '{out}'",
}


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    own, other = tmp_path / "own.duckdb", tmp_path / "other.duckdb"
    for file in (own, other):
        with duckdb.connect(str(file)) as connection:
            connection.execute("CREATE TABLE t AS SELECT range AS i FROM range(10)")
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    (tmp_path / "secret.json").write_text('{"a": 1}')
    return {
        "own": str(own),
        "other": str(other),
        "folder": str(tmp_path),
        "secret": str(tmp_path / "secret.csv"),
        "secret_json": str(tmp_path / "secret.json"),
        "out": str(tmp_path / "out"),
    }


def attack(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    local_secret = pyarrow.table({"a": [1]})
    connection.execute(sql).fetchall()
    del local_secret


def locked(places: dict[str, str], timeout: float = 20.0) -> duckdb.DuckDBPyConnection:
    return open_locked(Path(places["own"]), memory="256MB", threads=1, timeout=timeout)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_works_on_a_plain_connection(name: str, places: dict[str, str]) -> None:
    with duckdb.connect(places["own"], read_only=True) as plain:
        attack(plain, ATTACKS[name].format(**places))


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_fails_on_the_locked_one_and_its_cursors(name: str, places: dict[str, str]) -> None:
    sql = ATTACKS[name].format(**places)
    with locked(places) as connection:
        for door in (connection, connection.cursor()):
            with pytest.raises(duckdb.Error):
                attack(door, sql)
        assert connection.execute("SELECT sum(i) FROM t").fetchall() == [(45,)]
    assert not Path(places["out"]).exists() and not Path(places["out"] + ".csv").exists()


def test_writing_is_refused(places: dict[str, str]) -> None:
    with locked(places) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DROP TABLE t")


def test_time_limit_is_of_the_connection(places: dict[str, str]) -> None:
    with locked(places, timeout=0.3) as connection, pytest.raises(duckdb.Error, match="maximum execution time"):
        connection.cursor().execute("SELECT sum(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b")


def test_memory_limit_without_a_spill(places: dict[str, str]) -> None:
    with locked(places) as connection, pytest.raises(duckdb.OutOfMemoryException):
        connection.execute("SELECT list(range) FROM range(100000000)")


def test_a_second_opening_in_the_same_process_is_locked_too(places: dict[str, str]) -> None:
    with locked(places), locked(places) as second, pytest.raises(duckdb.Error, match="locked"):
        second.execute("SET threads = 3")


def test_the_time_zone_is_set_before_the_lock(places: dict[str, str]) -> None:
    path = Path(places["own"])
    with open_locked(path, memory="256MB", threads=1, timeout=5, timezone="Asia/Tokyo") as connection:
        row = connection.cursor().execute("SELECT current_setting('TimeZone')").fetchone()
        assert row == ("Asia/Tokyo",)


def test_a_missing_file_and_a_broken_one_are_sentences(tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_text("no database")
    for path in (tmp_path / "nothing.duckdb", broken):
        with pytest.raises(Unavailable, match=path.name) as caught:
            open_locked(path, memory="256MB", threads=1, timeout=5)
        assert str(tmp_path) not in str(caught.value)


def test_the_sealed_one_parses_and_reads_nothing(places: dict[str, str]) -> None:
    with open_sealed() as sealed:
        assert sealed.execute("SELECT json_serialize_sql('SELECT 1')").fetchone()
        with pytest.raises(duckdb.Error):
            sealed.execute(f"SELECT * FROM read_text('{places['secret']}')")
