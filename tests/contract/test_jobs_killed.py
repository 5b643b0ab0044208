"""kill -9 at any moment: what was under way is gone on with, and what was done is not done again."""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb
import pytest

from core.jobs.execution import TERMINAL, system
from core.jobs.job import Job, JobId
from core.jobs.jobs import Jobs
from core.jobs.loading import uploads
from core.store.open import Store
from core.warehouse.generations import current
from tests.contract.counting import noted
from tests.contract.jobs_process import ALL, ROOT, config_of
from tests.contract.test_jobs import wait
from tests.typed import Running, begin

ME = system("Warehouse Manager", TERMINAL)
ROWS = 50  # of each load
MODULE = "tests.contract.jobs_process"


@dataclass
class Process:
    running: Running
    said: IO[str]
    name: str = ""

    def kill(self) -> None:
        self.running.send(signal.SIGKILL)
        self.running.wait()


def begun(home: Path, url: str, scheduled: str) -> Process:
    ours, theirs = os.pipe()
    with Path(os.devnull).open() as nothing:
        files = (nothing.fileno(), theirs, sys.__stderr__.fileno())
        running = begin(MODULE, home, url, *filter(None, [scheduled]), folder=ROOT, files=files)
    os.close(theirs)
    return Process(running, os.fdopen(ours))


@contextmanager
def processes(home: Path, url: str, scheduled: str = "", count: int = 1) -> Iterator[list[Process]]:
    found = [begun(home, url, scheduled) for _ in range(count)]
    try:
        for one in found:
            one.name = one.said.readline().strip()
        assert all(one.name for one in found), "a process did not start"
        yield found
    finally:
        for one in found:
            one.kill()
            one.said.close()


@contextmanager
def front(home: Path, url: str) -> Iterator[Jobs]:
    config = config_of(home, url)
    store = Store.open(url, home=home)
    jobs = Jobs.open(config, store, ALL)
    yield jobs
    jobs.close()
    store.close()


def test_one_process_after_the_other_is_killed(tmp_path: Path) -> None:
    _rounds(tmp_path, 2)


@pytest.mark.long
def test_fifty_processes_are_killed(tmp_path: Path) -> None:
    _rounds(tmp_path, 50)


def _rounds(home: Path, count: int) -> None:
    """In each round the process that goes on with the last round's jobs is itself killed in the next one's."""
    moments, url = random.Random(7), f"sqlite:///{home}/state.db"
    with front(home, url) as jobs:
        pending: list[JobId] = []
        for number in range(count + 1):
            with processes(home, url) as (process,):
                for job_id in pending:
                    assert _over(jobs, job_id).state == "done", jobs.get(job_id, ME).error
                if pending:
                    _check_counted(home / f"count-{number - 1}")
                assert _rows(home) == number * ROWS
                if number < count:
                    pending = _submit(jobs, home, number)
                    wait(lambda folder=home / f"count-{number}": noted(folder, "begun"))  # type: ignore[misc]
                    time.sleep(moments.random())
                    process.kill()


def _submit(jobs: Jobs, home: Path, number: int) -> list[JobId]:
    file = uploads(home) / f"vendors-{number}.csv"
    file.parent.mkdir(exist_ok=True)
    lines = [f"{number * ROWS + row},V{number}-{row},Vendor {row},29ABCDE1234F1Z5,ACTIVE\n" for row in range(ROWS)]
    file.write_text("id,vendor_code,vendor_name,gstin,status\n" + "".join(lines))
    load = {"files": [file.name], "table": "vendors", "mode": "append" if number else "replace"}
    return [
        jobs.submit("load", load, ME, key=str(number)),
        jobs.submit("count", {"folder": str(home / f"count-{number}"), "to": 20}, ME, key=str(number)),
    ]


def _over(jobs: Jobs, job_id: JobId) -> Job:
    return wait(lambda: (job := jobs.get(job_id, ME)).over and job)


def _check_counted(folder: Path) -> None:
    """All steps, in order, and only the one that was under way at the kill begun twice."""
    begun, finished = noted(folder, "begun"), noted(folder, "finished")
    assert sorted(set(finished)) == list(range(20)) and begun == sorted(begun)
    assert len(begun) <= 21 and len(finished) <= 21


def _rows(home: Path) -> int:
    pointer = current(home / "warehouse")
    if pointer is None:
        return 0
    with duckdb.connect(str(pointer.file), read_only=True) as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT id) FROM vendors").fetchone()
    assert row and row[0] == row[1]
    return int(row[0])


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_processes_share_the_work_and_one_takes_over(url: str, tmp_path: Path) -> None:
    scheduled = tmp_path / "scheduled"
    with front(tmp_path, url) as jobs, processes(tmp_path, url, str(scheduled), count=2) as both:
        folders = [tmp_path / f"job-{number}" for number in range(6)]
        several = [jobs.submit("count", {"folder": str(folder)}, ME) for folder in folders]
        held = jobs.submit("count", {"folder": str(tmp_path / "held"), "hold_at": 1}, ME)
        for job_id in several:
            assert _over(jobs, job_id).state == "done"
        assert [noted(folder, "begun") for folder in folders] == [[0, 1, 2]] * 6
        wait(lambda: noted(tmp_path / "held", "begun") == [0, 1])
        _kill_who_has(jobs, held, both)
        wait(lambda: noted(tmp_path / "held", "begun") == [0, 1, 1])
        (tmp_path / "held" / "go").touch()
        assert _over(jobs, held).state == "done"
        assert jobs.get(held, ME).times_started == 2
        assert noted(tmp_path / "held", "finished") == [0, 1, 2]
        assert noted(scheduled, "begun") == [0, 1, 2]
        assert [job.kind for job in jobs.list(ME) if job.owner == "schedule"] == ["count"]


def _kill_who_has(jobs: Jobs, job_id: JobId, both: list[Process]) -> None:
    executor = jobs.client.list_workflows(workflow_ids=[job_id])[0].executor_id
    next(process for process in both if process.name == executor).kill()
