"""The script: the same rows for the same seed, in little memory, a whole file or none, and plain refusals."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from core.errors import Unavailable
from scripts.generate_sample_data import Progress
from scripts.sample_data.business import generate
from scripts.sample_data.write import check_room
from tests.sample_data.fixture import ROOT, sample_db
from tests.typed import begin, typed

SCRIPT = ROOT / "scripts" / "generate_sample_data.py"
TABLES = 15
OLDER = {"OMP_NUM_THREADS": "1", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"}
USUAL = ("--orders", 2_000, "--as-of", "2026-06-30", "--seed", 7)


def command(*arguments):
    return [sys.executable, str(SCRIPT), *map(str, arguments)]


def run(*arguments, **options):
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, **options)


def fingerprint(path: Path) -> dict[str, tuple[int, int]]:
    """Of every table, how many rows it has and a sum over them in which each value and each place counts."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {
            table: connection.execute(f"SELECT count(*), sum(hash(t::VARCHAR || rowid)) FROM {table} t").fetchone()
            for table in tables
        }


def test_the_same_again(tmp_path):
    """In another process, with one thread, and as on an older processor, where numpy has no fast paths."""
    again = tmp_path / "again.duckdb"
    made = run("--out", again, *USUAL, env=os.environ | OLDER)
    assert made.returncode == 0, made.stderr
    assert len(fingerprint(again)) == TABLES
    assert fingerprint(again) == fingerprint(sample_db(2_000, "2026-06-30", 7))


def test_another_seed_is_another_business(tmp_path):
    other = fingerprint(sample_db(2_000, "2026-06-30", 8))
    same = fingerprint(sample_db(2_000, "2026-06-30", 7))
    assert {table for table in same if same[table] == other[table]} == {"location", "planning_vehicle"}


def test_the_rows_are_these():
    """One number for all: a machine, a library or a change that makes other rows is noticed.

    Where a change of the generator is meant, put the new number here.
    """
    rows = fingerprint(sample_db(2_000, "2026-06-30", 7))
    assert sum(total for _, total in rows.values()) % 1_000_000_007 == 553392941


def peak_memory(tmp_path: Path, orders: int) -> int:
    """In kB; of the process alone, from the moment it became Python."""
    out = tmp_path / f"{orders}.duckdb"
    code = (
        "import runpy, sys; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print([line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1])"
    )
    arguments = [sys.executable, "-c", code, *command("--out", out, "--orders", orders, "--as-of", "2026-06-30")[1:]]
    return int(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_memory_does_not_grow_with_the_orders(tmp_path):
    assert peak_memory(tmp_path, 50_000) < 1.6 * peak_memory(tmp_path, 5_000)


@pytest.mark.long
def test_memory_is_bounded_for_a_million_orders(tmp_path):
    assert peak_memory(tmp_path, 1_000_000) < 3 * peak_memory(tmp_path, 50_000)


@pytest.mark.long
def test_a_million_orders_hold_together(tmp_path):
    from tests.sample_data.conftest import Business
    from tests.sample_data.rules import BROKEN

    path = tmp_path / "large.duckdb"
    generate(path, 1_000_000, date(2026, 6, 30), 7, progress=lambda part, done: None)
    with duckdb.connect(str(path), read_only=True) as connection:
        business = Business(connection, 1_000_000, "2026-06-30")
        broken = {rule for rule, sql in BROKEN.items() if business.value(f"SELECT count(*) FROM (SELECT 1 {sql})")}
    assert broken == set()


def small(target: Path) -> None:
    generate(target, 500, date(2026, 6, 30), 7, progress=lambda part, done: None)


def killed(target: Path, after: float) -> None:
    """Starts, lets some of the file be written, and pulls the plug."""
    with Path(os.devnull).open("r+") as nothing:
        running = begin(
            SCRIPT, "--out", target, "--orders", 400_000, folder=target.parent, files=(nothing.fileno(),) * 3
        )
    deadline = time.monotonic() + 60
    while not list(target.parent.glob(f".{target.name}.*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(after)
    running.send(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it was done before it could be killed"


def pull_the_plug(folder: Path, rounds: int) -> None:
    old, new = folder / "old.duckdb", folder / "new.duckdb"
    small(old)
    before = old.read_bytes()
    for _ in range(rounds):
        killed(old, random.uniform(0, 0.8))
        killed(new, random.uniform(0, 0.8))
        assert old.read_bytes() == before
        assert not new.exists()


def test_a_kill_leaves_the_old_file_or_none(tmp_path):
    pull_the_plug(tmp_path, rounds=1)
    small(tmp_path / "old.duckdb")
    left = [path.name for path in tmp_path.glob(".old*")]
    assert left == [], "what a killed run left is swept up by the next one"


@pytest.mark.long
def test_fifty_kills(tmp_path):
    pull_the_plug(tmp_path, rounds=25)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing(tmp_path, number):
    target, said = tmp_path / "some.duckdb", tmp_path / "said"
    with said.open("w") as file, Path(os.devnull).open() as nothing:
        files = (nothing.fileno(), file.fileno(), file.fileno())
        running = begin(SCRIPT, "--out", target, "--orders", 400_000, folder=tmp_path, files=files)
    while not list(tmp_path.glob(".some*")):
        assert "Traceback" not in said.read_text()
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.7))
    running.send(number)
    assert running.wait() == 130
    assert "Interrupted" in said.read_text()
    assert "Traceback" not in said.read_text()
    assert list(tmp_path.iterdir()) == [said]


def test_an_interruption_that_the_database_let_go_counts_at_the_next_step():
    progress = Progress()
    for number in (signal.SIGINT, signal.SIGTERM):
        with pytest.raises(KeyboardInterrupt):
            progress.stop(number, None)
    with pytest.raises(KeyboardInterrupt):
        progress("Sales orders", 0.5)


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    """A limit on the size of files stands for the disk's."""

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    said = run("--out", tmp_path / "some.duckdb", "--orders", 50_000, preexec_fn=small_disk)
    assert said.returncode == 2
    assert said.stderr.splitlines()[-1].startswith(f"The disk of {tmp_path} is full")
    assert list(tmp_path.iterdir()) == []


REFUSED = {
    "There is no folder": ("--out", "{folder}/none/some.duckdb"),
    "is a folder": ("--out", "{folder}"),
    "ask for 500 to": ("--out", "{folder}/some.duckdb", "--orders", "499"),
    "is not a day; write it as 2026-06-30": ("--out", "{folder}/some.duckdb", "--as-of", "30.6.2026"),
    "too far away": ("--out", "{folder}/some.duckdb", "--as-of", "0001-01-01"),
    "below zero": ("--out", "{folder}/some.duckdb", "--seed", "-1"),
}


def test_what_cannot_be_is_refused_in_a_sentence(tmp_path):
    for sentence, arguments in REFUSED.items():
        said = typed(SCRIPT.name, *(part.format(folder=tmp_path) for part in arguments), folder=tmp_path)
        assert said.returncode == 2
        assert sentence in said.stderr
        assert "Traceback" not in said.stderr
        assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_said_before_the_work(tmp_path):
    free = shutil.disk_usage(tmp_path).free
    check_room(tmp_path / "some.duckdb", free // 2)
    with pytest.raises(Unavailable, match=r"MB are needed, the disk of .* has .* MB free"):
        check_room(tmp_path / "some.duckdb", 2 * free)


def test_progress_is_said_on_stderr_only(tmp_path):
    said = typed(SCRIPT.name, "--out", tmp_path / "some.duckdb", "--orders", 500, folder=tmp_path)
    assert said.stdout == ""
    assert "Purchase orders" in said.stderr
    assert "rows in" in said.stderr
