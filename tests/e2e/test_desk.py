"""The supply desk in a real browser: an item is requested once, routes are planned, changed by hand and taken along."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
MARCUS, JONAS = "marcus.ihle@example.com", "jonas.falk@example.com"
BOX = 18, 52  # pixels into a table: the box of its first row


def test_from_the_days_list_to_a_request(page: Page, program: Program) -> None:
    sign_in(page, program, MARCUS, "/inventory")
    expect(page.get_by_text(re.compile(r"^All \d+$"))).to_be_visible()
    table = page.get_by_test_id("stDataFrame").first
    corner = table.bounding_box()
    assert corner
    page.mouse.click(corner["x"] + BOX[0], corner["y"] + BOX[1])
    expect(page.get_by_role("button", name="Back to the list")).to_be_visible()
    assert re.search(r"item=WH00\d~PRD\d+|item=WH00\d%7EPRD\d+", page.url)
    page.get_by_role("button", name="Request an order").click()
    page.get_by_role("button", name="Confirm the request").dblclick()
    expect(page.get_by_text(re.compile(r"PR-[0-9A-F]{8} for WH00\d is kept"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("tab", name="Requests").click()
    settled(page)
    expect(page.locator("summary").filter(has_text="PR-")).to_have_count(1)
    page.locator("summary").filter(has_text="PR-").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()
    assert taken.value.suggested_filename.startswith("PR-")


def test_routes_of_a_day(page: Page, program: Program) -> None:
    sign_in(page, program, JONAS, "/logistics")
    page.get_by_role("tab", name="Routes").click()
    page.get_by_role("button", name="Plan the routes").click()
    expect(page.get_by_text("Stops served", exact=True)).to_be_visible()
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="GPX").click()
    assert "<rtept" in taken.value.path().read_text()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Drivers' sheets").click()
    assert "Received by" in taken.value.path().read_text()
    page.goto(program.address + "/inventory")
    expect(page.get_by_text("Inventory is a page of")).to_be_visible()
