"""What was asked and how well it was answered, for those who look after the vocabulary."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from agents.unanswered import By, Group, grouped
from api.v1.doing import Asking, Own, TheHouse, does
from api.v1.feedback import ThumbShown
from core.quality import DAYS, MOST, Evaluation, Heard, Quality, Unanswered, quality_of
from core.store.quality import Day

router = APIRouter(tags=["quality"])


class UnansweredShown(BaseModel):
    """The same words, so often without an answer; question and reason are of the latest time."""

    words: str
    question: str = Field(examples=["takings by depot"])
    why: str = Field(examples=["I do not know 'takings' here."])
    refused: int
    clarified: int
    times: int
    latest: datetime

    @classmethod
    def of(cls, one: Unanswered) -> "UnansweredShown":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class HeardShown(BaseModel):
    question: str
    status: str
    engine: str
    feedback: ThumbShown

    @classmethod
    def of(cls, one: Heard) -> "HeardShown":
        thumb = ThumbShown.of(one.feedback)
        return cls(question=one.question, status=one.status, engine=one.engine, feedback=thumb)


class DayShown(BaseModel):
    """One day's questions that ended in one way, answered by one engine."""

    day: date
    engine: str = Field(examples=["language engine"])
    model: str
    status: str = Field(examples=["answered"])
    times: int
    cost: Decimal
    seconds: float
    up: int
    down: int

    @classmethod
    def of(cls, one: Day) -> "DayShown":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class EvaluationShown(BaseModel):
    at: datetime
    name: str = Field(examples=["questions_dev"])
    engine: str
    questions: int
    right: int
    wrong: int = Field(description="Answered wrongly; the rest was not answered")
    median_seconds: float
    late_seconds: float = Field(description="95 of 100 took no longer")
    cost: Decimal

    @classmethod
    def of(cls, one: Evaluation) -> "EvaluationShown":
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class QualityShown(BaseModel):
    unanswered: list[UnansweredShown] = Field(description="The most frequent first")
    feedback: list[HeardShown] = Field(description="Newest first")
    days: list[DayShown]
    evaluations: list[EvaluationShown] = Field(description="Newest first")

    @classmethod
    def of(cls, quality: Quality) -> "QualityShown":
        return cls(
            unanswered=[UnansweredShown.of(one) for one in quality.unanswered],
            feedback=[HeardShown.of(one) for one in quality.feedback],
            days=[DayShown.of(one) for one in quality.days],
            evaluations=[EvaluationShown.of(one) for one in quality.evaluations],
        )


class GroupShown(BaseModel):
    """Questions that are much the same."""

    times: int
    latest: datetime
    unknown: list[str] = Field(description="Words that nobody knows, even today", examples=[["takings"]])
    understood: bool = Field(description="Whether the first of them would be answered today")
    questions: list[UnansweredShown] = Field(description="The most frequent first")

    @classmethod
    def of(cls, one: Group) -> "GroupShown":
        asked = [UnansweredShown.of(question) for question in one.questions]
        return cls(
            times=one.times, latest=one.latest, unknown=list(one.unknown), understood=one.understood, questions=asked
        )


class GroupedShown(BaseModel):
    by: By = Field(description="words: where meaning is not ready")
    groups: list[GroupShown] = Field(description="The most frequent first")


@router.get("/quality/unanswered", **does("see-quality", 503))
def unanswered(
    context: Asking,
    house: TheHouse,
    days: Annotated[int, Query(ge=1, le=3650, description="Of the last so many days")] = DAYS,
    limit: Annotated[int, Query(ge=1, le=200)] = MOST,
) -> GroupedShown:
    """What could not be answered, put together by meaning."""
    asked = quality_of(context, days, limit).unanswered
    found = grouped(context, house.answering.readers.of(context), asked)
    return GroupedShown(by=found.by, groups=[GroupShown.of(one) for one in found.groups])


@router.get("/quality", **does("see-quality"))
def quality(
    context: Own,
    days: Annotated[int, Query(ge=1, le=3650, description="Of the last so many days")] = DAYS,
    limit: Annotated[int, Query(ge=1, le=1000)] = MOST,
) -> QualityShown:
    """Of everybody, without names."""
    return QualityShown.of(quality_of(context, days, limit))
