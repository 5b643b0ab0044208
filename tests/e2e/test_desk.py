"""The supply desk in a real browser: an item is requested once, routes are planned, changed by hand and taken along."""

import re

import pytest
from playwright.sync_api import Page, Position, expect

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
MARCUS, JONAS, PRIYA = "marcus.ihle@example.com", "jonas.falk@example.com", "priya.nair@example.com"
TRIES = 10
BOX: Position = {"x": 18, "y": 52}  # pixels into a table: the box of its first row


def test_from_the_days_list_to_a_request(page: Page, program: Program) -> None:
    sign_in(page, program, MARCUS, "/inventory")
    expect(page.get_by_text(re.compile(r"^All \d+$"))).to_be_visible()
    table = page.get_by_test_id("stDataFrame").first
    table.locator(".dvn-scroller").click(position=BOX)
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
    _a_service_level_is_moved(page)
    _what_is_asked_for_is_confirmed_on_ask(page, program)


def _a_service_level_is_moved(page: Page) -> None:
    page.get_by_role("tab", name="Service level").click()
    settled(page)
    tile = page.get_by_test_id("stMetric").filter(has_text="Safety stock")
    before = tile.inner_text()
    page.get_by_role("slider").press("End")
    expect(tile).not_to_have_text(before, use_inner_text=True)


def _what_is_asked_for_is_confirmed_on_ask(page: Page, program: Program) -> None:
    page.goto(program.address + "/ask")
    settled(page)
    box = page.get_by_placeholder("Ask about your data")
    box.fill("request 7 units of PRD0002 for WH001")
    box.press("Enter")
    page.get_by_role("button", name="Confirm", exact=True).dblclick()
    expect(page.get_by_text(re.compile(r"PR-[0-9A-F]{8} for WH001 is kept"))).to_be_visible()
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)
    page.goto(program.address + "/inventory")
    page.get_by_role("tab", name="Requests").click()
    expect(page.locator("summary").filter(has_text="PR-")).to_have_count(2)


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
    _a_stop_is_left_out_by_hand(page)
    page.goto(program.address + "/inventory")
    expect(page.get_by_text("Inventory is a page of")).to_be_visible()


def _a_stop_is_left_out_by_hand(page: Page) -> None:
    table = page.get_by_test_id("stDataFrame").first
    settled(page)
    out = table.get_by_test_id("glide-cell-2-0")
    for _ in range(TRIES):  # a table that is just being drawn anew forgets which cell was clicked
        table.locator(".dvn-scroller").click(position=BOX)
        for key in ("ArrowRight", "ArrowRight", "Enter"):  # over Hold to Leave out
            page.keyboard.press(key)
        settled(page)
        if out.text_content() == "true":
            break
    expect(out).to_have_text("true")
    page.get_by_role("button", name="Plan again").click()
    expect(page.get_by_text("Take back in")).to_be_visible()


def test_suppliers_and_tools(page: Page, program: Program) -> None:
    sign_in(page, program, PRIYA, "/suppliers")
    expect(page.get_by_text(re.compile(r"^All \d+$"))).to_be_visible()
    table = page.get_by_test_id("stDataFrame").first
    table.locator(".dvn-scroller").click(position=BOX)
    expect(page.get_by_text("Supplier score", exact=True)).to_be_visible()
    page.goto(program.address + "/tools?tool=assess_concentration")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("Products from a single source").first).to_be_visible()
