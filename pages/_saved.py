"""The shelf of saved queries, on Explore and on SQL: found, opened, renamed, shared, deleted; and the way onto it."""

from functools import partial

import streamlit as st

from core.errors import Conflict, QuartermasterError
from core.saved import queries
from core.saved.queries import Change, Kept, Saved
from pages import _show, _ui, _undo

OPEN = "saved-open"  # in the session: what is open now
SHOWN = 25  # of a longer shelf, as many as fit; the search finds the others
LONGEST = 60  # letters of a name on a button
WHERE = {"query": "explore", "sql": "sql"}


def opened(saved: Saved | None) -> None:
    st.session_state[OPEN] = saved


def now_open() -> Saved | None:
    found: Saved | None = st.session_state.get(OPEN)
    return found


def short_link(saved: Saved) -> str:
    return f"{st.context.url or ''}".split("?")[0] + f"?saved={saved.id}"


def shelf(here: _ui.Here, kind: str) -> None:
    """Filled only while it is open: every click of the page would pay for it."""
    _undo.bar()
    with st.expander("Saved queries", icon=":material/bookmarks:", key=f"shelf-{kind}", on_change="rerun") as place:
        if place.open:
            _fill(here, kind)


def _fill(here: _ui.Here, kind: str) -> None:
    search = st.text_input(
        "Search saved queries", placeholder="Search by name or person", max_chars=100, key=f"shelf-search-{kind}",
        label_visibility="collapsed",
    )  # fmt: skip
    every = [one for one in queries.saved_queries(here.context.store, here.user) if one.kept.kind == kind]
    found = [one for one in queries.saved_queries(here.context.store, here.user, search) if one.kept.kind == kind]
    if not every:
        st.info("Nothing saved yet. What you save below stands here, and on Home.", icon=":material/bookmark_add:")
    elif not found:
        st.info("No saved query is called that.", icon=":material/search_off:")
    for one in found[:SHOWN]:
        _row(here, one)
    if len(found) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(found)}; search for the others.")


def _row(here: _ui.Here, one: Saved) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_show.plain(_short(one.name)), key=f"open-{one.id}", icon=":material/bookmark:", type="tertiary"):
            _ui.go(WHERE[one.kept.kind], saved=one.id)
        st.caption(_about(here, one), width="stretch")
        if not one.mine:
            return
        options = ["Rename", "Make private" if one.shared else "Share with the workspace", "Delete"]
        chosen = st.menu_button("", options, key=f"menu-{one.id}", icon=":material/more_horiz:", type="tertiary")
        if chosen:
            _do(here, one, str(chosen))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _about(here: _ui.Here, one: Saved) -> str:
    parts = [
        "" if one.kept.persona == here.persona else f"as {one.kept.persona}",
        "" if one.mine else f"from {one.owner_name}",
        "shared" if one.shared and one.mine else "",
        f"{one.changed:%d %b %Y}",
    ]
    return _show.plain(" · ".join(filter(None, parts)))


def _do(here: _ui.Here, one: Saved, what: str) -> None:
    store, user, now = here.context.store, here.user, here.context.now()
    if what == "Rename":
        rename(here, one)
        return
    if what == "Delete":
        gone = queries.delete_saved(store, user, one.id, now)
        _undo.offer(f"“{gone.name}” is deleted.", partial(_put_back, gone))
    else:
        queries.change_saved(store, user, one.id, Change(shared=not one.shared), now)
        _undo.tell("Private again." if one.shared else "Shared: your workspace sees it now.")
    st.rerun()


def _put_back(gone: Saved, here: _ui.Here) -> None:
    queries.put_back(here.context.store, here.user, gone, here.context.now())


@st.dialog("Rename", icon=":material/edit:")
def rename(here: _ui.Here, one: Saved) -> None:
    name = st.text_input("Name", one.name, max_chars=120, key=f"rename-{one.id}")
    if not st.button("Rename", type="primary", key="rename-do"):
        return
    try:
        queries.change_saved(here.context.store, here.user, one.id, Change(name=name), here.context.now())
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    st.rerun()


def save_button(here: _ui.Here, kept: Kept, title: str) -> None:
    if here.may("save") and st.button("Save", icon=":material/bookmark_add:", key=f"save-{kept.kind}"):
        save(here, kept, title)


@st.dialog("Save this query", icon=":material/bookmark_add:")
def save(here: _ui.Here, kept: Kept, title: str) -> None:
    """Under its own name it is replaced, which is asked first."""
    open_now = now_open()
    own = open_now if open_now and open_now.mine and open_now.kept.kind == kept.kind else None
    name = st.text_input("Name", own.name if own else title, max_chars=120, key="save-name")
    shared = st.toggle("Share with the workspace", own.shared if own else False, key="save-shared")
    st.caption("Whoever opens it sees it with their own rights; no rows are kept.")
    place = st.empty()
    taken = st.session_state.get("save-taken") == name
    if not place.button("Replace it" if taken else "Save", type="primary", key=f"save-do-{taken}"):
        return
    try:
        made = queries.save(
            here.context.store, here.user, name, kept, here.context.now(), shared=shared,
            replacing=taken or (own is not None and own.name == name),
        )  # fmt: skip
    except Conflict as error:
        st.session_state["save-taken"] = name
        st.warning(_show.plain(error.message))
        place.button("Replace it", type="primary", key="save-do-True")
        return
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    opened(made)
    _undo.tell(f"Saved as “{made.name}”. It is on the shelf above, and on Home.")
    st.rerun()
