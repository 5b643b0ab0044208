"""Which dashboard is looked at: the persona's, one's own, or one that a colleague shares; and making new ones."""

from functools import partial

import streamlit as st

from core.errors import QuartermasterError
from core.saved import boards
from core.saved.boards import BoardChange, OwnBoard
from pages import _address, _show, _ui, _undo

CHOSEN = "board-chosen"  # in the session: the id; empty is the persona's


def choose(here: _ui.Here) -> OwnBoard | None:
    """None is the persona's own."""
    found = {one.id: one for one in boards.boards(here.context.store, here.user)}
    _bring(found)
    names = {"": here.persona, **{one.id: _name(one) for one in found.values()}}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Dashboard", list(names), format_func=names.__getitem__, key=CHOSEN, width=420)
        board = found.get(chosen)
        if board and board.mine and here.may("save"):
            _menu(here, board)
        if here.may("save") and st.button("New dashboard", icon=":material/dashboard_customize:"):
            _make(here)
    if board:
        whose = "Yours" if board.mine else f"From {board.owner_name}, to look at"
        st.caption(_show.plain(f"{whose} · {'shared with the workspace' if board.shared else 'private'}"))
    _address.write("board", chosen)
    return board


def _bring(found: dict[str, OwnBoard]) -> None:
    """From a link, another page, or the visit before."""
    wanted = st.session_state.pop("board", "") or _address.news("board")
    if wanted and wanted not in found:
        st.error("There is no dashboard here that you may open: it was deleted, or it is not shared with you.")
    kept = st.session_state.get(f"{CHOSEN}-kept", "")
    if wanted in found:
        st.session_state[CHOSEN] = wanted
    elif CHOSEN not in st.session_state and kept in found:
        st.session_state[CHOSEN] = kept
    elif st.session_state.get(CHOSEN) and st.session_state[CHOSEN] not in found:
        st.session_state[CHOSEN] = ""
    st.session_state[f"{CHOSEN}-kept"] = st.session_state.get(CHOSEN, "")


def _name(one: OwnBoard) -> str:
    return one.name if one.mine else f"{one.name} (from {one.owner_name})"


def _menu(here: _ui.Here, board: OwnBoard) -> None:
    options = ["Rename", "Make private" if board.shared else "Share with the workspace", "Delete"]
    chosen = st.menu_button("", options, key=f"board-menu-{board.id}", icon=":material/more_horiz:")
    if chosen == "Rename":
        _rename(here, board)
    elif chosen == "Delete":
        gone = boards.delete_board(here.context.store, here.user, board.id, here.context.now())
        _undo.offer(f"The dashboard “{gone.name}” is deleted.", partial(_put_back, gone))
        st.rerun()
    elif chosen:
        change = BoardChange(shared=not board.shared)
        boards.change_board(here.context.store, here.user, board.id, change, here.context.now())
        _undo.tell("Private again." if board.shared else "Shared: your workspace may look at it.")
        st.rerun()


def _put_back(gone: OwnBoard, here: _ui.Here) -> None:
    back = boards.put_board_back(here.context.store, here.user, gone, here.context.now())
    st.session_state["board"] = back.id


@st.dialog("New dashboard", icon=":material/dashboard_customize:")
def _make(here: _ui.Here) -> None:
    name = st.text_input("Name", placeholder="Such as: Monday morning", max_chars=120, key="board-name")
    shared = st.toggle("Share with the workspace", key="board-shared")
    if not st.button("Make it", type="primary"):
        return
    try:
        made = boards.make_board(here.context.store, here.user, name, here.context.now(), shared=shared)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.session_state["board"] = made.id
    st.rerun()


@st.dialog("Rename", icon=":material/edit:")
def _rename(here: _ui.Here, board: OwnBoard) -> None:
    name = st.text_input("Name", board.name, max_chars=120, key=f"board-rename-{board.id}")
    if not st.button("Rename", type="primary"):
        return
    try:
        boards.change_board(here.context.store, here.user, board.id, BoardChange(name=name), here.context.now())
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()
