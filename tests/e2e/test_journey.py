"""A working day in a real browser: sign in, look, ask, drill, explore, take away, be refused, sign out."""

import json
import re
import sqlite3
import urllib.request
from contextlib import closing
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


def go(page: Page, name: str, title: str = "") -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    heading(page, title or name)
    settled(page)


def test_a_working_day(page: Page, program: Program) -> None:
    sign_in(page, program, PRIYA)
    heading(page, "Hello, Priya Nair")
    expect(page.get_by_test_id("stMetric")).to_have_count(6)

    go(page, "Ask")
    page.get_by_test_id("stChatInput").get_by_role("textbox").fill("spend by supplier this year")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Spend: highest for")).to_be_visible()
    page.get_by_role("button", name="top 3 of those").click()
    expect(page.get_by_text("the first 3 by spend")).to_be_visible()

    go(page, "Dashboard")
    expect(page.locator(".js-plotly-plot")).to_have_count(6)
    page.locator(".js-plotly-plot").nth(1).locator(".points path").first.click(force=True)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"Spend [\d,.]+ USD · [\d,]+ purchase order"))).to_be_visible()
    dialog.locator("canvas").first.click(position={"x": 80, "y": 60}, force=True)  # the table takes keys from then on
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
    settled(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("Where the money goes")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    go(page, "Home", "Hello, Priya Nair")
    page.get_by_role("button", name="Where the money goes").click()
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


def test_a_second_tab_is_in_as_well_and_out_with_the_first(page: Page, program: Program) -> None:
    sign_in(page, program, MARCUS)
    second = page.context.new_page()
    second.goto(f"{program.address}/glossary")
    heading(second, "Glossary")
    settled(second)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
    second.get_by_test_id("stSidebarNav").get_by_role("link", name="Dashboard", exact=True).click()
    expect(second.get_by_role("textbox", name="E-mail")).to_be_visible()
    assert program.passwords[MARCUS] not in second.content()


def test_a_screen_that_nobody_uses_is_locked_and_the_way_back_leads_there(page: Page, program: Program) -> None:
    page.clock.install()
    sign_in(page, program, MARCUS, "/dashboard")
    heading(page, "Dashboard")
    expect(page.get_by_test_id("stMetric")).to_have_count(6)
    with closing(sqlite3.connect(program.home / "state.db", timeout=30)) as state, state:
        hour_ago = "strftime('%Y-%m-%d %H:%M:%f', seen_at, '-61 minutes') || '000'"
        state.execute(f"UPDATE login_session SET seen_at = {hour_ago}, started_at = {hour_ago}")
    page.clock.fast_forward(31_000)  # the screen looks by itself
    expect(page.get_by_role("textbox", name="E-mail")).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(0)
    page.get_by_role("textbox", name="E-mail").fill(MARCUS)
    page.get_by_role("textbox", name="Password").fill(program.passwords[MARCUS])
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Dashboard")


def test_nothing_secret_is_in_the_log(page: Page, program: Program) -> None:
    """After a wrong password, a right one, a new token and its use, a link, and a page that is refused."""
    page.goto(program.address)
    page.get_by_role("textbox", name="E-mail").fill(PRIYA)
    page.get_by_role("textbox", name="Password").fill("wrong-but-mine")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page, program, PRIYA, "/account")
    (cookie,) = (one["value"] for one in page.context.cookies() if one["name"] == "qm_session")
    page.get_by_role("textbox", name="Name").fill("nightly report")
    page.get_by_role("button", name="Make a token").click()
    token = page.get_by_test_id("stCode").first.inner_text().strip()
    assert token.startswith("qm_")
    wanted = urllib.request.Request(f"{program.address}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(wanted, timeout=30) as answer:
        assert json.load(answer)["email"] == PRIYA
    page.goto(f"{program.address}/link?token=qml_{'x' * 43}")
    said = program.said
    assert f'"user": "{PRIYA}"' in said
    secrets = [cookie, token, token.split("_", 2)[2], "qml_", "wrong-but-mine", *program.passwords.values()]
    secrets.append((program.home / "secret").read_text().strip())
    assert [secret for secret in secrets if secret in said] == []
    kept = b"".join(file.read_bytes() for file in program.home.glob("*.db*"))
    assert [secret for secret in secrets[:3] if secret.encode() in kept] == []
