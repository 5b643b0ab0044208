"""How a cell of a table looks: headings, numbers, money and days in one format; text never as markup."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from streamlit.column_config import DateColumn, NumberColumn, TextColumn

from core.table import TableColumn
from core.warehouse.base import Value

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig  # has no public name

PERIODS = {"month": "MMMM YYYY", "quarter": "[Q]Q YYYY", "year": "YYYY"}
_NAMES = re.compile(r"(?i)(^|_)(id|no|number|code|key|line|year|quarter|month|week|day)$")  # of a thing: no amounts
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@])")


def plain(text: object) -> str:
    """For places that take Markdown: whatever it is made of, it is shown as it was written."""
    one_line = " ".join(str(text).split())
    return _MARKUP.sub(r"\\\1", re.sub(r"(?i)(https?|www)([:.])", "\\1\u2060\\2", one_line))


def headings(columns: Sequence[TableColumn]) -> list[str]:
    """Headings; a second one of the same name gets a number."""
    names: list[str] = []
    for column in columns:
        label = column.label[:1].upper() + column.label[1:]
        names.append(label if label not in names else f"{label} ({len(names) + 1})")
    return names


def cell(value: Value, column: TableColumn) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        figure = float(value) if not isinstance(value, int) else value
        return figure * 100 if column.unit == "ratio" else figure
    return value


def column_format(column: TableColumn, currency: str) -> "ColumnConfig":
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
    if column.unit in ("days", "score") and column.type != "integer":
        return "%,.1f"
    if column.role == "column" and column.type == "integer" and not _NAMES.search(column.name):
        return "%,d"
    if (column.role in ("key", "column") and column.unit != "days") or column.unit == "degrees":
        return "%d" if column.type == "integer" else None
    return "%,d" if column.type == "integer" else "%,.2f"
