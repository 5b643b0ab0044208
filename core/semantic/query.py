"""The one question shape: what engines, pages and models write, and only core.semantic.compile turns to SQL."""

import hashlib
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator

from core.errors import Invalid, suggest
from core.semantic.model import Strict
from core.semantic.period import Grain, Period
from core.semantic.written import Given

TimeGrain = Grain | Literal["weekday", "month_of_year"]
Operator = Literal[
    "=", "!=", "<", "<=", ">", ">=", "in", "not in", "between", "contains", "starts", "is null", "not null"
]
Aggregate = Literal["sum", "avg", "min", "max", "count", "count_distinct", "median"]
WANTS = {"in": "a list", "not in": "a list", "between": "two values", "is null": "no value", "not null": "no value"}


class Fields(Strict):
    """A filter on one dimension: against values, another dimension, or the first column of another query."""

    field: str
    op: Operator = "="
    value: Given | tuple[Given, ...] | None = None
    other: str | None = Field(None, description="Compare with this dimension instead of a value")
    query: "Query | None" = Field(None, description="With in / not in: the values are this query's first column")

    @model_validator(mode="after")
    def fits(self) -> "Fields":
        many = isinstance(self.value, tuple)
        given = sum([self.value is not None, self.other is not None, self.query is not None])
        wants_none = self.op in ("is null", "not null")
        if given != (0 if wants_none else 1):
            raise ValueError(f"`{self.op}` on {self.field} takes {WANTS.get(self.op, 'one value, `other` or `query`')}")
        if self.query is not None and self.op not in ("in", "not in"):
            raise ValueError("`query` goes with in or not in")
        if self.value is not None and many != (self.op in ("in", "not in", "between")):
            raise ValueError(f"`{self.op}` on {self.field} takes {WANTS.get(self.op, 'one value')}")
        if self.value == ():
            raise ValueError(f"`{self.op}` on {self.field} takes at least one value")
        if self.op == "between" and (not isinstance(self.value, tuple) or len(self.value) != 2):
            raise ValueError(f"`between` on {self.field} takes two values")
        return self


class In(Strict):
    """A filter on time; without `date` each measure's own default date."""

    period: Period
    date: str | None = None


class Is(Strict):
    """A named condition, with its parameters."""

    state: str = Field(alias="is")
    params: tuple[tuple[str, int], ...] = Field((), alias="with")

    @model_validator(mode="before")
    @classmethod
    def mapping(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("with"), dict):
            return {**value, "with": tuple(sorted(value["with"].items()))}
        return value


class Not(Strict):
    negated: "Filter" = Field(alias="not")


class And(Strict):
    all: tuple["Filter", ...] = Field(alias="and", min_length=1)


class Or(Strict):
    any: tuple["Filter", ...] = Field(alias="or", min_length=1)


def _shape_of(keys: dict[str, str]) -> Discriminator:
    """A union told apart by the one key that only its member has, so that complaints are about that member."""

    def tag(value: object) -> str | None:
        held = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
        return next((keys[key] for key in keys if key in held), None)

    wanted = ", ".join(dict.fromkeys(keys.values()))
    return Discriminator(tag, custom_error_type="shape", custom_error_message=f"a filter needs one of {wanted}")


Filter = Annotated[
    Annotated[Fields, Tag("field")]
    | Annotated[In, Tag("period")]
    | Annotated[Is, Tag("is")]
    | Annotated[Not, Tag("not")]
    | Annotated[And, Tag("and")]
    | Annotated[Or, Tag("or")],
    _shape_of(
        {"field": "field", "period": "period", "is": "is", "state": "is", "not": "not", "negated": "not"}
        | {"and": "and", "all": "and", "or": "or", "any": "or"}
    ),
]


class Share(Strict):
    """A measure as a part of: its total over all groups (or within some of them), or itself without its own filter."""

    of: Literal["total", "unfiltered"] = "total"
    within: tuple[str, ...] = ()


class Term(Strict):
    """One figure of a query: a measure, or an aggregate of a dimension, with its own filter and period."""

    measure: str | None = None
    agg: Aggregate | None = Field(None, description="With `of`: of a dimension; with `per`: of the measure's groups")
    of: str | None = None
    per: tuple["Group", ...] = Field((), description="The measure is worked out for each of these, then aggregated")
    where: Filter | None = None
    period: Period | None = Field(None, description="Instead of the query's own period")
    date: str | None = Field(None, description="What periods apply to, instead of the measure's default date")
    share: Share | None = None
    less: "Term | None" = Field(None, description="Minus this figure")
    over: "Term | None" = Field(None, description="Divided by this figure; as a share of it where both have one unit")
    running: bool = Field(False, description="Summed up along the query's time dimension")
    overall: bool = Field(False, description="Over all rows in scope, the same for every group")
    name: str | None = Field(None, alias="as")

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: Any) -> Any:
        return {"measure": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def one_figure(self) -> "Term":
        if (self.measure is None) == (self.of is None):
            raise ValueError("a figure is a measure, or an aggregate `of` a dimension")
        if self.of is not None and self.agg is None:
            raise ValueError(f"which aggregate of {self.of}? sum, avg, min, max, count, count_distinct or median")
        if self.less is not None and self.over is not None:
            raise ValueError("a figure is a difference or a quotient of two others, not both")
        if bool(self.per) != (self.agg is not None and self.measure is not None):
            raise ValueError("an aggregate of a measure needs `per`, and `per` needs `agg`")
        return self


class Group(Strict):
    """What to group or list by: a dimension, an entity (its code and name), or `date` (each measure's default date)."""

    dimension: str
    grain: TimeGrain | None = None
    name: str | None = Field(None, alias="as")

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: Any) -> Any:
        if isinstance(value, str):
            dimension, _, grain = value.partition(":")
            return {"dimension": dimension, "grain": grain or None}
        return value


class Compare(Strict):
    """Every measure beside its value in another period: so many steps back, or a given one."""

    back: int | None = Field(None, ge=1)
    grain: Grain | None = None
    to: Period | None = None
    show: tuple[Literal["previous", "change", "change_rate"], ...] = ("previous", "change", "change_rate")

    @model_validator(mode="after")
    def one_form(self) -> "Compare":
        if (self.to is None) == (self.back is None) or (self.back is None) != (self.grain is None):
            raise ValueError("compare takes either back and grain, or `to`")
        return self


class Having(Strict):
    """A filter on a figure of each group: against a value, the figure over all rows, or another figure."""

    measure: Term
    op: Literal["=", "!=", "<", "<=", ">", ">=", "between", "is null", "not null"] = ">"
    value: Decimal | tuple[Decimal, Decimal] | None = None
    overall: bool = False
    other: Term | None = None

    @model_validator(mode="after")
    def one_side(self) -> "Having":
        given = sum([self.value is not None, self.overall, self.other is not None])
        if given != (0 if self.op in ("is null", "not null") else 1):
            raise ValueError("compare the figure with one of value, overall, other")
        if (self.op == "between") != isinstance(self.value, tuple):
            raise ValueError("`between` takes two values, the other comparisons one")
        return self


class NotHaving(Strict):
    negated: "HavingFilter" = Field(alias="not")


class AllHaving(Strict):
    all: tuple["HavingFilter", ...] = Field(alias="and", min_length=1)


class AnyHaving(Strict):
    any: tuple["HavingFilter", ...] = Field(alias="or", min_length=1)


HavingFilter = Annotated[
    Annotated[Having, Tag("measure")]
    | Annotated[NotHaving, Tag("not")]
    | Annotated[AllHaving, Tag("and")]
    | Annotated[AnyHaving, Tag("or")],
    _shape_of(
        {"measure": "measure", "not": "not", "negated": "not", "and": "and", "all": "and", "or": "or", "any": "or"}
    ),
]


class Order(Strict):
    """By a measure, a dimension, or a column's name."""

    by: str
    descending: bool = False

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"by": value.removeprefix("-"), "descending": value.startswith("-")}
        return value


def _tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class Query(Strict):
    """A question of the data. Either figures by group, or `rows`: the members of an entity with their attributes."""

    measures: tuple[Term, ...] = ()
    by: tuple[Group, ...] = ()
    rows: str | None = Field(None, description="List the members of this entity; `by` are then the columns")
    where: Filter | None = None
    having: HavingFilter | None = None
    including: tuple[str, ...] = Field((), description="Values that defaults shut out and this question wants in")
    compare: Compare | None = None
    order: Annotated[tuple[Order, ...], BeforeValidator(_tuple)] = ()
    limit: int | None = Field(None, ge=1)
    per: tuple[str, ...] = Field((), description="The limit holds within each of these dimensions")

    @model_validator(mode="after")
    def something(self) -> "Query":
        if not (self.measures or self.by or self.rows):
            raise ValueError("a query needs measures, dimensions (`by`) or `rows`")
        if self.per and self.limit is None:
            raise ValueError("`per` needs a limit")
        return self

    def fingerprint(self) -> str:
        """The same for the same question, across processes."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Query":
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise Invalid(complaint(error)) from None


def complaint(error: ValidationError) -> str:
    """The first of pydantic's complaints, as a sentence."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "its top"
    if first["type"] == "extra_forbidden":
        known = {name for shape in (Query, Term, Fields, Group, Compare, Having, Period) for name in shape.model_fields}
        near = suggest(str(first["loc"][-1]), sorted(known), limit=1)
        return f"The query has no place for {place!r}." + (f" Did you mean {near[0]!r}?" if near else "")
    return f"The query is not understood at {place}: {first['msg'].removeprefix('Value error, ')}."


for _shape in (Fields, Not, And, Or, Term, NotHaving, AllHaving, AnyHaving, Query):
    _shape.model_rebuild()
