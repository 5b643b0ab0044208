"""Why a figure changed: a button beside every comparison, and the change taken apart, worked out outside the page."""

from collections.abc import Mapping

import streamlit as st

from agents.why import explain
from core.change.result import Change, Split
from core.change.tables import inside_of, table_of
from core.errors import QuartermasterError
from core.semantic.query import Query
from core.table import Table
from core.warehouse.base import Cancel
from pages import _show, _ui, _waterfall, _work

Task = _work.Task[Change]


def button(here: _ui.Here, query: Query, key: str) -> None:
    """Beside a comparison or a line over time; nothing for what has no change. What it found stays under it."""
    if not _compares(query):
        return
    place = f"why-{key}"
    if st.button("Why did it change?", key=f"{place}-ask", icon=":material/troubleshoot:"):
        _begin(here, query, place)
    task = _task(query, place)
    if task is not None:
        _watched(here, task, place)


def choose(here: _ui.Here, queries: Mapping[str, Query], key: str) -> None:
    """Below several figures, each with its change: the one that is asked about."""
    if not queries:
        return
    with st.expander("Why did a figure change?", icon=":material/troubleshoot:"):
        title = st.selectbox("Figure", list(queries), key=f"why-{key}-which", width=320)
        button(here, queries[title], key)


def _compares(query: Query) -> bool:
    return bool(query.measures) and (query.compare is not None or any(group.grain for group in query.by))


def _begin(here: _ui.Here, query: Query, place: str) -> None:
    context = here.context

    def work(cancel: Cancel) -> Change:
        return explain(context, query, cancel=cancel)

    st.session_state[place] = (query.fingerprint(), _work.begin(work))


def _task(query: Query, place: str) -> Task | None:
    """Of this very question: another one asked meanwhile has not been explained."""
    said = st.session_state.get(place)
    return said[1] if said and said[0] == query.fingerprint() else None


def _watched(here: _ui.Here, task: Task, place: str) -> None:
    if not task.done:
        st.button("Cancel", key=f"{place}-cancel", icon=":material/close:", on_click=task.cancel.event.set)
        _work.wait(task, "Looking along every dimension")
        st.rerun()
    try:
        found = task.result()
    except QuartermasterError as error:
        st.info(_show.plain(error.message), icon=":material/troubleshoot:")
        return
    show(found, here.context.config.app.currency, place)


def show(found: Change, currency: str, key: str, *, says: bool = True) -> None:
    """The sentence, a tab for each dimension with its bars and table, how it was worked out."""
    with st.container(border=True):
        if says:
            st.text(found.sentence)
        for limit in found.limits:
            st.caption(_show.plain(limit))
        tables = [(split.label, split, table_of(found, split)) for split in found.splits]
        if found.inside:
            name = f"{found.inside.value}, by {found.inside.split.label}"
            tables.insert(1, (name, found.inside.split, inside_of(found, found.inside)))
        if tables:
            for tab, (name, split, table) in zip(st.tabs([_show.plain(t[0]) for t in tables]), tables, strict=True):
                with tab:
                    _split(split, table, currency, f"{key}-{name}")
        with st.expander("How this was worked out", icon=":material/fact_check:"):
            st.text(found.method)
            st.text(f"{found.measure}: {found.meaning}")


def _split(split: Split, table: Table, currency: str, key: str) -> None:
    _waterfall.draw(table, currency, key=f"{key}-chart")
    _show.table(table, currency, key=f"{key}-table")
    if split.values > len(split.parts):
        st.caption(f"{split.values:,} values in all; those with the smallest parts are one row.")
    with st.popover("SQL", icon=":material/code:"):
        st.code(split.sql, language="sql", wrap_lines=True)
