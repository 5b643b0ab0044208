"""A load with its line in the history, whatever becomes of it."""

from contextlib import AbstractContextManager
from datetime import datetime

from core.clock import Clock
from core.errors import QuartermasterError
from core.semantic.model import Model
from core.store.loads import Load, record_load
from core.store.loads import Outcome as Fate
from core.store.open import Store
from core.warehouse.drafts import Draft
from core.warehouse.load.load import load
from core.warehouse.load.request import Cancelled, Outcome, Progress, Request
from core.warehouse.load.rules import Rules


def load_and_record(
    request: Request,
    model: Model,
    rules: Rules,
    target: AbstractContextManager[Draft],
    progress: Progress,
    *,
    store: Store,
    by: str,
) -> Outcome:
    """A check alone leaves no line. The data counts from its publication on, even if the line cannot be written."""
    started = Clock.utc()
    try:
        outcome = load(request, model, rules, target, progress)
    except Cancelled:
        _record_failure(store, request, started, by, "interrupted", "")
        raise
    except QuartermasterError as error:
        _record_failure(store, request, started, by, "failed", error.message)
        raise
    if not request.check_only:
        record_load(store, *_lines(outcome, by))
    return outcome


def _lines(outcome: Outcome, by: str) -> list[Load]:
    fate: Fate = "loaded" if outcome.generation else "refused"
    reason = outcome.bad.in_words if outcome.bad.any else ""
    return [
        Load(
            table=one.table,
            file_name=", ".join(one.files),
            rows=one.rows,
            started=outcome.started,
            finished=outcome.finished,
            by=by,
            outcome=fate,
            generation=outcome.generation,
            reason=reason,
        )
        for one in outcome.tables
    ]


def _record_failure(store: Store, request: Request, started: datetime, by: str, fate: Fate, reason: str) -> None:
    if request.check_only:
        return
    files = ", ".join(path.name for path in request.paths)
    table = request.table or ""
    record_load(store, Load(table, files, 0, started, Clock.utc(), by, fate, None, reason))
