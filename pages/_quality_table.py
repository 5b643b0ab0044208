"""Lists of the Quality page: as typed tables, so that they are shown, drawn and taken away like any other."""

from collections.abc import Sequence

import streamlit as st

from core import audit
from core.export import csv_lines
from core.table import Table, TableColumn
from core.warehouse.base import Value
from pages import _show, _ui


def made(columns: Sequence[TableColumn], rows: Sequence[tuple[Value, ...]]) -> Table:
    return Table(tuple(columns), tuple(rows), len(rows), "")


def shown(here: _ui.Here, found: Table, name: str, tallest: int = _show.TALLEST) -> None:
    """With a way to take it along."""
    _show.table(found, here.context.config.app.currency, f"{name}-table", tallest)
    taken(here, found, name)


def taken(here: _ui.Here, found: Table, name: str) -> None:
    if not found.rows:
        return

    def note() -> None:
        audit.record(here.context.store, here.user.email, "export", f"{name}.csv", detail=f"{len(found.rows)} rows")

    text = "\ufeff" + "".join(csv_lines(found))  # the mark tells Excel that it is UTF-8
    st.download_button("CSV", text, f"{name}.csv", "text/csv", key=f"{name}-csv", icon=":material/download:",
                       on_click=note)  # fmt: skip
