"""What was asked and not answered: much the same questions together, with the words to add where that pays most."""

import streamlit as st

from agents.unanswered import Group, Grouped, grouped
from core import overlay
from core.quality import Quality
from core.table import Table, TableColumn
from pages import _live, _quality_table, _show, _synonyms, _ui, opened

SHOWN = 12  # groups at first; the others on request
BY = {
    "meaning": "Put together by meaning: other words for the same thing stand in one group.",
    "words": "Put together by their words alone: what finds by meaning is not ready, or not installed "
    "(the page System health says which).",
}
COLUMNS = (
    TableColumn("group", "Group", "integer", role="key"),
    TableColumn("question", "Question", "text"),
    TableColumn("times", "Times", "integer", "count"),
    TableColumn("clarified", "Asked back", "integer", "count"),
    TableColumn("refused", "Refused", "integer", "count"),
    TableColumn("latest", "Latest (UTC)", "timestamp"),
    TableColumn("why", "What was said", "text"),
    TableColumn("unknown", "Unknown words in the group", "text"),
)


def show(here: _ui.Here, found: Quality) -> None:
    if not found.unanswered:
        st.info("Every question of this period was answered.", icon=":material/task_alt:")
        return
    whole = _kept(here, found)
    st.caption(BY[whole.by])
    every = len(whole.groups) <= SHOWN or st.toggle(f"All {len(whole.groups)} groups", key="quality-all")
    for number, group in enumerate(whole.groups if every else whole.groups[:SHOWN]):
        _group(here, group, number)
    _quality_table.taken(here, _table(whole), "unanswered")


def _kept(here: _ui.Here, found: Quality) -> Grouped:
    """Reading hundreds of questions anew with every click would be slow; a new synonym reads them anew."""
    ctx = here.context
    ready = ctx.embedder.at_hand([one.question for one in found.unanswered])
    key = (tuple(found.unanswered), ready, overlay.version(ctx), here.persona, ctx.warehouse.generation)
    before = st.session_state.get("quality-groups")
    if before is None or before[0] != key:
        with st.spinner("Reading the questions again"):
            before = key, grouped(ctx, opened.answering().readers.of(ctx), found.unanswered)
        st.session_state["quality-groups"] = before
    kept: Grouped = before[1]
    return kept


def _group(here: _ui.Here, group: Group, number: int) -> None:
    first = group.questions[0]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_show.plain(first.question)}**", width="stretch")
            if group.understood:
                st.badge("understood today", icon=":material/check:", color="green")
            st.badge(f"{group.times:,} ×", color="orange" if group.times > 1 else "gray")
        st.caption(_said(group))
        with st.container(horizontal=True):
            for place, word in enumerate(group.unknown if here.may("edit-vocabulary") else ()):
                label = f"Say what “{_show.plain(word)}” means"
                if st.button(label, key=f"teach-{number}-{place}", icon=":material/add:"):
                    _synonyms.dialog(here, word)
        others = group.questions[1:]
        if others:
            with st.expander(f"{len(others)} other wording{'' if len(others) == 1 else 's'}", key=f"others-{number}"):
                for one in others:
                    st.markdown(f"{_show.plain(one.question)} · {one.times:,} ×")


def _said(group: Group) -> str:
    clarified, refused = (sum(getattr(one, name) for one in group.questions) for name in ("clarified", "refused"))
    parts = [
        f"asked back {clarified:,} ×" if clarified else "",
        f"refused {refused:,} ×" if refused else "",
        f"latest {_live.moment(group.latest)}",
        group.questions[0].why,
    ]
    return _show.plain(" · ".join(filter(None, parts)))


def _table(whole: Grouped) -> Table:
    rows = [
        (number, one.question, one.times, one.clarified, one.refused, one.latest.replace(tzinfo=None), one.why,
         ", ".join(group.unknown))
        for number, group in enumerate(whole.groups, 1)
        for one in group.questions
    ]  # fmt: skip
    return _quality_table.made(COLUMNS, rows)
