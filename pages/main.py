"""The script that Streamlit runs: who is there, which pages they may open, and the one that is open."""

import time
from collections.abc import Container
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from core import audit
from core.access import ACTIONS
from core.errors import QuartermasterError
from core.log import correlated, logger
from pages import _show, _ui, opened
from pages.table import PAGES, Page

log = logger(__name__)
ICON = Path(__file__).parent / "icon.svg"  # a page's own icon would be fetched from outside for the tab
# A table's own download knows neither rights nor formulas: core.export is the way out.
STYLE = "<style>[data-testid=stElementToolbarButton]:has([aria-label='Download as CSV']) {display: none}"
# On a small screen the room at the sides belongs to the tables.
STYLE += " @media (max-width: 1500px) {[data-testid=stMainBlockContainer] {padding-left: 2rem; padding-right: 2rem}}"
STYLE += " [data-testid=stMetricLabel] p {white-space: normal; overflow: visible} </style>"  # long names of figures
WATCH = 30  # seconds between looks at whether the session is over


@st.fragment(run_every=WATCH)
def watch() -> None:
    """Locks a screen that nobody uses; a look like this is no activity."""
    if not _ui.still_signed_in():
        _ui.leave()


def run() -> None:
    name = opened.context().config.app.name
    st.set_page_config(page_title=name, page_icon=str(ICON), layout="wide")
    st.logo(str(ICON), size="large")
    st.html(STYLE)
    here = _ui.session()
    pages = {page.path: page for page in PAGES}
    chosen = st.navigation(sections(here), position="sidebar", expanded=True)
    foot(here)
    watch()
    page = pages[chosen.url_path]
    if not chosen.url_path and (lost := nowhere(here, pages)):
        st.warning(f"There is no page “{_show.plain(lost)}” here; this is Home.", icon=":material/wrong_location:")
    if not here.may(page.action):
        refuse(page, here)
        return
    if not fits(page, here):
        elsewhere(page, here)
        return
    show(page, chosen, here)


def nowhere(here: _ui.Here, known: Container[str]) -> str:
    """The address that was asked for, where no page has it: Streamlit shows the first one in its place."""
    path = urlsplit(st.context.url or "").path.removeprefix(here.context.config.server.base_path).strip("/")
    return "" if path in known or not path.isprintable() else path[:60]


def sections(here: _ui.Here) -> dict[str, list[st.Page]]:
    """Every page is known, so that a link to one survives the sign-in; only those one may open are shown."""
    grouped: dict[str, list[st.Page]] = {}
    for page in PAGES:
        made = st.Page(
            page.show, title=page.title, icon=page.icon, url_path=page.path or None, default=not page.path,
            visibility="visible" if here.may(page.action) and fits(page, here) else "hidden",
        )  # fmt: skip
        grouped.setdefault(page.section, []).append(made)
        st.session_state.setdefault(_ui.MADE, {})[page.path] = made
    return grouped


def fits(page: Page, here: _ui.Here) -> bool:
    return not page.personas or here.persona in page.personas


def foot(here: _ui.Here) -> None:
    with st.sidebar:
        st.caption(f"{here.user.name} · {here.user.role}")
        if len(here.user.personas) > 1:
            st.selectbox("Persona", here.user.personas, key=_ui.PERSONA)
        else:
            st.caption(here.persona)
        if st.button("Sign out"):
            _ui.sign_out()


def refuse(page: Page, here: _ui.Here) -> None:
    action = ACTIONS[page.action]
    audit.record(here.context.store, here.user.email, "refused", f"page {page.path or '/'}", "refused")
    st.title(page.title)
    st.error(
        f"{action.description}: this needs the role {action.least_role} or above; yours is {here.user.role}.",
        icon=":material/lock:",
    )


def elsewhere(page: Page, here: _ui.Here) -> None:
    """It is another persona's work: whoever is that one, too, is one click away from it."""
    st.title(page.title)
    st.info(f"{page.title} is a page of {' and '.join(page.personas)}; you look as {here.persona}.")
    for persona in page.personas:
        if persona in here.user.personas and st.button(f"Look as {persona}", icon=":material/switch_account:"):
            _ui.become(persona)


def show(page: Page, chosen: st.Page, here: _ui.Here) -> None:
    """The page, with its errors as sentences."""
    began = time.perf_counter()
    with correlated() as correlation:
        try:
            chosen.run()
        except QuartermasterError as error:
            here.context.metrics.error(error)
            st.error(error.message)
        except Exception as error:  # noqa: BLE001 - the door: an error is a sentence with an id here
            opened.report(error)
            st.error(f"Something went wrong that should not have. Its id is {correlation}.")
        finally:
            here.context.metrics.page(page.title, time.perf_counter() - began)


run()
