"""How one job looks, wherever it is shown: what it is, how far, what came of it, and when."""

import streamlit as st

from core.clock import Clock
from core.jobs.job import Job, State
from pages import _live, _show

COLOURS: dict[State, str] = {
    "waiting": "gray", "running": "blue", "done": "green", "failed": "red", "cancelled": "orange",
}  # fmt: skip


def head(job: Job, *, of_whom: bool, unfit: bool = False) -> None:
    """`unfit`: it was done, and what it found is not good."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{_show.plain(job.title)}**", width="content")
        state, colour = ("bad rows found", "orange") if unfit else (job.state, COLOURS[job.state])
        st.badge(state, color=colour)  # type: ignore[arg-type]  # its names of colours
        if of_whom:
            st.text(job.owner, width="content")


def progress(job: Job) -> None:
    if job.state == "running" and job.progress.share is not None:
        st.progress(job.progress.share, _show.plain(job.progress.text))
    elif job.state == "running":
        st.markdown(_show.plain(job.progress.text or "Begun") + " …")
    elif job.state == "failed":
        st.markdown(f":red[{_show.plain(job.error)}]")
    elif job.result:
        st.markdown(_show.plain(job.result))


def times(job: Job) -> str:
    until = job.finished or Clock.utc()
    told = [f"submitted {_live.moment(job.submitted)}"]
    for what, at in (("started", job.started), ("ended", job.finished)):
        if at:
            told.append(f"{what} {at:%H:%M:%S}" if at.date() == job.submitted.date() else f"{what} {_live.moment(at)}")
    if job.started:
        told.append(f"{'took' if job.over else 'for'} {_live.span(until - job.started)}")
    return _show.plain(" · ".join(told))
