"""Submit, watch, cancel and retry: for pages, API and terminal. The doing is in core/jobs/worker.py."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from dbos import DBOSClient, WorkflowStatus
from dbos import error as refused

from core import audit
from core.access import ROLES, Asker, require, rows_seen
from core.config import Config
from core.errors import Conflict, NotAllowed, NotFound, TryLater, Unknown
from core.jobs.database import QUEUE, VERSION, open_client
from core.jobs.job import Job, JobId, Progress, State
from core.jobs.kind import Kind, Kinds, parsed
from core.jobs.kinds import KINDS
from core.jobs.rows import STATES, WORKFLOW, enqueue, job_of, open_rows, row_of, statuses
from core.store.open import Store
from core.store.trouble import explained

WAITING_OF_ONE, WAITING = 20, 500  # jobs in the queue, of one owner and of all
LONGEST = 100_000  # characters of a job's arguments


@dataclass(frozen=True)
class Jobs:
    """Safe for many threads; opened once and passed by hand."""

    client: DBOSClient
    store: Store
    home: Path
    kinds: Kinds

    @classmethod
    def open(cls, config: Config, store: Store, kinds: Kinds = KINDS) -> "Jobs":
        return cls(open_client(config), store, config.app.home, kinds)

    def submit(self, kind: str, arguments: Mapping[str, object], owner: Asker, key: str | None = None) -> JobId:
        """Into the queue. With the same key of the same owner twice, it is one job."""
        chosen = self._kind(kind)
        require(owner, chosen.action)
        text = json.dumps(
            parsed(chosen, arguments).model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=True
        )
        if len(text) > LONGEST:
            raise Conflict(f"The arguments of a job may have {LONGEST:,} characters; these have {len(text):,}.")
        job_id = _id(chosen, owner, key)
        with explained():
            if key is not None and (same := row_of(self.client, job_id)):
                return _same(same, text)
            _require_room(self.client, owner)
        _record(self.store, owner, "job.submit", chosen.name, job_id)
        with explained():
            enqueue(self.client, job_id, chosen, owner, text)
        return job_id

    def get(self, job_id: JobId, asker: Asker) -> Job:
        """Another's job looks like none; Admins see all."""
        with explained():
            row = row_of(self.client, job_id)
        if row is None or not _sees(asker, row):
            raise NotFound(f"There is no job {job_id[:60]!r}.")
        return job_of(row)

    def progress(self, job_id: JobId, asker: Asker) -> Progress:
        return self.get(job_id, asker).progress

    def list(
        self, asker: Asker, limit: int = 50, *, mine: bool = False, states: Collection[State] = (), skip: int = 0
    ) -> tuple[Job, ...]:
        """Newest first; of Admins everybody's, unless `mine`. Without states, whatever became of them."""
        user = None if _is_admin(asker) and not mine else asker.email
        if user == "":
            return ()
        with explained():
            rows = self.client.list_workflows(
                name=WORKFLOW, user=user, limit=limit, offset=skip or None, status=statuses(states) or None,
                sort_desc=True, load_input=False, load_output=True,
            )  # fmt: skip
        return tuple(job_of(row) for row in rows)

    def cancel(self, job_id: JobId, asker: Asker) -> None:
        """At once for who asks; what is under way notices within a second."""
        job = self.get(job_id, asker)
        if job.over:
            raise Conflict(f"This job is {job.state} already.")
        _record(self.store, asker, "job.cancel", job.kind, job_id)
        with explained():
            self.client.cancel_workflow(job_id)

    def retry(self, job_id: JobId, asker: Asker) -> None:
        """From the step that failed or was not finished."""
        job = self.get(job_id, asker)
        require(asker, self._kind(job.kind).action)
        if job.state not in ("failed", "cancelled"):
            raise Conflict(f"Only a failed or cancelled job can be tried again; this one is {job.state}.")
        _record(self.store, asker, "job.retry", job.kind, job_id)
        with explained():
            steps = self.client.list_workflow_steps(job_id)
            failed = [step["function_id"] for step in steps if step["error"] is not None]
            begin = failed[0] if failed else len(steps) + 1
            try:
                self.client.rewind_workflow(job_id, start_step=begin, application_version=VERSION, queue_name=QUEUE)
            except refused.DBOSException as error:  # somebody else was quicker
                raise Conflict("This job has just changed: look at it again.") from error

    def file(self, job_id: JobId, asker: Asker) -> Path:
        """What a job has made, for its owner with the rights that it was made under: those may be gone since."""
        job = self.get(job_id, asker)
        if job.owner != asker.email:
            raise NotAllowed("The file of a job is for whoever had it made; have one made of your own.")
        require(asker, self._kind(job.kind).action)
        if (job.persona, job.rows_seen) != (asker.persona, rows_seen(asker)):
            raise NotAllowed(
                f"This was made as {job.persona}, with other rights than yours are now. Have it made again."
            )
        found = self.made(job.id)
        if found is None:
            raise NotFound("This job has no file, or it has been pruned.")
        return found

    def made(self, job_id: JobId) -> Path | None:
        """The same, without asking for rights: of one's own job just begun, and in the terminal."""
        folder = exports(self.home) / job_id
        found = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        return found[0] if found else None

    def counts(self) -> Mapping[str, int]:
        """How many are waiting and running, for health and metrics."""
        counts = {"waiting": 0, "running": 0}
        with explained():
            for row in open_rows(self.client):
                counts[STATES[row.status]] += 1
        return counts

    def close(self) -> None:
        self.client.destroy()

    def _kind(self, name: str) -> Kind:
        if name not in self.kinds:
            raise Unknown("kind of job", name, self.kinds)
        return self.kinds[name]


def exports(home: Path) -> Path:
    """One folder for each job that makes a file."""
    return home / "exports"


def _id(kind: Kind, owner: Asker, key: str | None) -> JobId:
    """From the key, so that the database itself refuses a second one; the owner is in it, so keys are their own."""
    if key is None:
        return f"{kind.name}-{uuid4().hex[:24]}"
    return f"{kind.name}-{sha256(json.dumps([owner.email, kind.name, key]).encode()).hexdigest()[:24]}"


def _record(store: Store, who: Asker, action: str, kind: str, job_id: JobId) -> None:
    """Before it is done: the two are kept in different places, and nothing is done that no entry tells of."""
    audit.record(store, who.email, action, f"{kind} {job_id}")


def _same(row: WorkflowStatus, arguments: str) -> JobId:
    if row.input and row.input["args"][1] != arguments:
        raise Conflict("This key was used for a job with other arguments; take a new one.")
    return row.workflow_id


def _require_room(client: DBOSClient, owner: Asker) -> None:
    waiting = [row for row in open_rows(client, WAITING) if STATES[row.status] == "waiting"]
    if sum(row.authenticated_user == owner.email for row in waiting) >= WAITING_OF_ONE:
        raise TryLater(f"{WAITING_OF_ONE} of your jobs are waiting: try again when some are done.", after=60)
    if len(waiting) >= WAITING:
        raise TryLater("Too many jobs are waiting: try again in some minutes.", after=300)


def _is_admin(asker: Asker) -> bool:
    return asker.role in ROLES and ROLES.index(asker.role) >= ROLES.index("Admin")


def _sees(asker: Asker, row: WorkflowStatus) -> bool:
    return row.name == WORKFLOW and (_is_admin(asker) or row.authenticated_user == asker.email != "")
