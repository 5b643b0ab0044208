"""Results as files to take away: a short one at once, a long one as a job; all rows, whatever is on the screen."""

import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Literal

import streamlit as st

from core.context import Context
from core.export import MEDIA_TYPE, Kind, Longer, export, safe_name
from core.semantic.query import Query
from core.warehouse.base import Cancel
from pages import _live, _ui, _work, opened

LABELS: tuple[tuple[Kind, str], ...] = (("csv", "CSV"), ("xlsx", "Excel"))
Paper = Callable[[Context], bytes]  # with the rights of the click
LONGEST = 40  # letters of a file's name that are shown
AT_ONCE = 50_000  # rows; more are a job
PATIENCE = 4.0  # seconds until it is a job all the same
TAKEN = "taken"  # in the session: the one export that it takes, or took last


@dataclass(frozen=True)
class Made:
    name: str
    media_type: str
    data: bytes
    rows: int | None = None


@dataclass
class Taken:
    """What becomes of a click: a file in a moment, or a job."""

    key: str
    wanted: Query | str | None
    kind: Kind | Literal["pdf"]
    name: str
    task: _work.Task[Made]
    job: str = ""
    handed: bool = False  # the browser has begun to keep it
    number: str = field(default_factory=lambda: token_hex(4))  # so that no earlier file is taken for this one


def buttons(here: _ui.Here, wanted: Query | str | None, name: str, key: str, paper: Paper | None = None) -> None:
    """Nothing where exporting is not allowed. `paper` makes the PDF, where there is one; all there is of what was
    worked out and not queried."""
    if here.may("export"):
        _live.live(None, partial(_draw, wanted=wanted, name=name, key=key, paper=paper), here)


def _draw(_here: _ui.Here, wanted: Query | str | None, name: str, key: str, paper: Paper | None) -> None:
    with st.container(width="content"):
        with st.container(horizontal=True, gap="xsmall"):
            for kind, label in LABELS:
                if wanted is not None and st.button(label, key=f"{key}-{kind}", icon=":material/download:"):
                    take(key, wanted, kind, name)
            if paper and st.button("PDF", key=f"{key}-pdf", icon=":material/picture_as_pdf:"):
                take_paper(key, wanted, name, paper)
        taken = st.session_state.get(TAKEN)
        if isinstance(taken, Taken) and (taken.key, taken.wanted) == (key, wanted):
            _show(taken)


def take(key: str, wanted: Query | str, kind: Kind, name: str) -> None:
    """A click, or what was said: under the rights of this moment, and as often as the API allows."""
    context = _ui.session().context
    st.session_state.pop(TAKEN, None)
    context.rates.export.take(context.asker.email)
    st.session_state[TAKEN] = Taken(key, wanted, kind, name, _work.begin(partial(_make, context, wanted, kind, name)))


def take_paper(key: str, wanted: Query | str | None, name: str, paper: Paper) -> None:
    context = _ui.session().context
    st.session_state.pop(TAKEN, None)
    context.rates.export.take(context.asker.email)

    def work(_: Cancel) -> Made:
        return Made(f"{safe_name(name)}.pdf", "application/pdf", paper(context))

    st.session_state[TAKEN] = Taken(key, wanted, "pdf", name, _work.begin(work))


def _make(ctx: Context, wanted: Query | str, kind: Kind, name: str, cancel: Cancel) -> Made:
    with tempfile.TemporaryDirectory(prefix="export-", dir=ctx.config.app.home) as folder:
        made = export(ctx, wanted, kind, Path(folder), name, cancel, AT_ONCE)
        return Made(made.name, MEDIA_TYPE[made.kind], made.path.read_bytes(), made.rows)


def _show(taken: Taken) -> None:
    if not taken.job:
        _work.wait(taken.task, "Making the file", math.inf if taken.kind == "pdf" else PATIENCE)
        if not taken.task.done:
            taken.task.cancel.now()
            _hand_on(taken)
    try:
        made = None if taken.job else taken.task.result()
    except Longer:
        _hand_on(taken)
        made = None
    if made:
        _hand_out(taken, made)
        return
    st.info("This takes longer, so it goes on without this page. The file will be on the page Jobs.")
    st.page_link(st.session_state[_ui.MADE]["jobs"], label="See how far it is", icon=":material/pending_actions:")


def _hand_on(taken: Taken) -> None:
    assert taken.wanted is not None  # what is put on paper is no job
    what = {"sql": taken.wanted} if isinstance(taken.wanted, str) else {"query": json.loads(taken.wanted.to_json())}
    asker = _ui.session().context.asker
    taken.job = opened.jobs().submit("export", {**what, "format": taken.kind, "name": taken.name}, asker)


def _hand_out(taken: Taken, made: Made) -> None:
    """The browser keeps it without another click; the button is for once more."""
    rows = f" · {made.rows:,} row{'' if made.rows == 1 else 's'}" if made.rows is not None else ""
    label = _short(made.name) + rows
    key = f"{taken.key}-file-{taken.number}"
    st.download_button(
        label,
        made.data,
        made.name,
        made.media_type,
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download_done:",
    )
    if not taken.handed:
        taken.handed = True
        st.html(f"<script>{CLICK.format(key=key)}</script>", unsafe_allow_javascript=True)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 8]}…{name[-7:]}"


CLICK = """
(function look(times) {{
    const button = document.querySelector(".st-key-{key} button");
    if (button) button.click(); else if (times) setTimeout(look, 100, times - 1);
}})(50);
"""
