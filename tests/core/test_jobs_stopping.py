"""A worker that is stopped leaves its jobs to the next one; there is one worker to a process."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from core.context import Context
from core.errors import Conflict
from core.jobs.execution import TERMINAL, Desk, system
from core.jobs.jobs import Jobs
from core.jobs.work import Stopped
from core.jobs.worker import Worker
from tests.contract.counting import noted
from tests.contract.jobs_process import ALL, context_of
from tests.contract.test_jobs import wait

ME = system("Warehouse Manager", TERMINAL)


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    opened = context_of(tmp_path, f"sqlite:///{tmp_path}/state.db")
    yield opened
    opened.close()


@pytest.fixture
def jobs(ctx: Context) -> Iterator[Jobs]:
    opened = Jobs.open(ctx.config, ctx.store, ALL)
    yield opened
    opened.close()


def test_the_next_worker_goes_on(ctx: Context, jobs: Jobs, tmp_path: Path) -> None:
    plain, complaining = tmp_path / "plain", tmp_path / "complaining"
    first = Worker.start(ctx, jobs, ())
    with pytest.raises(Conflict, match="one worker to a process"):
        Worker.start(ctx, jobs, ())
    ids = [
        jobs.submit("count", {"folder": str(folder), "hold_at": 1, "complains": folder is complaining}, ME)
        for folder in (plain, complaining)
    ]
    wait(lambda: noted(plain, "begun") == noted(complaining, "begun") == [0, 1])
    first.stop()
    assert [jobs.get(job_id, ME).state for job_id in ids] == ["running", "running"]
    for folder in (plain, complaining):
        (folder / "go").touch()
    second = Worker.start(ctx, jobs, ())
    for job_id in ids:
        done = wait(lambda job_id=job_id: (job := jobs.get(job_id, ME)).over and job)  # type: ignore[misc]
        assert (done.state, done.times_started, done.error) == ("done", 2, "")
    assert noted(plain, "begun") == noted(complaining, "begun") == [0, 1, 1, 2]
    second.stop()
    assert (tmp_path / "jobs.db").stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "workers").iterdir()) == []


def test_a_second_execution_of_a_job_waits_for_the_end_of_the_first(ctx: Context, jobs: Jobs) -> None:
    desk, begun, ended = Desk(ctx, jobs), Event(), Event()

    def first() -> None:
        with suppress(Stopped), desk._working("job", ME) as work:
            begun.set()
            work.cancel.event.wait(30)
            ended.set()
            work.go_on()

    thread = Thread(target=first)
    thread.start()
    assert begun.wait(30)
    with desk._working("job", ME):
        assert ended.is_set() and len(desk.works()) == 1
    thread.join()
    assert desk.works() == []
