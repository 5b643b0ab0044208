"""What a tool gives, whoever asked: figures with how they were worked out, tables, and what had to be assumed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.semantic.model import Unit
from core.table import Table, TableColumn
from core.warehouse.base import Value
from tools.worked import Assumption, Worked


@dataclass(frozen=True)
class Col:
    """A column to be: its type is found in its values."""

    name: str
    label: str
    unit: Unit = ""
    meaning: str = ""
    key: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table under its name: low stock, by supplier, stops."""

    name: str
    table: Table


@dataclass(frozen=True)
class Found:
    """`figures` first: what somebody in a hurry reads. `unknown`: what the data could not say, a sentence each."""

    figures: tuple[Worked, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    method: str = ""  # which one, and why
    unknown: tuple[str, ...] = ()

    def sheet(self, name: str) -> Table:
        return next(sheet.table for sheet in self.sheets if sheet.name == name)


def sheet(name: str, columns: Sequence[Col], rows: Sequence[Sequence[Value]]) -> Sheet:
    """All rows are there: what a tool gives is never cut."""
    typed = tuple(
        TableColumn(one.name, one.label, _type(rows, place), one.unit, one.meaning, "key" if one.key else "figure")
        for place, one in enumerate(columns)
    )
    return Sheet(name, Table(typed, tuple(tuple(row) for row in rows), len(rows), ""))


KINDS = {
    "str": "text", "int": "integer", "float": "number", "bool": "boolean",
    "date": "date", "datetime": "timestamp", "Decimal": "decimal",
}  # fmt: skip


def _type(rows: Sequence[Sequence[Value]], place: int) -> str:
    first = next((row[place] for row in rows if row[place] is not None), "")
    return KINDS[type(first).__name__]
