"""Thumbs up or down on one's own answers, with a reason; whoever looks after quality sees them all."""

from typing import Literal, get_args

from core import conversations
from core.context import Context
from core.errors import Invalid
from core.store import feedback as kept
from core.store.feedback import Feedback as Feedback

Verdict = Literal["up", "down"]
Reason = Literal["", "wrong figure", "misunderstood", "missing data", "hard to read", "too slow", "other"]
REASONS: tuple[str, ...] = get_args(Reason)
COMMENT = 2000


def give(ctx: Context, turn_id: str, verdict: Verdict, reason: Reason = "", comment: str = "") -> Feedback:
    """On a turn of one's own, in the place of what one said before."""
    if len(comment) > COMMENT:
        raise Invalid(f"A comment has at most {COMMENT:,} characters; this one has {len(comment):,}.")
    about = conversations.turn(ctx, turn_id)
    if about.status == "running":
        raise Invalid("This is still being answered. Say what you think of it when it is done.")
    given = Feedback(verdict, reason, comment.strip(), ctx.now())
    kept.put(ctx.store, about.id, given)
    return given


def given(ctx: Context, turn_id: str) -> Feedback | None:
    return kept.of_turn(ctx.store, conversations.turn(ctx, turn_id).id)


def take_back(ctx: Context, turn_id: str) -> None:
    kept.take_back(ctx.store, conversations.turn(ctx, turn_id).id)
