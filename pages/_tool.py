"""What a tool found, as every page shows it: figures, tables, and how each came about."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import streamlit as st

from core.table import Table, TableColumn
from pages import _sheet_file, _show, _ui
from pages._cells import cell, column_format, headings
from tools.found import Found, Sheet
from tools.worked import Assumption, Worked, counted

TILE = 190  # pixels: four in a window of 1280
TALLEST = 460  # pixels of a table before it scrolls


def show(found: Found, currency: str, key: str) -> None:
    """All of it; exports are offered to who may."""
    here = _ui.session(activity=False)
    figures(found.figures, currency)
    unknown(found)
    sheets(here, found.sheets, currency, key)
    basis(found, currency)


def figures(worked: Sequence[Worked], currency: str) -> None:
    """As many in a row as the window is wide for."""
    with st.container(horizontal=True):
        for one in worked:
            said = f"{one.formula} — {one.source}" if one.source else one.formula
            st.metric(
                _show.plain(one.name),
                value(one, currency),
                help=_show.plain(said),
                border=True,
                width=TILE,
                height="stretch",
            )


def value(one: Worked, currency: str) -> str:
    """As much of a figure as a person reads at once."""
    if one.value is None:
        return "not known"
    if one.unit == "ratio":
        return f"{one.value * 100:.1f} %"
    size = abs(one.value)
    if one.unit == "money":
        short, letter = (
            (one.value / 1e6, " M") if size >= 1e6 else (one.value / 1e3, " k") if size >= 1e5 else (one.value, "")
        )
        return f"{short:,.2f}{letter} {currency}"
    text = f"{one.value:,.0f}" if float(one.value).is_integer() or size >= 1000 else f"{one.value:,.1f}"
    text = f"{one.value:.2g}" if 0 < size < 0.1 else text
    return text if one.unit in ("count", "score", "") else counted(text, one.unit)


def unknown(found: Found) -> None:
    for sentence in found.unknown:
        st.caption(f":material/help: {_show.plain(sentence)}")


def sheets(here: _ui.Here, given: Sequence[Sheet], currency: str, key: str) -> None:
    """Side by side behind tabs; only the open one is drawn."""
    filled = [one for one in given if one.table.rows]
    if not filled:
        if given:
            st.info("There is nothing to list.", icon=":material/inbox:")
        return
    if len(filled) == 1:
        _one(here, filled[0], currency, f"{key}-0")
        return
    names = [f"{_show.plain(one.name)} ({len(one.table.rows):,})" for one in filled]
    for number, (place, one) in enumerate(
        zip(st.tabs(names, key=f"{key}-tabs", on_change="rerun"), filled, strict=True)
    ):
        if place.open:
            with place:
                _one(here, one, currency, f"{key}-{number}")


def _one(here: _ui.Here, one: Sheet, currency: str, key: str) -> None:
    grid(one.table, currency, f"{key}-grid")
    _sheet_file.buttons(here, one.table, one.name, key)


def grid(table: Table, currency: str, key: str, *, pick: bool = False, without: Collection[str] = ()) -> int | None:
    """Sortable by its values; the row that was picked, by its place in the table."""
    if not table.rows:
        st.info("There is nothing to list.", icon=":material/inbox:")
        return None
    shown = [place for place, column in enumerate(table.columns) if column.name not in without]
    columns = [_by_month(table.columns[place]) for place in shown]
    names = headings(columns)
    data = {
        name: [cell(row[place], table.columns[place]) for row in table.rows]
        for name, place in zip(names, shown, strict=True)
    }
    formats = {name: column_format(column, currency) for name, column in zip(names, columns, strict=True)}
    height = min(TALLEST, 38 + 35 * len(table.rows))
    if not pick:
        st.dataframe(data, hide_index=True, column_config=formats, key=key, height=height, placeholder="")
        return None
    event = st.dataframe(
        data, hide_index=True, column_config=formats, key=key, height=height, on_select="rerun",
        selection_mode="single-row", placeholder="",
    )  # fmt: skip
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows and int(rows[0]) < len(table.rows) else None


def _by_month(column: TableColumn) -> TableColumn:
    """A month that is kept as its first day is shown as a month."""
    return replace(column, grain="month") if column.name == "month" and column.type == "date" else column


def basis(found: Found, currency: str) -> None:
    """Formulas with their inputs and sources, the method, what was assumed and what nobody knows."""
    with st.expander("How this was worked out", icon=":material/fact_check:"):
        if found.method:
            st.markdown(f"**Method.** {_show.plain(found.method)}")
        for one in found.figures:
            _worked(one, currency)
        if found.assumptions:
            st.markdown("**Assumed**, because the data does not say")
            st.table([_assumed(one) for one in found.assumptions])
        for sentence in found.unknown:
            st.markdown(f"**Not known.** {_show.plain(sentence)}")


def _worked(one: Worked, currency: str) -> None:
    inputs = " · ".join(f"{name} = {amount:,.6g}" for name, amount in one.inputs.items())
    parts = [f"**{_show.plain(one.name)}: {_show.plain(value(one, currency))}**", _show.plain(one.formula)]
    parts += [_show.plain(text) for text in (inputs, one.note) if text]
    st.markdown("  \n".join(parts) + (f"  \n:small[Source: {_show.plain(one.source)}]" if one.source else ""))


def _assumed(one: Assumption) -> dict[str, str]:
    return {"What": _show.plain(one.name), "Taken": _show.plain(one.value), "Because": _show.plain(one.because)}
