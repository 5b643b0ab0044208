"""The hand-written statements of each user, newest first; the oldest make room."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from core.store.open import Store
from core.store.schema import StatementRow
from core.store.users import User

KEPT = 200  # of one user


@dataclass(frozen=True)
class Statement:
    id: int
    sql: str
    persona: str
    at: datetime
    outcome: str  # as "12 rows", or why there are none


def add_statement(store: Store, user: User, persona: str, sql: str, outcome: str, at: datetime) -> None:
    """The same one again comes to the top instead of standing there twice."""
    mine = StatementRow.user_id == user.id
    with store.transaction() as session:
        session.execute(delete(StatementRow).where(mine, StatementRow.persona == persona, StatementRow.sql == sql))
        session.add(StatementRow(user_id=user.id, persona=persona, sql=sql, at=at, outcome=outcome))
        session.flush()
        newest = select(StatementRow.id).where(mine).order_by(StatementRow.id.desc())
        first_too_old = session.scalar(newest.offset(KEPT).limit(1))
        if first_too_old is not None:
            session.execute(delete(StatementRow).where(mine, StatementRow.id <= first_too_old))


def statements_of(store: Store, user: User, persona: str, limit: int = 50) -> list[Statement]:
    mine = select(StatementRow).where(StatementRow.user_id == user.id, StatementRow.persona == persona)
    with store.reading() as session:
        rows = session.scalars(mine.order_by(StatementRow.id.desc()).limit(limit))
        return [Statement(row.id, row.sql, row.persona, row.at, row.outcome) for row in rows]


def forget_statements(store: Store, user: User) -> None:
    with store.transaction() as session:
        session.execute(delete(StatementRow).where(StatementRow.user_id == user.id))
