"""What the owner of a dashboard does with a tile: order, width, title, chart, away; and where anybody opens it."""

from functools import partial

import streamlit as st

from core.errors import QuartermasterError
from core.saved import boards
from core.saved.boards import OwnBoard, Pin, PinChange
from core.saved.queries import CHARTS
from pages import _show, _ui, _undo


def menu(here: _ui.Here, board: OwnBoard, one: Pin) -> None:
    path, brought, action = ("sql", "sql", "write-sql") if one.kept.kind == "sql" else ("explore", "q", "explore")
    opens = "Open in SQL" if path == "sql" else "Open in Explore"
    own = ("Move earlier", "Move later", "Half width" if one.wide else "Full width", "Title and chart", "Remove")
    options = [*([opens] if here.may(action) else []), *(own if board.mine and here.may("save") else ())]
    if not options:
        return
    chosen = st.menu_button("", options, key=f"tile-menu-{one.id}", icon=":material/more_horiz:", type="tertiary")
    if chosen == opens:
        _ui.go(path, **{brought: one.kept.body})
    elif chosen == "Title and chart":
        _edit(here, board, one)
    elif chosen:
        _do(here, board, one, str(chosen))


def _do(here: _ui.Here, board: OwnBoard, one: Pin, what: str) -> None:
    store, user, now, place = here.context.store, here.user, here.context.now(), board.pins.index(one)
    if what == "Remove":
        gone, was = boards.remove_pin(store, user, board.id, one.id, now)
        _undo.offer(f"“{gone.title}” is off this dashboard.", partial(_put_back, board.id, gone, was))
    elif what in ("Half width", "Full width"):
        boards.change_pin(store, user, board.id, one.id, PinChange(wide=not one.wide), now)
    else:
        to = place + (1 if what == "Move later" else -1)
        boards.change_pin(store, user, board.id, one.id, PinChange(place=max(to, 0)), now)
    st.rerun()


def _put_back(board_id: str, gone: Pin, place: int, here: _ui.Here) -> None:
    boards.put_pin_back(here.context.store, here.user, board_id, gone, place, here.context.now())


@st.dialog("Title and chart", icon=":material/edit:")
def _edit(here: _ui.Here, board: OwnBoard, one: Pin) -> None:
    title = st.text_input("Title", one.title, max_chars=120)
    kind = st.selectbox("Chart", list(CHARTS), list(CHARTS).index(one.kept.chart), format_func=CHARTS.__getitem__)
    if not st.button("Keep", type="primary"):
        return
    try:
        change = PinChange(title=title, chart=kind)
        boards.change_pin(here.context.store, here.user, board.id, one.id, change, here.context.now())
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()
