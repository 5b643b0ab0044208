"""Verified questions: who vouches for what, and all of them asked again as regression tests."""

from collections.abc import Sequence

import streamlit as st

from agents import vouching
from core.context import Context
from core.errors import QuartermasterError
from core.table import TableColumn
from core.verified import Tried
from core.warehouse.base import Cancel
from pages import _quality_table, _show, _ui, _work, opened

CHECKED = "quality-checked"  # in the session: the latest check, of which persona
COLUMNS = (
    TableColumn("question", "Question", "text", role="title"), TableColumn("by", "Verified by", "text"),
    TableColumn("at", "When (UTC)", "timestamp"), TableColumn("note", "Note", "text"),
)  # fmt: skip
OUTCOME = (COLUMNS[0], TableColumn("outcome", "Outcome", "text"))


def show(here: _ui.Here) -> None:
    ctx = here.context
    known = vouching.shown(ctx, opened.answering().readers.of(ctx))
    if not known:
        st.info("Nobody has vouched for a question of this persona. Managers do, below an answer on Ask.",
                icon=":material/verified:")  # fmt: skip
        return
    rows = [(one.question, one.by, one.at.replace(tzinfo=None), one.note) for one in known]
    _quality_table.shown(here, _quality_table.made(COLUMNS, rows), "verified")
    if st.button("Check all of them", key="quality-check", icon=":material/rule:"):
        st.session_state[CHECKED] = (ctx.asker, _work.begin(lambda cancel: _checked(ctx, cancel)))
    asker, task = st.session_state.get(CHECKED, (None, None))
    if task is not None and asker == ctx.asker:
        _work.wait(task, "Asking all of them again")
        try:
            _outcome(here, task.result())
        except QuartermasterError as error:
            st.error(_show.plain(error.message))


def _checked(ctx: Context, _: Cancel) -> list[Tried]:
    return vouching.checked(ctx, opened.answering().readers.of(ctx))


def _outcome(here: _ui.Here, tried: Sequence[Tried]) -> None:
    wrong = [one for one in tried if not one.ok]
    if not wrong:
        st.success(f"All {len(tried):,} run and give the same columns.", icon=":material/task_alt:")
        return
    st.warning(f"{len(wrong):,} of {len(tried):,} are not what they were.", icon=":material/warning:")
    rows = [(one.verified.question, one.error) for one in wrong]
    _quality_table.shown(here, _quality_table.made(OUTCOME, rows), "verified-wrong")
