"""The worker: right answers, clear errors, hard limits, and nothing left behind."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import psutil
import pytest

from core.config import load_config
from core.errors import Invalid, TryLater, Unavailable
from core.warehouse.backends import worker_limits
from core.warehouse.base import Cancel, Checked
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.opened import Limits
from core.warehouse.worker import Stopped, Worker, WorkerLimits, Workers, run_in_worker

ROOT = Path(__file__).resolve().parents[3]
ENDLESS = "SELECT sum(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b"
# levenshtein cannot be interrupted from inside: only the kill ends it
DEAF = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))"


def checked(sql: str, row_limit: int = 100) -> Checked:
    return Checked(sql, "duckdb", frozenset(), row_limit)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("worker") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS i FROM range(1000)")
    return path


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with closing(Workers(WorkerLimits(bytes=1_000_000))) as workers:
        yield workers


def test_a_warehouse_has_its_own_limits_for_hand_written_sql(database: Path) -> None:
    few = DuckDBWarehouse.open(file=database, limits=Limits(worker=WorkerLimits(rows=3, timezone="Asia/Tokyo")))
    small = DuckDBWarehouse.open(file=database, limits=Limits(worker=WorkerLimits(bytes=1000)))
    with closing(few), closing(small):
        found = few.run_in_worker(checked("SELECT i FROM t ORDER BY i")).result
        assert (found.rows, found.truncated) == (((0,), (1,), (2,)), True)
        assert few.run_in_worker(checked("SELECT current_setting('TimeZone')")).result.rows == (("Asia/Tokyo",),)
        with pytest.raises(Unavailable, match="The result is larger"):
            small.run_in_worker(checked("SELECT repeat('x', 100) FROM t"))


def test_the_settings_are_the_limits() -> None:
    given = {"memory": "1GiB", "cpu_seconds": "5", "rows": "7", "bytes": "3MB"}
    overrides = {f"warehouse.worker.{name}": value for name, value in given.items()}
    config = load_config(ROOT, {**overrides, "app.timezone": "Asia/Tokyo"})
    assert worker_limits(config.warehouse, config.app.timezone) == WorkerLimits(
        memory=1024**3, cpu_seconds=5, rows=7, bytes=3_000_000, timezone="Asia/Tokyo"
    )


def children() -> list[psutil.Process]:
    """Workers of this process that still run."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "core.warehouse.child" in child.cmdline()
    ]


def test_values_keep_their_types(workers: Workers, database: Path) -> None:
    report = workers.run(
        database,
        checked(
            "SELECT 1 AS a, 'ü' AS b, 1.50::decimal(9,2) AS c, 2.5::double AS d, DATE '2026-03-01' AS e,"
            " TIMESTAMP '2026-03-01 10:00' AS f, true AS g, NULL AS h, [1, 2] AS i, {'x': 1} AS j,"
            " 170141183460469231731 AS k"
        ),
        timeout=20,
    )
    assert report.result.columns == tuple("abcdefghijk")
    assert report.result.types[:7] == ("integer", "text", "decimal", "number", "date", "timestamp", "boolean")
    assert report.result.rows == (
        (1, "ü", Decimal("1.50"), 2.5, date(2026, 3, 1), datetime(2026, 3, 1, 10), True, None, "[1, 2]", '{"x": 1}',
         170141183460469231731),
    )  # fmt: skip
    assert report.peak_bytes > 10_000_000 and report.seconds > 0


def test_it_works_in_a_program_with_thousands_of_open_files(database: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard < 2048 else max(soft, 2048), hard))
    worker = Worker(WorkerLimits().memory)
    high = worker._answers = fcntl.fcntl(worker._answers, fcntl.F_DUPFD, 1100)
    request = {**asdict(WorkerLimits()), "db": str(database), "sql": "SELECT 7", "timeout": 60.0, "row_limit": 5}
    try:
        assert worker.ask(request, time.monotonic() + 60, Cancel())["result"]["rows"] == [[7]]
    finally:
        worker.kill()
        os.close(high)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_rows_are_capped_and_said_so(workers: Workers, database: Path) -> None:
    result = workers.run(database, checked("SELECT i FROM t ORDER BY i", row_limit=5), timeout=60).result
    assert [row[0] for row in result.rows] == [0, 1, 2, 3, 4] and result.truncated


def test_bytes_are_capped(workers: Workers, database: Path) -> None:
    with pytest.raises(Unavailable, match="larger than 1 MB"):
        workers.run(database, checked("SELECT repeat('x', 50000) FROM t"), timeout=60)


def test_an_error_is_a_sentence_and_the_process_stays(workers: Workers, database: Path) -> None:
    workers.run(database, checked("SELECT 1"), timeout=60)
    before = {child.pid for child in children()}
    with pytest.raises(Invalid, match="nope") as caught:
        workers.run(database, checked("SELECT nope FROM t"), timeout=60)
    assert str(database) not in caught.value.message
    assert workers.run(database, checked("SELECT 1"), timeout=60).result.rows == ((1,),)
    assert {child.pid for child in children()} == before


@pytest.mark.parametrize("sql", [ENDLESS, DEAF], ids=["endless", "deaf"])
def test_time_is_limited(sql: str, workers: Workers, database: Path) -> None:
    with pytest.raises(Stopped, match="took longer") as caught:
        workers.run(database, checked(sql), timeout=0.5)
    assert caught.value.peak_bytes > 0 and caught.value.status == 503


def test_processor_time_is_limited(database: Path) -> None:
    with closing(Workers(WorkerLimits(cpu_seconds=1))) as workers, pytest.raises(Stopped, match="processor time"):
        workers.run(database, checked(DEAF), timeout=60)


def test_memory_is_limited(database: Path) -> None:
    with closing(Workers(WorkerLimits(memory=700_000_000))) as workers:
        with pytest.raises(Stopped, match="more memory") as caught:
            workers.run(database, checked("SELECT list(range) FROM range(1000000000)"), timeout=60)
        assert caught.value.peak_bytes < 700_000_000
        assert workers.run(database, checked("SELECT 1"), timeout=60).result.rows == ((1,),)


def test_cancel_from_another_thread(workers: Workers, database: Path) -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.now).start()
    began = time.monotonic()
    with pytest.raises(Stopped, match="cancelled"):
        workers.run(database, checked(DEAF), timeout=60, cancel=cancel)
    assert time.monotonic() - began < 30


def test_too_many_at_once_wait_and_then_are_told(database: Path) -> None:
    with closing(Workers(at_once=1)) as workers:
        cancel, before = Cancel(), len(children())
        busy = threading.Thread(target=_ignoring_stop, args=(workers, database, cancel))
        busy.start()
        while len(children()) == before:
            time.sleep(0.02)
        with pytest.raises(TryLater):
            workers.run(database, checked("SELECT 1"), timeout=0.2)
        cancel.now()
        busy.join(30)


def _ignoring_stop(workers: Workers, database: Path, cancel: Cancel) -> None:
    with pytest.raises(Stopped):
        workers.run(database, checked(DEAF), timeout=60, cancel=cancel)


def test_a_worker_that_died_by_itself_is_replaced(workers: Workers, database: Path) -> None:
    workers.run(database, checked("SELECT 1"), timeout=60)
    for child in children():
        child.kill()
        child.wait()
    assert workers.run(database, checked("SELECT 2"), timeout=60).result.rows == ((2,),)


def test_close_leaves_no_process(database: Path) -> None:
    before = {child.pid for child in children()}
    workers = Workers()
    workers.run(database, checked("SELECT 1"), timeout=60)
    assert {child.pid for child in children()} - before
    workers.close()
    assert {child.pid for child in children()} == before


def test_no_orphan_when_the_app_is_killed(database: Path) -> None:
    """Even one that is deaf to everything goes when the app goes."""
    app = subprocess.Popen(
        [sys.executable, "-c", _APP, str(database), DEAF], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert app.stdout is not None
    worker = psutil.Process(int(app.stdout.readline()))
    time.sleep(0.5)
    assert worker.is_running()
    app.send_signal(signal.SIGKILL)
    app.wait()
    _, alive = psutil.wait_procs([worker], timeout=60)
    assert not alive


_APP = """
import sys, threading
from pathlib import Path
from core.warehouse.base import Checked
from core.warehouse.worker import Worker, Workers, WorkerLimits
workers = Workers()
workers.warm()
print(workers._idle[0]._process.pid, flush=True)
workers.run(Path(sys.argv[1]), Checked(sys.argv[2], "duckdb", frozenset(), 10), timeout=60)
"""


def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QM_SESSION_SECRET", "hush")
    worker = Worker(1_000_000_000)
    try:
        environment = psutil.Process(worker._process.pid).environ()
        assert "QM_SESSION_SECRET" not in environment and "hush" not in environment.values()
    finally:
        worker.kill()


def test_other_dialects_are_refused(workers: Workers, database: Path) -> None:
    with pytest.raises(Invalid, match="redshift"):
        workers.run(database, Checked("SELECT 1", "redshift", frozenset(), 1), timeout=5)


def test_the_short_way(database: Path) -> None:
    assert run_in_worker(database, checked("SELECT sum(i) FROM t")).result.rows == ((499500,),)
    assert os.getpid() not in {child.pid for child in children()}
