"""What people said of answers: one word each, changeable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from core.store.open import Store
from core.store.schema import FeedbackRow, TurnRow


@dataclass(frozen=True)
class Feedback:
    verdict: str  # up | down
    reason: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class Heard:
    """Feedback with what it is about."""

    question: str
    status: str
    engine: str
    feedback: Feedback


def put(store: Store, turn_id: str, given: Feedback) -> None:
    """In the place of what was said before."""
    with store.transaction() as session:
        row = FeedbackRow(
            turn_id=turn_id, verdict=given.verdict, reason=given.reason, comment=given.comment, at=given.at
        )
        session.merge(row)


def of_turn(store: Store, turn_id: str) -> Feedback | None:
    with store.reading() as session:
        row = session.get(FeedbackRow, turn_id)
        return _feedback(row) if row else None


def take_back(store: Store, turn_id: str) -> None:
    with store.transaction() as session:
        session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id == turn_id))


def latest(store: Store, since: datetime, limit: int) -> Sequence[Heard]:
    wanted = select(FeedbackRow, TurnRow).join(TurnRow, TurnRow.id == FeedbackRow.turn_id)
    wanted = wanted.where(FeedbackRow.at >= since).order_by(FeedbackRow.at.desc(), TurnRow.id).limit(limit)
    with store.reading() as session:
        return [Heard(turn.question, turn.status, turn.engine, _feedback(row)) for row, turn in session.execute(wanted)]


def _feedback(row: FeedbackRow) -> Feedback:
    return Feedback(row.verdict, row.reason, row.comment, row.at)
