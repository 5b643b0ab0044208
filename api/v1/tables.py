"""A table as JSON, page by page."""

import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from core.run import Answered
from core.warehouse.base import Value

PAGE = 1000


class ColumnShown(BaseModel):
    name: str = Field(examples=["revenue"])
    label: str = Field(examples=["Revenue"])
    type: str = Field(description="text, integer, decimal, number, date, timestamp or boolean", examples=["decimal"])
    unit: str = Field(examples=["money"])
    meaning: str = Field("", description="The definition of the measure")
    role: str = Field("figure", description="key, title, attribute, figure, share, previous, change, …")
    grain: str | None = Field(None, description="Of a date that stands for a period: day, week, month, …")


class TableShown(BaseModel):
    """Rows as lists, in the order of the columns. Decimals and dates are text, so that no digit is lost."""

    columns: list[ColumnShown]
    rows: list[list[str | int | float | bool | None]] = Field(examples=[[["WH001", "120945.50"]]])
    total_rows: int = Field(description="Of the whole result", examples=[4])
    truncated: bool = Field(description="The whole result is longer than what is shown at most; export has all of it")
    offset: int = Field(examples=[0])
    next_offset: int | None = Field(description="Where the next page begins; null on the last one")
    interpretation: str = Field(description="The question in English")
    sql: str
    fresh: datetime | None = Field(description="When the oldest data in it was loaded")
    cached: bool
    age_seconds: float
    note: str = Field(description="A sentence, where the warehouse is away and this is from before or from the mirror")
    cost: str = Field(examples=["0 USD"])
    trace_id: str
    correlation_id: str = Field(description="Of this request, as in X-Correlation-ID")
    timings: dict[str, float]


Offset = Annotated[int, Query(ge=0, le=1_000_000, description="The first row of this page")]
Limit = Annotated[int, Query(ge=1, le=10_000, description="Rows of a page")]


def table_page(answered: Answered, offset: int, limit: int) -> Response:
    """Written directly: a page of thousands of rows is not checked cell by cell on its way out."""
    body = json.dumps(table_body(answered, offset, limit), ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")


def table_body(answered: Answered, offset: int, limit: int) -> dict[str, object]:
    """In the shape of TableShown."""
    table = answered.table
    rows = table.rows[offset : offset + limit]
    after = offset + len(rows)
    return {
        "columns": [
            {
                "name": c.name,
                "label": c.label,
                "type": c.type,
                "unit": c.unit,
                "meaning": c.meaning,
                "role": c.role,
                "grain": c.grain,
            }
            for c in table.columns
        ],
        "rows": cells(rows),
        "total_rows": table.total_rows,
        "truncated": table.truncated,
        "offset": offset,
        "next_offset": after if rows and after < len(table.rows) else None,
        "interpretation": answered.interpretation,
        "sql": table.sql,
        "fresh": table.fresh.isoformat() if table.fresh else None,
        "cached": table.cached,
        "age_seconds": round(table.age, 3),
        "note": table.note,
        "cost": answered.cost,
        "trace_id": answered.trace_id,
        "correlation_id": answered.correlation_id,
        "timings": _summed(answered.timings),
    }


def cells(rows: Sequence[tuple[Value, ...]]) -> list[list[str | int | float | bool | None]]:
    return [[_cell(value) for value in row] for row in rows]


def _summed(timings: tuple[tuple[str, float], ...]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, seconds in timings:
        sums[name] = round(sums.get(name, 0.0) + seconds, 6)
    return sums


def _cell(value: Value) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
