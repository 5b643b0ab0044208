"""What people say of answers: thumbs with their reasons and comments, without names."""

from collections import Counter

import streamlit as st

from core.quality import Quality
from core.table import TableColumn
from pages import _quality_table, _ui

REASON = TableColumn("reason", "Reason", "text", role="title")
COLUMNS = (
    TableColumn("at", "When (UTC)", "timestamp"), TableColumn("thumb", "Thumb", "text"), REASON,
    TableColumn("comment", "Comment", "text"), TableColumn("question", "Question", "text"),
    TableColumn("status", "It was", "text"), TableColumn("engine", "By", "text"),
)  # fmt: skip
EVERY = "All"


def show(here: _ui.Here, found: Quality) -> None:
    if not found.feedback:
        st.info(
            "Nobody has given a thumb in this period. They stand below every answer.", icon=":material/thumbs_up_down:"
        )
        return
    down = Counter(one.feedback.reason or "no reason" for one in found.feedback if one.feedback.verdict == "down")
    if down:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**Why thumbs went down**", width="content")
            for reason, times in down.most_common():
                st.badge(f"{reason} · {times:,} ×", color="orange")
    wanted = st.segmented_control("Which", [EVERY, "down", "up"], default=EVERY, key="quality-thumbs")
    rows = [
        (one.feedback.at.replace(tzinfo=None), one.feedback.verdict, one.feedback.reason, one.feedback.comment,
         one.question, one.status, one.engine)
        for one in found.feedback
        if wanted in (None, EVERY, one.feedback.verdict)
    ]  # fmt: skip
    _quality_table.shown(here, _quality_table.made(COLUMNS, rows), "thumbs")
