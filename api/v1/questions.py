"""Questions of the data: a Query, hand-written SQL for those who may, and the whole result as a file."""

import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.background import BackgroundTask

from api.v1.doing import Asking, does
from api.v1.tables import PAGE, Limit, Offset, TableShown, table_page
from core.access import require
from core.export import export
from core.run import run_query, run_sql
from core.semantic.query import Query

router = APIRouter(tags=["questions"])
TABLE = {200: {"model": TableShown, "description": "A page of the result"}}
REVENUE = {"measures": ["revenue", "orders"], "by": ["warehouse"], "order": "-revenue"}
LOW_STOCK = {"rows": "item", "by": ["warehouse", "product"], "where": {"is": "item.low_stock"}, "limit": 10}
SQL = "SELECT status, count(*) AS orders FROM sales_order_header GROUP BY status"


class Asked(BaseModel):
    """A question in the shape that engines, pages and models write too."""

    model_config = ConfigDict(extra="forbid")
    query: Query = Field(examples=[REVENUE, LOW_STOCK])


class AskedInSql(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sql: str = Field(min_length=1, max_length=100_000, examples=[SQL])


class Wanted(BaseModel):
    """What to export: either a query or SQL."""

    model_config = ConfigDict(extra="forbid")
    query: Query | None = Field(None, examples=[REVENUE])
    sql: str | None = Field(None, min_length=1, max_length=100_000, examples=[None])
    format: Literal["csv", "xlsx"] = Field("csv", examples=["xlsx"])
    name: str = Field("export", max_length=80, examples=["revenue by warehouse"])

    @model_validator(mode="after")
    def one(self) -> "Wanted":
        if (self.query is None) == (self.sql is None):
            raise ValueError("an export is of either `query` or `sql`")
        return self


def _with_table(action: str, *more: int) -> dict[str, object]:
    said = does(action, *more)
    return {**said, "responses": {**said["responses"], **TABLE}}


@router.post("/query", **_with_table("ask", 404, 503))  # type: ignore[arg-type]
def query(context: Asking, asked: Asked, offset: Offset = 0, limit: Limit = PAGE) -> Response:
    """The answer to a Query, under your rights."""
    return table_page(run_query(context, asked.query), offset, limit)


@router.post("/sql", **_with_table("write-sql", 404, 503))  # type: ignore[arg-type]
def sql(context: Asking, asked: AskedInSql, offset: Offset = 0, limit: Limit = PAGE) -> Response:
    """The answer to one SELECT, guarded, with your row rules put in, in a process that can be killed."""
    return table_page(run_sql(context, asked.sql), offset, limit)


@router.post("/export", response_class=FileResponse, **does("export", 404, 503))
def export_file(context: Asking, wanted: Annotated[Wanted, Body()]) -> Response:
    """All rows as CSV or Excel. Text that a spreadsheet would calculate is disarmed."""
    context.rates.export.take(context.asker.email)
    if wanted.sql is not None:
        require(context.asker, "write-sql")
    folder = tempfile.TemporaryDirectory(prefix="export-", dir=context.config.app.home)
    try:
        made = export(context, wanted.sql or wanted.query or "", wanted.format, Path(folder.name), wanted.name)
    except BaseException:
        folder.cleanup()
        raise
    headers = {"X-Row-Count": str(made.rows)}
    done = BackgroundTask(folder.cleanup)
    return FileResponse(made.path, media_type=made.media_type, filename=made.name, headers=headers, background=done)
