"""What each kind of job does: exports, loads, the stock of the day, pruning."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from core import audit
from core.access import Asker
from core.clock import Clock
from core.context import Context
from core.errors import Invalid, NotAllowed, NotFound
from core.jobs.database import QUEUE
from core.jobs.execution import TERMINAL, system
from core.jobs.job import Job
from core.jobs.jobs import Jobs, exports
from core.jobs.loading import uploads
from core.jobs.pruning import due
from core.jobs.schedule import Daily
from core.jobs.snapshot import take_snapshot
from core.jobs.worker import Worker
from core.store.loads import history
from core.warehouse.drafts import Loaded
from core.warehouse.generations import current, new_generation
from tests.contract.jobs_process import ALL, context_of
from tests.contract.test_jobs import wait

ME = system("Warehouse Manager", TERMINAL)
VENDORS = "id,vendor_code,vendor_name,gstin,status\n"
TODAY = date(2026, 6, 30)
TABLES = """
    CREATE TABLE warehouse_product AS SELECT * FROM (VALUES ('WH001', 'P1', 5), ('WH001', 'P2', 0), ('WH002', 'P1', 7))
        stock(warehouse_code, product_code, current_stock);
    CREATE TABLE product AS SELECT * FROM (VALUES ('P1', '=1+1', 2.5), ('P2', 'Nut', -1.5), ('P3', '-5', 0))
        product(product_code, product_name, unit_cost);
    ALTER TABLE product ADD COLUMN product_group VARCHAR; ALTER TABLE product ADD COLUMN unit_price DECIMAL(10, 2);
    ALTER TABLE product ADD COLUMN supplier_code VARCHAR; ALTER TABLE product ADD COLUMN supplier_name VARCHAR;
    ALTER TABLE product ADD COLUMN created_date DATE; ALTER TABLE product ADD COLUMN updated_date DATE;
"""


@dataclass
class Desk:
    ctx: Context
    jobs: Jobs
    worker: Worker

    @property
    def home(self) -> Path:
        return self.ctx.config.app.home

    def do(self, kind: str, **arguments: object) -> Job:
        return self.over(self.jobs.submit(kind, arguments, ME))

    def over(self, job_id: str) -> Job:
        return wait(lambda: (job := self.jobs.get(job_id, ME)).over and job)

    def load(self, name: str, text: str, **arguments: object) -> Job:
        self.put(name, text)
        return self.do("load", files=[name], table="vendors", **arguments)

    def put(self, name: str, text: str) -> None:
        uploads(self.home).mkdir(exist_ok=True)
        (uploads(self.home) / name).write_text(text)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        pointer = current(self.ctx.config.warehouse_home)
        assert pointer
        with duckdb.connect(str(pointer.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("home")
    ctx = context_of(home, f"sqlite:///{home}/state.db")
    ctx = replace(ctx, clock=Clock(TODAY))
    audit.record(
        ctx.store, "ann@example.com", "test.old", at=Clock.utc() - timedelta(days=800)
    )  # the log's first entry
    jobs = Jobs.open(ctx.config, ctx.store, ALL)
    worker = Worker.start(ctx, jobs, ())
    yield Desk(ctx, jobs, worker)
    worker.stop()
    jobs.close()
    ctx.close()


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    with new_generation(desk.ctx.config.warehouse_home) as draft:
        with duckdb.connect(str(draft.path)) as connection:
            connection.execute(TABLES)
        draft.loaded["product"] = Loaded(datetime(2026, 6, 1, tzinfo=UTC), 3, "test")
    return desk


def test_an_export_is_the_whole_result_and_does_not_calculate(stocked: Desk) -> None:
    query = {"rows": "product", "by": ["product.code", "product.name"]}
    done = stocked.do("export", query=query, name="our products")
    assert (done.state, done.result) == ("done", "our-products.csv: 3 rows"), done.error
    lines = stocked.jobs.file(done.id, ME).read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:] == ["P1,'=1+1", "P2,Nut", "P3,-5"]
    assert [entry.subject for entry in audited(stocked.ctx, "export")] == ["our-products.csv: 3 rows"]
    with pytest.raises(NotFound):
        stocked.jobs.file(done.id, Asker("Warehouse Manager", "Analyst", email="eve@example.com"))
    for other in (
        Asker(
            "Warehouse Manager", "Owner", email="root@example.com"
        ),  # sees the job, but another's rows are not theirs
        replace(ME, role="Viewer"),
        replace(ME, persona="Finance Analyst"),
        replace(ME, warehouses=("WH001",)),
    ):
        with pytest.raises(NotAllowed):
            stocked.jobs.file(done.id, other)


def test_what_cannot_be_exported_is_refused_at_once(desk: Desk) -> None:
    for wrong in ({}, {"query": {"rows": "product"}, "sql": "SELECT 1"}, {"query": {"measurs": ["revenue"]}}):
        with pytest.raises(Invalid):
            desk.jobs.submit("export", wrong, ME)


def test_an_export_to_excel(stocked: Desk) -> None:
    done = stocked.do("export", query={"rows": "product", "by": ["product.name"]}, format="xlsx")
    assert done.state == "done", done.error
    sheet = openpyxl.load_workbook(stocked.jobs.file(done.id, ME))["Data"]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    assert list(exports(stocked.home).glob(".*")) == []


def audited(ctx: Context, action: str) -> tuple[audit.Entry, ...]:
    return audit.search(ctx.store, ME, audit.Wanted(action=action)).entries


def test_a_load_is_done_once_even_when_its_end_was_not_recorded(desk: Desk) -> None:
    done = desk.load("first.csv", VENDORS + "1,V1,One,,active\n2,V2,Two,,active\n", mode="replace")
    assert (done.state, done.result) == ("done", "Loaded: 2 rows of vendors.")
    more = desk.load("more.csv", VENDORS + "3,V3,Three,,active\n", mode="append")
    desk.jobs.client.rewind_workflow(more.id, queue_name=QUEUE)  # as after a kill behind the publication
    again = desk.over(more.id)
    assert (again.state, again.result) == ("done", "Loaded, before the program was interrupted.")
    assert desk.ask("SELECT count(*) FROM vendors") == [(3,)]
    assert [(one.file_name, one.rows, one.by) for one in history(desk.ctx.store, limit=1)] == [
        ("more.csv", 1, "terminal")
    ]


def test_a_load_with_bad_rows_loads_nothing_and_hands_them_out(desk: Desk) -> None:
    desk.load("good.csv", VENDORS + "1,V1,One,,active\n", mode="replace")
    bad = desk.load("bad.csv", VENDORS + "1,V1,One,,active\nx,V2,Two,,active\n", mode="replace")
    assert bad.state == "failed" and "1 bad row" in bad.error
    assert "x" in desk.jobs.file(bad.id, ME).read_text()
    assert desk.ask("SELECT count(*) FROM vendors") == [(1,)]


def test_only_uploaded_files_are_loaded_and_only_by_admins(desk: Desk) -> None:
    desk.put("here.csv", VENDORS)
    for name in ("../state.db", str(desk.home / "state.db"), "nothing.csv"):
        assert "no uploaded file" in desk.do("load", files=[name], table="vendors").error
    with pytest.raises(NotAllowed, match="Admin"):
        desk.jobs.submit("load", {"files": ["here.csv"]}, Asker("Warehouse Manager", "Manager", email="m@example.com"))


def test_a_load_waits_for_another_one_and_can_be_cancelled_meanwhile(desk: Desk) -> None:
    desk.put("next.csv", VENDORS + "8,V8,Eight,,active\n")
    asked = {"files": ["next.csv"], "table": "vendors", "mode": "replace"}
    with new_generation(desk.ctx.config.warehouse_home) as draft:
        draft.abandon()
        given_up, patient = (desk.jobs.submit("load", asked, ME) for _ in range(2))
        for job_id in (given_up, patient):
            wait(lambda job_id=job_id: "another load" in desk.jobs.progress(job_id, ME).text)  # type: ignore[misc]
        desk.jobs.cancel(given_up, ME)
        wait(lambda: len(desk.worker.desk.works()) == 1)
    assert desk.over(patient).state == "done"
    assert desk.jobs.get(given_up, ME).state == "cancelled"


def test_the_stock_of_the_day_is_kept_once_a_day(stocked: Desk) -> None:
    done = stocked.do("stock-snapshot")
    assert done.result == "The stock of 3 items on 2026-06-30.", done.error
    stocked.do("stock-snapshot")
    with new_generation(stocked.ctx.config.warehouse_home) as draft:
        assert take_snapshot(draft, TODAY + timedelta(days=1), Clock.utc()) == 3
    kept = stocked.ask("SELECT snapshot_day, warehouse_code, product_code, stock FROM stock_snapshot ORDER BY ALL")
    items = [("WH001", "P1", 5), ("WH001", "P2", 0), ("WH002", "P1", 7)]
    assert kept == [(day, *item) for day in (TODAY, TODAY + timedelta(days=1)) for item in items]
    assert history(stocked.ctx.store, "stock_snapshot", 1)[0].rows == 3
    assert stocked.ask("SELECT count(*) FROM product") == [(3,)]


def test_a_day_of_stock_does_not_change_where_a_table_came_from(stocked: Desk) -> None:
    with new_generation(stocked.ctx.config.warehouse_home) as draft:
        take_snapshot(draft, TODAY, Clock.utc(), "sample data")
    stocked.do("stock-snapshot")
    pointer = current(stocked.ctx.config.warehouse_home)
    assert pointer and pointer.loaded["stock_snapshot"].source == "sample data"


def test_pruning_takes_what_is_old_and_leaves_the_rest(desk: Desk) -> None:
    old, young = exports(desk.home) / "export-old", exports(desk.home) / "export-young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "export.csv").write_text("a")
    past = time.time() - 8 * 24 * 3600
    os.utime(old, (past, past))
    audit.record(desk.ctx.store, "ann@example.com", "test.young")
    assert len(audited(desk.ctx, "test.old")) == 1
    announced = {one.what: one.count for one in due(desk.ctx, desk.jobs.client)}
    assert announced == {"the audit log": 1, "traces": 0, "sessions": 0, "jobs": 0, "files": 1, **more(announced)}
    done = desk.do("prune")
    assert done.state == "done", done.error
    assert {one.count for one in due(desk.ctx, desk.jobs.client)} == {0}
    assert (old.exists(), young.exists()) == (False, True)
    assert (len(audited(desk.ctx, "test.old")), len(audited(desk.ctx, "test.young"))) == (0, 1)


def more(announced: dict[str, int]) -> dict[str, int]:
    """What else is kept for a time: none of it is here."""
    return dict.fromkeys(announced.keys() - {"the audit log", "traces", "sessions", "jobs", "files"}, 0)


def test_jobs_themselves_are_pruned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.do("stock-snapshot")
    monkeypatch.setattr("core.jobs.pruning.JOBS_DAYS", -1)
    pruning = desk.do("prune")
    assert pruning.state == "done", pruning.error
    assert [job.id for job in desk.jobs.list(ME)] == [pruning.id]
    with pytest.raises(NotFound):
        desk.jobs.get(before.id, ME)


def test_what_is_due_is_submitted_once(desk: Desk) -> None:
    rows = (Daily("test", "prune", Clock.utc().time().replace(hour=0, minute=0)),)
    for name in ("one process", "another process"):
        for _ in range(2):
            replace(desk.worker, name=name, daily=rows, _submitted=set())._submit_due()
    (job,) = [job for job in desk.jobs.list(ME) if job.owner == "schedule"]
    assert desk.over(job.id).state == "done"
