"""What was just done, said once; and a way to undo it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.errors import QuartermasterError
from pages import _show, _ui

DONE, FAILED, UNDO = "done-said", "done-wrong", "done-undo"  # in the session


@dataclass(frozen=True)
class Undo:
    says: str
    back: Callable[[_ui.Here], object]


def tell(text: str) -> None:
    """Shown by the next run."""
    st.session_state[DONE] = text


def offer(says: str, back: Callable[[_ui.Here], object]) -> None:
    st.session_state[UNDO] = Undo(says, back)


def attempt(what: Callable[[_ui.Here], object]) -> bool:
    """For buttons' callbacks, which stand outside of the page: with the rights of now, and errors said by the page."""
    try:
        what(_ui.session())
    except QuartermasterError as error:
        st.session_state[FAILED] = error.message
        return False
    return True


def bar() -> None:
    """At the top of a page."""
    if text := st.session_state.pop(DONE, ""):
        st.toast(_show.plain(text), icon=":material/check:")
    if wrong := st.session_state.pop(FAILED, ""):
        st.error(_show.plain(wrong))
    undo: Undo | None = st.session_state.get(UNDO)
    if undo is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.markdown(_show.plain(undo.says), width="stretch")
        st.button("Undo", key="undo", icon=":material/undo:", on_click=_back)
        st.button("Close", key="undo-close", type="tertiary", icon=":material/close:", on_click=_close)


def _back() -> None:
    undo: Undo | None = st.session_state.pop(UNDO, None)
    if undo is not None and attempt(undo.back):
        tell("It is back.")


def _close() -> None:
    st.session_state.pop(UNDO, None)
