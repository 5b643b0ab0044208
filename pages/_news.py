"""What changed since the last visit, as the upper part of Home."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import streamlit as st

from core.errors import QuartermasterError
from core.jobs.job import Job
from core.run import run_query
from core.saved.visits import Moved, News
from core.semantic.query import Query
from core.table import shown
from pages import _show, _ui, opened

FAR = 6  # days, from which on a weekday would not be clear


def show(here: _ui.Here, news: News) -> None:
    if news.since is None:
        st.info("From your next visit on, this says what changed since the one before.", icon=":material/waving_hand:")
        return
    jobs = _jobs(here, news.since)
    with st.container(border=True):
        st.markdown(f"**Since {_show.plain(_when(here, news.since))}**")
        for place, moved in enumerate(news.moved):
            _line(here, moved, place)
        _loads(here, news)
        for job in jobs:
            said = job.result or job.error or ""
            _said(
                ":material/task_alt:" if job.state == "done" else ":material/error:",
                f"{job.title}: {job.state}. {said}",
            )
        if not (news.moved or news.loads or jobs):
            _said(":material/check:", "Nothing has changed: the same figures, no new data.")


def _when(here: _ui.Here, at: datetime) -> str:
    zone = ZoneInfo(here.context.config.app.timezone)
    then, now = at.astimezone(zone), here.context.now().astimezone(zone)
    if then.date() == now.date():
        return f"today {then:%H:%M}"
    return f"{then:%A %H:%M}" if (now - then).days < FAR else f"{then.day} {then:%B %Y, %H:%M}"


def _line(here: _ui.Here, moved: Moved, place: int) -> None:
    currency = here.context.config.app.currency
    colour = {True: "green", False: "red", None: "gray"}[moved.good]
    now, then = (_show.compact(value, moved.column, currency) for value in (moved.now, moved.then))
    parts = [f"**{_show.plain(moved.title)}** {_show.plain(now)}"]
    if moved.now != moved.then:
        parts.append(f":{colour}[{_show.plain(_difference(moved, currency))}] from {_show.plain(then)}")
    counts = [f"{moved.came:,} new" if moved.came else "", f"{moved.went:,} no longer" if moved.went else ""]
    if said := ", ".join(filter(None, counts)):
        parts.append(said)
    with st.container(horizontal=True, vertical_alignment="center"):
        icon = {True: ":material/trending_up:", False: ":material/trending_down:", None: ":material/sync_alt:"}
        st.markdown(f":{colour}[{icon[moved.good]}] " + " · ".join(parts), width="stretch")
        if moved.show and st.button("Show the new ones", key=f"news-{place}", type="tertiary", icon=":material/list:"):
            _new_ones(here, moved.title, moved.show)


def _difference(moved: Moved, currency: str) -> str:
    change = Decimal(moved.now) - moved.then
    sign = "+" if change > 0 else "−"
    if moved.column.unit == "ratio":
        return f"{sign}{abs(change) * 100:.1f} points"
    return sign + shown(abs(change), moved.column, currency)


@st.dialog("New since your last visit", width="large")
def _new_ones(here: _ui.Here, title: str, query: Query) -> None:
    st.markdown(f"**{_show.plain(title)}**")
    try:
        answered = run_query(here.context, query)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    _show.table(answered.table, here.context.config.app.currency, key="news-rows")


def _loads(here: _ui.Here, news: News) -> None:
    tables = {load.table: load for load in reversed(news.loads)}  # the newest of each
    if tables:
        said = ", ".join(f"{name.replace('_', ' ')} ({load.rows:,} rows)" for name, load in tables.items())
        _said(":material/database:", f"New data: {said}.")


def _jobs(here: _ui.Here, since: datetime) -> list[Job]:
    """One's own that came to an end."""
    try:
        mine = opened.jobs().list(here.context.asker, mine=True)
    except QuartermasterError:  # Home is not the place to hear that jobs are away
        return []
    return [job for job in mine if job.over and job.finished and job.finished > since][:5]


def _said(icon: str, text: str) -> None:
    st.markdown(f":gray[{icon}] {_show.plain(text)}")
