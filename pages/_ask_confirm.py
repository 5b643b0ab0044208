"""What a question would have written: shown first, written once when somebody confirms it."""

import streamlit as st

from core.errors import QuartermasterError
from pages import _show, _tool, _ui
from tools.found import Found
from tools.registry import Confirmed, Used, use

WRITTEN = "ask-written"  # in the session: what came of each, by its key


def show(here: _ui.Here, would: Used) -> None:
    """The key was made with the answer: two clicks, a reload or a second window are one and the same work."""
    written: dict[str, Found] = st.session_state.setdefault(WRITTEN, {})
    currency, key = here.context.config.app.currency, would.trace_id
    if key not in written:
        _tool.sheets(here, would.found.sheets, currency, f"would-{key}")
        if not st.button("Confirm", type="primary", icon=":material/check:", key=f"confirm-{key}"):
            return
        try:
            written[key] = use(here.context, would.tool.name, would.arguments, confirmed=Confirmed(key)).found
        except QuartermasterError as error:
            st.error(_show.plain(error.message))
            return
        st.rerun()
    st.success(_show.plain(written[key].method), icon=":material/check_circle:")
    _tool.sheets(here, written[key].sheets, currency, f"written-{key}")
