"""What the ranked lists of the day share: one of several to narrow to, kinds with their counts, a row that opens."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core.table import Table
from pages import _show

EVERY = "All"


def one_of(label: str, names: Mapping[str, str], key: str) -> str | None:
    """One of what the asker sees; all of them by default, where there are several."""
    options = [None, *names] if len(names) > 1 else list(names)

    def said(code: str | None) -> str:
        return EVERY if code is None else f"{code} · {names[code]}" if names[code] else code

    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    chosen: str | None = st.selectbox(label, options, format_func=said, key=key, width=300, persist_state="session")
    return chosen


def narrowed(table: Table, kinds: Sequence[str], key: str) -> Table:
    """To the rows of one kind, which stands in the first column."""
    counts = Counter(str(row[0]) for row in table.rows)
    options = [EVERY, *(kind for kind in kinds if counts[kind])]

    def said(kind: str) -> str:
        return _show.plain(f"{kind.capitalize()} {counts[kind] if kind != EVERY else len(table.rows):,}")

    if st.session_state.get(f"{key}-kind") not in options:
        st.session_state[f"{key}-kind"] = EVERY
    chosen = st.segmented_control("Kind", options, format_func=said, key=f"{key}-kind", label_visibility="collapsed")
    if chosen in (None, EVERY):
        return table
    rows = tuple(row for row in table.rows if row[0] == chosen)
    return replace(table, rows=rows, total_rows=len(rows))


def key(name: str) -> str:
    """Of the table itself: another one once a row was opened, so that the same row opens again."""
    return f"{name}-list-{st.session_state.get(f'{name}-round', 0)}"


def renew(name: str) -> None:
    st.session_state[f"{name}-round"] = st.session_state.get(f"{name}-round", 0) + 1
