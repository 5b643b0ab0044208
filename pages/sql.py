"""SQL: one's own SELECT on the persona's tables, guarded and run in a process that can be stopped."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.access import allowance
from core.errors import QuartermasterError
from core.run import Answered, run_sql
from core.warehouse.base import Cancel
from pages import _export, _show, _ui, _work

KEPT = 20  # statements of the session
LONGEST = 20_000
TEXT = "sql-text"


@dataclass(frozen=True)
class Run:
    sql: str
    at: datetime
    task: _work.Task[Answered]


def show() -> None:
    here = _ui.session()
    st.title("SQL")
    runs: list[Run] = st.session_state.setdefault(f"runs-{here.persona}", [])
    _tables(here)
    st.text_area("One SELECT", key=TEXT, height=180, max_chars=LONGEST, placeholder="SELECT …")
    with st.container(horizontal=True):
        run = st.button("Run", type="primary", icon=":material/play_arrow:")
        if runs and not runs[-1].task.done:
            st.button("Stop", icon=":material/stop:", on_click=runs[-1].task.cancel.now)
    text = st.session_state[TEXT].strip()
    if run and text:
        runs.append(_begin(here, text))
        del runs[:-KEPT]
    if runs:
        _result(here, runs[-1])
        _history(runs)


def _begin(here: _ui.Here, text: str) -> Run:
    ctx = here.context

    def work(cancel: Cancel) -> Answered:
        return run_sql(ctx, text, cancel)

    return Run(text, ctx.now(), _work.begin(work))


def _result(here: _ui.Here, run: Run) -> None:
    _work.wait(run.task, "Running")
    try:
        answered = run.task.result()
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    _show.table(answered.table, here.context.config.app.currency, key="sql-table")
    with st.container(horizontal=True):
        _export.buttons(here, run.sql, "sql", key="sql")
    _show.how(answered, here)


def _tables(here: _ui.Here) -> None:
    allowed = allowance(here.context.model, here.context.asker, here.context.clock.today)
    with st.expander("Tables and columns", icon=":material/table:"):
        for name, columns in allowed.tables.items():
            st.markdown(f"**{name}** – {_show.plain(here.context.model.tables[name].meaning)}")
            st.caption(", ".join(columns))


def _history(runs: list[Run]) -> None:
    with st.expander("History of this session", icon=":material/history:"):
        for number, run in reversed(list(enumerate(runs))):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.code(run.sql, language="sql", wrap_lines=True)
            right.button("Take again", key=f"again-{number}", on_click=_take, args=(run.sql,))


def _take(sql: str) -> None:
    st.session_state[TEXT] = sql
