"""Saved queries: one's own and those that the workspace shares, run again under the rights of who asks."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Response
from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.v1.doing import Asking, Own, Someone, does
from api.v1.tables import PAGE, Limit, Offset, TableShown, table_page
from core.saved import queries
from core.saved.names import ID, LONGEST
from core.saved.queries import Change, Kept, Saved
from core.saved.running import run_kept
from core.semantic.query import Query

router = APIRouter(prefix="/saved", tags=["saved"])
EXAMPLE = {"measures": [{"measure": "revenue"}], "by": [{"dimension": "warehouse"}]}
SavedId = Annotated[str, Path(pattern=ID, examples=["4f6d1c0a9b3e2d71"])]
Chart = Literal["auto", "line", "bar", "stacked", "table"]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class ToKeep(BaseModel):
    """Either a query, or SQL where one may write it."""

    model_config = ConfigDict(extra="forbid")
    query: Query | None = Field(None, examples=[EXAMPLE])
    sql: str | None = Field(None, min_length=1, max_length=queries.LONGEST_BODY, examples=[None])
    chart: Chart = Field("auto", examples=["bar"])

    @model_validator(mode="after")
    def one(self) -> "ToKeep":
        if (self.query is None) == (self.sql is None):
            raise ValueError("what is kept is either `query` or `sql`")
        return self

    def kept(self, persona: str) -> Kept:
        if self.query is not None:
            return Kept("query", self.query.to_json(), persona, self.chart)
        return Kept("sql", self.sql or "", persona, self.chart)


class NewSaved(ToKeep):
    name: Name = Field(examples=["Revenue by warehouse"])
    shared: bool = Field(False, description="Whether the workspace may open it, too")


class SavedChange(BaseModel):
    """Only what is named changes."""

    model_config = ConfigDict(extra="forbid")
    name: Name | None = Field(None, examples=["Revenue of each warehouse"])
    shared: bool | None = Field(None, examples=[True])
    chart: Chart | None = Field(None, examples=["table"])


class SavedShown(BaseModel):
    id: str = Field(examples=["4f6d1c0a9b3e2d71"])
    name: str = Field(examples=["Revenue by warehouse"])
    persona: str = Field(description="As whom it is asked", examples=["Warehouse Manager"])
    kind: Literal["query", "sql"]
    body: str = Field(description="The query as JSON, or the SQL")
    chart: str = Field(examples=["auto"])
    shared: bool
    owner: str = Field(examples=["priya.nair@example.com"])
    mine: bool
    created: datetime
    changed: datetime

    @classmethod
    def of(cls, one: Saved) -> "SavedShown":
        kept = one.kept
        return cls(
            id=one.id, name=one.name, persona=kept.persona, kind=kept.kind, body=kept.body, chart=kept.chart,
            shared=one.shared, owner=one.owner, mine=one.mine, created=one.created, changed=one.changed,
        )  # fmt: skip


def gives_table(action: str) -> dict[str, Any]:
    """For the decorator of a route that runs what is kept."""
    said = does(action, 404, 503)
    return {**said, "responses": {**said["responses"], 200: {"model": TableShown, "description": "A page of it"}}}


@router.get("", **does("explore"))
def list_saved(
    context: Own, caller: Someone, search: Annotated[str, Parameter(max_length=100, examples=["revenue"])] = ""
) -> list[SavedShown]:
    """Yours first, then what others of your workspace share."""
    return [SavedShown.of(one) for one in queries.saved_queries(context.store, caller.user, search)]


@router.post("", status_code=201, **does("save", 404, 409))
def save_query(context: Asking, caller: Someone, new: Annotated[NewSaved, Body()]) -> SavedShown:
    """Kept as the persona that the request names. No rows are kept."""
    kept = new.kept(context.asker.persona)
    made = queries.save(context.store, caller.user, new.name, kept, context.now(), shared=new.shared)
    return SavedShown.of(made)


@router.get("/{saved_id}", **does("explore", 404))
def get_saved(context: Own, caller: Someone, saved_id: SavedId) -> SavedShown:
    """One that is not yours and not shared with you looks like none."""
    return SavedShown.of(queries.get_saved(context.store, caller.user, saved_id))


@router.post("/{saved_id}/run", **gives_table("explore"))
def run_saved(context: Own, caller: Someone, saved_id: SavedId, offset: Offset = 0, limit: Limit = PAGE) -> Response:
    """As the persona that it was saved as, under your rights; a vocabulary that has changed is told."""
    saved = queries.get_saved(context.store, caller.user, saved_id)
    return table_page(run_kept(context, caller.user, saved.kept), offset, limit)


@router.patch("/{saved_id}", **does("save", 404, 409))
def change_saved(
    context: Own, caller: Someone, saved_id: SavedId, change: Annotated[SavedChange, Body()]
) -> SavedShown:
    """Yours only."""
    wanted = Change(change.name, change.shared, change.chart)
    return SavedShown.of(queries.change_saved(context.store, caller.user, saved_id, wanted, context.now()))


@router.delete("/{saved_id}", **does("save", 404))
def delete_saved(context: Own, caller: Someone, saved_id: SavedId) -> SavedShown:
    """Yours only, and at once: there is no undo here. The answer is what is gone; saved again it gets another id."""
    return SavedShown.of(queries.delete_saved(context.store, caller.user, saved_id, context.now()))
