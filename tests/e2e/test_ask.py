"""A conversation in a real browser: asked, followed, checked, taken away, judged, shared, stopped, and found again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pypdf import PdfReader

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
OLGA, MARCUS = "olga.brandt@example.com", "marcus.ihle@example.com"


def ask(page: Page, question: str) -> None:
    box(page).fill(question)
    page.keyboard.press("Enter")
    expect(questions(page).last).to_have_text(question)
    settled(page)


def box(page: Page) -> Locator:
    return page.get_by_test_id("stChatInput").get_by_role("textbox")


def questions(page: Page) -> Locator:
    return page.locator("[class*=st-key-asked-]")


def last(page: Page) -> Locator:
    return page.locator("[class*=st-key-turn-]").last


def button(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)


def tab(page: Page, name: str) -> None:
    last(page).get_by_role("tab", name=name).click()
    settled(page)


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        button(last(page), name).click()
    settled(page)
    return Path(download.value.path())


def test_a_conversation(page: Page, program: Program) -> None:
    sign_in(page, program, OLGA, "/ask")
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    ask(page, "revenue by warehouse this year")
    expect(last(page).get_by_text("Understood as: Revenue by warehouse")).to_be_visible()
    button(last(page), "top 3 of those").click()
    expect(last(page).get_by_text("the first 3 by revenue")).to_be_visible()
    settled(page)
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("top 3 of those")
    box(page).fill("")

    tab(page, "How it was understood")
    expect(last(page).get_by_text("What was kept of the earlier question")).to_be_visible()
    tab(page, "SQL")
    expect(last(page).get_by_test_id("stCode")).to_contain_text("LIMIT 3")
    tab(page, "Trace")
    expect(last(page).get_by_test_id("stDataFrame")).to_be_visible()
    tab(page, "Answer")

    assert len(taken(page, "CSV").read_text(encoding="utf-8-sig").splitlines()) == 4
    assert taken(page, "Excel").read_bytes().startswith(b"PK")
    assert "top 3 of those" in PdfReader(taken(page, "PDF")).pages[0].extract_text()

    last(page).get_by_role("radio", name="Thumbs down").click()
    last(page).get_by_text("hard to read").click()
    button(last(page), "Send").click()
    expect(page.get_by_text("Whoever looks after quality sees it")).to_be_visible()
    settled(page)
    button(last(page), "Save as verified").click()
    button(page.get_by_role("dialog"), "Save as verified").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(last(page).locator(".stMarkdownBadge", has_text="Verified").first).to_be_visible()
    settled(page)
    button(last(page), "Share").click()
    link = page.get_by_role("dialog").get_by_text(re.compile(r"ask\?saved=[0-9a-f]{16}")).inner_text().strip()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    button(last(page), "Pin").click()
    button(page.get_by_role("dialog"), "Pin").click()
    expect(page.get_by_text("which is on the Dashboard page")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.reload()
    settled(page)
    expect(questions(page)).to_have_text(["revenue by warehouse this year", "top 3 of those"])
    expect(last(page).get_by_text("the first 3 by revenue")).to_be_visible()
    button(page, "New conversation").click()
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    settled(page)
    button(page, "revenue by warehouse this year").click()
    expect(questions(page)).to_have_count(2)
    settled(page)
    keeps_conversations_in_order(page)

    page.context.clear_cookies()
    sign_in(page, program, MARCUS, "/ask?" + link.split("?")[1])
    expect(page.get_by_text("seen with your own rights")).to_be_visible()


def keeps_conversations_in_order(page: Page) -> None:
    """Renamed, searched for, deleted and brought back."""
    listed = page.locator(".st-key-ask-talks")
    of_conversation(page, "Rename")
    page.get_by_role("dialog").get_by_role("textbox", name="Title").fill("Depots of ours")
    button(page.get_by_role("dialog"), "Rename").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button(listed, "Depots of ours")).to_be_visible()
    settled(page)
    search = page.get_by_role("textbox", name="Search conversations")
    for words, shown in (("nothing of the kind", 0), ("depots", 1)):
        search.fill(words)
        search.press("Enter")
        expect(button(listed, "Depots of ours")).to_have_count(shown)
        settled(page)
    of_conversation(page, "Delete")
    expect(page.get_by_text("“Depots of ours” is deleted.")).to_be_visible()
    expect(questions(page)).to_have_count(0)
    settled(page)
    button(page, "Undo").click()
    expect(questions(page)).to_have_count(2)


def of_conversation(page: Page, what: str) -> None:
    page.get_by_role("button", name="Rename or delete").first.click()
    page.get_by_role("menuitem", name=what).click()


def become(page: Page, persona: str) -> None:
    """A list that is open closes when the page scrolls to its latest answer: then it is opened once more."""
    option = page.get_by_role("option", name=persona)
    for _ in range(3):
        page.get_by_test_id("stSidebar").get_by_role("combobox", name="Persona").click()
        try:
            option.click(timeout=4_000)
            return
        except PlaywrightTimeout:
            continue
    option.click()


def test_what_is_unclear_is_clicked_and_each_persona_has_its_own(page: Page, program: Program) -> None:
    sign_in(page, program, OLGA, "/ask")
    ask(page, "revenue this year")
    settled(page)
    become(page, "Procurement Specialist")
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    settled(page)
    ask(page, "spend with Orbitek this year")
    last(page).get_by_role("button", name="Orbitek Imports").click()
    expect(questions(page)).to_have_count(2)
    expect(last(page).get_by_text("Understood as: Spend")).to_be_visible()


def test_nothing_that_is_clicked_loses_an_answer_under_way(page: Page, program: Program) -> None:
    sign_in(page, program, OLGA, "/ask")
    box(page).fill("revenue by xyzzy")
    page.keyboard.press("Enter")
    under_way = page.get_by_text("I am looking at it")
    expect(under_way).to_be_visible()
    page.get_by_text("Conversations", exact=True).click()
    expect(button(page, "New conversation")).to_have_count(0)
    expect(under_way).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Glossary", exact=True).click()
    expect(page.get_by_role("heading", name="Glossary", exact=True)).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Ask", exact=True).click()
    expect(under_way).to_be_visible()
    page.reload()
    expect(under_way).to_be_visible()
    button(page, "Cancel").click()
    expect(page.get_by_text("This was cancelled.")).to_be_visible()
    expect(button(page, "Ask it again")).to_be_visible()
