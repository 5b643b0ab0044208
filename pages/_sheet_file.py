"""A table that a tool made, as a file to take away: whoever clicks needs the right at that moment."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

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


def _made(session_id: str, persona: str, table: Table, kind: Kind, name: str) -> bytes:
    context = opened.context().for_asker(_ui.asker_at(session_id, persona))
    context.rates.export.take(context.asker.email)
    with tempfile.TemporaryDirectory(prefix="export-", dir=context.config.app.home) as folder:
        return export_table(context, table, kind, Path(folder), name).path.read_bytes()
