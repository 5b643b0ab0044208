"""Which of a file's columns is which of ours: what is known is told, what is not is chosen."""

from collections.abc import Sequence

import streamlit as st

from core.errors import Invalid
from core.semantic.model import Model
from core.warehouse.load.peek import Seen
from pages import _show

OPEN, LEFT_OUT = "to be chosen", "leave it out"


def mapping(found: Sequence[Seen], model: Model) -> tuple[dict[str, str], list[str]]:
    """Ours → theirs, and what is left out. What stays to be chosen is told as a fault when the files are checked."""
    renames: dict[str, str] = {}
    ignored: list[str] = []
    for number, one in enumerate(found):
        _told(one)
        if one.table is None or not one.unknown:
            continue
        for place, column in enumerate(one.unknown):
            chosen = _chosen(one, column, model, f"map-{number}-{place}-{one.table}-{column}")
            if chosen == LEFT_OUT:
                ignored.append(column)
            elif chosen != OPEN:
                _put(renames, chosen, column)
    return renames, ignored


def _told(one: Seen) -> None:
    if one.table is None:
        st.warning(_show.plain(f"{one.label}: neither its name nor its columns say which table it is. Choose one."))
        return
    known = ", ".join(ours if theirs == ours else f"{theirs} → {ours}" for theirs, ours in one.known.items())
    st.markdown(f"**{_show.plain(one.label)}** → **{_show.plain(one.table)}**")
    st.caption(_show.plain(f"Known: {known or 'none of its columns'}"))
    if one.missing:
        st.caption(f":orange[{_show.plain('Missing, and every row needs it: ' + ', '.join(one.missing))}]")


def _chosen(one: Seen, column: str, model: Model, key: str) -> str:
    options = [OPEN, LEFT_OUT, *one.nearest(column, model)]
    left, right = st.columns([2, 3], vertical_alignment="center")
    left.text(column)
    return right.selectbox(column, options, key=key, label_visibility="collapsed")


def _put(renames: dict[str, str], ours: str, theirs: str) -> None:
    if renames.setdefault(ours, theirs) != theirs:
        raise Invalid(f"Both {renames[ours]!r} and {theirs!r} are said to be {ours}. Leave one of them out.")
