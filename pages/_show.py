"""How figures, tables and answers look on every page: one format for numbers, money and days; data never as markup."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.column_config import DateColumn, NumberColumn, TextColumn

from core.dashboards import Kpi
from core.run import Answered
from core.table import Table, TableColumn, shown
from core.warehouse.base import Value
from pages._ui import Here

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig  # has no public name

PERIODS = {"month": "MMMM YYYY", "quarter": "[Q]Q YYYY", "year": "YYYY"}
TALLEST = 420  # pixels of a table before it scrolls
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")


def plain(text: object) -> str:
    """For places that take Markdown: whatever it is made of, it is shown as it was written."""
    one_line = " ".join(str(text).split())
    return _MARKUP.sub(r"\\\1", re.sub(r"(?i)(https?|www)([:.])", "\\1\u2060\\2", one_line))


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


def tiles(kpis: Sequence[Kpi], currency: str, against: str, columns: int = 3) -> None:
    """Key figures in rows of the same height."""
    for start in range(0, len(kpis), columns):
        row = kpis[start : start + columns]
        for place, kpi in zip(st.columns(columns), row, strict=False):
            place.metric(
                plain(kpi.title),
                compact(kpi.value, kpi.column, currency),
                delta=_change(kpi),
                delta_color="inverse" if kpi.good_when_low else "normal",
                delta_description=against if _change(kpi) else None,
                help=plain(kpi.meaning),
                border=True,
                height=168 if any(one.trend for one in row) else "content",
                chart_data=list(kpi.trend) or None,
                chart_type="area",
            )


def _change(kpi: Kpi) -> str | None:
    if not isinstance(kpi.change, int | float | Decimal):
        return None
    figure = float(kpi.change) * 100
    return f"{figure:+.1f} points" if kpi.column.unit == "ratio" else f"{figure:+.1f} %"


def table(found: Table, currency: str, key: str, tallest: int = TALLEST) -> None:
    """Sortable by its values; empty is said."""
    if not found.rows:
        st.info("Nothing matches. Choose a longer period or fewer filters.", icon=":material/inbox:")
        return
    names = _names(found.columns)
    data = {
        name: [_cell(row[place], column) for row in found.rows]
        for place, (name, column) in enumerate(zip(names, found.columns, strict=True))
    }
    formats = {name: _format(column, currency) for name, column in zip(names, found.columns, strict=True)}
    height = min(tallest, 38 + 35 * len(found.rows))
    st.dataframe(data, hide_index=True, column_config=formats, key=key, height=height)
    if found.truncated:
        st.caption(f"The first {len(found.rows):,} of {found.total_rows:,} rows. An export has all of them.")


def _names(columns: Sequence[TableColumn]) -> list[str]:
    """Headings; a second one of the same name gets a number."""
    names: list[str] = []
    for column in columns:
        label = column.label[:1].upper() + column.label[1:]
        names.append(label if label not in names else f"{label} ({len(names) + 1})")
    return names


def _cell(value: Value, column: TableColumn) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        figure = float(value) if not isinstance(value, int) else value
        return figure * 100 if column.unit == "ratio" else figure
    return value


def _format(column: TableColumn, currency: str) -> "ColumnConfig":
    about = plain(column.meaning) if column.meaning else None
    if column.type in ("date", "timestamp"):
        return DateColumn(format=PERIODS.get(column.grain or "", "YYYY-MM-DD"), help=about)
    if column.type not in ("integer", "decimal", "number"):
        return TextColumn(help=about)
    return NumberColumn(format=_number(column, currency), help=about)


def _number(column: TableColumn, currency: str) -> str | None:
    if column.unit == "ratio":
        return "%.1f %%"
    if column.unit == "money":
        return f"%,.2f {currency}"
    if column.unit in ("days", "score"):
        return "%,.1f"
    if column.role in ("key", "column") or column.unit == "degrees":
        return "%d" if column.type == "integer" else None
    return "%,d" if column.type == "integer" else "%,.2f"


def definitions(found: Table) -> None:
    """Of each figure, where it is seen without a click."""
    for column in found.columns:
        if column.meaning and column.role in ("figure", "share", "running"):
            st.caption(f"**{plain(column.label)}**: {plain(column.meaning)}")


def how(answered: Answered, here: Here) -> None:
    """How an answer came about: definitions, SQL, the age of the data, cost and time."""
    found = answered.table
    with st.expander("How this was worked out", icon=":material/fact_check:"):
        for column in found.columns:
            if column.meaning and column.role in ("figure", "share", "running"):
                st.text(f"{column.label}: {column.meaning}")
        st.code(found.sql, language="sql", wrap_lines=True)
        fresh = f"Data of {found.fresh:%Y-%m-%d %H:%M} UTC" if found.fresh else "No data"
        spent = sum(seconds for _, seconds in answered.timings)
        kept = f", kept for {found.age:.0f} s" if found.cached else ""
        st.caption(
            f"{fresh}{kept} · {found.total_rows:,} rows · cost {answered.cost} · {spent * 1000:.0f} ms · "
            f"seen as {here.persona} · trace {answered.trace_id}"
        )


def records(rows: Sequence[Mapping[str, object]], key: str) -> None:
    """A list that is no result of a query: people, entries, definitions."""
    st.dataframe(list(rows), hide_index=True, key=key, height=min(TALLEST * 2, 38 + 35 * max(len(rows), 1)))
