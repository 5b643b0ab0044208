"""What can be asked for: personas, and the definitions of measures, entities, dimensions and conditions."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.v1.doing import Asking, Own, Someone, does
from core import offered, overlay
from core.access import Asker
from core.semantic.model import Model

router = APIRouter(tags=["vocabulary"])


class PersonaShown(BaseModel):
    name: str = Field(examples=["Finance Analyst"])
    meaning: str
    tables: tuple[str, ...]
    yours: bool = Field(description="Whether you may ask as this persona")


class MeasureShown(BaseModel):
    id: str = Field(examples=["revenue"])
    label: str
    meaning: str
    synonyms: tuple[str, ...]
    unit: str
    sql: str = Field(description="As the vocabulary has it, before row rules")
    fact: str | None
    visible: bool = Field(description="Whether this persona sees the tables that it is made of")


class DimensionShown(BaseModel):
    id: str = Field(examples=["sales_order.status"])
    label: str
    meaning: str
    synonyms: tuple[str, ...]
    entity: str


class ConditionShown(BaseModel):
    id: str = Field(examples=["item.low_stock"])
    label: str
    meaning: str
    synonyms: tuple[str, ...]
    params: dict[str, int]


class EntityShown(BaseModel):
    id: str = Field(examples=["warehouse"])
    label: str
    plural: str
    meaning: str
    synonyms: tuple[str, ...]


class Glossary(BaseModel):
    measures: list[MeasureShown]
    entities: list[EntityShown]
    dimensions: list[DimensionShown]
    conditions: list[ConditionShown]


@router.get("/personas", **does("own-account"))
def personas(context: Own, caller: Someone) -> list[PersonaShown]:
    """All personas; the vocabulary is public, values are not."""
    return [
        PersonaShown(name=one.name, meaning=one.meaning, tables=one.tables, yours=one.name in caller.user.personas)
        for one in context.model.personas.values()
    ]


@router.get("/glossary", **does("ask"))
def glossary(context: Asking) -> Glossary:
    """Every measure, entity, dimension and condition with its definition and all words for it, added ones too."""
    model = overlay.vocabulary(context)
    return Glossary(
        measures=_measures(model, context.asker),
        entities=[
            EntityShown(id=e.name, label=e.label, plural=e.plural, meaning=e.meaning, synonyms=e.synonyms)
            for e in model.entities.values()
        ],
        dimensions=[
            DimensionShown(id=d.name, label=d.label, meaning=d.meaning, synonyms=d.synonyms, entity=d.entity)
            for d in model.dimensions.values()
        ],
        conditions=[
            ConditionShown(id=c.name, label=c.label, meaning=c.meaning, synonyms=c.synonyms, params=c.params)
            for c in model.conditions.values()
        ],
    )


def _measures(model: Model, asker: Asker) -> list[MeasureShown]:
    visible = offered.measures(model, asker)
    return [
        MeasureShown(
            id=m.name, label=m.label, meaning=m.meaning, synonyms=m.synonyms, unit=m.unit,
            sql=m.sql or m.formula or "", fact=m.fact, visible=m.name in visible,
        )
        for m in model.measures.values()
        if not m.hidden
    ]  # fmt: skip
