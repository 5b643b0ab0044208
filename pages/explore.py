"""Explore: pick figures, groupings, filters, period and comparison; the address is a link to what is shown."""

from dataclasses import dataclass

import streamlit as st

from agents.present import sentence
from core.errors import QuartermasterError
from core.run import run_query
from core.saved.freshened import freshened
from core.saved.queries import get_saved
from core.semantic.query import Query
from core.store.saved import Kept, Saved
from core.table import Table
from pages import _address, _charts, _export, _form, _kinds, _part, _pin, _saved, _show, _ui, _why
from pages._picks import picked_of, query_of

LAST, RAW, KIND = "explore-last", "explore-raw", "x-kind"  # in the session: the latest question; one beyond the form


@dataclass(frozen=True)
class Brought:
    """A question that came from a link, another page or the shelf, with the chart that it was kept with."""

    text: str
    chart: str = "auto"
    saved: Saved | None = None


def show() -> None:
    here = _ui.session()
    st.title("Explore")
    _saved.shelf(here, "query")
    try:
        _take(here)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
    raw = st.session_state.get(RAW, "")
    query = _beyond(raw) if raw else query_of(_form.form(here))
    _keep(query)
    if query is None:
        st.info("Pick a figure, and what to group it by.", icon=":material/touch_app:")
        return
    _result(here, query)


def _take(here: _ui.Here) -> None:
    """Fills the form once from what is brought; and again from the latest question after a visit to other pages."""
    brought = _brought(here)
    text = brought.text if brought else "" if _form.on_screen() else st.session_state.get(LAST, "")
    if not text:
        return
    if brought:
        st.session_state[KIND] = st.session_state[f"{KIND}-kept"] = brought.chart
        _saved.opened(brought.saved)
    now = freshened(Query.from_json(text), here.context.model)
    if now.notes:
        st.warning(_show.plain(now.notes), icon=":material/history_edu:")
    picked = picked_of(now.query)
    st.session_state[RAW] = "" if picked else now.query.to_json()
    if picked:
        _form.fill(picked)


def _brought(here: _ui.Here) -> Brought | None:
    saved_id, text = _address.news("saved"), _address.news("q")
    saved_id = st.session_state.pop("saved", "") or saved_id
    if given := st.session_state.pop("q", ""):
        return Brought(given)
    if not saved_id:
        return Brought(text) if text else None
    _address.write("saved", "")
    found = get_saved(here.context.store, here.user, saved_id)
    if found.kept.kind == "sql":
        _ui.go("sql", saved=found.id)
    if found.kept.persona != here.persona and found.kept.persona in here.user.personas:
        _ui.become(found.kept.persona, saved=found.id)
    return Brought(found.kept.body, found.kept.chart, found)


def _beyond(text: str) -> Query:
    st.info("This question has more to it than the form below can show. It is run as it is.")
    st.button("Begin anew with the form", icon=":material/restart_alt:", on_click=_begin_anew)
    return Query.from_json(text)


def _begin_anew() -> None:
    st.session_state[RAW] = st.session_state[LAST] = ""
    _saved.opened(None)


def _keep(query: Query | None) -> None:
    """In the address, to be shared, and in the session, to come back to."""
    text = query.to_json() if query else ""
    st.session_state[LAST] = text
    _address.write("q", text)


def _result(here: _ui.Here, query: Query) -> None:
    answered = run_query(here.context, query)
    currency, table = here.context.config.app.currency, answered.table
    st.text(sentence(table, currency))
    st.caption(f"Understood as: {_show.plain(answered.interpretation)}")
    kind = _kinds.choose(table, KIND)
    days = _part.within(query, here.context.clock.today)
    picture = _kinds.picture(table, kind)
    _charts.draw(table, picture, currency, key="explore-chart", stacked=kind == "stacked", asked=days)
    _show.table(table, currency, key="explore-table")
    if total := _kinds.totals(here.context, query, currency):
        st.markdown(f"**In all** · {_show.plain(total)}")
    title = _title(table)
    with st.container(horizontal=True):
        _saved.save_button(here, Kept("query", query.to_json(), here.persona, kind), title)
        _pin.button(here, query, title, kind, key="explore")
        _share()
        _export.buttons(here, query, title, key="explore")
    _show.definitions(table)
    _why.button(here, query, "explore")
    _show.how(answered, here)


def _title(table: Table) -> str:
    """Something to begin with, for a name."""
    figures = [column.label for column in table.columns if column.role in ("figure", "share", "running")]
    named = {column.name.removesuffix("_name") for column in table.columns if column.role == "title"}
    groups = [
        column.label.lower()
        for column in table.columns
        if column.role == "title" or (column.role == "key" and column.name.removesuffix("_code") not in named)
    ]
    text = " and ".join(figures[:3]).capitalize() or "List"
    return (text + (f" by {' and '.join(groups[:2])}" if groups else ""))[:100]


def _share() -> None:
    with st.popover("Share", icon=":material/link:"):
        st.write("The address of this page is a link to this question. Whoever opens it sees it with their own rights.")
        if saved := _saved.now_open():
            st.write("A short link to the saved query, for those who may open it:")
            st.code(_saved.short_link(saved), language=None, wrap_lines=True)
