"""The workbench's tools for programs: one route each, made from the tool itself."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Body, Header, Query
from pydantic import BaseModel, Field

from agents.execution import run as run_tool
from api.v1.doing import Asking, does
from api.v1.tables import ColumnShown, cells
from tools.found import Sheet
from tools.registry import TOOLS, Confirmed, Used, tools_of
from tools.tool import Tool
from tools.worked import Worked

router = APIRouter(tags=["tools"])


class ToolShown(BaseModel):
    name: str = Field(examples=["identify_low_stock"])
    group: str = Field(examples=["inventory"])
    says: str = Field(description="What it does, in a sentence")
    text: str
    personas: list[str]
    examples: list[str] = Field(description="As somebody would ask for it")
    writes: bool
    arguments: dict[str, object] = Field(description="JSON schema of what it takes")

    @classmethod
    def of(cls, one: Tool) -> "ToolShown":
        return cls(
            name=one.name, group=one.group, says=one.says, text=one.text, personas=list(one.personas),
            examples=list(one.examples), writes=one.writes, arguments=one.arguments.model_json_schema(),
        )  # fmt: skip


class WorkedShown(BaseModel):
    name: str = Field(examples=["Reorder point, cycle service level"])
    value: float | None = Field(description="Null: it cannot be known, and the note says why")
    unit: str = Field(examples=["units"])
    formula: str = Field(examples=["d × L + safety stock"])
    source: str
    inputs: dict[str, float] = Field(description="By the letters of the formula")
    note: str

    @classmethod
    def of(cls, one: Worked) -> "WorkedShown":
        return cls(
            name=one.name, value=one.value, unit=one.unit, formula=one.formula, source=one.source,
            inputs=dict(one.inputs), note=one.note,
        )  # fmt: skip


class SheetShown(BaseModel):
    """Rows as lists, in the order of the columns; all of them, unless fewer were asked for."""

    name: str = Field(examples=["Low stock"])
    columns: list[ColumnShown]
    rows: list[list[str | int | float | bool | None]]
    total_rows: int = Field(examples=[4])

    @classmethod
    def of(cls, one: Sheet, rows: int | None = None) -> "SheetShown":
        table = one.table
        columns = [ColumnShown.model_validate(column, from_attributes=True) for column in table.columns]
        return cls(name=one.name, columns=columns, rows=cells(table.rows[:rows]), total_rows=len(table.rows))


class AssumptionShown(BaseModel):
    name: str
    value: str
    because: str


class FoundShown(BaseModel):
    tool: str
    arguments: dict[str, object] = Field(description="As they were understood")
    figures: list[WorkedShown]
    sheets: list[SheetShown]
    assumptions: list[AssumptionShown] = Field(description="What the data did not say, and what was taken instead")
    method: str
    unknown: list[str] = Field(description="What could not be known, a sentence each")
    trace_id: str
    seconds: float

    @classmethod
    def of(cls, used: Used, rows: int | None = None) -> "FoundShown":
        """`rows`: of each sheet at most."""
        found = used.found
        return cls(
            tool=used.tool.name,
            arguments=dict(used.arguments),
            figures=[WorkedShown.of(one) for one in found.figures],
            sheets=[SheetShown.of(one, rows) for one in found.sheets],
            assumptions=[AssumptionShown.model_validate(one, from_attributes=True) for one in found.assumptions],
            method=found.method,
            unknown=list(found.unknown),
            trace_id=used.trace_id,
            seconds=used.seconds,
        )


class ConfirmShown(BaseModel):
    """What a question would have written: sent back as it is, it is done, once under its key."""

    path: str = Field(examples=["/api/v1/tools/create_purchase_request?confirm=true"], description="POST there")
    key: str = Field(description="The header Idempotency-Key", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])
    arguments: dict[str, object] = Field(description="The body")
    would: FoundShown = Field(description="What would be written")

    @classmethod
    def of(cls, would: Used) -> "ConfirmShown":
        path = f"/api/v1/tools/{would.tool.name}?confirm=true"
        return cls(path=path, key=would.trace_id, arguments=dict(would.arguments), would=FoundShown.of(would))


@router.get("/tools", **does("use-tools"))
def tools(context: Asking) -> list[ToolShown]:
    """The tools of the persona, with what each takes."""
    return [ToolShown.of(one) for one in tools_of(context).values()]


Key = Annotated[
    str,
    Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{8,100}$", description="The same one is done once"),
]
Confirm = Annotated[bool, Query(description="That it shall be written; without it nothing is done")]


def _route(one: Tool) -> Callable[..., FoundShown]:
    def run(context: Asking, arguments: BaseModel) -> FoundShown:
        return FoundShown.of(run_tool(context, one.name, _given(arguments)))

    def write(context: Asking, arguments: BaseModel, key: Key, confirm: Confirm = False) -> FoundShown:
        confirmed = Confirmed(key) if confirm else None
        return FoundShown.of(run_tool(context, one.name, _given(arguments), confirmed=confirmed))

    made: Callable[..., FoundShown] = write if one.writes else run
    made.__name__, made.__doc__ = one.name, one.text
    made.__annotations__["arguments"] = Annotated[one.arguments, Body()]
    return made


def _given(arguments: BaseModel) -> Mapping[str, object]:
    return arguments.model_dump(exclude_unset=True)


for _tool in TOOLS.values():
    router.add_api_route(
        f"/tools/{_tool.name}", _route(_tool), methods=["POST"], response_model=FoundShown,
        **does(_tool.action, 404, 503, *((409,) if _tool.writes else ())),
    )  # fmt: skip
