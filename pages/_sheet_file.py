"""A table that a tool made, as a file to take away: whoever clicks needs the right at that moment."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from core import audit
from core.access import require
from core.export import MEDIA_TYPE, Kind, export_table, safe_name
from core.table import Table
from pages import _ui, opened

KINDS: tuple[tuple[Kind, str], ...] = (("csv", "CSV"), ("xlsx", "Excel"))


def buttons(here: _ui.Here, table: Table, name: str, key: str) -> None:
    """Nothing where exporting is not allowed, or there is nothing to export."""
    if not here.may("export") or not table.rows:
        return
    with st.container(horizontal=True, width="content"):
        for kind, label in KINDS:
            st.download_button(
                label, partial(_made, here.session.id, here.persona, table, kind, name), f"{safe_name(name)}.{kind}",
                MEDIA_TYPE[kind], key=f"{key}-{kind}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def text(here: _ui.Here, label: str, made: Callable[[], str], name: str, media: str, icon: str, about: str) -> None:
    """A file of text that is made when it is taken."""
    if here.may("export"):
        taken = partial(_text, here.session.id, here.persona, made, name)
        st.download_button(label, taken, name, media, icon=icon, on_click="ignore", help=about)


def _text(session_id: str, persona: str, made: Callable[[], str], name: str) -> str:
    asker = _ui.asker_at(session_id, persona)
    require(asker, "export")
    audit.record(opened.context().store, asker.email, "export", name)
    return made()


def _made(session_id: str, persona: str, table: Table, kind: Kind, name: str) -> bytes:
    context = opened.context().for_asker(_ui.asker_at(session_id, persona))
    context.rates.export.take(context.asker.email)
    with tempfile.TemporaryDirectory(prefix="export-", dir=context.config.app.home) as folder:
        return export_table(context, table, kind, Path(folder), name).path.read_bytes()
