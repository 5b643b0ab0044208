"""Taking results away: at once or as a job, all of it, and not without end."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.jobs.jobs import Jobs
from core.login.people import TERMINAL, change_person
from core.login.rights import asker_of
from pages import opened
from tests.pages.conftest import Screen

ITEMS = '{"rows": "item", "by": ["warehouse", "product"]}'


@pytest.fixture
def jobs(screen: Screen) -> Iterator[Jobs]:
    yield opened.jobs()
    opened.jobs().close()
    st.cache_resource.clear()


def click(page: AppTest, label: str) -> AppTest:
    page = next(one for one in page.button if one.label == label).click().run()
    assert not page.exception
    return page


def test_a_short_result_is_a_file_at_once(screen: Screen, jobs: Jobs) -> None:
    page = screen.open("explore", screen.user("Analyst", ("Warehouse Manager",)), q=ITEMS)
    shown = len(page.dataframe[0].value)
    click(page, "CSV")
    (file,) = page.download_button
    assert file.label.startswith("List-by-") and file.label.endswith(f".csv · {shown:,} rows")
    assert any("explore-file" in one.value for one in page.html)
    page.run()
    assert not any("explore-file" in one.value for one in page.html)  # it is not kept a second time
    click(page, "Excel")
    assert ".xlsx" in page.download_button[0].label


@pytest.mark.parametrize(("limit", "value"), [("AT_ONCE", 10), ("PATIENCE", -1.0)])
def test_a_long_one_becomes_a_job(
    screen: Screen, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    monkeypatch.setattr(f"pages._export.{limit}", value)
    if limit == "PATIENCE":
        monkeypatch.setattr("pages._export._make", _patient)
    ann = screen.user("Manager", ("Warehouse Manager",))
    page = click(screen.open("explore", ann, q=ITEMS), "Excel")
    assert "page Jobs" in page.info[-1].value
    page.run()
    (job,) = jobs.list(asker_of(ann))
    assert (job.kind, job.state) == ("export", "waiting")
    assert not page.download_button


def _patient(*given: object) -> None:
    given[-1].event.wait(20)  # type: ignore[attr-defined]  # until it is cancelled


def test_the_limit_is_shared_with_the_api(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Analyst", ("Warehouse Manager",))
    page = screen.open("explore", ann, q=ITEMS)
    for _ in range(20):
        screen.context.rates.export.take(ann.email)  # as the API does
    click(page, "CSV")
    assert "too often" in page.error[0].value
    assert not page.download_button


def test_who_lost_the_right_gets_nothing(screen: Screen, jobs: Jobs) -> None:
    ann = screen.user("Analyst", ("Warehouse Manager",))
    page = screen.open("explore", ann, q=ITEMS)
    personas = tuple(screen.context.model.personas)
    change_person(screen.context.store, TERMINAL, ann.email, personas, screen.context.now(), role="Viewer")
    page = next(one for one in page.button if one.label == "CSV").click().run()
    assert not page.download_button
