"""Jobs as rows of DBOS: written into its queue, and read back as ours."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

from core.access import Asker, rows_seen
from core.jobs.database import QUEUE, VERSION
from core.jobs.job import Job, JobId, Progress, State
from core.jobs.kind import Kind

WORKFLOW = "quartermaster.job"
STATES: Mapping[str, State] = {
    "ENQUEUED": "waiting",
    "DELAYED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
TOO_OFTEN = "It ended the program each time it was begun, so it is not begun again by itself."


def statuses(states: Collection[State]) -> list[str]:
    """What DBOS calls these states."""
    return [name for name, state in STATES.items() if state in states]


def job_of(row: WorkflowStatus) -> Job:
    noted = row.attributes or {}
    error = TOO_OFTEN if row.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED" else str(row.error or "")
    return Job(
        id=row.workflow_id,
        kind=str(noted.get("kind", "")),
        title=str(noted.get("title", "")),
        owner=row.authenticated_user or "",
        persona=str(noted.get("persona", "")),
        state=STATES[row.status],
        submitted=_moment(row.created_at) or datetime.now(UTC),
        started=_moment(row.dequeued_at),
        finished=_moment(row.completed_at),
        progress=_progress(noted.get("progress")),
        result=str(row.output or ""),
        error=error,
        times_started=row.recovery_attempts or 0,
        rows_seen=str(noted.get("rows_seen", "")),
    )


def as_noted(progress: Progress) -> dict[str, object]:
    return {"progress": [progress.text, progress.done, progress.total]}


def _progress(noted: object) -> Progress:
    if isinstance(noted, list) and len(noted) == 3:
        return Progress(str(noted[0]), int(noted[1]), int(noted[2]))
    return Progress()


def _moment(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def enqueue(client: DBOSClient, job_id: JobId, kind: Kind, owner: Asker, arguments: str) -> None:
    """Nothing happens when the id is there already."""
    options: EnqueueOptions = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": job_id,
        "app_version": VERSION,
        "authenticated_user": owner.email,
        "attributes": {
            "kind": kind.name, "title": kind.title, "persona": owner.persona, "rows_seen": rows_seen(owner),
        },
    }  # fmt: skip
    client.enqueue(options, kind.name, arguments, owner.persona)


def row_of(client: DBOSClient, job_id: JobId) -> WorkflowStatus | None:
    rows = client.list_workflows(workflow_ids=[job_id])
    return rows[0] if rows else None


def open_rows(client: DBOSClient, limit: int | None = None) -> list[WorkflowStatus]:
    """Waiting and running, without what they are about."""
    return client.list_workflows(
        name=WORKFLOW, status=["ENQUEUED", "PENDING"], limit=limit, load_input=False, load_output=False
    )


def over_before(client: DBOSClient, before: datetime, most: int) -> int:
    """How many jobs ended before a moment; `most` are counted."""
    found = client.list_workflows(completed_before=before.isoformat(), limit=most, load_input=False, load_output=False)
    return len(found)
