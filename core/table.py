"""What a query gives: typed columns with unit and meaning, rows, how many there are in all, the SQL, the data's age."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.semantic.compile import OutColumn
from core.semantic.model import Unit
from core.warehouse.base import Value


@dataclass(frozen=True)
class TableColumn:
    name: str
    label: str
    type: str
    unit: Unit = ""
    meaning: str = ""
    role: str = "figure"
    grain: str | None = None
    additive: bool = False  # where there is nothing, it is zero


@dataclass(frozen=True)
class Table:
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    total_rows: int
    sql: str
    fresh: datetime | None = None  # the oldest of the tables read
    generation: str = ""
    cached: bool = False
    age: float = 0.0  # seconds since a cached result was read
    note: str = (
        ""  # a sentence for whoever reads it, where it is not what was asked for: kept from before, or a mirror's
    )

    @property
    def truncated(self) -> bool:
        return self.total_rows > len(self.rows)

    def records(self) -> list[dict[str, Value]]:
        return [dict(zip((column.name for column in self.columns), row, strict=True)) for row in self.rows]


def typed_columns(
    columns: tuple[OutColumn, ...], names: tuple[str, ...], types: tuple[str, ...]
) -> tuple[TableColumn, ...]:
    """The result's columns with what the vocabulary knows of them."""
    known = {column.name: column for column in columns}
    return tuple(
        TableColumn(name, c.label, kind, c.unit, c.meaning, c.role, c.grain, c.additive)
        if (c := known.get(name))
        else TableColumn(name, name.replace("_", " "), kind, role="column")
        for name, kind in zip(names, types, strict=True)
    )


def day_shown(value: date, grain: str | None) -> str:
    """A period by its name: "June 2026", "Q2 2026", "2026"; a week by its Monday."""
    if grain == "month":
        return f"{value:%B %Y}"
    if grain == "quarter":
        return f"Q{(value.month + 2) // 3} {value.year}"
    return str(value.year) if grain == "year" else str(value)


def shown(value: Value, column: TableColumn, currency: str = "") -> str:
    """A cell as a person reads it: ratios as percent, money with two decimals, thousands apart."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day_shown(value, column.grain)
    if not isinstance(value, int | float | Decimal):
        return str(value)
    if column.unit == "ratio":
        return f"{value * 100:.1f} %"
    if column.unit == "money":
        return f"{value:,.2f} {currency}".strip()
    if column.unit in ("days", "score"):
        return f"{value:,.1f}".removesuffix(".0")
    if column.role in ("key", "column") or column.unit in ("degrees", ""):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
