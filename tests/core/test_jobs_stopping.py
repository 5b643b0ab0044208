"""A worker that is stopped leaves its jobs to the next one; there is one worker to a process."""

from pathlib import Path

import pytest

from core.errors import Conflict
from core.jobs.execution import TERMINAL, system
from core.jobs.jobs import Jobs
from core.jobs.worker import Worker
from tests.contract.counting import noted
from tests.contract.jobs_process import ALL, context_of
from tests.contract.test_jobs import wait

ME = system("Warehouse Manager", TERMINAL)


def test_the_next_worker_goes_on(tmp_path: Path) -> None:
    ctx = context_of(tmp_path, f"sqlite:///{tmp_path}/state.db")
    jobs = Jobs.open(ctx.config, ctx.store, ALL)
    folder = tmp_path / "count"
    first = Worker.start(ctx, jobs, schedule=())
    with pytest.raises(Conflict, match="one worker to a process"):
        Worker.start(ctx, jobs, schedule=())
    job_id = jobs.submit("count", {"folder": str(folder), "hold_at": 1}, ME)
    wait(lambda: noted(folder, "begun") == [0, 1])
    first.stop()
    assert jobs.get(job_id, ME).state == "running"
    (folder / "go").touch()
    second = Worker.start(ctx, jobs, schedule=())
    done = wait(lambda: (job := jobs.get(job_id, ME)).over and job)
    assert (done.state, done.times_started) == ("done", 2)
    assert noted(folder, "begun") == [0, 1, 1, 2]
    second.stop()
    jobs.close()
    ctx.close()
    assert (tmp_path / "jobs.db").stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "workers").iterdir()) == []
