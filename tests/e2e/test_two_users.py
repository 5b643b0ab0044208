"""Two people at once, each in a browser behind another kind of proxy: neither is ever sent a row of the other's."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, WebSocket, expect

from core.config import load_config
from core.login import door
from core.login.people import TERMINAL, add_person, disable_person
from core.store.open import Store
from core.store.user_list import parse_user
from tests.e2e.conftest import PATIENCE, settled
from tests.e2e.proxy import PREFIX, proxied
from tests.sample_data.fixture import sample_db
from tests.serving import ROOT, START, served

pytestmark = pytest.mark.browser
TODAY = "2026-06-30"
WAREHOUSE, FINANCE = "Warehouse Manager", "Finance Analyst"
# Whose row it is stands in the names that it holds.
MARKS = (
    "UPDATE sales_order_header SET customer_name = 'Of' || warehouse_code || ' ' || customer_name",
    "UPDATE sales SET customer_name = upper(workspace_id[1:3]) || visibility[1:3] || ' ' || customer_name",
    "UPDATE invoices SET invoice_number = upper(workspace_id[1:3]) || visibility[1:3] || '-' || invoice_number",
)
CUSTOMERS = '{"measures":["revenue"],"by":["customer"],"order":"-revenue"}'
ORDERS = '{"rows":"sales_order","by":["customer"]}'
INVOICES = '{"rows":"invoice"}'
SQL = "SELECT customer_name, count(*) AS n FROM sales_order_header GROUP BY 1"


@dataclass
class Person:
    """Somebody with a browser, and everything that was sent to it."""

    email: str
    own: tuple[bytes, ...]
    others: tuple[bytes, ...]
    page: Page
    address: str
    sent: list[bytes] = field(default_factory=list)

    def listen(self) -> None:
        def socket(opened: WebSocket) -> None:
            opened.on(
                "framereceived", lambda said: self.sent.append(said if isinstance(said, bytes) else said.encode())
            )

        def answer(response: Response) -> None:
            if "/media/" in response.url:
                self.sent.append(response.body())

        self.page.on("websocket", socket)
        self.page.on("response", answer)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/{path}")

    def saw(self, mark: bytes) -> bool:
        return any(mark in said for said in self.sent)

    def check(self) -> None:
        assert [mark for mark in self.others if self.saw(mark)] == [], f"{self.email} was sent rows of others"

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@dataclass(frozen=True)
class House:
    store: Store
    addresses: tuple[str, str]

    def add(self, email: str, role: str, persona: str, **limits: object) -> str:
        """Signed in: the cookie's value."""
        entry = {"email": email, "name": email.split("@")[0], "role": role, "personas": [persona], **limits}
        now = load_config(ROOT).clock.utc()
        add_person(self.store, TERMINAL, parse_user({"workspace": "operations", **entry}, (persona,)), now, cost=4)
        return door.sign_in_known(self.store, email, "127.0.0.1", now, "test").session_token


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("two")
    data, home = folder / "marked.duckdb", folder / "home"
    shutil.copy(sample_db(orders=600, as_of=TODAY), data)
    with duckdb.connect(str(data)) as connection:
        for statement in MARKS:
            connection.execute(statement)
    settings = {
        "QM_WAREHOUSE_FILE": str(data), "QM_APP_TODAY": TODAY, "QM_SERVER_BASE_PATH": PREFIX,
        "QM_SERVER_TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    with (
        served(START, home, **settings) as running,
        proxied(running.port, cuts=True) as cut,
        proxied(running.port, cuts=False) as left,
    ):
        store = Store.open(load_config(ROOT, {"app.home": str(home)}).store_url, home=home)
        yield House(store, (cut, left))
        store.close()


@pytest.fixture
def come(browser: Browser, house: House) -> Iterator[Callable[..., Person]]:
    contexts: list[BrowserContext] = []

    def person(email: str, own: str, others: str, role: str, persona: str, **limits: object) -> Person:
        address = house.addresses[len(contexts) % 2]
        cookie = house.add(email, role, persona, **limits)
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "qm_session", "value": cookie, "domain": "localhost", "path": PREFIX}])
        contexts.append(context)
        marks = (tuple(mark.encode() for mark in said.split()) for said in (own, others))
        made = Person(email, *marks, context.new_page(), address)
        made.listen()
        return made

    yield person
    for context in contexts:
        context.close()


def both(people: tuple[Person, Person], do: Callable[[Person], None]) -> None:
    """Both begin before either is done."""
    for one in people:
        do(one)
    for one in people:
        settled(one.page)


def walk(people: tuple[Person, Person], query: str, question: str) -> None:
    for path in ("", "dashboard", f"explore?q={quote(query)}", "glossary"):
        both(people, lambda one, path=path: one.open(path))  # type: ignore[misc]
        for one in people:
            expect(one.page.get_by_role("heading", level=1)).to_be_visible()
    both(people, lambda one: one.open("ask"))
    for one in people:
        one.page.get_by_test_id("stChatInput").get_by_role("textbox").fill(question)
        one.page.keyboard.press("Enter")
    for one in people:
        expect(one.page.get_by_text("Understood as", exact=False).first).to_be_visible()
        settled(one.page)


def test_one_is_limited_to_a_warehouse_and_the_other_is_not(come: Callable[..., Person], house: House) -> None:
    of_one, of_others = "OfWH003", "OfWH001 OfWH002 OfWH004 OfWH005"
    wim = come("wim@example.com", of_one, of_others, "Manager", WAREHOUSE, warehouses=["WH003"])
    una = come("una@example.com", f"{of_one} {of_others}", "", "Manager", WAREHOUSE)
    people = (una, wim)
    walk(people, CUSTOMERS, "orders of this month by customer")

    una.open(f"explore?q={quote(ORDERS)}")
    settled(una.page)
    una.button("Save")
    una.page.get_by_role("dialog").get_by_text("Share with the workspace").click()
    una.page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(una.page.get_by_role("dialog")).to_have_count(0)
    settled(una.page)
    wim.open("")
    wim.page.get_by_role("button", name="from una").click()
    expect(wim.page.get_by_text("Understood as: ")).to_be_visible()
    settled(wim.page)
    with wim.page.expect_download() as download:
        wim.button("CSV")
    taken = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "OfWH003" in taken
    assert not any(mark in taken for mark in of_others.split())

    both(people, lambda one: one.open("sql"))
    for one in people:
        one.page.get_by_role("textbox", name="One SELECT").fill(SQL)
        one.page.keyboard.press("Control+Enter")
        settled(one.page)
    both(people, lambda one: one.button("Run"))
    for one in people:
        expect(one.page.get_by_test_id("stDataFrame").last).to_be_visible()
        settled(one.page)
    for one in people:
        one.check()
        assert all(one.saw(mark) for mark in one.own), "its own rows were not seen either"

    una.button("Sign out")
    expect(una.page.get_by_role("textbox", name="E-mail")).to_be_visible()
    assert una.page.url.startswith(una.address)
    wim.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Home", exact=True).click()
    expect(wim.page.get_by_role("heading", name="Hello, wim")).to_be_visible()
    settled(wim.page)
    disable_person(house.store, TERMINAL, wim.email, load_config(ROOT).clock.utc())
    wim.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Dashboard", exact=True).click()
    expect(wim.page.get_by_role("textbox", name="E-mail")).to_be_visible()
    wim.check()


def test_two_workspaces_and_what_is_restricted_in_one(come: Callable[..., Person], house: House) -> None:
    vera = come("vera@example.com", "PROpub", "PROres OPEpub OPEres", "Viewer", FINANCE, workspace="projects")
    otto = come("otto@example.com", "OPEpub OPEres", "PROpub PROres", "Manager", FINANCE)
    walk((vera, otto), INVOICES, "list overdue invoices")
    expect(vera.page.get_by_text("Understood as", exact=False).first).to_be_visible()
    vera.open("sql")
    expect(vera.page.get_by_text("needs the role Manager or above; yours is Viewer")).to_be_visible()
    otto.open(f"explore?q={quote(INVOICES)}")
    settled(otto.page)
    with otto.page.expect_download() as download:
        otto.button("CSV")
    assert {"OPEpub", "OPEres"} == {mark for mark in otto_marks(download.value.path()) if mark}
    for one in (vera, otto):
        one.check()
        assert all(one.saw(mark) for mark in one.own), "its own rows were not seen either"


def otto_marks(file: Path) -> set[str]:
    text = Path(file).read_text(encoding="utf-8-sig")
    return {mark for mark in ("PROpub", "PROres", "OPEpub", "OPEres") if mark in text}
