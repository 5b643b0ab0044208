"""Asks a Query of a DuckDB connection as one persona, and lays its rows beside hand-written ones."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from core.access import sees_tables, terminal
from core.semantic.compile import Compiled, compile_query
from core.semantic.query import Query
from core.semantic.read import load_model

ROOT = Path(__file__).resolve().parents[3]
MODEL = load_model(ROOT / "semantic")
PERSONAS = {
    "warehouse": "Warehouse Manager",
    "field": "Field Engineer",
    "purchasing": "Procurement Specialist",
    "finance": "Finance Analyst",
}
Row = tuple[object, ...]
Data = dict[str, Any]


def field(name: str, value: object, op: str = "=") -> Data:
    return {"field": name, "op": op, "value": value}


def state(name: str, **params: int) -> Data:
    return {"is": name, "with": params} if params else {"is": name}


def period(**period: object) -> Data:
    return {"period": period}


def compiled(query: object, persona: str, today: date, dialect: str = "duckdb") -> Compiled:
    """A query, written as plain data, for a persona by its short name."""
    asked = query if isinstance(query, Query) else Query.model_validate(query)
    return compile_query(asked, MODEL, sees_tables(MODEL, terminal(PERSONAS[persona])), today, dialect)


@dataclass(frozen=True)
class Desk:
    """A database, a day, and somebody who asks."""

    db: duckdb.DuckDBPyConnection
    today: date
    persona: str = "warehouse"

    def ask(self, persona: str = "", **query: object) -> list[Row]:
        done = compiled(query, persona or self.persona, self.today)
        cursor = self.db.execute(done.sql)
        names = [column[0] for column in cursor.description]
        assert names == [column.name for column in done.columns], "the columns are not those that were promised"
        return cursor.fetchall()

    def columns(self, persona: str = "", **query: object) -> list[str]:
        return [column.name for column in compiled(query, persona or self.persona, self.today).columns]

    def one(self, measure: object, persona: str = "", **query: object) -> object:
        """A single figure over everything that the query says."""
        rows = self.ask(persona, measures=[measure], **query)
        assert len(rows) == 1, f"one row, not {len(rows)}"
        return plain(rows[0][-1])


def plain(value: object) -> object:
    """Numbers as floats, moments at midnight as days."""
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def equal(found: object, wanted: object) -> bool:
    found, wanted = plain(found), plain(wanted)
    if isinstance(found, float) and isinstance(wanted, float):
        return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)
    return found == wanted


def in_order(rows: Iterable[Row]) -> list[Row]:
    def place(row: Row) -> list[str]:
        return [f"{v:.6g}" if isinstance(v := plain(value), float) else str(v) for value in row]

    return sorted(rows, key=place)


def agree(found: Sequence[Row], wanted: Sequence[Row], about: object, ordered: bool = False) -> None:
    """The same rows with the same values; figures up to the last digits of a float."""
    left, right = (found, wanted) if ordered else (in_order(found), in_order(wanted))
    assert len(left) == len(right), f"{about}: {len(left)} rows, not {len(right)}"
    for mine, theirs in zip(left, right, strict=True):
        fits = len(mine) == len(theirs) and all(map(equal, mine, theirs))
        assert fits, f"{about}: {mine}, not {theirs}"
