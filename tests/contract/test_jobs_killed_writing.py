"""kill -9 while a file is loaded or written: nothing half-done is ever seen, and the whole is there afterwards."""

from pathlib import Path

import openpyxl

from core.jobs.execution import TERMINAL, system
from core.jobs.job import Job, JobId
from core.jobs.jobs import Jobs, exports
from core.jobs.loading import uploads
from core.warehouse.generations import current
from tests.contract.test_jobs import wait
from tests.contract.test_jobs_killed import ME, _over, _rows, front, processes

FINANCE = system("Finance Analyst", TERMINAL)
ROWS = 40_000  # so many that there is a middle to be killed in


def test_a_load_that_is_killed_in_the_middle_is_done_once_and_whole(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    with front(tmp_path, url) as jobs:
        job_id = jobs.submit("load", {"files": [_vendors(tmp_path)], "table": "vendors", "once": True}, ME)
        _killed_at(tmp_path, url, jobs, job_id, "Opening", "Reading", "Checking", "Writing")
        assert current(tmp_path / "warehouse") is None  # nothing of it counts yet
        assert (tmp_path / "uploads" / "vendors.csv").exists()
        with processes(tmp_path, url):
            assert _over(jobs, job_id).result == f"Loaded: {ROWS:,} rows of vendors.", jobs.get(job_id, ME).error
        assert _rows(tmp_path) == ROWS
        assert jobs.get(job_id, ME).times_started == 2
        assert not (tmp_path / "uploads" / "vendors.csv").exists()
        assert [path.name for path in (tmp_path / "warehouse").glob("*.duckdb*")] == ["warehouse-1.duckdb"]


def test_an_export_that_is_killed_in_the_middle_is_one_whole_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/state.db"
    with front(tmp_path, url) as jobs:
        load = jobs.submit("load", {"files": [_vendors(tmp_path)], "table": "vendors"}, ME)
        with processes(tmp_path, url):
            assert _over(jobs, load).state == "done", jobs.get(load, ME).error
        query = {"rows": "vendor", "by": ["vendor.code", "vendor.name"]}
        job_id = jobs.submit("export", {"query": query, "format": "xlsx", "name": "all"}, FINANCE)
        _killed_at(tmp_path, url, jobs, job_id, "Writing")
        assert jobs.made(job_id) is None  # half a file is none
        with processes(tmp_path, url):
            assert _over(jobs, job_id).result == f"all.xlsx: {ROWS:,} rows", jobs.get(job_id, ME).error
        assert [path.name for path in (exports(tmp_path) / job_id).iterdir()] == ["all.xlsx"]
        sheet = openpyxl.load_workbook(exports(tmp_path) / job_id / "all.xlsx", read_only=True)["Data"]
        assert sum(1 for _ in sheet.iter_rows()) == ROWS + 1


def _vendors(home: Path) -> str:
    file = uploads(home) / "vendors.csv"
    file.parent.mkdir(parents=True)
    lines = (f"{row},V{row},Vendor {row},29ABCDE1234F1Z5,ACTIVE\n" for row in range(ROWS))
    file.write_text("id,vendor_code,vendor_name,gstin,status\n" + "".join(lines))
    return file.name


def _killed_at(home: Path, url: str, jobs: Jobs, job_id: JobId, *steps: str) -> None:
    """As soon as it says that it is at one of these steps."""

    def begun() -> Job | None:
        job = jobs.get(job_id, ME)
        assert not job.over, f"It was quicker than the test: {job.result} {job.error}"
        return job if job.progress.text.startswith(steps) else None

    with processes(home, url) as (process,):
        wait(begun)
        process.kill()
        assert jobs.get(job_id, ME).state == "running"  # nobody has told yet that it is not
