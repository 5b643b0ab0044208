"""Keeping things in a real browser: save, open by a short link, pin, arrange, remove, undo; and no click is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Program, settled, sign_in

pytestmark = pytest.mark.browser
PRIYA, NOOR = "priya.nair@example.com", "noor.haddad@example.com"
BUYER, WAREHOUSE = "Procurement Specialist", "Warehouse Manager"
LATE = 300  # milliseconds that whatever the program says comes later, as on a slow line
# Streamlit listens on the socket by either way.
SLOW_LINE = """
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.heard = [];
    const tell = event => this.heard.forEach(one => one.call(this, event));
    super.addEventListener("message", event => setTimeout(tell, LATE, event));
  }
  addEventListener(name, one, ...more) {
    if (name === "message") this.heard.push(one); else super.addEventListener(name, one, ...more);
  }
  set onmessage(one) { this.heard.push(one); }
};
""".replace("LATE", str(LATE))


def persona(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Persona").click()
    page.get_by_role("option", name=name).click()


def figures(page: Page) -> Locator:
    return page.get_by_test_id("stMultiSelect").filter(has_text="Figures")


def pick(page: Page, name: str) -> None:
    figures(page).get_by_role("combobox").click()
    page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def choose(page: Page, menu: Locator, name: str) -> None:
    menu.click()
    page.get_by_text(name, exact=True).last.click()
    settled(page)


def tiles(page: Page) -> Locator:
    return page.locator("[class*=st-key-tile-title]")


@pytest.mark.parametrize("line", ["quick", "slow"])
def test_a_figure_picked_right_after_switching_the_persona_is_kept(page: Page, program: Program, line: str) -> None:
    if line == "slow":
        page.add_init_script(SLOW_LINE)
    sign_in(page, program, PRIYA, "/explore")
    pick(page, "Spend")
    for to, wanted in ((WAREHOUSE, "Revenue"), (BUYER, "Spend")) * (5 if line == "quick" else 2):
        persona(page, to)
        pick(page, wanted)
        expect(page.get_by_text(f"Understood as: {wanted}, ")).to_be_visible()
        settled(page)
        expect(figures(page)).to_contain_text(wanted)
        assert wanted.lower() in page.url


def test_a_query_is_saved_pinned_arranged_and_undone(page: Page, program: Program) -> None:
    sign_in(page, program, PRIYA, "/explore")
    pick(page, "Spend")
    settled(page)
    for name, title in (("Spend as a whole", "Whole"), ("Spend as a table", "Table")):
        button(page, "Save").click()
        page.get_by_role("dialog").get_by_role("textbox", name="Name").fill(name)
        page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)
        button(page, "Pin").click()
        page.get_by_role("dialog").get_by_role("textbox", name="Title").fill(title)
        page.get_by_role("dialog").get_by_role("button", name="Pin", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)

    button(page, "Share").click()
    link = page.get_by_text(re.compile(r"explore\?saved=[0-9a-f]{16}")).inner_text().strip()
    page.goto(link)
    expect(page.get_by_text("Understood as: Spend")).to_be_visible()

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Home", exact=True).click()
    button(page, "Spend as a table").wait_for()
    button(page, "My dashboard").click()
    page.get_by_role("heading", name="Dashboard", exact=True).wait_for()
    settled(page)
    expect(tiles(page)).to_have_text(["Whole", "Table"])
    choose(page, page.locator("[class*=st-key-tile-menu]").nth(1), "Move earlier")
    expect(tiles(page)).to_have_text(["Table", "Whole"])
    choose(page, page.locator("[class*=st-key-tile-menu]").first, "Remove")
    expect(tiles(page)).to_have_text(["Whole"])
    button(page, "Undo").click()
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_text("Yours · private")).to_be_visible()
    expect(tiles(page)).to_have_text(["Table", "Whole"])
    board = page.url

    page.context.clear_cookies()
    sign_in(page, program, NOOR, "/explore?" + link.split("?")[1])
    expect(page.get_by_text("There is no saved query here that you may open")).to_be_visible()
    page.goto(board)
    expect(page.get_by_text("There is no dashboard here that you may open")).to_be_visible()
