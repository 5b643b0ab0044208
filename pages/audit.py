"""Audit: who did what, to search and to take away; whether the log is whole."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

import streamlit as st

from core import audit, audit_check
from core.audit import Entry, Wanted
from core.export import disarmed
from pages import _show, _ui
from pages._live import moment

EVERYTHING = "All"
HEAD = "number,at,who,action,subject,outcome,detail,hash"


def show() -> None:
    here = _ui.session()
    st.title("Audit log")
    ctx = here.context
    wanted = _wanted(here)
    below = st.session_state.get("audit-below") if st.session_state.get("audit-of") == wanted else None
    found = audit.search(ctx.store, ctx.asker, wanted, below)
    st.caption(f"{found.total:,} entries, the newest first")
    if found.entries:
        _show.records([_row(list(alike)) for _, alike in groupby(found.entries, _same)], "audit")
    else:
        st.info("No entry like that.", icon=":material/search_off:")
    with st.container(horizontal=True):
        if found.older is not None and st.button("Older entries"):
            st.session_state["audit-below"], st.session_state["audit-of"] = found.older, wanted
            st.rerun()
        if st.button("Check that the log is whole", icon=":material/verified:"):
            _check(here)
        if st.button("Prepare a CSV", icon=":material/download:"):
            lines = "".join(_csv(audit.export(ctx.store, ctx.asker, wanted)))
            st.download_button("Download audit.csv", lines, "audit.csv", "text/csv", on_click="ignore")


def _wanted(here: _ui.Here) -> Wanted:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Text", max_chars=200, width=220)
        action = st.selectbox("Action", [EVERYTHING, *audit.actions(here.context.store, here.context.asker)], width=220)
        outcome = st.selectbox("Outcome", [EVERYTHING, "ok", "refused", "failed"], width=160)
        days = st.number_input("Days back", 1, 3650, 30, width=140)
    since = datetime.combine(here.context.now().date() - timedelta(days=int(days)), time.min, UTC)
    return Wanted(
        text=text or None,
        action=None if action == EVERYTHING else action,
        outcome=None if outcome == EVERYTHING else outcome,
        since=since,
    )


def _same(entry: Entry) -> tuple[str, ...]:
    """A tool that reads eleven times is one thing that was done; the file to take away has each entry."""
    return entry.who, entry.action, entry.subject, entry.outcome, entry.detail


def _row(alike: list[Entry]) -> dict[str, object]:
    """What was asked where it is known, and what it is traced by last."""
    entry, traced = alike[0], alike[0].subject.startswith("trace ")
    what = [part for part in ("" if traced else entry.subject, entry.detail) if part]
    return {
        "At": moment(entry.at), "Who": entry.who, "Action": entry.action, "Times": len(alike),
        "Outcome": entry.outcome, "What": " · ".join(what), "Number": entry.seq,
        "Trace": entry.subject.removeprefix("trace ") if traced else "",
    }  # fmt: skip


def _check(here: _ui.Here) -> None:
    faults = audit_check.verify(here.context.store)
    if not faults:
        st.success("Every entry is there as it was written.")
    for fault in faults:
        st.error(_show.plain(f"Entry {fault.seq}: {fault.why}" if fault.seq else fault.why))


def _csv(entries: Iterator[Entry]) -> Iterator[str]:
    yield f"{HEAD}\r\n"
    for one in entries:
        told = (str(one.seq), one.at.isoformat(), one.who, one.action, one.subject, one.outcome, one.detail, one.hash)
        yield ",".join('"' + disarmed(part).replace('"', '""') + '"' for part in told) + "\r\n"
