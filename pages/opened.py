"""What the pages share with the API: the context, opened once a process."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from agents.answering import Answering
from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.dashboards import Board, read_boards
from core.errors import Invalid
from core.jobs.jobs import Jobs
from core.log import logger

ROOT = Path(__file__).resolve().parent.parent
NEEDED = {
    "server.trustedUserHeaders": {"x-qm-session": "session"},
    "client.showErrorDetails": "none",
    "browser.gatherUsageStats": False,
    "server.enableXsrfProtection": True,
}
log = logger(__name__)


@st.cache_resource(show_spinner=False)
def context() -> Context:
    """Opened by the program when it starts; by whichever page comes first where there is no program around it."""
    config = load_config(ROOT)
    return open_context(config, terminal("nobody"))


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """Work that goes on without the page; the program that serves does it."""
    return Jobs.open(context().config, context().store)


@st.cache_resource(show_spinner=False)
def answering() -> Answering:
    """Answers under way, shared with the API: they go on while their page is left."""
    return Answering(context())


@st.cache_resource(show_spinner=False)
def _boards() -> Mapping[str, Board]:
    return read_boards(ROOT / "dashboards")


def board_of(persona: str) -> Board | None:
    """What a persona's dashboard shows; one that has none is told so."""
    return _boards().get(persona)


def require_settings() -> None:
    """Without these the pages would not know who asks, or would say too much: better not to serve at all."""
    for name, wanted in NEEDED.items():
        if (found := st.get_option(name)) != wanted:
            raise Invalid(
                f"Streamlit's {name} is {found!r} and has to be {wanted!r}: "
                "start the program in the checkout, where .streamlit/config.toml is."
            )


def report(error: Exception) -> bool:
    """An error that a page let through: counted and logged; the page shows its own sentence."""
    context().metrics.error(error)
    log.error("unforeseen in a page", exc_info=error)
    return False
