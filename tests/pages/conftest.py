"""The pages as Streamlit runs them, with a real store and a small business behind them; no browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.context import Context
from core.login import door
from core.login.people import TERMINAL, add_person
from core.store.user_list import parse_user
from core.store.users import User
from pages import opened
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
TODAY = "2026-06-30"


@dataclass(frozen=True)
class Screen:
    """The program's pages, and people to look at them."""

    context: Context

    def user(self, role: str, personas: tuple[str, ...], **more: object) -> User:
        email = f"{role.lower()}.{'-'.join(p.split()[0].lower() for p in personas)}@example.com"
        entry = {"email": email, "name": f"Ann [{role}](x)", "role": role, "personas": list(personas)}
        new = parse_user({**entry, "workspace": "operations", **more}, tuple(self.context.model.personas))
        return add_person(self.context.store, TERMINAL, new, self.context.now(), cost=4)

    def open(self, path: str, user: User, **query: str) -> AppTest:
        """The page at an address, as this user's browser asks for it."""
        signed = door.sign_in_known(self.context.store, user.email, "127.0.0.1", self.context.now(), "test")
        page = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=30)
        page.user = {"session": signed.session.id}
        page.query_params.update(query)
        page._page_hash = calc_hash(path)
        return page.run()


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    st.cache_resource.clear()
    monkeypatch.setenv("QM_HOME", str(tmp_path))
    monkeypatch.setenv("QM_APP_TODAY", TODAY)
    monkeypatch.setenv("QM_WAREHOUSE_FILE", str(sample_db(orders=600, as_of=TODAY)))
    made = Screen(opened.context())
    yield made
    made.context.close()
    st.cache_resource.clear()


Opened = Callable[..., AppTest]


@pytest.fixture
def opens(screen: Screen) -> Opened:
    """A page as somebody of a role, as the first of their personas."""

    def page(path: str, role: str = "Manager", *personas: str, **query: str) -> AppTest:
        shown = screen.open(path, screen.user(role, personas or ("Warehouse Manager",)), **query)
        assert not shown.exception, shown.exception
        return shown

    return page
