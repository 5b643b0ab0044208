"""Synonyms added while the program runs, for those who look after the vocabulary."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.v1.doing import Own, does
from core import overlay
from core.overlay import LONGEST, Change, Synonym, TermKind

router = APIRouter(prefix="/vocabulary", tags=["vocabulary"])
Version = Annotated[int, Path(ge=1, le=2**31, examples=[7])]


class SynonymShown(BaseModel):
    model_config = ConfigDict(extra="forbid")
    phrase: str = Field(min_length=1, max_length=LONGEST, examples=["takings"])
    kind: TermKind = Field(examples=["measure"])
    target: str = Field(max_length=200, description="The id in the glossary", examples=["revenue"])
    persona: str = Field("", max_length=200, description="Only for this persona; empty: for everybody", examples=[""])

    @classmethod
    def of(cls, synonym: Synonym) -> "SynonymShown":
        return cls(phrase=synonym.phrase, kind=synonym.kind, target=synonym.target, persona=synonym.persona)


class ChangeShown(BaseModel):
    version: int = Field(examples=[7])
    change: Literal["add", "remove"]
    synonym: SynonymShown
    by: str
    at: datetime

    @classmethod
    def of(cls, change: Change) -> "ChangeShown":
        shown = SynonymShown.of(change.synonym)
        return cls(version=change.version, change=change.change, synonym=shown, by=change.by, at=change.at)


@router.get("/synonyms", **does("ask"))
def list_synonyms(context: Own) -> list[SynonymShown]:
    """Those in force, besides the YAML's own."""
    return [SynonymShown.of(one) for one in overlay.synonyms(context)]


@router.post("/synonyms", status_code=201, **does("edit-vocabulary", 404, 409))
def add_synonym(context: Own, new: SynonymShown) -> ChangeShown:
    """Understood from the next question on."""
    return ChangeShown.of(overlay.add(context, Synonym(new.phrase, new.kind, new.target, new.persona)))


@router.get("/changes", **does("edit-vocabulary"))
def list_changes(context: Own) -> list[ChangeShown]:
    """Every step, oldest first; what was undone is there twice."""
    return [ChangeShown.of(one) for one in overlay.history(context)]


@router.post("/changes/{version}/undo", status_code=201, **does("edit-vocabulary", 404, 409))
def undo_change(context: Own, version: Version) -> ChangeShown:
    """The opposite of a step, as a new one."""
    return ChangeShown.of(overlay.undo(context, version))


@router.get("/yaml", response_class=Response, **does("edit-vocabulary"))
def overlay_as_yaml(context: Own) -> Response:
    """The entries that are different, to be put into semantic/*.yaml by hand."""
    return Response(overlay.as_yaml(context), media_type="application/yaml")
