"""An Answer as JSON, and how one under way is told about: the shapes, and what is written in them."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field, JsonValue

from agents.answer import Answer, Engine, Intent, StepName, Told
from agents.running import Running, State
from api.v1.tables import TableShown, table_body
from api.v1.tools import ConfirmShown, FoundShown
from api.v1.why import ChangeShown
from core.conversations import Turn
from core.language.frame import Choice
from core.verified import Verified

ROWS = 1000
Id = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4736"], pattern="^[0-9a-f]{32}$")


class ChoiceShown(BaseModel):
    label: str = Field(examples=["Kalpadhara Cements (customer CU001)"])
    question: str = Field("", description="What to ask instead; empty where the label is put into the question")


class ChartShown(BaseModel):
    kind: Literal["line", "bar", "map", "none"]
    across: str = Field("", description="The column along the axis", examples=["warehouse_name"])
    up: tuple[str, ...] = Field((), description="The columns that are drawn", examples=[["revenue"]])


class CitationShown(BaseModel):
    name: str = Field(examples=["Revenue"])
    text: str = Field(description="The definition of a figure, or a passage of a document")
    source: str = ""


class VerifiedShown(BaseModel):
    id: str = Id
    question: str = Field(examples=["revenue by warehouse last month"])
    note: str = ""
    by: str = Field(examples=["priya.nair@example.com"])
    at: datetime

    @classmethod
    def of(cls, verified: Verified) -> "VerifiedShown":
        return cls(**{name: getattr(verified, name) for name in cls.model_fields})


class AnswerShown(BaseModel):
    """`status` says which of the rest is there: with "answered" text and tables, otherwise a reason and choices."""

    turn: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4736"])
    conversation: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4737"])
    question: str = Field(examples=["revenue by warehouse last month"])
    status: Literal["answered", "clarify", "denied", "refused"]
    interpretation: str = Field(description="How it was understood, in English")
    intent: Intent
    reason: str = Field(description="Why there is no answer, or what is unclear")
    choices: list[ChoiceShown] = Field(description="What may have been meant")
    nearby: list[ChoiceShown] = Field(description="Verified questions in nearly the same words")
    text: str
    tables: list[TableShown] = Field(description="The first one is what was asked for")
    chart: ChartShown
    why: ChangeShown | None = Field(description='Of "why did it change?": the parts that make up the change')
    used: list[FoundShown] = Field(description="What the workbench's tools found, in the order of their use")
    confirm: ConfirmShown | None = Field(description="What was asked to be written, and how to confirm it")
    suggestions: tuple[str, ...] = Field(description="What to ask next")
    citations: list[CitationShown]
    words_used: list[tuple[int, int]] = Field(description="Where the words that were used stand in the question")
    query: dict[str, JsonValue] | None = Field(description="For POST /query, /export and later use")
    verified: VerifiedShown | None = Field(description="The badge: somebody vouches for this question")
    engine: Engine
    model: str = Field(description="Its name, where one answered")
    why_no_model: str
    unchecked: tuple[str, ...] = Field(description="Figures in a model's text that are in no table")
    cost: Decimal
    currency: str = Field(examples=["USD"])
    timings: dict[str, float] = Field(description="Seconds by step")
    cached: bool
    age_seconds: float = Field(description="Since the oldest of the tables was read")
    trace_id: str
    correlation_id: str


class ToldShown(BaseModel):
    """A step that begins, or a piece of a model's text."""

    kind: Literal["step", "chunk"]
    text: str = Field(examples=["Running the query"])
    name: StepName | Literal[""] = ""


class Progress(BaseModel):
    """A question under way, or over. The answer of one that is done is had from POST /ask/{turn}/again."""

    turn: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4736"])
    conversation: str = Field(examples=["4bf92f3577b34da6a3ce929d0e0e4737"])
    question: str
    state: State | Literal["interrupted"]
    told: list[ToldShown]
    error: str = Field("", description="What it failed of")

    @classmethod
    def of(cls, running: Running) -> "Progress":
        told = [told_shown(one) for one in running.told()]
        error = running.error.message if running.error else ""
        return cls(
            turn=running.id, conversation=running.conversation, question=running.question, state=running.state,
            told=told, error=error,
        )  # fmt: skip

    @classmethod
    def kept(cls, turn: Turn) -> "Progress":
        """Of one that is not at hand any more."""
        ended = turn.status in ("running", "failed", "cancelled", "interrupted")
        state: State | Literal["interrupted"] = turn.status if ended else "done"  # type: ignore[assignment]
        error = turn.text if turn.status == "failed" else ""
        return cls(
            turn=turn.id, conversation=turn.conversation, question=turn.question, state=state, told=[], error=error
        )


def told_shown(told: Told) -> ToldShown:
    return ToldShown(kind=told.kind, text=told.text, name=told.name)


def answer_body(answer: Answer, turn: str, conversation: str, rows: int = ROWS) -> dict[str, object]:
    """In the shape of AnswerShown; written directly, since thousands of cells need no checking on their way out."""
    plain = (
        "question", "status", "interpretation", "intent", "reason", "text", "suggestions", "engine", "model",
        "why_no_model", "unchecked", "currency", "cached", "trace_id", "correlation_id",
    )  # fmt: skip
    chart = answer.chart
    return {
        "turn": turn,
        "conversation": conversation,
        **{name: getattr(answer, name) for name in plain},
        "choices": [_choice(one) for one in answer.choices],
        "nearby": [_choice(one) for one in answer.nearby],
        "tables": [table_body(part, 0, rows) for part in answer.parts],
        "chart": {"kind": chart.kind, "across": chart.across, "up": chart.up},
        "why": ChangeShown.of(answer.why).model_dump(mode="json") if answer.why else None,
        "used": [FoundShown.of(one, rows).model_dump(mode="json") for one in answer.used],
        "confirm": ConfirmShown.of(answer.confirm).model_dump(mode="json") if answer.confirm else None,
        "citations": [{"name": c.name, "text": c.text, "source": c.source} for c in answer.citations],
        "words_used": answer.marked,
        "query": answer.query.model_dump(mode="json", by_alias=True, exclude_defaults=True) if answer.query else None,
        "verified": VerifiedShown.of(answer.vouched).model_dump(mode="json") if answer.vouched else None,
        "cost": f"{answer.amount:f}",
        "timings": {name: round(seconds, 6) for name, seconds in answer.steps.items()},
        "age_seconds": round(answer.age, 3),
    }


def _choice(choice: Choice) -> dict[str, str]:
    return {"label": choice.label, "question": choice.question}
