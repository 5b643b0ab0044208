"""A word that nobody knew, taught in a real browser: seen as unanswered, added, understood, undone."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
OLGA = "olga.brandt@example.com"  # an Owner


@pytest.fixture
def client(program: Program) -> Iterator[httpx.Client]:
    """Another person's program, which asks over the API while the page is looked at."""
    with httpx.Client(base_url=f"{program.address}/api/v1", timeout=60) as opened:
        given = {"email": OLGA, "password": program.passwords[OLGA]}
        bearer = opened.post("/sign-in", json=given).json()["bearer"]
        opened.headers["Authorization"] = f"Bearer {bearer}"
        yield opened


def ask(client: httpx.Client, question: str) -> str:
    return str(client.post("/ask", json={"question": question}).json()["status"])


def test_a_word_is_taught_and_taken_back(page: Page, program: Program, client: httpx.Client) -> None:
    sign_in(page, program, OLGA, "/quality")
    expect(page.get_by_role("heading", name="Quality", exact=True)).to_be_visible()
    assert ask(client, "gwoot by warehouse") == "clarify"
    page.reload()
    settled(page)
    page.get_by_role("button", name="Say what “gwoot” means").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Word or phrase")).to_have_value("gwoot")
    dialog.get_by_role("combobox", name="means").click()
    page.keyboard.type("Revenue · figure")
    page.keyboard.press("Enter")
    settled(page)
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("“gwoot” means Revenue now.")).to_be_visible()
    assert ask(client, "gwoot by warehouse") == "answered"

    page.get_by_role("tab", name="Synonyms").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to YAML").click()
    assert "- gwoot" in download.value.path().read_text()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Glossary", exact=True).click()
    expect(page.get_by_text("With 1 word added here")).to_be_visible()

    settled(page)
    expect(page.get_by_role("button", name="Add a synonym")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    settled(page)
    assert ask(client, "gwoot by warehouse") == "clarify"
