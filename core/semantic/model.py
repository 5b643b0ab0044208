"""The business vocabulary as typed data: tables, joins, entities, dimensions, measures, conditions, personas."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

Kind = Literal["text", "integer", "decimal", "number", "date", "timestamp", "time", "boolean"]
Unit = Literal["money", "units", "count", "ratio", "days", "score", "degrees", ""]

KINDS: Mapping[str, Kind] = {
    "varchar": "text",
    "text": "text",
    "integer": "integer",
    "int": "integer",
    "bigint": "integer",
    "decimal": "decimal",
    "double": "number",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
    "boolean": "boolean",
}


def as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """A column as the warehouse must have it."""

    type: str = "varchar"
    values: tuple[str, ...] | None = Field(None, description="The vocabulary; anything else in the column is an error")
    null: bool = False
    meaning: str = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: object) -> object:
        """`name: date` and `name: date?` (may be empty) are short for the full form."""
        if not isinstance(value, str):
            return value
        return {"type": value.removesuffix("?"), "null": value.endswith("?")}

    @field_validator("type")
    @classmethod
    def known(cls, value: str) -> str:
        if _plain_type(value) not in KINDS:
            raise ValueError(f"a type is one of {', '.join(KINDS)}")
        return value

    @property
    def kind(self) -> Kind:
        return KINDS[_plain_type(self.type)]


def _plain_type(text: str) -> str:
    return re.split(r"\W", text.lower(), maxsplit=1)[0]


class RowRule(Strict):
    """Which rows an asker sees. Exactly one rule a table: a table without one is shown to nobody."""

    shared: bool = False
    warehouse: str | None = Field(None, description="The column that holds a warehouse code")
    only_when: str | None = Field(None, description="With `warehouse`: rows where this is not so are shared")
    follows: str | None = Field(None, description="The table whose visible rows decide (a semi-join over its key)")
    workspace: str | None = Field(None, description="The column that holds the workspace")
    visibility: str | None = Field(None, description="With `workspace`: the column whose 'public' rows a Viewer sees")

    @model_validator(mode="after")
    def exactly_one(self) -> "RowRule":
        if sum([self.shared, self.warehouse is not None, self.follows is not None, self.workspace is not None]) != 1:
            raise ValueError("a row rule is exactly one of shared, warehouse, follows or workspace")
        return self


class Table(Strict):
    name: str
    meaning: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    rows: RowRule
    optional: bool = Field(False, description="A real warehouse may lack it")


class Join(Strict):
    """From many rows of `source` to at most one row of `target`."""

    source: str
    target: str
    name: str = Field("", description="The role the target plays here, when one table is joined in several roles")
    on: dict[str, str] = Field(description="target column → column of the source, or `table.column` reached from it")
    required: bool = Field(True, description="A source row without its target is an error in the data")

    @property
    def alias(self) -> str:
        return self.name or self.target

    def __hash__(self) -> int:
        return hash((self.source, self.target, self.name))


class Entity(Strict):
    """A thing of the business: it is its code, and its name is its label."""

    name: str
    label: str
    plural: str
    synonyms: Names = ()
    key: Names = Field(description="Dimensions that identify one")
    title: str | None = Field(None, description="The dimension shown as its label")
    sources: Names = Field(description="Tables that its members come from; the first with the whole key as its own")
    where: str | None = Field(None, description="Which rows of the source it speaks of are members")
    show: Names = Field((), description="Dimensions of a list, where none are asked for")
    verbs: Names = Field((), description="Words for it happening: ordered, sold")
    ahead: str | None = Field(None, description="The state, with its date, that a period ahead of today speaks of")
    date: str | None = Field(None, description="The date that a period applies to in a list")
    defaults: Names = Field((), description="Conditions that hold in a list unless lifted by name")
    count: str | None = Field(None, description="The measure that counts them")
    amount: str | None = Field(None, description="The measure meant by how many there are of one of them")
    meaning: str = ""


class Dimension(Strict):
    """Something to group, filter or list by: a column, an expression, or a measure of each member of an entity."""

    name: str
    label: str
    synonyms: Names = ()
    at: Names = Field((), description="`alias.column`, in order of preference")
    sql: str | None = Field(None, description="An expression over alias.column and {dimensions}")
    measure: str | None = Field(None, description="A measure worked out for each member of the entity")
    kind: Kind | None = Field(None, description="Needed with sql; otherwise the column's")
    unit: Unit = ""
    search: bool = Field(False, description="Its values are in the value index")
    said_after: Names = Field((), description="Words before a value that mean it in this role: from, to, created by")
    meaning: str = ""

    @property
    def entity(self) -> str:
        return self.name.split(".")[0]

    @model_validator(mode="after")
    def one_source(self) -> "Dimension":
        if sum([bool(self.at), self.sql is not None, self.measure is not None]) != 1:
            raise ValueError("a dimension has exactly one of at, sql or measure")
        return self


class Inner(Strict):
    """A finer level that a measure is first worked out at, e.g. a supplier's average price of each product."""

    per: Names
    columns: dict[str, str] = Field(description="name → aggregate over the fact")
    across: dict[str, str] = Field({}, description="name → aggregate of the columns over all of `apart`")
    apart: Names = Field((), description="Dimensions whose filters do not narrow `across`")


class Measure(Strict):
    """A figure: an aggregate over one fact, or a formula over other measures."""

    name: str
    label: str
    synonyms: Names = ()
    meaning: str = Field(description="The definition, shown with every answer")
    fact: str | None = None
    sql: str | None = Field(None, description="An aggregate over the fact and what it reaches, or over `inner`")
    inner: Inner | None = None
    formula: str | None = Field(None, description="An expression over other measures' names")
    where: Names = Field((), description="Conditions that are part of the definition")
    defaults: Names = Field((), description="Conditions that hold unless the question names what they shut out")
    date: str | None = Field(None, description="What a period applies to; none: as of now, or always the same window")
    latest: str | None = Field(None, description="The day column of a fact that is a level: only its last day counts")
    history: str | None = Field(None, description="Without a date: the measure that knows it for earlier days")
    as_of: str = Field("", description="Without a date: which time the figure is of, as a phrase")
    unit: Unit = ""
    additive: bool = False
    lowest: Names = Field((), description="Superlatives that rank by it, the least first: cheapest, fastest")
    highest: Names = Field((), description="Superlatives that rank by it, the most first: slowest, most expensive")
    better: Literal["high", "low"] = Field("high", description="Which end of a ranking is the best")
    settles: int = Field(0, ge=0, description="Days after a period until its figure is final; not compared before")
    hidden: bool = Field(False, description="A part of other measures, not offered by itself")

    @property
    def good(self) -> Literal["high", "low"] | None:
        """Which change is good news; where nobody wrote it down, neither is."""
        return self.better if "better" in self.model_fields_set else None

    @model_validator(mode="after")
    def fact_or_formula(self) -> "Measure":
        if (self.formula is None) == (self.fact is None) or (self.fact is None) != (self.sql is None):
            raise ValueError("a measure has either fact and sql, or a formula")
        return self


class Condition(Strict):
    """A named state of an entity: `item.low_stock`."""

    name: str
    label: str
    synonyms: Names = ()
    when: str
    params: dict[str, int] = Field({}, description="name → default, written :name in the expression")
    date: str | None = Field(None, description="What a period applies to beside this state: delivered last week")
    hidden: bool = Field(False, description="A part of definitions, not offered by itself")
    meaning: str

    @property
    def entity(self) -> str:
        return self.name.split(".")[0]


class View(Strict):
    """A narrow window for tools: a Query whose rows a persona's tools may read."""

    name: str
    meaning: str
    fact: str = ""
    of: str = Field("", description="another view, in place of a fact: this one sums it up further")
    columns: dict[str, str] = Field(
        description="name → dimension, or an aggregate of the fact; of another view: its columns, or aggregates of them"
    )
    where: Names = ()


class Persona(Strict):
    name: str
    meaning: str
    tables: Names
    views: Names = Field((), description="Narrow views that only this persona's tools read")
    planning: Names = Field((), description="Optional tables that only tools and compiled queries read")
    synonyms: dict[str, str] = Field({}, description="word → measure, where this persona means another one by it")


class Model(Strict):
    """All of it, checked: every name that is used exists."""

    tables: dict[str, Table]
    joins: tuple[Join, ...]
    entities: dict[str, Entity]
    dimensions: dict[str, Dimension]
    measures: dict[str, Measure]
    conditions: dict[str, Condition]
    views: dict[str, View]
    personas: dict[str, Persona]
    renamed_from: dict[str, str] = {}

    def __hash__(self) -> int:  # one model a process: identity is enough for caches
        return id(self)

    def __eq__(self, other: Any) -> bool:
        return self is other
