"""What goes on without its page: jobs, and how the whole is."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.jobs.jobs import Jobs, exports
from core.jobs.worker import Worker
from core.login.rights import asker_of
from core.store.users import User
from pages import opened
from pages._ui import asker_at
from tests.contract.test_jobs import wait
from tests.pages.conftest import Opened, Screen

REVENUE = {"query": {"measures": ["revenue"], "by": ["warehouse"]}}


@pytest.fixture
def jobs(screen: Screen) -> Iterator[Jobs]:
    yield opened.jobs()
    opened.jobs().close()
    st.cache_resource.clear()


def submitted(jobs: Jobs, user: User, **more: object) -> str:
    return jobs.submit("export", {**REVENUE, **more}, asker_of(user))


def done_by_somebody(screen: Screen, jobs: Jobs, *job_ids: str) -> None:
    """As the program that serves does them."""
    admin = asker_of(screen.user("Owner", ("Warehouse Manager",)))
    worker = Worker.start(screen.context, jobs, ())
    for job_id in job_ids:
        wait(lambda job_id=job_id: jobs.get(job_id, admin).over)  # type: ignore[misc]
    worker.stop()


def click(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if one.label == label).click().run()


def said(page: AppTest) -> str:
    return " ".join(one.value for one in [*page.markdown, *page.text, *page.info, *page.caption, *page.error])


def test_without_jobs_it_says_what_will_be_here(screen: Screen, jobs: Jobs) -> None:
    page = screen.open("jobs", screen.user("Viewer", ("Warehouse Manager",)))
    assert page.title[0].value == "Jobs"
    assert "Nothing yet" in page.info[0].value
    assert list(page.dataframe[0].value["What"]) == ["Pruning", "Stock of the day"]
    assert not [one for one in page.button if one.label.endswith("now")]  # an Admin's and an Owner's


def test_ones_own_jobs_are_seen_and_cancelled_and_tried_again(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Analyst", ("Warehouse Manager",))
    job_id = submitted(jobs, ann)
    page = screen.open("jobs", ann)
    assert "waiting" in said(page)
    click(page, "Yes, cancel it")
    assert not page.exception
    assert jobs.get(job_id, asker_of(ann)).state == "cancelled"
    click(page, "Try again")
    assert jobs.get(job_id, asker_of(ann)).state == "waiting"
    done_by_somebody(screen, jobs, job_id)
    page.run()
    assert "5 rows" in said(page).replace("\\", "")
    assert [one.label for one in page.get("download_button")] == ["Download"]


def test_anothers_jobs_are_for_admins(screen: Screen, jobs: Jobs) -> None:
    submitted(jobs, screen.user("Analyst", ("Warehouse Manager",)), name="x" * 80)
    assert "Nothing yet" in said(screen.open("jobs", screen.user("Manager", ("Warehouse Manager",))))
    page = screen.open("jobs", screen.user("Admin", ("Warehouse Manager",)))
    assert "analyst.warehouse@example.com" in said(page).replace("\\", "")
    page.toggle(key="jobs-mine").set_value(True).run()
    assert "Nothing yet" in said(page)


def test_a_failed_job_says_why_and_states_can_be_picked(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Manager", ("Warehouse Manager",))
    bad = jobs.submit("export", {"sql": "SELECT * FROM invoices"}, asker_of(ann))
    done_by_somebody(screen, jobs, bad)
    page = screen.open("jobs", ann)
    assert "invoices" in said(page) and "failed" in said(page)
    page.get("button_group")[0].set_value("Done").run()
    assert "none like that" in said(page)


def test_more_jobs_than_fit_are_turned_over(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Analyst", ("Warehouse Manager",))
    for number in range(12):
        submitted(jobs, ann, name=f"n{number}")
    page = screen.open("jobs", ann)
    assert len(page.button) == 12  # ten to cancel, one to turn over, one to sign out
    click(page, "Older")
    assert len([one for one in page.button if one.label == "Yes, cancel it"]) == 2
    click(page, "Newer")
    assert len([one for one in page.button if one.label == "Yes, cancel it"]) == 10


def test_a_file_is_handed_out_under_the_rights_of_the_moment(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Analyst", ("Warehouse Manager",))
    job_id = submitted(jobs, ann)
    folder = exports(jobs.home) / job_id
    folder.mkdir(parents=True)
    (folder / "export.csv").write_text("a")
    page = screen.open("jobs", ann)
    session = str(page.user["session"])
    assert jobs.file(job_id, asker_at(session, "Warehouse Manager")).read_text() == "a"
    click(page, "Sign out")
    with pytest.raises(Exception, match="Sign in"):
        asker_at(session, "Warehouse Manager")


def test_health_shows_every_part_and_what_is_kept(screen: Screen, jobs: Jobs) -> None:
    page = screen.open("system", screen.user("Admin", ("Warehouse Manager",)))
    assert page.title[0].value == "System health"
    text = said(page)
    for part in ("Store", "Warehouse", "Background jobs", "Disk"):
        assert part in text
    assert {one.label for one in page.metric} >= {"Version", "Up for", "Memory", "Signed in", "Jobs queued"}
    kept = page.dataframe[-1].value
    assert list(kept["What"])[:2] == ["The audit log", "Traces"]
    assert "QM_AUDIT_KEEP_DAYS" in list(kept["Variable"])
    click(page, "Refresh")
    assert not page.exception and not page.error


def test_health_is_for_admins(opens: Opened) -> None:
    page = opens("system", "Manager")
    assert "needs the role Admin" in page.error[0].value
    assert not page.metric
