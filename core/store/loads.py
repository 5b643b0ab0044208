"""The load history: which file became which table, when, by whom, or why not; and how fresh each table is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from core.store.open import Store
from core.store.schema import LoadRow

Outcome = Literal["loaded", "refused", "interrupted", "failed"]


@dataclass(frozen=True)
class Load:
    """One table of one load. `generation` is None unless it was loaded."""

    table: str
    file_name: str
    rows: int
    started: datetime
    finished: datetime
    by: str
    outcome: Outcome
    generation: str | None = None
    reason: str = ""


def record_load(store: Store, *loads: Load) -> None:
    """All tables of one load together: the history never shows half of it."""
    with store.transaction() as session:
        session.add_all([_row(load) for load in loads])


def history(store: Store, table: str | None = None, limit: int = 100) -> list[Load]:
    """Newest first."""
    newest = select(LoadRow).order_by(LoadRow.finished_at.desc(), LoadRow.id.desc()).limit(limit)
    wanted = newest if table is None else newest.where(LoadRow.table_name == table)
    with store.reading() as session:
        return [_load(row) for row in session.scalars(wanted)]


def freshness(store: Store, generations: Iterable[str] | None = None) -> Mapping[str, datetime]:
    """table → when its data was last loaded (UTC); of these generations only, when given."""
    last = select(LoadRow.table_name, func.max(LoadRow.finished_at)).where(LoadRow.outcome == "loaded")
    if generations is not None:
        last = last.where(LoadRow.generation.in_(list(generations)))
    with store.reading() as session:
        return {row[0]: row[1] for row in session.execute(last.group_by(LoadRow.table_name))}


def _row(load: Load) -> LoadRow:
    return LoadRow(
        table_name=load.table,
        generation=load.generation,
        file_name=load.file_name,
        row_count=load.rows,
        started_at=load.started,
        finished_at=load.finished,
        loaded_by=load.by,
        outcome=load.outcome,
        reason=load.reason,
    )


def _load(row: LoadRow) -> Load:
    return Load(
        table=row.table_name,
        generation=row.generation,
        file_name=row.file_name,
        rows=row.row_count,
        started=row.started_at,
        finished=row.finished_at,
        by=row.loaded_by,
        outcome=row.outcome,  # type: ignore[arg-type]  # the check constraint holds it
        reason=row.reason,
    )
