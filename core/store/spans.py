"""The steps of every answer, as kept for the trace viewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from core.store.open import Store
from core.store.schema import SpanRow


@dataclass(frozen=True)
class Step:
    """One step of one answer; the answer itself is the step without a parent."""

    trace_id: str
    id: str
    parent: str | None
    user: str
    name: str
    started: datetime
    seconds: float
    status: str  # ok | error
    attributes: Mapping[str, str]


def keep_steps(store: Store, steps: Iterable[Step]) -> None:
    with store.transaction() as session:
        session.add_all([_row(step) for step in steps])


def steps_of(store: Store, trace_id: str, user: str) -> tuple[Step, ...]:
    """In the order they began; nothing when it is another's trace, as when there is none."""
    wanted = select(SpanRow).where(SpanRow.trace_id == trace_id, SpanRow.user_id == user)
    with store.reading() as session:
        steps = [_step(row) for row in session.scalars(wanted)]
    return tuple(sorted(steps, key=lambda step: (step.started, step.parent is not None, -step.seconds)))


def answers_of(store: Store, user: str, limit: int = 50) -> tuple[Step, ...]:
    """The user's latest answers, newest first."""
    wanted = select(SpanRow).where(SpanRow.user_id == user, SpanRow.parent_id.is_(None))
    with store.reading() as session:
        return tuple(_step(row) for row in session.scalars(wanted.order_by(SpanRow.started_at.desc()).limit(limit)))


def forget_before(store: Store, moment: datetime) -> None:
    with store.transaction() as session:
        session.execute(delete(SpanRow).where(SpanRow.started_at < moment))


def count_before(store: Store, moment: datetime) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(SpanRow).where(SpanRow.started_at < moment)) or 0


def _row(step: Step) -> SpanRow:
    return SpanRow(
        trace_id=step.trace_id,
        span_id=step.id,
        parent_id=step.parent,
        user_id=step.user,
        name=step.name,
        started_at=step.started,
        seconds=step.seconds,
        status=step.status,
        attributes=dict(step.attributes),
    )


def _step(row: SpanRow) -> Step:
    return Step(
        trace_id=row.trace_id,
        id=row.span_id,
        parent=row.parent_id,
        user=row.user_id,
        name=row.name,
        started=row.started_at,
        seconds=row.seconds,
        status=row.status,
        attributes=row.attributes,
    )
