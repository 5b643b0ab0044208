"""A link to an answer: what it was asked by is kept and run again under the rights of whoever opens it."""

from urllib.parse import quote

import streamlit as st

from core.conversations import Turn
from core.errors import QuartermasterError
from core.saved import queries
from core.saved.names import LONGEST, free_name
from core.saved.queries import Kept, Saved
from core.semantic.query import Query
from pages import _show, _ui

ASKS = "asks"  # in the address: a question, asked by a click of the reader


def button(here: _ui.Here, turn: Turn, wanted: Query | str | None) -> None:
    """`wanted`: a Query or SQL; of what was worked out otherwise the question itself is shared."""
    if here.may("save") and st.button("Share", key=f"share-{turn.id}", icon=":material/link:"):
        _share(here, turn, wanted)


@st.dialog("Share this answer", icon=":material/link:")
def _share(here: _ui.Here, turn: Turn, wanted: Query | str | None) -> None:
    if wanted is None:
        st.write("Whoever opens it can ask the same with a click, with their own rights.")
        _link(f"{ASKS}={quote(turn.question)}")
        return
    try:
        saved = _shared(here, turn.question, wanted)
    except QuartermasterError as error:
        st.error(_show.plain(error.message))
        return
    who = " who may write SQL" if isinstance(wanted, str) else ""
    st.write(f"Anybody in your workspace with this persona{who} can open it. They see it with their own rights.")
    _link(f"saved={saved.id}")
    where = "SQL" if isinstance(wanted, str) else "Explore"
    st.caption(f"It is on your shelf of saved queries in {where}, where it can be made private again.")


def _link(query: str) -> None:
    st.code(f"{st.context.url or ''}".split("?")[0] + f"?{query}", language=None, wrap_lines=True)


def _shared(here: _ui.Here, question: str, wanted: Query | str) -> Saved:
    """The one that was shared before, where it is the same question of the same meaning."""
    store, user, now = here.context.store, here.user, here.context.now()
    mine = [one for one in queries.saved_queries(store, user) if one.mine]
    body = wanted.to_json() if isinstance(wanted, Query) else wanted
    kept = Kept("query" if isinstance(wanted, Query) else "sql", body, here.persona)
    for one in mine:
        if one.shared and (one.kept.body, one.kept.persona) == (kept.body, kept.persona):
            return one
    name = free_name(question[:LONGEST], [one.name for one in mine])
    return queries.save(store, user, name, kept, now, shared=True)
