"""Every page of the table, as those who may open it and those who may not; a page without a case fails here."""

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from core import audit
from core.access import ACTIONS, ROLES, Asker
from pages.table import PAGES, Page
from tests.pages.conftest import Screen


@dataclass(frozen=True)
class Case:
    """What a page shows to whoever may open it."""

    title: str
    shows: str  # a kind of element without which it would be empty


CASES = {
    "": Case("Hello, Ann \\[{role}\\]\\(x\\)", "metric"),
    "ask": Case("Ask", "chat_input"),
    "dashboard": Case("Dashboard", "plotly_chart"),
    "explore": Case("Explore", "multiselect"),
    "sql": Case("SQL", "text_area"),
    "inventory": Case("Inventory", "dataframe"),
    "suppliers": Case("Suppliers", "dataframe"),
    "logistics": Case("Logistics", "tab"),
    "tools": Case("Tools", "selectbox"),
    "glossary": Case("Glossary", "dataframe"),
    "data": Case("Your data", "dataframe"),
    "jobs": Case("Jobs", "info"),
    "account": Case("Account", "text_input"),
    "users": Case("Users", "dataframe"),
    "audit": Case("Audit log", "dataframe"),
    "costs": Case("Costs & cache", "metric"),
    "quality": Case("Quality", "tab"),
    "system": Case("System health", "metric"),
}
ALL = [pytest.param(page, id=page.path or "home") for page in PAGES]
ABOVE = [pytest.param(page, id=page.path) for page in PAGES if ACTIONS[page.action].least_role != "Viewer"]
PERSONAS_ONLY = [pytest.param(page, id=page.path) for page in PAGES if page.personas]
CONTENT = ("text_input", "text_area", "multiselect", "chat_input", "metric", "plotly_chart", "dataframe", "code")
OWNER = Asker("Warehouse Manager", role="Owner")


def content(page: AppTest) -> set[str]:
    """What there is beside the frame of every page."""
    return {kind for kind in CONTENT if page.get(kind)}


def persona(page: Page) -> str:
    return page.personas[0] if page.personas else "Warehouse Manager"


def below(role: str) -> str:
    return ROLES[ROLES.index(role) - 1]


def test_every_page_has_a_case() -> None:
    assert {page.path for page in PAGES} == CASES.keys()
    assert len({page.path for page in PAGES}) == len({page.title for page in PAGES}) == len(PAGES)
    assert {page.action for page in PAGES} <= ACTIONS.keys()


@pytest.mark.parametrize("page", ALL)
def test_whoever_may_open_it_sees_it_until_they_are_out(screen: Screen, page: Page) -> None:
    role, case = ACTIONS[page.action].least_role, CASES[page.path]
    found = screen.open(page.path, screen.user(role, (persona(page),)))
    assert not found.exception
    assert not found.error
    assert [title.value for title in found.title] == [case.title.format(role=role)]
    assert found.get(case.shows), f"{page.title} shows no {case.shows}"
    found.user = {"session": "0" * 64}  # the session is over, and the page still open
    found.run()
    assert not found.title
    assert content(found) == set()
    assert any("location.reload" in one.value for one in found.html)


@pytest.mark.parametrize("page", ABOVE)
def test_whoever_may_not_is_told_who_may_and_sees_nothing_of_it(screen: Screen, page: Page) -> None:
    action = ACTIONS[page.action]
    role = below(action.least_role)
    found = screen.open(page.path, screen.user(role, (persona(page),)))
    assert not found.exception
    assert [title.value for title in found.title] == [page.title]
    assert [error.value for error in found.error] == [
        f"{action.description}: this needs the role {action.least_role} or above; yours is {role}."
    ]
    assert content(found) == set()
    told = audit.search(screen.context.store, OWNER, audit.Wanted(action="refused"))
    assert [entry.subject for entry in told.entries] == [f"page {page.path}"]


@pytest.mark.parametrize("page", PERSONAS_ONLY)
def test_another_persona_is_told_whose_work_it_is(screen: Screen, page: Page) -> None:
    found = screen.open(page.path, screen.user("Manager", ("Finance Analyst",)))
    assert not found.exception
    assert [title.value for title in found.title] == [page.title]
    assert [one.value for one in found.info] == [
        f"{page.title} is a page of {' and '.join(page.personas)}; you look as Finance Analyst."
    ]
    assert content(found) == set()
