"""SQL: one's own SELECT on the persona's tables, guarded and run in a process that can be stopped."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.access import allowance
from core.errors import QuartermasterError
from core.run import Answered, run_sql
from core.saved.queries import get_saved
from core.store.saved import Kept
from core.store.statements import add_statement
from core.warehouse.base import Cancel
from pages import _address, _charts, _export, _kinds, _pin, _saved, _show, _statements, _ui, _work

LONGEST = 20_000
TEXT, KEPT, KIND = "sql-text", "sql-kept", "sql-kind"


@dataclass(frozen=True)
class Run:
    sql: str
    task: _work.Task[Answered]


def show() -> None:
    here = _ui.session()
    st.title("SQL")
    _saved.shelf(here, "sql")
    try:
        _take(here)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
    stop = _editor(here)
    run: Run | None = st.session_state.get(_latest(here))
    if run is not None:
        if not run.task.done:
            stop.button("Stop", icon=":material/stop:", on_click=run.task.cancel.now)
        _result(here, run)
        stop.empty()
    _statements.history(here, _put)


def _take(here: _ui.Here) -> None:
    """What a link, the shelf or a tile brings; and what stood here before other pages were looked at."""
    saved_id = st.session_state.pop("saved", "") or _address.news("saved")
    _address.write("saved", "")
    if saved_id:
        found = get_saved(here.context.store, here.user, saved_id)
        if found.kept.kind == "query":
            _ui.go("explore", saved=found.id)
        if found.kept.persona != here.persona and found.kept.persona in here.user.personas:
            _ui.become(found.kept.persona, saved=found.id)
        _saved.opened(found)
        st.session_state[TEXT] = found.kept.body
        st.session_state[KIND] = st.session_state[f"{KIND}-kept"] = found.kept.chart
    elif brought := st.session_state.pop("sql", ""):
        st.session_state[TEXT] = brought
    elif TEXT not in st.session_state:
        st.session_state[TEXT] = st.session_state.get(KEPT, "")


def _editor(here: _ui.Here) -> st.delta_generator.DeltaGenerator:
    """Hands back the place of the button that stops."""
    left, right = st.columns([3, 2])
    with right:
        _tables(here)
    with left:
        st.text_area("One SELECT", key=TEXT, height=260, max_chars=LONGEST, placeholder="SELECT …")
        st.session_state[KEPT] = st.session_state[TEXT]
        with st.container(horizontal=True):
            st.button("Run", type="primary", icon=":material/play_arrow:", on_click=_run)
            return st.empty()


def _latest(here: _ui.Here) -> str:
    return f"sql-run-{here.persona}"


def _run() -> None:
    """Begun before the page is drawn, so that it can be stopped from its first moment on."""
    here, text = _ui.session(), st.session_state[TEXT].strip()
    if text:
        st.session_state[_latest(here)] = Run(text, _work.begin(partial(_work_on, here, text)))


def _work_on(here: _ui.Here, text: str, cancel: Cancel) -> Answered:
    ctx, outcome = here.context, "stopped"
    try:
        answered = run_sql(ctx, text, cancel)
        outcome = f"{len(answered.table.rows):,} row{'s' * (len(answered.table.rows) != 1)}"
        return answered
    except QuartermasterError as error:
        outcome = error.message
        raise
    finally:
        add_statement(ctx.store, here.user, here.persona, text, outcome, ctx.now())


def _result(here: _ui.Here, run: Run) -> None:
    _work.wait(run.task, "Running")
    try:
        answered = run.task.result()
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    table, currency = answered.table, here.context.config.app.currency
    drawn = _kinds.guessed(table)
    kind = _kinds.choose(drawn, KIND, "table")
    _charts.draw(drawn, _kinds.picture(drawn, kind), currency, key="sql-chart", stacked=kind == "stacked")
    _show.table(table, currency, key="sql-table")
    with st.container(horizontal=True):
        _saved.save_button(here, Kept("sql", run.sql, here.persona, kind), "")
        _pin.button(here, run.sql, "SQL", kind, key="sql")
        _export.buttons(here, run.sql, "sql", key="sql")
    _show.how(answered, here)


def _tables(here: _ui.Here) -> None:
    """The persona's tables, each with its columns."""
    model = here.context.model
    allowed = allowance(model, here.context.asker, here.context.clock.today).tables
    name = st.selectbox("Tables and columns", list(allowed), key=f"sql-table-{here.persona}")
    columns = model.tables[name].columns
    about = any(columns[one].meaning for one in allowed[name])
    rows = [
        {"Column": one, "Type": columns[one].type, **({"Meaning": columns[one].meaning} if about else {})}
        for one in allowed[name]
    ]
    st.dataframe(rows, hide_index=True, key="sql-columns", height=200)
    st.caption(_show.plain(model.tables[name].meaning))
    wanted = f"SELECT {', '.join(allowed[name])}\nFROM {name}\nLIMIT 100"
    st.button("Begin with this table", icon=":material/edit_note:", type="tertiary", on_click=_put, args=(wanted,))


def _put(sql: str) -> None:
    st.session_state[TEXT] = sql
