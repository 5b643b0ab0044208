"""One's own dashboard on the screen: its tiles, each under the reader's rights, and what its owner may change."""

from collections.abc import Iterator
from functools import partial

import streamlit as st

from core.dashboards import SPANS
from core.errors import QuartermasterError
from core.run import Answered
from core.saved import boards
from core.saved.boards import BoardChange, OwnBoard, Pin
from core.saved.running import run_kept, takes_period
from core.warehouse.base import Cancel
from pages import _charts, _kinds, _show, _tile_menu, _ui, _undo, _work

OWN_PERIODS = ("", *(span.label for span in SPANS))
Task = _work.Task[Answered]


def show(here: _ui.Here, board: OwnBoard) -> None:
    period = _period(here, board)
    if not board.pins:
        st.info(
            "Nothing is pinned here yet. Pin charts from Explore, Ask, SQL or the persona's dashboard."
            if board.mine else "Nothing is pinned here yet.", icon=":material/keep:",
        )  # fmt: skip
    tasks = {one.id: _begin(here, one) for one in board.pins if one.kept.kind == "sql"}
    for row in _rows(board.pins):
        for place, one in zip(st.columns(1 if row[0].wide else 2), row, strict=False):
            with place.container(border=True, height="stretch"):
                _tile(here, board, one, period, tasks.get(one.id))
    _left_out(board)


def _left_out(board: OwnBoard) -> None:
    if board.left_out:
        many = f"{board.left_out} tile{'s' * (board.left_out != 1)}"
        st.caption(f"{many} left out: of personas that you do not have, or SQL, which needs the role Manager.")


def _period(here: _ui.Here, board: OwnBoard) -> str:
    """Of its owner it is kept; others look through it for themselves."""
    key = f"board-period-{board.id}"
    st.session_state.setdefault(key, board.period if board.period in OWN_PERIODS else "")
    chosen = st.selectbox(
        "Period", OWN_PERIODS, format_func=lambda label: label or "Each tile's own", key=key, width=220,
        on_change=partial(_keep_period, board, key) if board.mine else None,
    )  # fmt: skip
    return str(chosen)


def _keep_period(board: OwnBoard, key: str) -> None:
    _undo.attempt(lambda here: _change(here, board, BoardChange(period=st.session_state[key])))


def _change(here: _ui.Here, board: OwnBoard, change: BoardChange) -> None:
    boards.change_board(here.context.store, here.user, board.id, change, here.context.now())


def _rows(pins: tuple[Pin, ...]) -> Iterator[list[Pin]]:
    """Two halves beside each other, a full one alone."""
    waiting: list[Pin] = []
    for one in pins:
        if waiting and (one.wide or len(waiting) == 2):
            yield waiting
            waiting = []
        waiting.append(one)
        if one.wide:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _begin(here: _ui.Here, one: Pin) -> Task:
    """SQL may take its time: all of it is under way before the first tile is drawn."""
    ctx, user = here.context, here.user

    def work(cancel: Cancel) -> Answered:
        return run_kept(ctx, user, one.kept, cancel=cancel)

    return _work.begin(work)


def _tile(here: _ui.Here, board: OwnBoard, one: Pin, period: str, task: Task | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key=f"tile-title-{one.id}"):
            st.markdown(f"**{_show.plain(one.title)}**")
        _tile_menu.menu(here, board, one)
    try:
        if task:
            _work.wait(task, "Running")
        answered = task.result() if task else run_kept(here.context, here.user, one.kept, period)
    except QuartermasterError as error:
        st.warning(_show.plain(error.message), icon=":material/visibility_off:")
        return
    _drawn(here, one, answered)
    own = period and not takes_period(one.kept, here.context.model)
    seen = "" if one.kept.persona == here.persona else f"seen as {one.kept.persona}"
    if said := " · ".join(filter(None, ("keeps its own days" if own else "", seen))):
        st.caption(_show.plain(said))


def _drawn(here: _ui.Here, one: Pin, answered: Answered) -> None:
    table, currency, kind = answered.table, here.context.config.app.currency, one.kept.chart
    if len(table.rows) == 1 and len(table.columns) == 1 and kind != "table":
        column = table.columns[0]
        st.metric(_show.plain(column.label), _show.compact(table.rows[0][0], column, currency))
        return
    drawn = _kinds.guessed(table)
    picture = _kinds.picture(drawn, kind)
    if picture.kind == "none":
        _show.table(table, currency, key=f"tile-{one.id}")
    else:
        _charts.draw(drawn, picture, currency, key=f"tile-{one.id}", stacked=kind == "stacked")
