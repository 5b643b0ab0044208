"""Why a figure changed: the parts of the change, by every dimension that the asker may see."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agents.why import explain
from api.v1.doing import Asking, does
from core.change.parts import Part
from core.change.result import Change, Split
from core.semantic.period import Period
from core.semantic.query import Compare, Filter, In, Query, Term

router = APIRouter(tags=["questions"])
COMPARED = {"measures": ["revenue"], "where": {"period": {"calendar": "month", "offset": -1}}}
MONTHS = [{"calendar": "month", "offset": -2}, {"calendar": "month", "offset": -1}]


class WhyAsked(BaseModel):
    """A Query with a period (compared as it says, otherwise with the one before), or a measure and two periods."""

    model_config = ConfigDict(extra="forbid")
    query: Query | None = Field(None, examples=[{**COMPARED, "compare": {"back": 1, "grain": "month"}}])
    measure: str | None = Field(None, description="Instead of a query", examples=[None])
    before: Period | None = Field(None, examples=[None])
    after: Period | None = Field(None, examples=[None])
    where: Filter | None = Field(None, examples=[None])
    along: list[str] = Field([], max_length=10, description="Dimensions to look along first", examples=[["warehouse"]])

    @model_validator(mode="after")
    def one(self) -> "WhyAsked":
        rest = [self.measure, self.before, self.after]
        if (self.query is None) == any(part is None for part in rest) or (self.query and (any(rest) or self.where)):
            raise ValueError("ask with either `query`, or `measure`, `before` and `after`")
        return self

    def asked(self) -> Query:
        if self.query is not None:
            return self.query
        assert self.after is not None
        time = In(period=self.after)
        where = time if self.where is None else {"and": [self.where, time]}
        return Query.model_validate(
            {"measures": (Term(measure=self.measure),), "where": where, "compare": Compare(to=self.before)}
        )


class PartShown(BaseModel):
    value: str = Field(examples=["WH003 Hubballi Depot"])
    kind: Literal["value", "new", "gone", "rest"] = Field(description="In both periods, in one only, or all others")
    before: Decimal | None
    after: Decimal | None
    contribution: Decimal = Field(description="The parts of a dimension add up to the change exactly")
    share: Decimal | None = Field(description="Of the change")
    rate: Decimal | None = Field(None, description="Of ratios: because the value's own ratio changed")
    mix: Decimal | None = Field(None, description="Of ratios: because its weight changed")

    @classmethod
    def of(cls, part: Part) -> "PartShown":
        return cls(value=part.label, **{name: getattr(part, name) for name in cls.model_fields if name != "value"})


class SplitShown(BaseModel):
    dimension: str = Field(examples=["warehouse"])
    label: str = Field(examples=["warehouse"])
    values: int = Field(description="How many there are in all", examples=[5])
    score: Decimal = Field(description="How much more of the change few values explain than their size would")
    parts: list[PartShown]
    sql: str

    @classmethod
    def of(cls, split: Split) -> "SplitShown":
        plain = {name: getattr(split, name) for name in cls.model_fields if name != "parts"}
        return cls(parts=[PartShown.of(part) for part in split.parts], **plain)


class InsideShown(BaseModel):
    label: str = Field(examples=["warehouse"])
    value: str = Field(examples=["WH003 Hubballi Depot"])
    change: Decimal
    split: SplitShown


class ChangeShown(BaseModel):
    """Decimals are text, so that no digit is lost."""

    sentence: str
    measure: str = Field(examples=["Revenue"])
    unit: str = Field(examples=["money"])
    periods: tuple[str, str] = Field(
        description="The earlier one first", examples=[["1–30 April 2026", "1–31 May 2026"]]
    )
    before: Decimal
    after: Decimal
    change: Decimal
    change_rate: Decimal | None = Field(description="Null where there was nothing before")
    splits: list[SplitShown] = Field(description="By dimension, the best explanation first")
    inside: InsideShown | None = Field(description="The largest part by another dimension")
    method: str
    limits: list[str] = Field(description="What to keep in mind")

    @classmethod
    def of(cls, found: Change) -> "ChangeShown":
        named = ("sentence", "measure", "unit", "before", "after", "change", "change_rate", "method")
        inside = found.inside
        return cls(
            periods=found.spelt,
            splits=[SplitShown.of(split) for split in found.splits],
            inside=inside and InsideShown(
                label=inside.label, value=inside.value, change=inside.change, split=SplitShown.of(inside.split)
            ),
            limits=list(found.limits),
            **{name: getattr(found, name) for name in named},
        )  # fmt: skip


@router.post("/why", **does("ask", 404, 503))
def why(context: Asking, asked: Annotated[WhyAsked, Body()]) -> ChangeShown:
    """Why a figure changed between two periods: which values of which dimension make up the change."""
    return ChangeShown.of(explain(context, asked.asked(), only=asked.along))
