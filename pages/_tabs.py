"""Tabs of which only the open one is drawn; who comes back to the page finds the same one open."""

from collections.abc import Callable, Mapping

import streamlit as st


def draw(parts: Mapping[str, Callable[[], None]], key: str) -> None:
    kept = f"{key}-kept"  # the tabs' own state is forgotten when their page is left
    if key not in st.session_state and st.session_state.get(kept) in parts:
        st.session_state[key] = st.session_state[kept]
    tabs = st.tabs(list(parts), key=key, on_change="rerun")
    for tab, (name, part) in zip(tabs, parts.items(), strict=True):
        if tab.open:
            st.session_state[kept] = name
            with tab:
                part()
