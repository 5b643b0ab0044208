"""Commands as they are typed: their output may be cut off, and what is not there is said in a sentence."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.core.warehouse.guard.business import make_database
from tests.typed import Done, typed

ROOT = Path(__file__).resolve().parents[2]
MANAGER = ("--persona", "Warehouse Manager")
STOCK = {"measures": ["stock"]}
REVENUE = {"measures": ["revenue"]}


def run(home: Path, script: str, *arguments: str, **environment: object) -> Done:
    done = typed(script, *arguments, folder=home, QM_HOME=home, **environment)
    assert "Traceback" not in done.stderr
    return done


def unread(home: Path, script: str, *arguments: str) -> tuple[int, str]:
    """Whoever reads has closed the pipe before the first line."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = typed(script, *arguments, folder=home, out=write_end, QM_HOME=home)
    finally:
        os.close(write_end)
    return done.returncode, done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_database(tmp_path / "warehouse.duckdb")
    (tmp_path / "stock.json").write_text(json.dumps(STOCK))
    (tmp_path / "revenue.json").write_text(json.dumps(REVENUE))
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("query.py", "stock.json", *MANAGER, "--db", "warehouse.duckdb"),
        ("ask.py", "total stock", *MANAGER, "--db", "warehouse.duckdb"),
        ("guard.py", "SELECT 1", *MANAGER),
        ("load.py", "--template", "product"),
        ("audit.py", "check"),
        ("bench.py", "--help"),
        ("backup.py", "make", "backup.zip"),
        ("jobs.py", "--help"),
    ],
    ids=lambda command: command[0],
)
def test_a_reader_that_has_seen_enough_ends_a_command_without_a_word(home: Path, command: tuple[str, ...]) -> None:
    code, said = unread(home, *command)
    assert code == 141, said
    assert "BrokenPipe" not in said and "Traceback" not in said


@pytest.mark.parametrize("script", ["query.py", "ask.py"])
def test_without_data_it_says_where_data_comes_from(home: Path, script: str) -> None:
    done = run(home, script, "stock.json" if script == "query.py" else "total stock", *MANAGER)
    assert (done.returncode, done.stdout) == (2, "")
    assert "scripts/start makes sample data" in done.stderr and "scripts/load.py" in done.stderr


def test_a_table_that_was_not_loaded_is_named(home: Path) -> None:
    (home / "product.csv").write_text(run(home, "load.py", "--template", "product").stdout)
    assert run(home, "load.py", "product.csv").returncode == 0
    done = run(home, "query.py", "revenue.json", *MANAGER)
    assert done.returncode == 2
    assert done.stderr == "The table sales_order_line has not been loaded yet: scripts/load.py loads it.\n"


def test_a_query_that_is_no_text_is_refused(home: Path) -> None:
    (home / "query.json").write_bytes(b"\xff\xfe\x00")
    done = run(home, "query.py", "query.json", *MANAGER)
    assert (done.returncode, done.stderr) == (2, "query.json is not UTF-8 text: save it with that encoding.\n")


@pytest.mark.parametrize("rows", ["0", "-1", "many"])
def test_at_least_one_row_is_printed(home: Path, rows: str) -> None:
    done = run(home, "query.py", "stock.json", *MANAGER, "--db", "warehouse.duckdb", f"--rows={rows}")
    assert done.returncode == 2
    assert f"'{rows}' should be a number from 1 on" in done.stderr


def test_a_vocabulary_is_drafted_from_tables_into_a_folder_or_not_at_all(home: Path) -> None:
    duckdb.connect(str(home / "empty.duckdb")).close()
    for data, folder, why in (
        ("empty.duckdb", "drafted", "empty.duckdb holds no tables: there is nothing to draft from.\n"),
        ("warehouse.duckdb", "stock.json", "stock.json/draft.yaml cannot be written: File exists.\n"),
    ):
        done = run(home, "model_schema.py", "--db", data, "--out", folder)
        assert (done.returncode, done.stderr) == (2, why)
    assert not (home / "drafted").exists()


def test_ctrl_c_while_a_command_is_still_imported_says_nothing(tmp_path: Path) -> None:
    for script in ("query.py", "load.py", "create_user.py"):
        command = [sys.executable, "-X", "importtime", str(ROOT / "scripts" / script), "--help"]
        running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert running.stderr
        for line in running.stderr:  # until the first of what is heavy is there
            if "core.errors" in line or "rapidfuzz" in line:
                running.send_signal(signal.SIGINT)
                break
        rest = running.stderr.read()
        assert "Traceback" not in rest and "KeyboardInterrupt" not in rest
        assert running.wait(60) in (-signal.SIGINT, 0)


BUSY = """
import os, signal, sys, threading, time
import duckdb
from core.terminal import until_read
connection = duckdb.connect()
connection.execute("CREATE TABLE t AS SELECT range a FROM range(100_000)")
signal.signal(signal.SIGINT, signal.SIG_DFL)  # as every command does; in the background it would be ignored
def press():
    while True:  # again where the database has let it go
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
threading.Thread(target=press, daemon=True).start()
def command():
    while True:
        connection.execute("SELECT sum(hash(x.a, y.a)) FROM t x, t y WHERE y.a < 100").fetchall()
sys.exit(until_read(command))
"""


def test_ctrl_c_that_the_database_notices_first_is_one_too(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUSY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr


def test_a_day_that_is_none_says_how_one_looks(home: Path) -> None:
    done = run(home, "guard.py", "SELECT 1", *MANAGER, "--today", "foo")
    assert (done.returncode, "'foo' is no date; one is written as 2026-06-30" in done.stderr) == (2, True)


def test_json_has_decimals_as_text_and_counts_as_numbers(home: Path) -> None:
    (home / "both.json").write_text(json.dumps({"measures": ["stock_value", "items"]}))
    done = run(home, "query.py", "both.json", *MANAGER, "--db", "warehouse.duckdb", "--json")
    (record,) = map(json.loads, done.stdout.splitlines())
    assert isinstance(record["items"], int) and isinstance(record["stock_value"], str), done.stdout
    assert float(record["stock_value"]) > 0


def test_a_warehouse_that_is_not_in_the_data_is_refused_with_the_nearest(home: Path) -> None:
    new = ("--email", "z@example.com", "--name", "Z", "--role", "Viewer", "--persona", "Field Engineer",
           "--workspace", "main")  # fmt: skip
    data = home / "warehouse.duckdb"
    for code, status in (("WH01", 2), ("WH001", 0)):
        done = run(home, "create_user.py", *new, "--warehouse", code, QM_WAREHOUSE_FILE=data)
        assert done.returncode == status, done.stderr
        assert ("no warehouse called 'WH01'. Did you mean 'WH001'" in done.stderr) == (status == 2)


def test_without_data_any_warehouse_may_be_named_and_a_store_is_a_url(tmp_path: Path) -> None:
    new = ("--email", "z@example.com", "--name", "Z", "--role", "Viewer", "--persona", "Field Engineer",
           "--workspace", "main", "--warehouse", "ZZ9")  # fmt: skip
    assert run(tmp_path, "create_user.py", *new).returncode == 0
    refused = run(tmp_path, "create_user.py", "--list", "--store", "foo")
    assert refused.returncode == 2 and "'foo' is neither a URL nor the file of a store" in refused.stderr
    assert not (tmp_path / "foo").exists()
