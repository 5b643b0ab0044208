"""Removes what has been kept for long enough."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dbos import DBOS, DBOSClient

from core import audit_check
from core.clock import Clock
from core.config import Config
from core.context import Context
from core.errors import Conflict
from core.jobs.kind import Arguments, Kind
from core.jobs.rows import over_before
from core.jobs.work import Work
from core.login.sessions import ended_sessions, prune_sessions
from core.store import conversations, spans

FILES_DAYS = 7  # exports and uploads
JOBS_DAYS = 90
MOST = 10_000  # jobs at a time; there is another day


class PruneArguments(Arguments):
    """None: the settings say how long everything is kept."""


@dataclass(frozen=True)
class Kept:
    """One thing that is not kept for ever. `remove` takes what is older than a moment and says what went."""

    what: str
    days: Callable[[Config], int]  # 0: as soon as it is over
    setting: str  # that says the days; empty where they are fixed
    old: Callable[[Context, DBOSClient, datetime], int]
    remove: Callable[[Work, datetime], str]


@dataclass(frozen=True)
class Due:
    """What the next pruning would remove if it were now."""

    what: str
    days: int
    setting: str
    count: int


def prune(work: Work, asked: PruneArguments) -> str:
    said = []
    for number, one in enumerate(KEPT):
        work.say(f"Pruning {one.what}", number, len(KEPT))
        said.append(work.step(one.what, lambda one=one: one.remove(work, _before(one, work.ctx))))  # type: ignore[misc]
    return " ".join(said)


def due(ctx: Context, client: DBOSClient) -> tuple[Due, ...]:
    found = ((one, one.old(ctx, client, _before(one, ctx))) for one in KEPT)
    return tuple(Due(one.what, one.days(ctx.config), one.setting, count) for one, count in found)


def _before(one: Kept, ctx: Context) -> datetime:
    return Clock.utc() - timedelta(days=one.days(ctx.config))


def _audit(work: Work, before: datetime) -> str:
    try:
        count = audit_check.prune(work.ctx.store, before, Clock.utc(), work.ctx.asker.email)
    except Conflict as error:  # the other parts are pruned all the same
        return error.message
    return f"{count:,} audit entries."


def _traces(work: Work, before: datetime) -> str:
    count = spans.count_before(work.ctx.store, before)
    spans.forget_before(work.ctx.store, before)
    return f"{count:,} steps of answers."


def _sessions(work: Work, _now: datetime) -> str:
    now, rules = Clock.utc(), work.ctx.config.login
    count = ended_sessions(work.ctx.store, now, rules)
    prune_sessions(work.ctx.store, now, rules)
    return f"{count:,} ended sessions."


def _jobs(work: Work, before: datetime) -> str:
    rows = DBOS.list_workflows(completed_before=before.isoformat(), limit=MOST, load_input=False, load_output=False)
    DBOS.delete_workflows([row.workflow_id for row in rows])
    return f"{len(rows):,} jobs."


def _files(work: Work, before: datetime) -> str:
    gone = [_remove(path) for path in _old_files(work.ctx, before)]
    return f"{len(gone)} exports and uploads."


def _old_files(ctx: Context, before: datetime) -> list[Path]:
    folders = [folder for name in ("exports", "uploads") if (folder := ctx.config.app.home / name).is_dir()]
    return [path for folder in folders for path in folder.iterdir() if path.lstat().st_mtime < before.timestamp()]


def _unused(work: Work, before: datetime) -> str:
    return f"{conversations.forget(work.ctx.store, before, deleted=False):,} conversations."


def _deleted(work: Work, before: datetime) -> str:
    return f"{conversations.forget(work.ctx.store, before, deleted=True):,} deleted conversations."


def _remove(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return path


# In this order they are steps of a job: a new one comes last, so that a job of the release before goes on.
KEPT: tuple[Kept, ...] = (
    Kept(
        "the audit log", lambda config: config.audit.keep_days, "audit.keep_days",
        lambda ctx, _client, before: audit_check.prunable(ctx.store, before), _audit,
    ),
    Kept(
        "traces", lambda config: config.trace.keep_days, "trace.keep_days",
        lambda ctx, _client, before: spans.count_before(ctx.store, before), _traces,
    ),
    Kept(
        "sessions", lambda _config: 0, "login.session_hours",
        lambda ctx, _client, now: ended_sessions(ctx.store, now, ctx.config.login), _sessions,
    ),
    Kept("jobs", lambda _config: JOBS_DAYS, "", lambda _ctx, client, before: over_before(client, before, MOST), _jobs),
    Kept(
        "files", lambda _config: FILES_DAYS, "", lambda ctx, _client, before: len(_old_files(ctx, before)), _files,
    ),
    Kept(
        "conversations", lambda config: config.ask.keep_days, "ask.keep_days",
        lambda ctx, _client, before: conversations.count_old(ctx.store, before, deleted=False), _unused,
    ),
    Kept(
        "deleted conversations", lambda config: config.ask.undo_days, "ask.undo_days",
        lambda ctx, _client, before: conversations.count_old(ctx.store, before, deleted=True), _deleted,
    ),
)  # fmt: skip
PRUNE = Kind("prune", "Pruning", "change-settings", PruneArguments, prune)
