"""Removes what has been kept for long enough."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from dbos import DBOS

from core import audit_check
from core.clock import Clock
from core.errors import Conflict
from core.jobs.kind import Arguments, Kind
from core.jobs.work import Work
from core.login.sessions import prune_sessions
from core.store.spans import forget_before

FILES_DAYS = 7  # exports and uploads
JOBS_DAYS = 90
MOST = 10_000  # jobs at a time; there is another day


class PruneArguments(Arguments):
    """None: the settings say how long everything is kept."""


def prune(work: Work, asked: PruneArguments) -> str:
    said = []
    for number, (name, do) in enumerate(PARTS):
        work.say(f"Pruning {name}", number, len(PARTS))
        said.append(work.step(name, lambda do=do: do(work, Clock.utc())))  # type: ignore[misc]
    return " ".join(said)


def _audit(work: Work, now: datetime) -> str:
    keep = timedelta(days=work.ctx.config.audit.keep_days)
    try:
        count = audit_check.prune(work.ctx.store, now - keep, now, work.ctx.asker.email)
    except Conflict as error:  # the other parts are pruned all the same
        return error.message
    return f"{count:,} audit entries."


def _traces(work: Work, now: datetime) -> str:
    forget_before(work.ctx.store, now - timedelta(days=work.ctx.config.trace.keep_days))
    return "Traces."


def _sessions(work: Work, now: datetime) -> str:
    prune_sessions(work.ctx.store, now, work.ctx.config.login)
    return "Ended sessions."


def _jobs(work: Work, now: datetime) -> str:
    before = (now - timedelta(days=JOBS_DAYS)).isoformat()
    rows = DBOS.list_workflows(completed_before=before, limit=MOST, load_input=False, load_output=False)
    DBOS.delete_workflows([row.workflow_id for row in rows])
    return f"{len(rows):,} jobs."


def _files(work: Work, now: datetime) -> str:
    home = work.ctx.config.app.home
    gone = [_remove(path) for folder in ("exports", "uploads") for path in _old(home / folder)]
    return f"{len(gone)} exports and uploads."


def _old(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    before = time.time() - FILES_DAYS * 24 * 3600
    return [path for path in folder.iterdir() if path.lstat().st_mtime < before]


def _remove(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return path


PARTS: tuple[tuple[str, Callable[[Work, datetime], str]], ...] = (
    ("the audit log", _audit),
    ("traces", _traces),
    ("sessions", _sessions),
    ("jobs", _jobs),
    ("files", _files),
)
PRUNE = Kind("prune", "Pruning", "change-settings", PruneArguments, prune)
