"""How well questions are answered, for those who grow the vocabulary: of everybody, and without a name on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.access import require
from core.context import Context
from core.store import feedback, quality
from core.store.feedback import Heard as Heard
from core.store.quality import Day as Day
from core.store.quality import Details as Details
from core.store.quality import Evaluation as Evaluation
from core.store.quality import Missed as Missed
from core.store.quality import Share as Share
from core.store.quality import Unanswered as Unanswered

DAYS = 30
MOST = 200


@dataclass(frozen=True)
class Quality:
    """`unanswered`: by their words, the most frequent first. `days`: by day, engine, model and status, with cost,
    time and thumbs. `feedback` and `evaluations`: newest first."""

    unanswered: Sequence[Unanswered]
    feedback: Sequence[Heard]
    days: Sequence[Day]
    evaluations: Sequence[Evaluation]


def quality_of(ctx: Context, last_days: int = DAYS, most: int = MOST) -> Quality:
    require(ctx.asker, "see-quality")
    since = ctx.now() - timedelta(days=last_days)
    asked = quality.unanswered(ctx.store, since, most)
    if ctx.asker.warehouses:  # the reason may quote a name that stands in rows they do not see
        asked = [replace(one, why="") for one in asked]
    return Quality(
        asked,
        feedback.latest(ctx.store, since, most),
        quality.days(ctx.store, since),
        quality.evaluations(ctx.store, most),
    )


def details_of(ctx: Context, evaluation: Evaluation) -> Details:
    """By persona, level and tag, and the questions that were not right."""
    require(ctx.asker, "see-quality")
    return quality.details(ctx.store, evaluation.id)
