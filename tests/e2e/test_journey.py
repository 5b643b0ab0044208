"""A working day in a real browser: sign in, look, ask, drill, explore, take away, be refused, sign out."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
PRIYA = "priya.nair@example.com"  # an Analyst with two personas
SPEND = '{"measures":[{"measure":"spend"}],"by":[{"dimension":"warehouse"}]}'
MARCUS = "marcus.ihle@example.com"


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    heading(page, name)
    settled(page)


def test_a_working_day(page: Page, program: Program) -> None:
    sign_in(page, program, PRIYA)
    heading(page, "Hello, Priya Nair")
    expect(page.get_by_test_id("stMetric")).to_have_count(6)

    go(page, "Ask")
    page.get_by_test_id("stChatInput").get_by_role("textbox").fill("spend by supplier this year")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Spend is highest for")).to_be_visible()
    page.get_by_role("button", name="top 3 of those").click()
    expect(page.get_by_text("the first 3 by spend")).to_be_visible()

    go(page, "Dashboard")
    expect(page.locator(".js-plotly-plot")).to_have_count(6)
    page.locator(".js-plotly-plot").nth(1).locator(".points path").first.click(force=True)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    expect(dialog.get_by_text("Purchase orders, order date")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Persona").click()
    page.get_by_role("option", name="Warehouse Manager").click()
    expect(page.get_by_text("Ten best-selling products")).to_be_visible()

    settled(page)
    go(page, "Explore")
    page.goto(f"{program.address}/explore?q={quote(SPEND)}")
    expect(page.get_by_text("Understood as: Spend by warehouse")).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "Spend" in Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[0]

    page.reload()
    heading(page, "Explore")
    expect(page.get_by_text("Understood as: Spend by warehouse")).to_be_visible()

    expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name="Users")).to_have_count(0)
    page.goto(f"{program.address}/users")
    expect(page.get_by_text("needs the role Admin or above; yours is Analyst")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
    page.goto(f"{program.address}/dashboard")
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()


def test_a_link_survives_the_sign_in_and_nothing_is_fetched_from_outside(page: Page, program: Program) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, program, MARCUS, "/glossary")
    heading(page, "Glossary")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    outside = [url for url in asked if not url.startswith((program.address, "data:", "blob:"))]
    assert outside == []
