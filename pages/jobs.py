"""Jobs: work that goes on without its page; how far it is, what came of it, and what is done every day by itself."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from core.clock import Clock
from core.jobs.job import Job, State
from core.jobs.kinds import KINDS
from core.jobs.schedule import schedule
from pages import _job, _live, _show, _ui, opened

LOOK = 2.0  # seconds between looks while something is under way
PAGE = 10
SHOWN: dict[str, tuple[State, ...]] = {
    "All": (), "Under way": ("waiting", "running"), "Done": ("done",), "Failed": ("failed",),
    "Cancelled": ("cancelled",),
}  # fmt: skip
SKIPPED, WAS_OPEN = "jobs-skipped", "jobs-open"


def show() -> None:
    here = _ui.session()
    st.title("Jobs")
    is_admin = here.may("see-health")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control("Which", list(SHOWN), default="All", key="jobs-shown", on_change=_to_the_top)
        mine = not is_admin or st.toggle("Only mine", key="jobs-mine", on_change=_to_the_top)
    _live.live(_pace(here, mine), partial(_list, states=SHOWN[chosen or "All"], mine=mine))
    _schedule(here)


def _to_the_top() -> None:
    _go_to(0)


def _pace(here: _ui.Here, mine: bool) -> float | None:
    """Nobody looks again and again at what does not change."""
    under_way = opened.jobs().list(here.context.asker, 1, mine=mine, states=SHOWN["Under way"])
    st.session_state[WAS_OPEN] = bool(under_way)
    return LOOK if under_way else None


def _list(here: _ui.Here, states: Sequence[State], mine: bool) -> None:
    skipped = st.session_state.get(SKIPPED, 0)
    found = opened.jobs().list(here.context.asker, PAGE + 1, mine=mine, states=states, skip=skipped)
    for job in found[:PAGE]:
        _one(here, job, mine)
    if not found:
        st.info(
            "There is none like that." if states or skipped else
            "Nothing yet. Exports that take long, and loads of files, are found here.",
            icon=":material/inbox:",
        )  # fmt: skip
    _turn(skipped, len(found) > PAGE)
    is_open = any(not job.over for job in found)
    if st.session_state.get(WAS_OPEN) and not is_open and not skipped and not states:
        st.rerun()  # the last one is over: from now on without looking


def _turn(skipped: int, more: bool) -> None:
    with st.container(horizontal=True):
        if skipped:
            st.button("Newer", icon=":material/chevron_left:", on_click=_go_to, args=(max(skipped - PAGE, 0),))
        if more:
            st.button("Older", icon=":material/chevron_right:", on_click=_go_to, args=(skipped + PAGE,))


def _go_to(skipped: int) -> None:
    st.session_state[SKIPPED] = skipped


def _one(here: _ui.Here, job: Job, mine: bool) -> None:
    with st.container(border=True, key=f"job-{job.id}"):
        left, right = st.columns([5, 2], vertical_alignment="center")
        with left:
            _job.head(job, of_whom=not mine)
            _job.progress(job)
            st.caption(_job.times(job))
        with right, st.container(horizontal=True, horizontal_alignment="right"):
            _buttons(here, job)


def _buttons(here: _ui.Here, job: Job) -> None:
    jobs = opened.jobs()
    if not job.over:
        with st.popover("Cancel", icon=":material/cancel:"):
            st.write("It stops within a second, and can be tried again later.")
            if st.button("Yes, cancel it", key=f"cancel-{job.id}", type="primary"):
                jobs.cancel(job.id, _ui.session().context.asker)
                st.rerun()
    if _may_again(here, job) and st.button("Try again", key=f"again-{job.id}", icon=":material/replay:"):
        jobs.retry(job.id, _ui.session().context.asker)
        st.rerun()
    if _may_take(here, job) and (made := jobs.made(job.id)):
        st.download_button(
            "Download", partial(_bytes, here.session.id, job.persona, job.id), made.name, key=f"file-{job.id}",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _may_again(here: _ui.Here, job: Job) -> bool:
    return job.state in ("failed", "cancelled") and _may(here, job)


def _may_take(here: _ui.Here, job: Job) -> bool:
    return job.owner == here.context.asker.email and _may(here, job)


def _may(here: _ui.Here, job: Job) -> bool:
    return job.kind in KINDS and here.may(KINDS[job.kind].action)


def _bytes(session_id: str, persona: str, job_id: str) -> bytes:
    """Under the rights of the moment of the click."""
    return opened.jobs().file(job_id, _ui.asker_at(session_id, persona)).read_bytes()


def _schedule(here: _ui.Here) -> None:
    config, now = here.context.config, Clock.utc()
    zone = ZoneInfo(config.app.timezone)
    daily = schedule(config.warehouse)
    st.subheader("Every day by itself")
    _show.records(
        [
            {"What": KINDS[one.kind].title, "At": f"{one.at:%H:%M} {zone.key}",
             "Next": f"{one.next(now, zone):%Y-%m-%d %H:%M} {zone.key}"}
            for one in daily
        ],
        "schedule",
    )  # fmt: skip
    with st.container(horizontal=True):
        for one in daily:
            kind = KINDS[one.kind]
            if here.may(kind.action) and st.button(f"{kind.title} now", icon=":material/play_arrow:"):
                opened.jobs().submit(one.kind, one.arguments, here.context.asker)
                st.rerun()
