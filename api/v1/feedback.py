"""What one thinks of an answer of one's own: thumbs up or down, with a reason."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.v1.ask import TurnId
from api.v1.doing import Asking, does
from core import feedback
from core.errors import NotFound
from core.feedback import COMMENT, Feedback, Reason, Verdict

router = APIRouter(prefix="/ask/{turn}/feedback", tags=["feedback"])


class Thumb(BaseModel):
    model_config = ConfigDict(extra="forbid")
    verdict: Verdict = Field(examples=["down"])
    reason: Reason = Field("", examples=["wrong figure"])
    comment: str = Field("", max_length=COMMENT, examples=["Cancelled orders should not count."])


class ThumbShown(BaseModel):
    verdict: str = Field(examples=["down"])
    reason: str = Field(examples=["wrong figure"])
    comment: str
    at: datetime

    @classmethod
    def of(cls, given: Feedback) -> "ThumbShown":
        return cls(**{name: getattr(given, name) for name in cls.model_fields})


@router.get("", **does("ask", 404))
def get_feedback(context: Asking, turn: TurnId) -> ThumbShown:
    """What you said."""
    given = feedback.given(context, turn)
    if given is None:
        raise NotFound("You have not said what you think of this answer.")
    return ThumbShown.of(given)


@router.put("", **does("ask", 404))
def give_feedback(context: Asking, turn: TurnId, thumb: Thumb) -> ThumbShown:
    """In the place of what you said before."""
    return ThumbShown.of(feedback.give(context, turn, thumb.verdict, thumb.reason, thumb.comment))


@router.delete("", status_code=204, response_class=Response, **does("ask", 404))
def take_back_feedback(context: Asking, turn: TurnId) -> Response:
    """As if you had said nothing."""
    feedback.take_back(context, turn)
    return Response(status_code=204)
