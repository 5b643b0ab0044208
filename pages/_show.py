"""How figures, tables and answers look on every page: one format for numbers, money and days; data never as markup."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import NoneType

import streamlit as st
from streamlit.column_config import NumberColumn, TextColumn

from core.run import Answered
from core.semantic.expression import laid_out
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value
from pages._cells import cell, column_format, headings
from pages._cells import plain as plain
from pages._ui import Here

LETTER, WIDEST = 7, 400  # pixels of a letter, and of a column of text in a list
TALLEST = 420  # pixels of a table before it scrolls


def compact(value: Value, column: TableColumn, currency: str) -> str:
    """A figure for a tile: as everywhere, large ones shortened."""
    if (
        isinstance(value, int | float | Decimal)
        and column.unit != "ratio"
        and (figure := abs(Decimal(str(value)))) >= 100_000
    ):
        size, letter = (Decimal(10**6), "M") if figure >= 10**6 else (Decimal(1000), "k")
        unit = f" {currency}" if column.unit == "money" else ""
        return f"{Decimal(str(value)) / size:,.2f} {letter}{unit}"
    return shown(value, column, currency) or "–"


def table(found: Table, currency: str, key: str, tallest: int = TALLEST) -> None:
    """Sortable by its values; empty is said."""
    if not found.rows:
        st.info("Nothing matches. Choose a longer period or fewer filters.", icon=":material/inbox:")
        return
    names = headings(found.columns)
    data = {
        name: [cell(row[place], column) for row in found.rows]
        for place, (name, column) in enumerate(zip(names, found.columns, strict=True))
    }
    formats = {name: column_format(column, currency) for name, column in zip(names, found.columns, strict=True)}
    height = min(tallest, 38 + 35 * len(found.rows))
    st.dataframe(data, hide_index=True, column_config=formats, key=key, height=height)
    if found.truncated:
        st.caption(f"The first {len(found.rows):,} of {found.total_rows:,} rows. An export has all of them.")


def definitions(found: Table) -> None:
    """Of each figure, where it is seen without a click."""
    for column in found.columns:
        if column.meaning and column.role in ("figure", "share", "running"):
            st.caption(f"**{plain(column.label)}**: {plain(column.meaning)}")


def how(answered: Answered, here: Here) -> None:
    """How an answer came about: definitions, SQL, the age of the data, cost and time."""
    found = answered.table
    if found.note:
        st.info(found.note, icon=":material/cloud_off:")
    with st.expander("How this was worked out", icon=":material/fact_check:"):
        for column in found.columns:
            if column.meaning and column.role in ("figure", "share", "running"):
                st.text(f"{column.label}: {column.meaning}")
        st.code(laid_out(found.sql, here.context.warehouse.dialect), language="sql", wrap_lines=True)
        fresh = f"Data of {found.fresh:%Y-%m-%d %H:%M} UTC" if found.fresh else "No data"
        spent = sum(seconds for _, seconds in answered.timings)
        kept = f", kept for {found.age:.0f} s" if found.cached else ""
        st.caption(
            f"{fresh}{kept} · {found.total_rows:,} rows · cost {answered.cost} · {spent * 1000:.0f} ms · "
            f"seen as {here.persona} · trace {answered.trace_id}"
        )


def records(rows: Sequence[Mapping[str, object]], key: str) -> None:
    """A list that is no result of a query: people, entries, definitions."""
    formats: dict[str, object] = {}
    for name in rows[0] if rows else ():
        values = [row.get(name) for row in rows]
        if all(type(value) in (int, NoneType) for value in values):
            formats[name] = NumberColumn(format="%,d")
        elif all(isinstance(value, str | None) for value in values):
            longest = max(len(name), *(len(str(value or "")) for value in values))  # not only of the first rows
            formats[name] = TextColumn(width=min(max(longest * LETTER + 20, 60), WIDEST))
    st.dataframe(
        list(rows), hide_index=True, key=key, height=min(TALLEST * 2, 38 + 35 * max(len(rows), 1)), placeholder="",
        column_config=formats,  # type: ignore[arg-type]
    )  # fmt: skip
