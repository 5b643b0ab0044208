"""Where an answer came from: which engine, verified or not, how old; and a way to read the data anew."""

import streamlit as st

from core.conversations import Turn
from pages import _ask_talk, _show, _ui

FRESH = 60.0  # seconds in which nobody asks how old it is
JUST_NOW = 5.0
ENGINES = {
    "language engine": ("Language engine", ":material/translate:", "gray", "Understood without a language model."),
    "verified": ("Verified", ":material/verified:", "green", ""),
    "tool": ("Tool", ":material/build:", "orange", "Worked out by one of the workbench's tools."),
    "model": ("Model", ":material/smart_toy:", "violet", "Worked out by a language model from the tables shown here."),
}


def show(here: _ui.Here, turn: Turn, shown: _ask_talk.Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"badges-{turn.id}"):
        origin(shown)
        if shown.answer.command == "export" and not here.may("export"):
            st.badge("Exports need the role Analyst", icon=":material/lock:", color="orange")
        if shown.answer.query is not None and shown.answer.why is None and st.button(
            "Refresh", key=f"refresh-{turn.id}", icon=":material/refresh:", type="tertiary",
            help="Read from the data now",
        ):  # fmt: skip
            _ask_talk.refresh(here, turn)
            st.rerun(scope="fragment")


def origin(shown: _ask_talk.Shown) -> None:
    answer = shown.answer
    name, icon, colour, says = ENGINES.get(answer.engine, (answer.engine.capitalize(), ":material/build:", "gray", ""))
    if answer.model:
        name = f"{name}: {answer.model}"
    st.badge(_show.plain(name), icon=icon, color=colour, help=_help(shown, says))  # type: ignore[arg-type]
    if answer.vouched is not None and answer.engine != "verified":
        st.badge("Verified", icon=":material/verified:", color="green", help=_vouched(shown))
    if answer.answered is None:
        return
    if answer.cached or shown.age > FRESH:
        what = "Cached" if answer.cached else "Read"
        st.badge(f"{what} · {ago(shown.age)}", icon=":material/history:", color="blue", help=_read(shown))
    else:
        st.badge("Read just now", icon=":material/bolt:", color="gray", help=_read(shown))


def ago(seconds: float) -> str:
    if seconds < JUST_NOW:
        return "just now"
    if seconds < 60:
        return f"{seconds:.0f} s ago"
    minutes = seconds / 60
    return f"{minutes:.0f} min ago" if minutes < 60 else f"{minutes / 60:.1f} h ago"


def _help(shown: _ask_talk.Shown, says: str) -> str:
    answer = shown.answer
    if answer.engine == "verified":
        return _vouched(shown)
    why = f"A language model: {answer.why_no_model[:1].lower()}{answer.why_no_model[1:]}" if answer.why_no_model else ""
    return _show.plain(f"{says} {why}".strip())


def _vouched(shown: _ask_talk.Shown) -> str:
    by = shown.answer.vouched
    if by is None:
        return ""
    note = f" {by.note}" if by.note else ""
    return _show.plain(f"{by.by} vouched for this question on {by.at:%d %b %Y}.{note}")


def _read(shown: _ask_talk.Shown) -> str:
    table = shown.answer.tables[0]
    loaded = f"; the data was loaded {table.fresh:%Y-%m-%d %H:%M} UTC" if table.fresh else ""
    return _show.plain(f"The rows were read {ago(shown.age)}{loaded}.")
