"""Home: who is here, and what day it is."""

import streamlit as st

from pages import _ui


def show() -> None:
    here = _ui.session()
    st.title(f"Hello, {here.user.name}")
    st.write(
        f"You look at {here.context.config.app.name} as {here.persona} on {here.context.clock.today:%A, %d %B %Y}."
    )
