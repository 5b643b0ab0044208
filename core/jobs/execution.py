"""Runs one job: with its owner's rights as they are now, and with an end that is a sentence whatever happens."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock

from core.access import Asker, require, rows_seen
from core.context import Context
from core.errors import NotAllowed, QuartermasterError
from core.jobs.job import JobId, Progress
from core.jobs.jobs import Jobs, exports
from core.jobs.kind import parsed
from core.jobs.rows import as_noted, job_of, row_of
from core.jobs.schedule import OWNER
from core.jobs.work import Stopped, Work, failure
from core.login.rights import asker_of
from core.store.trouble import explained
from core.store.users import get_user

TERMINAL = "terminal"  # whoever may read the data home may have anything done
log = logging.getLogger(__name__)


@dataclass
class Desk:
    """The executions of this process, so that they can be told to stop."""

    ctx: Context
    jobs: Jobs
    stopping: bool = False
    under_way: dict[int, Work] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def do(self, job_id: JobId, kind: str, arguments: str, persona: str, owner: str) -> str:
        try:
            chosen = self.jobs.kinds[kind]
            asker = rights_of(self.ctx, owner, persona)
            require(asker, chosen.action)
            self._require_same(job_id, asker)
            with self._working(job_id, asker) as work:
                return chosen.run(work, parsed(chosen, json.loads(arguments)))
        except Exception as error:  # noqa: BLE001 - the door of every job
            raise failure(error, job_id) from None

    def _require_same(self, job_id: JobId, asker: Asker) -> None:
        """So that a file was made under the rights that its job notes, whoever asks for it later."""
        with explained():
            row = row_of(self.jobs.client, job_id)
        seen = job_of(row).rows_seen if row else ""
        if seen and seen != rows_seen(asker):
            raise NotAllowed("Your rights have changed since this job was submitted. Submit it again.")

    def works(self) -> list[Work]:
        with self._lock:
            return list(self.under_way.values())

    @contextmanager
    def _working(self, job_id: JobId, asker: Asker) -> Iterator[Work]:
        work = Work(job_id, replace(self.ctx, asker=asker), exports(self.jobs.home) / job_id, self._teller(job_id))
        self._end_earlier(job_id)
        with self._lock:
            if self.stopping:
                raise Stopped
            self.under_way[id(work)] = work
        try:
            yield work
        finally:
            with self._lock:
                del self.under_way[id(work)]

    def _end_earlier(self, job_id: JobId) -> None:
        """Cancelled and at once tried again, a job may still be at work here without having noticed."""
        while earlier := [work for work in self.works() if work.job_id == job_id]:
            for work in earlier:
                work.cancel.now()
            time.sleep(0.05)

    def _teller(self, job_id: JobId) -> Callable[[Progress], None]:
        def tell(progress: Progress) -> None:
            try:
                with explained():
                    self.jobs.client.update_workflow_attributes(job_id, as_noted(progress), merge=True)
            except QuartermasterError as error:  # the job itself may still end well
                log.warning("the progress of %s was not noted: %s", job_id, error.message)

        return tell


def rights_of(ctx: Context, owner: str, persona: str) -> Asker:
    """As they are now: who was disabled or lost a role since, has nothing done any more."""
    if owner in (OWNER, TERMINAL):
        return system(persona, owner)
    user = get_user(ctx.store, owner)
    if user.disabled:
        raise NotAllowed(f"{user.email} is disabled; an Admin can enable the account.")
    return asker_of(user, persona)


def system(persona: str, who: str = OWNER) -> Asker:
    """The program itself; nobody can sign in so, since neither name is an e-mail."""
    return Asker(persona, role="Owner", email=who, all_workspaces=True)
