"""Files become data as a job: looked into, mapped, every bad row shown, and found again."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.jobs.jobs import Jobs
from core.jobs.loading import uploads
from core.jobs.worker import Worker
from core.store.loads import history
from core.store.users import User
from pages import opened
from tests.contract.test_jobs import wait
from tests.pages.conftest import Screen

GOOD = b"id,Code,vendor_name,gstin,status,Remarks\n1,V1,One,,active,x\n2,V2,Two,,blocked,y\n"
BAD = b"id,vendor_code,vendor_name,gstin,status\n" + b"".join(b"x%d,V%d,Name,,active\n" % (n, n) for n in range(30))


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """As after the first start: no data, and a program that does jobs."""
    st.cache_resource.clear()
    monkeypatch.setenv("QM_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("QM_APP_TODAY", "2026-06-30")
    screen, jobs = Screen(opened.context()), opened.jobs()
    worker = Worker.start(screen.context, jobs, ())
    yield screen
    worker.stop()
    jobs.close()
    screen.context.close()
    st.cache_resource.clear()


@pytest.fixture
def admin(served: Screen) -> User:
    return served.user("Admin", ("Finance Analyst",))


def click(page: AppTest, label: str) -> AppTest:
    page = next(one for one in page.button if one.label == label).click().run()
    return over(page)


def over(page: AppTest) -> AppTest:
    assert not page.exception and not page.error, page.error
    jobs: Jobs = opened.jobs()
    job_id = page.session_state["load-job"]
    wait(lambda: jobs.client.list_workflows(workflow_ids=[job_id])[0].completed_at)
    return page.run().run()


def said(page: AppTest) -> str:
    shown = [*page.markdown, *page.text, *page.info, *page.caption, *page.error, *page.warning]
    return " ".join(one.value for one in shown).replace("\\", "")


def with_file(page: AppTest, name: str, content: bytes) -> AppTest:
    return page.file_uploader[0].set_value((name, content, "text/csv")).run()


def test_without_data_it_says_so(served: Screen) -> None:
    page = served.open("data", served.user("Viewer", ("Finance Analyst",)))
    assert page.title[0].value == "Your data"
    assert "no data yet" in said(page)
    assert not page.get("file_uploader")


def test_columns_are_mapped_checked_and_loaded_as_a_job(served: Screen, admin: User) -> None:
    page = with_file(served.open("data", admin), "vendors.csv", GOOD)
    assert "Missing, and every row needs it: vendor_code" in said(page)
    places = {one.label: one for one in page.selectbox}
    assert places["Code"].options[:3] == ["to be chosen", "leave it out", "vendor_code"]
    click(page, "Check")
    assert "failed" not in said(page) and "Not fit to be loaded" in said(page)
    {one.label: one for one in page.selectbox}["Code"].set_value("vendor_code")
    {one.label: one for one in page.selectbox}["Remarks"].set_value("leave it out").run()
    click(page, "Check")
    assert "Fit to be loaded: 2 rows of vendors." in said(page)
    assert served.context.warehouse.generation == "none"
    click(page, "Load")
    assert "Loaded: 2 rows of vendors." in said(page)
    assert [(one.table, one.rows, one.by) for one in history(served.context.store)] == [("vendors", 2, admin.email)]
    assert not list(uploads(served.context.config.app.home).iterdir())  # not kept longer than it is needed
    assert "vendors.csv" in list(page.dataframe[0].value["From"])


def test_every_bad_row_is_shown_and_nothing_is_loaded(served: Screen, admin: User) -> None:
    page = click(with_file(served.open("data", admin), "vendors.csv", BAD), "Load")
    assert "Refused, nothing has been loaded: 30 bad rows" in said(page)
    findings = page.dataframe[-1].value
    assert len(findings) == 30 and list(findings["Value"])[:2] == ["x0", "x1"]
    assert served.context.warehouse.generation == "none"


def test_a_damaged_workbook_is_called_that(served: Screen, admin: User) -> None:
    page = with_file(served.open("data", admin), "vendors.xlsx", b"\x00\xffgarbage\x80" * 50)
    assert "vendors.xlsx cannot be read as an Excel workbook (xlsx): it is damaged." in page.error[0].value


def test_a_load_that_was_left_is_found_again(served: Screen, admin: User) -> None:
    page = with_file(served.open("data", admin), "vendors.csv", BAD)
    click(page, "Check")
    job_id = page.session_state["load-job"]
    jobs = served.open("jobs", admin)
    assert "Not fit to be loaded: 30 bad rows" in said(jobs)
    assert [one.key for one in jobs.get("download_button")] == [f"file-{job_id}"]
