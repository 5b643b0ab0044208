"""Sums over everybody's questions: what was not answered, and how the others were, day by day; and evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import case, func, select

from core.store.open import Session, Store
from core.store.schema import EvaluationRow, FeedbackRow, TurnRow

OPEN = ("clarify", "refused")
MOST_MISSED = 200  # kept of one run


@dataclass(frozen=True)
class Unanswered:
    """The same words, so often without an answer; `question` and `why` are of the latest time."""

    words: str
    question: str
    why: str
    refused: int
    clarified: int
    latest: datetime

    @property
    def times(self) -> int:
        return self.refused + self.clarified


@dataclass(frozen=True)
class Day:
    """One day's questions that ended in one way, answered by one engine."""

    day: date
    engine: str
    model: str
    status: str
    times: int
    cost: Decimal
    seconds: float  # of all of them together
    up: int
    down: int


@dataclass(frozen=True)
class Evaluation:
    """One run of a question set; `wrong` were answered wrongly, the rest of those not right was not answered."""

    at: datetime
    name: str
    engine: str
    questions: int
    right: int
    wrong: int
    median_seconds: float
    late_seconds: float
    cost: Decimal = Decimal(0)
    id: int = 0  # when it is kept


class Share(BaseModel):
    """Some of the questions: those of a persona, of a level, with a tag."""

    model_config = ConfigDict(frozen=True)
    kind: str
    name: str
    questions: int
    right: int
    wrong: int


class Missed(BaseModel):
    """One that was not right: `expect` is what it should have become, `told` what was said instead."""

    model_config = ConfigDict(frozen=True)
    question: str
    persona: str
    expect: str
    status: str
    told: str


class Details(BaseModel):
    model_config = ConfigDict(frozen=True)
    shares: tuple[Share, ...] = ()
    missed: tuple[Missed, ...] = ()


NO_DETAILS = Details()


def unanswered(store: Store, since: datetime, limit: int) -> Sequence[Unanswered]:
    """Put together by their words, the most frequent first."""
    refused = func.sum(case((TurnRow.status == "refused", 1), else_=0))
    times, latest = func.count(), func.max(TurnRow.asked_at)
    open_ones = select(TurnRow.words, times, refused, latest).where(TurnRow.asked_at >= since, TurnRow.status.in_(OPEN))
    wanted = open_ones.group_by(TurnRow.words).order_by(times.desc(), latest.desc(), TurnRow.words).limit(limit)
    with store.reading() as session:
        found = session.execute(wanted).all()
        said = _latest(session, since, [row[0] for row in found])
    return [Unanswered(words, *said[words], int(no), int(n) - int(no), at) for words, n, no, at in found]


def days(store: Store, since: datetime) -> Sequence[Day]:
    """Whatever is over, by day in UTC, engine, model and status."""
    day = func.date(TurnRow.asked_at)
    groups = (day, TurnRow.engine, TurnRow.model, TurnRow.status)
    up, down = (func.sum(case((FeedbackRow.verdict == verdict, 1), else_=0)) for verdict in ("up", "down"))
    sums = select(*groups, func.count(), func.sum(TurnRow.cost), func.sum(TurnRow.seconds), up, down)
    over = sums.outerjoin(FeedbackRow, FeedbackRow.turn_id == TurnRow.id).where(
        TurnRow.asked_at >= since, TurnRow.status != "running"
    )
    with store.reading() as session:
        rows = session.execute(over.group_by(*groups).order_by(*groups)).all()
    return [
        Day(_day(at), engine, model, status, int(n), cost, float(seconds), int(ups), int(downs))
        for at, engine, model, status, n, cost, seconds, ups, downs in rows
    ]


def record(store: Store, evaluation: Evaluation, details: Details = NO_DETAILS) -> None:
    with store.transaction() as session:
        session.add(
            EvaluationRow(
                at=evaluation.at,
                name=evaluation.name,
                engine=evaluation.engine,
                question_count=evaluation.questions,
                right_count=evaluation.right,
                wrong_count=evaluation.wrong,
                median_seconds=evaluation.median_seconds,
                late_seconds=evaluation.late_seconds,
                cost=evaluation.cost,
                details=details.model_copy(update={"missed": details.missed[:MOST_MISSED]}).model_dump_json(),
            )
        )


def evaluations(store: Store, limit: int) -> Sequence[Evaluation]:
    """Newest first."""
    newest = select(EvaluationRow).order_by(EvaluationRow.at.desc(), EvaluationRow.id.desc()).limit(limit)
    with store.reading() as session:
        return [
            Evaluation(
                row.at,
                row.name,
                row.engine,
                row.question_count,
                row.right_count,
                row.wrong_count,
                row.median_seconds,
                row.late_seconds,
                row.cost,
                row.id,
            )
            for row in session.scalars(newest)
        ]


def details(store: Store, evaluation_id: int) -> Details:
    """Nothing of runs that were kept before there were details."""
    with store.reading() as session:
        kept = session.scalar(select(EvaluationRow.details).where(EvaluationRow.id == evaluation_id))
    return Details.model_validate_json(kept) if kept else NO_DETAILS


def _latest(session: Session, since: datetime, words: Sequence[str]) -> dict[str, tuple[str, str]]:
    """words → question and reason, as it was the last time."""
    wanted = select(TurnRow.words, TurnRow.question, TurnRow.text).where(
        TurnRow.words.in_(words), TurnRow.status.in_(OPEN), TurnRow.asked_at >= since
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(wanted.order_by(TurnRow.asked_at, TurnRow.id))}


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
